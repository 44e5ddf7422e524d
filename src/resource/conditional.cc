// The conditional interactions: a search says which resource is meant, and is asked again in the
// writer's transaction. Source: FHIR R4, RESTful API, Conditional create, update, patch and delete.
#include "base/error.h"
#include "base/uuid.h"
#include "fhir/json.h"
#include "resource/recorded_resources.h"
#include "resource/resource_input.h"

namespace socle::resource {
namespace {

using base::Error;
using base::ErrorCode;

}  // namespace

Condition RecordedResources::Ask(const SearchRequest& condition) {
  record::Snapshot snapshot = parts_.record.OpenSnapshot();
  return AskCondition(parts_.search, snapshot.session(), condition);
}

Written RecordedResources::UpdateWhere(const record::Access& access, const SearchRequest& condition,
                                       fhir::Tree resource) {
  const std::string given(IdOf(resource.root()));
  if (!given.empty()) ParseId(given);
  resource::Change change;
  change.type = resource.root().type;
  const auto set_document = [&](const ResourceId& id) {
    if (change.document != nullptr && change.id == id) return;
    fhir::Tree tree;
    tree.SetRoot(tree.Copy(resource.root()));
    change.id = id;
    change.document = MakeDocument(std::move(tree), id);
  };
  return WithRetries([&] {
    const Condition asked = Ask(condition);
    if (!asked.found.empty()) {
      const ResourceId& id = asked.found.front();
      if (!given.empty() && id.value() != given) {
        throw Error(ErrorCode::kBadRequest, "the condition matches a resource of another id");
      }
      set_document(id);
      change.is_new = false;
    } else if (!given.empty()) {
      record::Snapshot snapshot = parts_.record.OpenSnapshot();
      const auto object = snapshot.FindObject(KindOf(change.type), record::ObjectUid(given));
      if (object && !object->deleted) {
        throw Error(ErrorCode::kConflict,
                    "the condition matches nothing, and a resource of this id is there");
      }
      set_document(ResourceId(given));
    } else {
      set_document(change.is_new ? change.id : ResourceId(base::Uuid::New().ToString()));
      change.is_new = true;
    }
    return WriteOne(access, change, {asked});
  });
}

Written RecordedResources::ChangeOnce(const record::Access& access, fhir::TypeId type,
                                      const ResourceId& id, const Patch& patch,
                                      std::optional<std::uint32_t> version,
                                      const std::vector<Condition>& conditions) {
  const StoredResource head = Read(access, type, id);
  const bool of_any = !version || *version == kAnyVersion;
  if (!of_any && head.version != *version) {
    throw Error(ErrorCode::kPreconditionFailed, "If-Match is not the latest version")
        .WithLatest(std::to_string(head.version));
  }
  const fhir::ReadResult before = fhir::ReadJson(head.json);
  fhir::Tree after = patch(before.tree.root());
  if (after.empty() || after.root().type != type || IdOf(after.root()) != id.value()) {
    throw Error(ErrorCode::kBadRequest, "a patch may not change a resource's type or id");
  }
  resource::Change change;
  change.type = type;
  change.id = id;
  change.version = head.version;
  change.is_based_on_version = of_any;
  change.document = MakeDocument(std::move(after), id);
  return WriteOne(access, change, conditions);
}

Written RecordedResources::Change(const record::Access& access, fhir::TypeId type,
                                  const ResourceId& id, const Patch& patch,
                                  std::optional<std::uint32_t> version) {
  return WithRetries([&] { return ChangeOnce(access, type, id, patch, version, {}); });
}

Written RecordedResources::ChangeWhere(const record::Access& access, const SearchRequest& condition,
                                       const Patch& patch) {
  return WithRetries([&] {
    const Condition asked = Ask(condition);
    if (asked.found.empty()) {
      throw Error(ErrorCode::kNotFound, "the condition matches no resource");
    }
    return ChangeOnce(access, condition.type, asked.found.front(), patch, {}, {asked});
  });
}

std::size_t RecordedResources::DeleteWhere(const record::Access& access,
                                           const SearchRequest& condition, bool many) {
  return WithRetries([&]() -> std::size_t {
    std::vector<Condition> conditions;
    std::vector<resource::Change> changes;
    const auto add = [&](ResourceId id) {
      changes.emplace_back();
      changes.back().type = condition.type;
      changes.back().id = std::move(id);
    };
    if (many) {
      record::Snapshot snapshot = parts_.record.OpenSnapshot();
      auto found =
          Matches(parts_.search, snapshot.session(), condition, limits_.most_deletions + 1);
      if (found.size() > limits_.most_deletions) {
        throw Error(ErrorCode::kTooLarge, "the condition matches more than " +
                                              std::to_string(limits_.most_deletions) +
                                              " resources");
      }
      for (ResourceId& id : found) add(std::move(id));
    } else {
      conditions.push_back(Ask(condition));
      for (const ResourceId& id : conditions.front().found) add(id);
    }
    if (changes.empty()) return 0;
    writer_.Write(access, changes, conditions, ResourceWriter::Bodies::kLeave);
    return changes.size();
  });
}

}  // namespace socle::resource
