#include "world.h"

#include <array>
#include <string_view>

#include "generate/random.h"
#include "json/writer.h"
#include "random_composition.h"
#include "vocabulary.h"

namespace socle::aql::property {
namespace {

constexpr std::int64_t kHour = 3'600'000'000;
constexpr std::int64_t kBegin = 1'709'280'000'000'000;  // 2024-03-01T08:00:00Z

std::string Uuid(char kind, int number) {
  const std::string digits = std::to_string(number);
  return std::string(8, kind) + "-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
}

std::string StatusJson(std::string_view subject, bool queryable) {
  std::string text;
  json::Writer out(text);
  constexpr std::string_view kArchetype = "openEHR-EHR-EHR_STATUS.generic.v1";
  out.BeginObject().Member("_type", "EHR_STATUS");
  out.Key("name").BeginObject().Member("_type", "DV_TEXT").Member("value", "EHR Status");
  out.EndObject().Member("archetype_node_id", kArchetype);
  out.Key("archetype_details").BeginObject().Member("_type", "ARCHETYPED");
  out.Key("archetype_id").BeginObject().Member("_type", "ARCHETYPE_ID");
  out.Member("value", kArchetype).EndObject().Member("rm_version", "1.1.0").EndObject();
  out.Key("subject").BeginObject().Member("_type", "PARTY_SELF").Key("external_ref").BeginObject();
  out.Member("_type", "PARTY_REF").Key("id").BeginObject().Member("_type", "GENERIC_ID");
  out.Member("value", subject).Member("scheme", "local").EndObject();
  out.Member("namespace", "patients").Member("type", "PERSON").EndObject().EndObject();
  out.Key("is_queryable").Boolean(queryable).Key("is_modifiable").Boolean(true).EndObject();
  return text;
}

class WorldMaker {
 public:
  explicit WorldMaker(std::uint64_t seed) : random_(seed) {
    world_.number = seed;
    world_.system_id = "test.socle";
  }

  World Run() {
    ArchetypePool pool(random_);
    const int ehrs = random_.Between(2, 3);
    for (int i = 1; i <= ehrs; ++i) AddEhr(i);
    const int templates = random_.Between(2, 4);
    for (int i = 0; i < templates; ++i) {
      world_.templates.push_back(pool.Make(i));
      world_.events.push_back(
          {Event::Kind::kTemplate, static_cast<std::size_t>(i), {}, {}, {}, {}, {}, {}});
      for (int k = random_.Between(3, 6); k > 0; --k) Change();
    }
    return std::move(world_);
  }

 private:
  struct Object {
    std::string ehr_id, uid;
    bool deleted = false;
  };

  base::Instant Now() { return {kBegin + kHour * static_cast<std::int64_t>(world_.events.size())}; }

  void AddEhr(int number) {
    const std::string id = Uuid('e', number);
    world_.events.push_back({Event::Kind::kEhr, 0, id, {}, {}, {}, {}, Now()});
    const bool queryable = number < 3 || random_.Chance(400);
    Commit(id, Uuid('b', number), StatusJson("p" + std::to_string(number), queryable), "249");
  }

  void Commit(const std::string& ehr_id, const std::string& uid, std::string data,
              std::string_view change) {
    world_.events.push_back({Event::Kind::kCommit, 0, ehr_id, uid, std::move(data),
                             std::string(random_.Pick(kPeople)), std::string(change), Now()});
  }

  void Change() {
    const RandomTemplate& made = random_.Pick(world_.templates);
    if (!objects_.empty() && random_.Chance(250)) {
      Object& object = objects_[random_.Below(static_cast<std::uint32_t>(objects_.size()))];
      if (!object.deleted) {
        object.deleted = random_.Chance(300);
        Commit(object.ehr_id, object.uid,
               object.deleted ? std::string() : RandomComposition(random_, made),
               object.deleted ? "523" : "251");
        return;
      }
    }
    const std::vector<std::string> ids = world_.EhrIds();
    objects_.push_back({random_.Pick(ids), Uuid('a', static_cast<int>(objects_.size()) + 1)});
    Commit(objects_.back().ehr_id, objects_.back().uid, RandomComposition(random_, made), "249");
  }

  generate::Random random_;
  World world_;
  std::vector<Object> objects_;
};

}  // namespace

std::vector<std::string> World::EhrIds() const {
  std::vector<std::string> ids;
  for (const Event& event : events) {
    if (event.kind == Event::Kind::kEhr) ids.push_back(event.ehr_id);
  }
  return ids;
}

std::unique_ptr<Corpus> World::ToCorpus() const {
  auto corpus = std::make_unique<Corpus>(system_id);
  for (const Event& event : events) {
    if (event.kind == Event::Kind::kEhr) corpus->AddEhr(event.ehr_id, event.time);
    if (event.kind != Event::Kind::kCommit) continue;
    Corpus::Commit commit;
    commit.ehr_id = event.ehr_id;
    commit.uid = event.uid;
    commit.data = event.data;
    commit.time = event.time;
    commit.committer = event.committer;
    commit.change_type = event.change_type;
    corpus->Add(commit);
  }
  return corpus;
}

std::string World::ToJson() const {
  std::string text;
  json::Writer out(text, 1);
  out.BeginObject().Member("system_id", system_id).Key("ehrs").BeginArray();
  for (const Event& event : events) {
    if (event.kind != Event::Kind::kEhr) continue;
    out.BeginObject().Member("ehr_id", event.ehr_id);
    out.Member("time_created", base::FormatIso(event.time)).EndObject();
  }
  out.EndArray().Key("commits").BeginArray();
  for (const Event& event : events) {
    if (event.kind != Event::Kind::kCommit) continue;
    out.BeginObject().Member("ehr_id", event.ehr_id).Member("uid", event.uid);
    out.Member("time", base::FormatIso(event.time)).Member("committer", event.committer);
    out.Member("change_type", event.change_type).Key("data");
    out.Raw(event.data.empty() ? "null" : event.data).EndObject();
  }
  out.EndArray().EndObject();
  return text;
}

World RandomWorld(std::uint64_t seed) { return WorldMaker(seed).Run(); }

}  // namespace socle::aql::property
