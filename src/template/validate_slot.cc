#include <algorithm>

#include "template/validator.h"

namespace socle::tmpl {
namespace {

bool AnyMatches(const std::vector<const Pattern*>& patterns, std::string_view id, bool specific) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const Pattern* pattern) {
    return pattern->MatchesAll() != specific && pattern->Matches(id);
  });
}

}  // namespace

// ADL 1.4, 5.3.8: what an include names stands, whatever is excluded in general; an exclude of
// something in particular beats a general include. `include .*` with `exclude .*` is how editors
// write a slot that is open.
bool Validator::SlotAdmits(const SlotRule& rule, std::string_view archetype_id) const {
  // The published patterns end at the major version.
  std::string_view major = archetype_id;
  if (const std::size_t version = major.rfind(".v"); version != major.npos) {
    major = major.substr(0, major.find('.', version + 2));
  }
  for (const std::string_view id : {archetype_id, major}) {
    if (AnyMatches(rule.includes, id, true)) return true;
    if (AnyMatches(rule.excludes, id, true)) return false;
  }
  if (AnyMatches(rule.includes, archetype_id, false)) return true;
  return rule.includes.empty() && rule.excludes.empty() ? true
         : rule.includes.empty() ? !AnyMatches(rule.excludes, archetype_id, false)
                                 : false;
}

}  // namespace socle::tmpl
