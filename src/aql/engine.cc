#include "aql/engine.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <variant>

#include "aql/answering.h"
#include "aql/candidates.h"
#include "aql/cursors.h"
#include "aql/evaluated_answering.h"
#include "aql/path_warnings.h"
#include "aql/planned_answering.h"
#include "aql/questions.h"
#include "aql/reach.h"
#include "store/time_limit.h"

namespace socle::aql {
namespace {

constexpr std::uint64_t kRowsOfPage = 1000;
/// SQLite takes a million bytes.
constexpr std::size_t kLongestStatement = 900000;

template <class T>
bool Contains(const std::vector<T>& all, const T& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

bool HasEhr(const StoredCorpus::Scope& scope, record::EhrKey ehr) {
  return std::any_of(scope.ehrs.begin(), scope.ehrs.end(),
                     [ehr](const record::EhrInfo& known) { return known.ehr == ehr; });
}

/// The EHR of that id; nothing also for what no EHR's id can be.
std::optional<record::EhrInfo> FindNamed(record::Snapshot& snapshot, const std::string& id) {
  try {
    return snapshot.FindEhr(record::EhrId(id));
  } catch (const base::Error& error) {
    if (error.code() != base::ErrorCode::kBadRequest) throw;
    return std::nullopt;
  }
}

/// Hands an answer on, and counts its rows.
class Counted : public AnswerSink {
 public:
  explicit Counted(AnswerSink& next) : next_(next) {}
  void Begin(const std::vector<ResultColumn>& columns,
             const std::vector<base::Issue>& warnings) override {
    next_.Begin(columns, warnings);
  }
  void Row(std::span<const std::string> cells) override {
    ++rows_;
    next_.Row(cells);
  }
  std::uint64_t rows() const { return rows_; }

 private:
  AnswerSink& next_;
  std::uint64_t rows_ = 0;
};

/// Runs `work`; a statement that was interrupted fails as the check between statements does.
template <class Work>
void Limited(const store::TimeLimits::Guard& guard, const Work& work) {
  try {
    work();
  } catch (const base::Error& error) {
    if (error.code() == base::ErrorCode::kTimeout) guard.Check();
    throw;
  }
}

/// Stands for the statement of a plan that has none.
const sql::Query& Nothing() {
  static const sql::Query query("aql.nothing", sql::Select({sql::OutputColumn(sql::Int(1))}));
  return query;
}

/// A question that the evaluator answers.
struct Unplanned {
  std::string reason;
  std::optional<CandidateList> candidates{};
};

}  // namespace

struct Engine::Impl {
  Impl(record::Record& r, StoredModel m, std::string system, TerminologyService* t, EngineLimits l,
       PlanBase p)
      : record(r),
        model(std::move(m)),
        system_id(std::move(system)),
        terminology(t),
        limits(l),
        plans(p),
        cursors(limits) {
    if (plans.dialect != nullptr)
      statements = std::make_unique<store::StatementCache>(*plans.dialect);
  }

  std::unique_ptr<Answering> Prepare(const record::Access& access, const Question& question,
                                     std::optional<std::uint64_t> fetch, AnswerSink& sink);
  /// What is to be read for `question`, and whose entry its answer is.
  void SetScope(const record::Access& access, record::Snapshot& snapshot, const Question& question,
                Answering::Task& task) const;
  /// The plan of `task`, or why there is none. Warnings go to the task's query.
  std::variant<PlannedAnswering::Ready, Unplanned> Plan(record::Snapshot& snapshot,
                                                        BoundQuestion& asked,
                                                        Answering::Task& task);
  /// The statements of `plan`; absent: they are longer than the store takes.
  std::shared_ptr<const Planned> Complete(aql::Plan plan, const Answering::Task& task);
  std::optional<CandidateList> Narrow(const Answering::Task& task, const Layout& layout,
                                      const PlanScope& scope);
  Page Fetch(const record::Access& access, Cursor& cursor, std::uint64_t fetch);

  record::Record& record;
  const StoredModel model;
  const std::string system_id;
  TerminologyService* const terminology;
  const EngineLimits limits;
  const PlanBase plans;
  std::unique_ptr<store::StatementCache> statements;
  Questions questions;
  store::TimeLimits time_limits;
  Cursors cursors;
};

void Engine::Impl::SetScope(const record::Access& access, record::Snapshot& snapshot,
                            const Question& question, Answering::Task& task) const {
  for (const record::EhrId& id : question.ehr_ids) {
    auto ehr = snapshot.FindEhr(id);
    if (!ehr || !access.scope.Sees(ehr->ehr)) {
      throw base::Error(base::ErrorCode::kNotFound, "there is no EHR with that id");
    }
    if (HasEhr(task.scope, ehr->ehr)) continue;
    task.ehr_ids.push_back(id.value());
    task.scope.ehrs.push_back(std::move(*ehr));
  }
  if (task.scope.ehrs.size() == 1) task.ehr = task.scope.ehrs.front().ehr;
  task.scope.all = question.ehr_ids.empty() && !task.reach.ehr_ids;
  if (!question.ehr_ids.empty() && task.reach.ehr_ids) {
    std::erase_if(task.scope.ehrs, [&](const record::EhrInfo& ehr) {
      return !Contains(*task.reach.ehr_ids, ehr.id.value());
    });
  }
  if (question.ehr_ids.empty() && task.reach.ehr_ids) {
    // To be named in the query is no restriction: the EHR must be queryable.
    const auto hidden = model.not_queryable(snapshot.session());
    for (const std::string& id : *task.reach.ehr_ids) {
      auto ehr = FindNamed(snapshot, id);
      if (ehr && access.scope.Sees(ehr->ehr) && !Contains(hidden, ehr->ehr) &&
          !HasEhr(task.scope, ehr->ehr)) {
        task.scope.ehrs.push_back(std::move(*ehr));
      }
    }
  }
  // In the order of their creation, as FROM gives them.
  std::sort(task.scope.ehrs.begin(), task.scope.ehrs.end(),
            [](const auto& a, const auto& b) { return a.ehr.value() < b.ehr.value(); });
  if (!task.ehr && task.scope.ehrs.size() == 1) task.ehr = task.scope.ehrs.front().ehr;
}

std::optional<CandidateList> Engine::Impl::Narrow(const Answering::Task& task, const Layout& layout,
                                                  const PlanScope& scope) {
  const Reach& reach = task.reach;
  // The tables tell of the latest versions of compositions.
  const bool told = reach.compositions && !reach.statuses && !reach.folders && !reach.parties &&
                    !reach.history && !reach.objects && !reach.only_ehrs;
  // The EHRs that a question names are not many.
  if (!told || reach.unit == Reach::Unit::kStore || !task.scope.all) return std::nullopt;
  const auto unit =
      reach.unit == Reach::Unit::kVersion ? Candidates::Unit::kVersion : Candidates::Unit::kEhr;
  const auto candidates = NarrowTo(unit, *task.query, layout, scope);
  if (!candidates) return std::nullopt;
  return CandidateList(*candidates, scope, *statements);
}

std::shared_ptr<const Planned> Engine::Impl::Complete(aql::Plan plan, const Answering::Task& task) {
  Planned planned{std::move(plan), {Nothing()}, {}, {}, task.query};
  if (planned.plan.empty) return std::make_shared<const Planned>(std::move(planned));
  std::tie(planned.statements.rows, planned.text) = statements->Of("aql.plan", planned.plan.select);
  if (planned.text.size() > kLongestStatement) return nullptr;
  if (planned.plan.remainder) {
    std::tie(planned.statements.remainder, planned.remainder_text) =
        statements->Of("aql.plan", planned.plan.remainder->count);
  }
  return std::make_shared<const Planned>(std::move(planned));
}

std::variant<PlannedAnswering::Ready, Unplanned> Engine::Impl::Plan(record::Snapshot& snapshot,
                                                                    BoundQuestion& asked,
                                                                    Answering::Task& task) {
  if (plans.layout == nullptr) return Unplanned{"there are no archetype tables"};
  const auto layout = plans.layout->Current(snapshot.session());
  PlanScope scope;
  if (!task.scope.all) {
    scope.ehrs = task.scope.ehrs;
  } else {
    scope.leave_out_unqueryable = !model.not_queryable(snapshot.session()).empty();
  }
  const BoundQuestion::Shape shape{!task.scope.all, scope.leave_out_unqueryable};
  const bool has_shape = task.scope.all || task.scope.ehrs.size() == 1;
  if (has_shape) {
    auto known = asked.Find(layout, shape);
    if (known != nullptr && !Contradiction(known->plan, snapshot.session())) {
      task.query = known->query;
      return PlannedAnswering::Ready{std::move(known)};
    }
  }
  auto warnings = UnknownPaths(*task.query, *layout);
  auto made = MakePlan(*task.query, *layout, scope);
  auto* none = std::get_if<NoPlan>(&made);
  for (base::Issue& warning : none ? none->warnings : std::get<aql::Plan>(made).warnings) {
    warnings.push_back(std::move(warning));
  }
  if (!warnings.empty()) {
    bound::Query warned = *task.query;
    for (base::Issue& warning : warnings) warned.warnings.push_back(std::move(warning));
    task.query = std::make_shared<const bound::Query>(std::move(warned));
  }
  const auto narrowed = [&](std::string reason) {
    return Unplanned{std::move(reason), Narrow(task, *layout, scope)};
  };
  if (none != nullptr) return narrowed(std::move(none->reason));
  std::optional<CandidateList> others;
  if (auto contradiction = Contradiction(std::get<aql::Plan>(made), snapshot.session())) {
    if (task.reach.unit != Reach::Unit::kVersion) return narrowed(*std::move(contradiction));
    scope.without = std::get<aql::Plan>(made).assumptions;
    made = MakePlan(*task.query, *layout, scope);
    if (std::holds_alternative<NoPlan>(made)) return narrowed(*std::move(contradiction));
    others.emplace(*scope.without, scope, *statements);
  }
  auto planned = Complete(std::get<aql::Plan>(std::move(made)), task);
  if (planned == nullptr) {
    return Unplanned{"the statement would be longer than the store takes"};
  }
  if (has_shape && !others && (task.scope.all || planned->plan.of_ehr)) {
    asked.Keep(layout, shape, planned);
  }
  return PlannedAnswering::Ready{std::move(planned), std::move(others)};
}

std::unique_ptr<Answering> Engine::Impl::Prepare(const record::Access& access,
                                                 const Question& question,
                                                 std::optional<std::uint64_t> fetch,
                                                 AnswerSink& sink) {
  const auto written = question.parsed ? question.parsed : questions.Parsed(question.aql);
  const auto asked =
      questions.Bound(question.aql, *written, question.parameters, fetch, question.offset);
  Answering::Task task;
  task.query = asked->query();
  task.reach = asked->reach();
  task.now = question.now.value_or(base::Now());
  record::Snapshot snapshot = record.OpenSnapshot();
  SetScope(access, snapshot, question, task);
  auto plan = Plan(snapshot, *asked, task);
  if (auto* ready = std::get_if<PlannedAnswering::Ready>(&plan)) {
    return std::make_unique<PlannedAnswering>(std::move(snapshot), model, limits, system_id,
                                              terminology, std::move(task), std::move(*ready),
                                              sink);
  }
  auto& none = std::get<Unplanned>(plan);
  return std::make_unique<EvaluatedAnswering>(std::move(snapshot), model, limits, system_id,
                                              terminology, std::move(task), std::move(none.reason),
                                              std::move(none.candidates), sink);
}

Engine::Engine(record::Record& record, StoredModel model, std::string system_id,
               TerminologyService* terminology, EngineLimits limits, PlanBase plans)
    : impl_(std::make_unique<Impl>(record, std::move(model), std::move(system_id), terminology,
                                   limits, plans)) {}

Engine::~Engine() = default;

class Engine::Answer final : public Engine::Running {
 public:
  Answer(Impl& impl, const record::Access& access, const Question& question, AnswerSink& sink)
      : impl_(impl),
        access_(access),
        counted_(sink),
        answering_(impl.Prepare(access, question, question.fetch, counted_)),
        guard_(impl.time_limits, answering_->session(), question.time_limit) {}
  ~Answer() override {
    if (noted_ || counted_.rows() == 0) return;
    try {
      Note();
    } catch (const std::exception&) {
      // Nobody is left to tell; the trail's own state says that an entry was refused.
    }
  }

  bool Step() override {
    bool more = false;
    Limited(guard_, [&] { more = answering_->Step([this] { guard_.Check(); }); });
    if (!more) Note();
    return more;
  }

  Explanation Explain() override { return answering_->Explain(); }

 private:
  void Note() {
    noted_ = true;
    impl_.record.NoteQuery(access_, answering_->ehr(), counted_.rows());
  }

  Impl& impl_;
  const record::Access& access_;
  Counted counted_;
  const std::unique_ptr<Answering> answering_;
  const store::TimeLimits::Guard guard_;
  bool noted_ = false;
};

std::shared_ptr<const ast::Query> Engine::Read(std::string_view aql) const {
  return impl_->questions.Parsed(aql);
}

std::unique_ptr<Engine::Running> Engine::Start(const record::Access& access,
                                               const Question& question, AnswerSink& sink) {
  return std::make_unique<Answer>(*impl_, access, question, sink);
}

Explanation Engine::Ask(const record::Access& access, const Question& question, AnswerSink& sink) {
  Answer answer(*impl_, access, question, sink);
  while (answer.Step()) {
  }
  return answer.Explain();
}

Page Engine::Impl::Fetch(const record::Access& access, Cursor& cursor, std::uint64_t fetch) {
  Answering& answering = *cursor.answering;
  const store::TimeLimits::Guard guard(time_limits, answering.session(), cursor.time_limit);
  const auto check = [&guard] { guard.Check(); };
  // One row more says whether there is a next page.
  Limited(guard, [&] {
    while (cursor.rows.size() <= fetch && answering.Step(check)) {
    }
  });
  Page page{.aql = cursor.aql, .columns = cursor.columns, .warnings = cursor.warnings};
  while (page.rows.size() < fetch && !cursor.rows.empty()) {
    page.rows.push_back(std::move(cursor.rows.front()));
    cursor.rows.pop_front();
  }
  record.NoteQuery(access, answering.ehr(), page.rows.size());
  return page;
}

Page Engine::Open(const record::Access& access, const Question& question) {
  Impl& impl = *impl_;
  impl.cursors.RequireRoom(access.principal.id);
  auto cursor = std::make_unique<Cursor>();
  cursor->principal = access.principal.id;
  cursor->aql = question.aql;
  cursor->time_limit = question.time_limit;
  cursor->answering = impl.Prepare(access, question, std::nullopt, *cursor);
  Page page = impl.Fetch(access, *cursor, question.fetch.value_or(kRowsOfPage));
  if (!cursor->rows.empty()) page.cursor = impl.cursors.Put(std::move(cursor));
  return page;
}

Page Engine::Next(const record::Access& access, const std::string& name,
                  std::optional<std::uint64_t> fetch) {
  Impl& impl = *impl_;
  auto cursor = impl.cursors.Take(access.principal.id, name);
  // A page that fails takes its cursor along: which rows came is not known.
  Page page = impl.Fetch(access, *cursor, fetch.value_or(kRowsOfPage));
  if (!cursor->rows.empty()) {
    page.cursor = name;
    impl.cursors.Return(name, std::move(cursor));
  }
  return page;
}

void Engine::Close(const record::Access& access, const std::string& name) {
  impl_->cursors.Take(access.principal.id, name);
}

}  // namespace socle::aql
