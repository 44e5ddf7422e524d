#include "aql/layout_state.h"

#include <algorithm>
#include <cstdint>

#include "aql/layout_merge.h"
#include "base/digest.h"
#include "template/definition.h"

namespace socle::aql {
namespace {

/// Of the rules by which templates are laid out: others make other layouts.
constexpr std::int64_t kRules = 1;

std::int64_t NextGeneration(std::int64_t generation, std::string_view template_id,
                            std::string_view content) {
  base::Sha256 hash;
  hash.AddInt(kRules).AddInt(generation).AddField(template_id).AddField(content);
  const base::Digest digest = hash.Finish();
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < 8; ++i) number = number << 8 | digest.bytes[i];
  return static_cast<std::int64_t>(number & INT64_MAX);
}

}  // namespace

std::vector<LayoutChange> MergeTemplate(LayoutState& state, const tmpl::Definition& definition,
                                        std::string_view content) {
  if (std::ranges::find(state.templates, definition.template_id) != state.templates.end()) {
    return {};
  }
  state.generation = NextGeneration(state.generation, definition.template_id, content);
  state.templates.push_back(definition.template_id);
  LayoutMerge merge(state, definition);
  for (const tmpl::Object& object : definition.objects) {
    if (object.is_root()) merge.Root(object);
  }
  return merge.Changes();
}

}  // namespace socle::aql
