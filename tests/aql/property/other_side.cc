#include "other_side.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/error.h"
#include "scratch_record.h"

namespace socle::aql::property {
namespace {

/// A world in a store with archetype tables.
class StoredWorld : public ScratchRecord {
 public:
  explicit StoredWorld(const World& world)
      : ScratchRecord(world.system_id, Tables::kLaid),
        engine_(record(), OpenEhrModel(), world.system_id, nullptr, {}, plans()) {
    for (const Event& event : world.events) {
      if (event.kind == Event::Kind::kTemplate) Upload(world.templates[event.made].xml);
      if (event.kind == Event::Kind::kEhr) Create({event.ehr_id, event.time});
      if (event.kind != Event::Kind::kCommit) continue;
      Commit({event.ehr_id, event.uid, event.data, event.time, event.committer, event.change_type});
    }
  }
  Engine& engine() { return engine_; }

 private:
  Engine engine_;
};

class Kept : public AnswerSink {
 public:
  void Begin(const std::vector<ResultColumn>& columns,
             const std::vector<base::Issue>& warnings) override {
    answer.columns = columns;
    // The evaluator does not know which archetypes templates have.
    answer.warnings = static_cast<std::size_t>(
        std::count_if(warnings.begin(), warnings.end(), [](const base::Issue& warning) {
          return warning.rule != "unknown_archetype" && warning.rule != "unknown_path";
        }));
  }
  void Row(std::span<const std::string> cells) override {
    answer.rows.emplace_back(cells.begin(), cells.end());
  }
  Answer answer;
};

}  // namespace

std::vector<std::string> FaultsInStore(const World& world) {
  StoredWorld stored(world);
  std::vector<std::string> faults;
  for (const record::Finding& finding : stored.record().Verify({})) {
    faults.push_back(finding.place + ": " + finding.what);
  }
  return faults;
}

AnswerFunction OtherSide() {
  struct Last {
    std::uint64_t number = 0;
    std::unique_ptr<StoredWorld> world;
  };
  // Shared, because an AnswerFunction is copied; one thread asks.
  const auto last = std::make_shared<Last>();
  return [last](const World& world, const std::string& aql, const Parameters& parameters,
                const std::vector<std::string>& ehr_ids) {
    if (last->world == nullptr || last->number != world.number) {
      last->world.reset();
      last->world = std::make_unique<StoredWorld>(world);
      last->number = world.number;
    }
    aql::Question question;
    question.aql = aql;
    question.parameters = parameters;
    for (const std::string& id : ehr_ids) question.ehr_ids.emplace_back(id);
    question.now = base::Instant{};
    Kept kept;
    try {
      kept.answer.plan = last->world->engine().Ask(Tester(), question, kept).plan;
    } catch (const base::Error& error) {
      kept.answer = {};
      kept.answer.error = ErrorText(error);
    }
    return std::move(kept.answer);
  };
}

}  // namespace socle::aql::property
