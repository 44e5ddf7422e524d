#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "rm/tree.h"

namespace socle::tmpl {

struct Definition;  // the compiled constraints, see definition.h

/// An operational template (ADL 1.4 OPT), parsed, checked and compiled. Immutable, safe from any
/// thread.
class Template {
 public:
  /// The template of `xml`. Checked against itself: every node has a term in its archetype's
  /// ontology, every RM type and attribute exists and fits its parent, occurrences and
  /// cardinalities do not contradict one another, code lists name existing terms, ranges are not
  /// empty. Errors: kMalformed (not XML, not an OPT), kInvalid with every fault, each naming its
  /// node.
  static std::shared_ptr<const Template> Parse(std::string_view xml);

  ~Template();
  const std::string& template_id() const;  // "vital_signs.v1"
  const std::string& concept_name() const;
  const std::string& uid() const;           // may be empty
  const std::string& archetype_id() const;  // of the root
  std::string_view root_type() const;       // "COMPOSITION"
  const std::string& language() const;      // "en"
  const Definition& definition() const;

  /// Every violation of the template by `composition`, in document order; empty when it fits.
  /// What the reference model itself demands was checked when the tree was read.
  std::vector<base::Issue> Validate(const rm::Node& composition) const;

 private:
  Template();
  std::unique_ptr<Definition> definition_;
};

}  // namespace socle::tmpl
