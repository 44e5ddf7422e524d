#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "rm/tree.h"
#include "template/definition.h"

namespace socle::tmpl {

/// Walks a tree of the reference model and a definition together and collects every violation.
/// Each rule family stands in a file of its own, validate_*.cc. Used once, by one thread.
///
/// Where several constraints might be meant for one object (alternatives of a data value, siblings
/// of one node id), each is tried and the one with the fewest violations counts.
class Validator {
 public:
  explicit Validator(const Definition& definition) : definition_(definition) {}

  /// The violations by `root`, in document order, as many as rm::Findings keeps. What is missing
  /// stands where its parent stands.
  std::vector<base::Issue> Run(const rm::Node& root);

 private:
  struct Words {
    std::string expected, found, message;
    std::string below;  // what follows the node's path: "/items[at0004]"
  };
  struct Found {
    const rm::Node* node;
    std::string_view rule;
    Words words;
  };
  /// How an object and a constraint go together, worst first.
  enum class Match : std::uint8_t { kOtherType, kOtherId, kOtherArchetype, kYes };

  // validate.cc: the walk.
  void CheckRoot(const rm::Node& root);
  void Check(const rm::Node& node, const Object& object);
  void CheckAttributes(const rm::Node& node, const Object& object);
  void CheckMissing(const rm::Node& node, const Attribute& attribute);
  void CheckIntervalEnds(const rm::Node& node, const Object& object);
  /// The number of violations of `object` by `node`, none of them reported.
  std::uint32_t Try(const rm::Node& node, const Object& object);

  // validate_choice.cc: which constraint an object answers to.
  Match MatchOf(const rm::Node& node, const Object& object) const;
  bool TypeFits(const rm::Node& node, const Object& object) const;
  bool NameFits(const rm::Node& node, const Object& object);
  void CheckSingle(const rm::Node& node, const Attribute& attribute);
  /// The best of `candidates` for `node`, by trial.
  const Object& Best(const rm::Node& node, const std::vector<const Object*>& candidates);
  void ReportUnmatched(const rm::Node& node, const Attribute& attribute);

  // validate_container.cc: items, occurrences, cardinality.
  void CheckContainer(const rm::Node& owner, const rm::Node& first, const Attribute& attribute);
  std::uint32_t Assign(const rm::Node& item, const Attribute& attribute,
                       const std::uint32_t* counts);
  void CheckOccurrences(const rm::Node& owner, const Attribute& attribute,
                        const std::uint32_t* counts, const rm::Node* const* excess);
  std::uint32_t Fillers(const Object& slot, std::span<const Object> siblings,
                        const std::uint32_t* counts) const;
  void ReportTooFew(const rm::Node& owner, const Attribute& attribute, const Object& child,
                    std::uint32_t count);
  void CheckUnique(const rm::Node& first, const Attribute& attribute);

  // validate_slot.cc
  bool SlotAdmits(const SlotRule& rule, std::string_view archetype_id) const;

  // validate_code.cc, validate_ordinal.cc, validate_quantity.cc, validate_primitive.cc,
  // validate_temporal.cc: leaves.
  void CheckCodePhrase(const rm::Node& node, const Object& object, const CodeRule& rule);
  void CheckOpenehrCode(const rm::Node& node, std::string_view code);
  void CheckOrdinal(const rm::Node& node, const OrdinalRule& rule);
  void CheckState(const rm::Node& node, const StateRule& rule);
  void CheckQuantity(const rm::Node& node, const QuantityRule& rule);
  void CheckString(const rm::Node& node, const StringRule& rule);
  void CheckNumber(const rm::Node& node, const NumberRule& rule);
  void CheckBoolean(const rm::Node& node, const BooleanRule& rule);
  void CheckTemporal(const rm::Node& node, const TemporalRule& rule);
  void CheckDuration(const rm::Node& node, const DurationRule& rule);
  void CheckComputed(const rm::Node& node, const Attribute& attribute);

  /// Counts a violation at `node`, and unless this is a trial keeps it with the words of `words()`.
  template <class MakeWords>
  void Fail(const rm::Node& node, std::string_view rule, MakeWords words) {
    ++failures_;
    if (trial_ == 0) Keep(node, rule, words());
  }
  void Keep(const rm::Node& node, std::string_view rule, Words words);

  const Definition& definition_;
  std::vector<Found> found_;
  std::uint32_t failures_ = 0;
  std::uint32_t trial_ = 0;    // depth of trials
  std::uint32_t in_name_ = 0;  // inside a `name` attribute: its violations are of the rule "name"
  std::uint64_t steps_ = 0;
};

/// Whether the two terminology ids mean the same: "SNOMED-CT", "SNOMEDCT" and "SNOMED-CT(2023)" do.
bool SameTerminology(std::string_view a, std::string_view b);
/// "a, b, c", cut after a dozen.
std::string Listed(const std::vector<std::string_view>& words);

}  // namespace socle::tmpl
