#pragma once

#include <span>
#include <string_view>

namespace socle::generate {

/// An operational template that the binary carries. Views of constants.
struct EmbeddedTemplate {
  std::string_view template_id;  // "socle_vital_signs.v1"
  std::string_view xml;          // OPT 1.4
};

/// The project's own templates (models/templates), by template id.
std::span<const EmbeddedTemplate> Templates();

}  // namespace socle::generate
