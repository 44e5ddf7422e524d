#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "fhir/tree.h"
#include "record/types.h"
#include "resource/search_parameters.h"
#include "store/store.h"

/// Search parameters that the store has beside those of R4: the SearchParameters among its
/// resources.
namespace socle::resource {

/// What a SearchParameter that is in effect says. One that says another thing has rows of its own.
struct CustomParameter {
  std::int64_t version = 0;  // VersionInfo::id of the resource that said so first
  std::int64_t owner = 0;    // its object, in the institution's record
  enum class State : std::uint8_t { kBeingIndexed, kIndexed, kGone } state = State::kBeingIndexed;
  std::string code, url;
  std::string kind;                  // "token"; "words" of _text and _content
  std::vector<std::string> bases;    // names of types, abstract ones too
  std::vector<std::string> targets;  // of a reference; empty: any type
  std::string expression;
  struct Component {
    std::string definition;  // the URL of the search parameter that says its kind
    std::string kind;        // "token"; empty: not known yet, as its definition is the store's own
    std::string expression;  // within what the composite's finds
    bool operator==(const Component&) const = default;
  };
  std::vector<Component> components;  // of a composite
  /// How far its rows have come.
  std::int64_t indexed = 0;  // resources looked at
  std::int64_t failed = 0;   // of those, such as its expression could not be evaluated for

  /// The number of its rows of a type (SearchParameter::number). Those of R4 end at 18,815, the two
  /// of negative versions stand between.
  std::int64_t Number(fhir::TypeId type) const;
  /// Of all its rows of a type: one for each component.
  std::vector<std::int64_t> Numbers(fhir::TypeId type) const;
  /// Whether the rows of the two are the same.
  bool SaysTheSame(const CustomParameter& other) const;
};

/// What `resource` defines; nothing where it is not in effect: its status is not active, its type
/// none that has rows (special), or it stands for a definition of R4 by its URL.
std::optional<CustomParameter> ReadCustomParameter(const fhir::Node& resource);

/// What keeps `resource`, a SearchParameter, from being in effect as it says: issues at its
/// elements. `others` are those that are there; `owner`: its own object, where there is one.
std::vector<base::Issue> FaultsOf(const fhir::Node& resource, const SearchParameters& others,
                                  std::optional<std::int64_t> owner);

/// The concrete types of resources that a parameter with these bases is of, in their order.
std::vector<fhir::TypeId> TypesOf(const std::vector<std::string>& bases);

/// _text and _content, which are indexed where a setting says so: parameters as those of the
/// store's own, of negative versions.
std::vector<CustomParameter> TextParameters();

// The table fhir_custom_parameter, as a session sees it.

/// The state that they are in: another one after each change.
std::int64_t CustomGeneration(store::Session& session);
/// By version; those that are gone too.
std::vector<CustomParameter> ReadCustoms(store::Session& session);
/// Notes what a SearchParameter became: `parameter` in the place of what it was before, unless both
/// say the same; absent, or a component's definition is none of the store's: it is in effect no
/// more. On the writer's thread.
void NoteCustom(store::Session& session, std::int64_t owner,
                std::optional<CustomParameter> parameter);
/// Notes that all rows of the version are there, or that none is left of one that went. On the
/// writer's thread.
void NoteIndexed(store::Session& session, std::int64_t version);
void NoteRemoved(store::Session& session, std::int64_t version);
/// Whether TextParameters are in effect, indexed or not yet.
bool HasTextParameters(store::Session& session);
/// Has their rows made, or removed; it was not so before. On the writer's thread.
void SetTextParameters(store::Session& session, bool wanted);
/// How many resources there are of the types.
std::int64_t CountResources(store::Session& session, const std::vector<fhir::TypeId>& types);
/// Where all rows are made anew: those of all that are in effect are there then. On the writer's
/// thread.
void NoteAllAnew(store::Session& session);

/// The parameters of R4 and of a store, as its sessions see them. What was read once is kept until
/// it changes. Safe from any thread, because it has a lock.
class StoredParameters {
 public:
  StoredParameters() : base_(BaseSearchParameters()), latest_(base_) {}

  /// As the session sees them. Errors: of the store.
  std::shared_ptr<const SearchParameters> Of(store::Session& session);
  /// The newest that any session has seen.
  std::shared_ptr<const SearchParameters> Latest() const;
  /// Those of R4 alone.
  const std::shared_ptr<const SearchParameters>& base() const { return base_; }

 private:
  const std::shared_ptr<const SearchParameters> base_;
  mutable std::mutex mutex_;  // guards what follows
  std::shared_ptr<const SearchParameters> latest_;
};

}  // namespace socle::resource
