#include "aql/reach.h"

#include <algorithm>
#include <initializer_list>

#include "aql/ehrs_named.h"
#include "rm/ids.h"

namespace socle::aql {
namespace {

using bound::Containment;
namespace attribute = rm::attribute;
namespace type = rm::type;

/// Kinds of objects, as bits.
enum Home : unsigned { kComposition = 1, kStatus = 2, kFolder = 4, kParty = 8, kAnywhere = 15 };

bool IsOneOf(rm::ClassId id, std::initializer_list<rm::ClassId> ancestors) {
  return std::any_of(ancestors.begin(), ancestors.end(),
                     [id](rm::ClassId ancestor) { return rm::IsA(id, ancestor); });
}

/// Where instances of a class can be.
unsigned HomeOf(rm::ClassId id) {
  if (IsOneOf(id, {type::kComposition, type::kVersionedComposition, type::kContentItem,
                   type::kEventContext, type::kHistory, type::kEvent, type::kActivity,
                   type::kInstructionDetails, type::kIsmTransition})) {
    return kComposition;
  }
  if (IsOneOf(id, {type::kEhrStatus, type::kVersionedEhrStatus})) return kStatus;
  if (IsOneOf(id, {type::kFolder, type::kVersionedFolder})) return kFolder;
  if (IsOneOf(id, {type::kParty, type::kVersionedParty, type::kPartyIdentity, type::kContact,
                   type::kAddress, type::kCapability, type::kPartyRelationship})) {
    return kParty;
  }
  return kAnywhere;
}

class Reader {
 public:
  explicit Reader(const bound::Query& query) : query_(query) {}

  Reach Read() {
    Reach reach;
    const unsigned homes = HasFolder() ? unsigned{kAnywhere} : Homes(query_.from, false);
    reach.compositions = (homes & kComposition) != 0;
    reach.statuses = (homes & kStatus) != 0;
    reach.folders = (homes & kFolder) != 0;
    reach.parties = (homes & kParty) != 0 && !IsEhr(query_.from);
    for (const bound::Source& source : query_.sources) {
      reach.objects = reach.objects || rm::IsA(source.type, type::kVersionedObject);
      reach.history = reach.history || IsHistory(source);
      reach.status_of_ehr = reach.status_of_ehr || (source.type == type::kEhr && source.predicate &&
                                                    NamesStatus(*source.predicate));
    }
    // The items of a folder may name old versions.
    reach.history = reach.history || reach.objects || HasFolder();
    for (const bound::Access& access : query_.accesses) {
      reach.status_of_ehr = reach.status_of_ehr || NamesStatus(access);
    }
    reach.only_ehrs = IsEhr(query_.from) && !query_.from.contains;
    if (query_.from.kind == Containment::Kind::kClass) reach.unit = Reach::Unit::kEhr;
    if (IsOfOneVersion()) reach.unit = Reach::Unit::kVersion;
    if (IsEhr(query_.from)) reach.ehr_ids = EhrsNamed(query_);
    return reach;
  }

 private:
  const bound::Source& SourceOf(const Containment& node) const {
    return query_.sources[node.source];
  }
  bool IsEhr(const Containment& node) const {
    return node.kind == Containment::Kind::kClass && SourceOf(node).type == type::kEhr;
  }
  bool HasFolder() const {
    return std::any_of(query_.sources.begin(), query_.sources.end(),
                       [](const auto& source) { return rm::IsA(source.type, type::kFolder); });
  }

  static bool IsHistory(const bound::Source& source) {
    if (!rm::IsA(source.type, type::kVersion)) return false;
    return source.versions == bound::Versions::kAll ||
           (source.versions == bound::Versions::kUnsaid && source.predicate);
  }

  /// The homes of what `node` can match; `in_version`: within one version.
  unsigned Homes(const Containment& node, bool in_version) const {
    if (node.kind != Containment::Kind::kClass) {
      const bool both = node.kind == Containment::Kind::kAnd && in_version;
      unsigned homes = both ? unsigned{kAnywhere} : 0;
      for (const Containment& operand : node.operands) {
        const unsigned own = Homes(operand, in_version);
        homes = both ? homes & own : homes | own;
      }
      return homes;
    }
    if (IsEhr(node)) return node.contains ? Homes(*node.contains, false) : 0;
    const unsigned own = HomeOf(SourceOf(node).type);
    // What NOT CONTAINS looks for lies in what is looked at.
    if (!node.contains || node.negated) return own;
    return own & Homes(*node.contains, true);
  }

  bool IsOfOneVersion() const {
    if (HasFolder() || query_.from.kind != Containment::Kind::kClass) return false;
    const Containment* at = &query_.from;
    if (IsEhr(*at)) {
      if (!at->contains || at->negated) return false;
      at = &*at->contains;
      if (at->kind != Containment::Kind::kClass || IsEhr(*at)) return false;
    }
    return !rm::IsA(SourceOf(*at).type, type::kVersionedObject);
  }

  static bool BeginsWithStatus(const bound::Path& path) {
    return path.empty() || path.front().attribute == attribute::kEhrStatus;
  }
  static bool NamesStatus(const bound::Predicate& predicate) {
    using Kind = bound::Predicate::Kind;
    if (predicate.kind == Kind::kAnd || predicate.kind == Kind::kOr) {
      return std::any_of(predicate.operands.begin(), predicate.operands.end(),
                         [](const bound::Predicate& operand) { return NamesStatus(operand); });
    }
    if (predicate.kind == Kind::kNode) return false;
    const auto* operand = std::get_if<bound::Path>(&predicate.operand);
    return BeginsWithStatus(predicate.path) || (operand != nullptr && BeginsWithStatus(*operand));
  }
  bool NamesStatus(const bound::Access& access) const {
    if (query_.sources[access.source].type != type::kEhr) return false;
    return BeginsWithStatus(access.path) || (access.predicate && NamesStatus(*access.predicate));
  }

  const bound::Query& query_;
};

}  // namespace

Reach ReachOf(const bound::Query& query) { return Reader(query).Read(); }

}  // namespace socle::aql
