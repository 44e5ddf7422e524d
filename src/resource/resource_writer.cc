#include "resource/resource_writer.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/error.h"
#include "fhir/ids.h"
#include "fhir/location.h"
#include "resource/own_resources.h"
#include "resource/references.h"
#include "resource/resource_input.h"

namespace socle::resource {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::size_t kMostIssues = 100;

/// "Patient/1".
std::string NameOf(fhir::TypeId type, std::string_view id) {
  std::string name(fhir::Get(type).name);
  return name.append("/").append(id);
}

record::ObjectUid UidOf(const ResourceId& id) { return record::ObjectUid(id.value()); }

bool IsThere(const std::optional<record::ObjectInfo>& object) { return object && !object->deleted; }

/// An object as the plan found it.
struct Expected {
  const Change* change;
  std::optional<record::ObjectInfo> object;
};

/// A resource that changes refer to.
struct Target {
  fhir::TypeId type;
  ResourceId id;
  const fhir::Node* reference;  // in the document of `change`
  const Change* change;
};

[[noreturn]] void RefuseVersion(const Change& change,
                                const std::optional<record::ObjectInfo>& object) {
  throw Error(ErrorCode::kPreconditionFailed,
              change.version == kNoVersion    ? "there is such a resource already"
              : change.version == kAnyVersion ? "If-Match asks for a resource that is not there"
                                              : "If-Match is not the latest version")
      .WithLatest(object ? std::to_string(object->head) : std::string())
      .At(change.place);
}

void CheckVersion(const Change& change, const std::optional<record::ObjectInfo>& object) {
  if (!change.version) return;
  const bool is_met =
      *change.version == kNoVersion
          ? !IsThere(object)
          : IsThere(object) && (*change.version == kAnyVersion || object->head == *change.version);
  if (!is_met) {
    if (change.is_based_on_version) throw RacedError();
    RefuseVersion(change, object);
  }
}

}  // namespace

/// What the writer's thread looks at again. Lives as long as the job.
struct ResourceWriter::Checks {
  std::vector<Expected> expected;
  std::vector<Condition> conditions;
  std::vector<Target> targets;  // that were there in the snapshot
  std::vector<const Change*> deletions;
  std::unordered_set<std::string> changed;                   // names of all that the write changes
  std::vector<std::pair<std::int64_t, std::uint32_t>> keys;  // of those that were there, sorted
  std::uint64_t deletions_begun = 0;
  bool targets_may_be_gone = false;
  std::int64_t generation = 0;  // of the search parameters

  void Run(const ResourceWriter& writer, store::Session& session) const;
  void CheckObjects(const Parts& parts, store::Session& session) const;
  void CheckTargets(const Parts& parts, store::Session& session) const;
  void CheckDeletions(const Parts& parts, store::Session& session) const;
};

void ResourceWriter::Checks::CheckObjects(const Parts& parts, store::Session& session) const {
  for (const Expected& one : expected) {
    const auto object =
        parts.record.FindObject(session, KindOf(one.change->type), UidOf(one.change->id));
    CheckVersion(*one.change, object);
    const bool same = object.has_value() == one.object.has_value() &&
                      (!object || (object->head == one.object->head));
    if (!same) throw RacedError();
  }
}

void ResourceWriter::Checks::CheckTargets(const Parts& parts, store::Session& session) const {
  for (const Target& target : targets) {
    if (!IsThere(parts.record.FindObject(session, KindOf(target.type), UidOf(target.id)))) {
      throw RacedError();
    }
  }
}

void ResourceWriter::Checks::CheckDeletions(const Parts& parts, store::Session& session) const {
  if (!parts.referrers) return;
  for (const Change* change : deletions) {
    const auto found = parts.referrers(session, change->type, change->id, keys.size() + 1);
    for (const ResourceKey& key : found) {
      // What this write changes is known by its new text, which the plan has seen.
      if (std::binary_search(keys.begin(), keys.end(), std::pair{key.ehr.value(), key.object})) {
        continue;
      }
      throw Error(ErrorCode::kConflict,
                  "other resources refer to this " + std::string(fhir::Get(change->type).name))
          .At(change->place);
    }
  }
}

void ResourceWriter::Checks::Run(const ResourceWriter& writer, store::Session& session) const {
  const Parts& parts = writer.parts_;
  const bool has_own = parts.parameters != nullptr;
  if (has_own && CustomGeneration(session) != generation) throw RacedError();
  CheckObjects(parts, session);
  for (const Condition& condition : conditions) {
    if (Matches(parts.search, session, condition.request, 2) != condition.found) {
      throw RacedError();
    }
  }
  if (targets_may_be_gone || writer.deletions_begun_ != deletions_begun) {
    CheckTargets(parts, session);
  }
  CheckDeletions(parts, session);
}

/// A write on its way into the record.
struct ResourceWriter::Plan {
  Plan(ResourceWriter& w, const record::Access& a, const std::vector<Change>& c, Bodies b)
      : writer(w), access(a), changes(c), bodies(b), done(c.size()) {}

  void Make();
  void Place(std::size_t index, record::Snapshot& snapshot);
  bool IsUnchanged(std::size_t index, const record::NewVersion& version,
                   record::Snapshot& snapshot);
  std::size_t HomeOf(const Change& change, record::Snapshot& snapshot);
  std::size_t GroupOf(record::EhrKey ehr);
  std::size_t NewHome(const ResourceId& patient);
  void CheckParameter(const Change& change, const std::optional<record::ObjectInfo>& object) const;
  void NoteReferences(const Change& change);
  void CheckReferences(record::Snapshot& snapshot);
  void Close();
  void Finish(const std::vector<record::CommitReceipt>& receipts);

  struct Slot {
    std::size_t index;             // of the change
    std::size_t group, place = 0;  // its version's place in the group's
    std::string body;
  };

  ResourceWriter& writer;
  const record::Access& access;
  const std::vector<Change>& changes;
  const Bodies bodies;
  std::vector<Changed> done;
  std::vector<record::CommitRequest> groups;
  std::vector<std::size_t> begins;
  std::vector<Slot> slots;
  std::unordered_map<std::int64_t, std::size_t> group_of_ehr;
  std::unordered_map<std::string, std::size_t> group_of_patient;  // whom this write brings
  std::vector<Target> wanted, nowhere;
  std::unordered_set<std::string> wanted_names;
  std::shared_ptr<const SearchParameters> parameters;  // as the snapshot has them
  // Shared: the guard outlives a failed submission.
  std::shared_ptr<Checks> checks = std::make_shared<Checks>();
};

std::size_t ResourceWriter::Plan::GroupOf(record::EhrKey ehr) {
  const auto [at, fresh] = group_of_ehr.emplace(ehr.value(), groups.size());
  if (fresh) {
    record::CommitRequest request;
    request.target = ehr;
    if (ehr.value() != record::kInstitution) {
      PatientRecords& patients = writer.parts_.patients;
      request.guard = [&patients](store::Session& session, record::EhrKey of) {
        patients.RequireModifiable(session, of);
      };
    }
    request.audit = writer.parts_.patients.MakeAudit(access, record::ChangeType::kCreation);
    groups.push_back(std::move(request));
  }
  return at->second;
}

std::size_t ResourceWriter::Plan::NewHome(const ResourceId& patient) {
  const auto [at, fresh] = group_of_patient.emplace(patient.value(), groups.size());
  if (fresh) groups.push_back(writer.parts_.patients.Make(access, patient));
  return at->second;
}

std::size_t ResourceWriter::Plan::HomeOf(const Change& change, record::Snapshot& snapshot) {
  std::optional<ResourceId> patient;
  if (change.type == fhir::type::kPatient) {
    const auto ehr = writer.parts_.patients.Find(snapshot.session(), change.id);
    if (!ehr) return NewHome(change.id);
    return group_of_patient.emplace(change.id.value(), GroupOf(*ehr)).first->second;
  }
  const auto named = writer.compartments_.PatientOf(change.document->content().root());
  if (!named) return GroupOf(record::EhrKey(record::kInstitution));
  const auto made = group_of_patient.find(std::string(*named));
  if (made != group_of_patient.end()) return made->second;
  const auto object =
      snapshot.FindObject(KindOf(fhir::type::kPatient), record::ObjectUid(std::string(*named)));
  return GroupOf(object ? object->ehr : record::EhrKey(record::kInstitution));
}

bool ResourceWriter::Plan::IsUnchanged(std::size_t index, const record::NewVersion& version,
                                       record::Snapshot& snapshot) {
  const Change& change = changes[index];
  auto head = writer.parts_.source.Find(snapshot, change.type, change.id);
  if (!head ||
      head->json != WithVersion(version.body, change.id.value(), head->version, head->updated))
    return false;
  done[index] = {Changed::Outcome::kUnchanged, std::move(*head)};
  return true;
}

void ResourceWriter::Plan::Place(std::size_t index, record::Snapshot& snapshot) {
  const Change& change = changes[index];
  std::optional<record::ObjectInfo> object;
  if (!change.is_new) object = snapshot.FindObject(KindOf(change.type), UidOf(change.id));
  CheckVersion(change, object);
  if (change.document == nullptr && !IsThere(object)) {
    done[index].outcome = Changed::Outcome::kAbsent;
    return;
  }
  record::NewVersion version;
  if (change.document != nullptr) {
    version = writer.parts_.source.Write({.type = change.type,
                                          .id = change.id,
                                          .preceding = object ? object->head : 0,
                                          .restores = object && object->deleted,
                                          .document = change.document});
    if (IsThere(object) && IsUnchanged(index, version, snapshot)) return;
    CheckParameter(change, object);
    NoteReferences(change);
    done[index].outcome = IsThere(object) ? Changed::Outcome::kUpdated : Changed::Outcome::kCreated;
  } else {
    version.kind = KindOf(change.type);
    version.uid = UidOf(change.id);
    version.preceding = object->head;
    version.lifecycle = record::Lifecycle::kDeleted;
    version.change_type = record::ChangeType::kDeleted;
    version.body_class = fhir::Get(change.type).name;
    checks->deletions.push_back(&change);
    done[index].outcome = Changed::Outcome::kDeleted;
  }
  if (!change.is_new) checks->expected.push_back({&change, object});
  if (object) checks->keys.emplace_back(object->ehr.value(), object->object);
  Slot slot{.index = index,
            .group = object ? GroupOf(object->ehr) : HomeOf(change, snapshot),
            .body = {}};
  if (bodies == Bodies::kGive) slot.body = version.body;
  auto& versions = groups[slot.group].versions;
  slot.place = versions.size();
  versions.push_back(std::move(version));
  slots.push_back(std::move(slot));
}

void ResourceWriter::Plan::CheckParameter(const Change& change,
                                          const std::optional<record::ObjectInfo>& object) const {
  static const fhir::TypeId kParameter = fhir::FindType("SearchParameter");
  if (change.type != kParameter || parameters == nullptr) return;
  auto issues = FaultsOf(change.document->content().root(), *parameters,
                         object ? std::optional<std::int64_t>(object->object) : std::nullopt);
  if (issues.empty()) return;
  for (base::Issue& issue : issues) issue.path = PathIn(change.place, issue.path);
  throw Error(ErrorCode::kInvalid, "this search parameter cannot be in effect")
      .WithIssues(std::move(issues))
      .At(change.place);
}

void ResourceWriter::Plan::NoteReferences(const Change& change) {
  if (!writer.parts_.check_references) return;
  ForEachReference(change.document->content().root(), [&](const fhir::Node& node) {
    const auto reference = ParseReference(node.text);
    if (!reference) {
      if (LeadsNowhere(node.text)) nowhere.push_back({{}, {}, &node, &change});
      return;
    }
    if (!wanted_names.insert(NameOf(reference->type, reference->id)).second) return;
    wanted.push_back({reference->type, ResourceId(std::string(reference->id)), &node, &change});
  });
}

void ResourceWriter::Plan::CheckReferences(record::Snapshot& snapshot) {
  std::unordered_map<std::string, bool> changed;  // whether it is there after the write
  for (std::size_t i = 0; i < changes.size(); ++i) {
    changed.emplace(NameOf(changes[i].type, changes[i].id.value()), changes[i].document != nullptr);
  }
  std::vector<base::Issue> issues;
  std::string place;
  const auto refuse = [&](const Target& target, std::string found, std::string message) {
    if (issues.empty()) place = target.change->place;
    if (issues.size() == kMostIssues) return;
    issues.push_back(
        {.path = PathIn(target.change->place, fhir::LocationOf(*target.reference->parent)),
         .rule = "not-found",
         .expected = "a reference to a resource that is here",
         .found = std::move(found),
         .message = std::move(message)});
  };
  for (const Target& target : nowhere) {
    refuse(target, {}, "a relative reference is Type/id, and the type is one of FHIR R4");
  }
  for (Target& target : wanted) {
    const std::string name = NameOf(target.type, target.id.value());
    const auto own = changed.find(name);
    bool there = own != changed.end() && own->second;
    if (own == changed.end()) {
      there = IsThere(snapshot.FindObject(KindOf(target.type), UidOf(target.id)));
    }
    if (there) {
      if (own == changed.end()) checks->targets.push_back(std::move(target));
      continue;
    }
    const auto& comes = writer.parts_.comes;
    if (own == changed.end() && comes && comes(target.type, target.id.value())) continue;
    refuse(target, name, "there is no " + name + " that this could refer to");
  }
  if (issues.empty()) return;
  throw Error(ErrorCode::kInvalid, "a reference points to what is not here")
      .WithIssues(std::move(issues))
      .At(place);
}

/// Says what each commit is, and where each group's versions begin among all that are written.
void ResourceWriter::Plan::Close() {
  std::sort(checks->keys.begin(), checks->keys.end());
  std::size_t begin = 0;
  for (record::CommitRequest& group : groups) {
    begins.push_back(begin);
    begin += group.versions.size();
    const record::ChangeType first = group.versions.front().change_type;
    const bool alike = std::all_of(group.versions.begin(), group.versions.end(),
                                   [&](const auto& v) { return v.change_type == first; });
    group.audit.change_type = alike ? first : record::ChangeType::kModification;
  }
}

void ResourceWriter::Plan::Finish(const std::vector<record::CommitReceipt>& receipts) {
  std::vector<const record::VersionInfo*> written;
  for (const record::CommitReceipt& receipt : receipts) {
    for (const record::VersionInfo& version : receipt.versions) written.push_back(&version);
  }
  for (const Slot& slot : slots) {
    done[slot.index].resource = ToResource(*written[begins[slot.group] + slot.place], slot.body);
  }
}

void ResourceWriter::Plan::Make() {
  record::Snapshot snapshot = writer.parts_.record.OpenSnapshot();
  if (writer.parts_.parameters != nullptr) {
    parameters = writer.parts_.parameters->Of(snapshot.session());
    checks->generation = parameters->generation();
  }
  // Patients first: their EHRs are where others go.
  for (const bool patients : {true, false}) {
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if ((changes[i].type == fhir::type::kPatient) == patients) Place(i, snapshot);
    }
  }
  CheckReferences(snapshot);
}

std::vector<Changed> ResourceWriter::Write(const record::Access& access,
                                           const std::vector<Change>& changes,
                                           const std::vector<Condition>& conditions,
                                           Bodies bodies) {
  Plan plan(*this, access, changes, bodies);
  Checks& checks = *plan.checks;
  checks.conditions = conditions;
  // A deletion that was not done when the snapshot was taken, or has begun since, may take what
  // the snapshot has.
  const std::uint64_t deletions_done = deletions_done_;
  checks.deletions_begun = deletions_begun_;
  checks.targets_may_be_gone = deletions_done != checks.deletions_begun;
  plan.Make();
  if (plan.slots.empty()) return std::move(plan.done);
  plan.Close();
  auto& guard = plan.groups.front().guard;
  guard = [this, checks = plan.checks, before = std::move(guard)](store::Session& session,
                                                                  record::EhrKey ehr) {
    checks->Run(*this, session);
    if (before) before(session, ehr);
  };
  const bool deletes = !checks.deletions.empty();
  if (deletes) ++deletions_begun_;
  try {
    plan.Finish(parts_.record.CommitTogether(access, std::move(plan.groups)));
  } catch (...) {
    if (deletes) ++deletions_done_;
    throw;
  }
  if (deletes) ++deletions_done_;
  return std::move(plan.done);
}

}  // namespace socle::resource
