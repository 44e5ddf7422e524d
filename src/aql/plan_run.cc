#include "aql/plan_run.h"

#include <algorithm>

#include "aql/match.h"
#include "base/error.h"
#include "base/instant.h"
#include "record/schema.h"

namespace socle::aql {
namespace {

const sql::Query& FindOddity() {
  static const sql::Query query("aql.oddity", sql::Select({sql::OutputColumn(sql::Int(1))})
                                                  .From("aql_oddity")
                                                  .Where(sql::Col("archetype") == sql::Param(1) &&
                                                         sql::Col("kind") == sql::Param(2))
                                                  .Limit(1));
  return query;
}

const sql::Query& FindUnlaid() {
  static const sql::Query query("aql.unlaid", sql::Select({sql::OutputColumn(sql::Int(1))})
                                                  .From("aql_unlaid")
                                                  .Where(sql::Col("archetype_id") == sql::Param(1))
                                                  .Limit(1));
  return query;
}

std::string_view OddityText(Oddity oddity) {
  switch (oddity) {
    case Oddity::kExtra:
      return "documents hold nodes or types that no template describes";
    case Oddity::kRenamed:
      return "documents give nodes other names than the templates";
    case Oddity::kInexact:
      return "documents hold numbers or times that a column cannot keep";
    default:
      return "documents hold archetypes without tables";
  }
}

/// The node of a pre-order number, or null.
const rm::Node* NodeAt(const rm::Node& root, std::uint32_t order) {
  const rm::Node* at = &root;
  while (at != nullptr && at->order != order) {
    const rm::Node* child = at->first_child;
    while (child != nullptr && child->last < order) child = child->next_sibling;
    at = child;
  }
  return at;
}

/// Where `path` leads; it does not fan out.
const rm::Node* Follow(const bound::Path& path, const rm::Node* at) {
  for (const bound::Step& step : path) {
    const rm::Node* child = at->first_child;
    while (child != nullptr && (child->attribute != step.attribute ||
                                (step.predicate && !Holds(*step.predicate, *child, nullptr)))) {
      child = child->next_sibling;
    }
    if (child == nullptr) return nullptr;
    at = child;
  }
  return at;
}

bool ReadsDocument(const std::optional<PlanCell>& cell) {
  return cell && cell->kind == PlanCell::Kind::kDocument;
}

bool UsesDocument(const bound::Expression& expression, const Plan& plan) {
  if (const auto* use = std::get_if<bound::PathUse>(&expression.value)) {
    return ReadsDocument(plan.cells[use->access]);
  }
  const auto* call = std::get_if<bound::Call>(&expression.value);
  return call != nullptr && std::any_of(call->arguments.begin(), call->arguments.end(),
                                        [&](const bound::Expression& argument) {
                                          return UsesDocument(argument, plan);
                                        });
}

bool UsesDocument(const bound::Condition& condition, const Plan& plan) {
  return std::any_of(
             condition.operands.begin(), condition.operands.end(),
             [&](const bound::Condition& operand) { return UsesDocument(operand, plan); }) ||
         std::any_of(condition.expressions.begin(), condition.expressions.end(),
                     [&](const bound::Expression& part) { return UsesDocument(part, plan); });
}

}  // namespace

void BindAll(store::Statement& statement, const std::vector<Bound>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int at = static_cast<int>(i) + 1;
    if (const auto* number = std::get_if<std::int64_t>(&values[i])) {
      statement.Bind(at, *number);
    } else if (const auto* real = std::get_if<double>(&values[i])) {
      statement.Bind(at, *real);
    } else {
      statement.BindText(at, std::get<std::string>(values[i]));
    }
  }
}

std::optional<std::string> Contradiction(const Plan& plan, store::Session& session) {
  for (const auto& [archetype, oddity] : plan.assumptions.oddities) {
    store::Statement find = session.Prepare(FindOddity());
    find.Bind(1, archetype).Bind(2, static_cast<std::int64_t>(oddity));
    if (find.Step()) return std::string(OddityText(oddity));
  }
  for (const std::string& id : plan.assumptions.absent) {
    store::Statement find = session.Prepare(FindUnlaid());
    find.BindText(1, id);
    if (find.Step()) return std::string(OddityText(Oddity::kUnlaid));
  }
  return std::nullopt;
}

PlanRun::PlanRun(const Plan& plan, const bound::Query& query, const record::EhrInfo* ehr,
                 store::Session& session, const PlanStatements& statements,
                 PlanDocuments& documents, Conditions& conditions, AnswerSink& sink,
                 std::function<bool(RowTail&)> more)
    : plan_(plan),
      query_(query),
      source_(documents),
      conditions_(conditions),
      sink_(sink),
      more_(std::move(more)),
      row_(query.accesses.size()) {
  if (!plan_.empty) {
    statement_.emplace(session.Prepare(statements.rows));
    BindAll(*statement_, plan_.binds);
    if (plan_.of_ehr) {
      for (const std::size_t bind : plan_.of_ehr->binds) {
        statement_->Bind(static_cast<int>(bind) + 1, ehr->ehr.value());
      }
    }
  }
  if (plan_.remainder) {
    store::Statement count = session.Prepare(*statements.remainder);
    count.Step();
    remaining_ = static_cast<std::uint64_t>(count.Int(0));
  }
  if (plan_.counted) {
    if (query.where) conditions.Check(*query.where, query);
    BeginAnswer(query, sink);
    return;
  }
  for (std::size_t i = 0; i < plan_.cells.size(); ++i) {
    const auto& cell = plan_.cells[i];
    if (!cell) continue;
    if (cell->kind == PlanCell::Kind::kConstant) {
      row_[i] = cell->constant;
    } else {
      (ReadsDocument(cell) ? of_documents_ : of_columns_).push_back(i);
    }
  }
  if (plan_.of_ehr) {
    for (const std::size_t cell : plan_.of_ehr->cells) row_[cell].text = ehr->id.value();
  }
  filter_first_ = query.where && !plan_.filtered && !more_ && !UsesDocument(*query.where, plan_);
  RowTailOptions options;
  options.in_order = plan_.in_order;
  options.sorted = plan_.sorted;
  options.filtered = plan_.filtered || filter_first_;
  options.cut = plan_.cut;
  tail_ = std::make_unique<RowTail>(query, conditions, sink, options);
}

Value PlanRun::Uid(const PlanCell& cell) const {
  const store::Statement& row = *statement_;
  if (row.IsNull(cell.column)) return {};
  std::string text = record::DecodeUid(row.Blob(cell.column)).value();
  text += "::";
  text += row.Text(cell.column + 1);
  text += "::" + std::to_string(row.Int(cell.column + 2));
  Value value = Value::String(std::move(text));
  value.origin = Value::Origin::kLatestUid;  // rows are of heads
  return value;
}

Value PlanRun::FromDocument(const PlanCell& cell) {
  const store::Statement& row = *statement_;
  if (row.IsNull(cell.column)) return {};
  const std::int64_t id = row.Int(cell.column);
  const std::int64_t version = id / kNodesInVersion;
  if (version != version_ || document_ == nullptr) {
    document_ = &source_.Of(version);
    version_ = version;
    ++documents_read_;
  }
  const rm::Node* node =
      NodeAt(document_->root(), static_cast<std::uint32_t>(id % kNodesInVersion));
  if (node == nullptr) {
    throw base::Error(base::ErrorCode::kCorrupt, "an index row names a node that is not there")
        .WithDetail("version " + std::to_string(version));
  }
  node = Follow(cell.path, node);
  return node == nullptr ? Value{} : Value::Of(*node, nullptr);
}

void PlanRun::Clear(const PlanCell& cell, Value& value) {
  value.kind = Value::Kind::kNull;
  value.temporal = cell.temporal;
  value.origin = Value::Origin::kRecord;
  value.text.clear();
}

void PlanRun::FillCell(const PlanCell& cell, Value& value) {
  const store::Statement& row = *statement_;
  if (cell.kind == PlanCell::Kind::kUid) {
    value = Uid(cell);
    return;
  }
  Clear(cell, value);
  if (cell.kind == PlanCell::Kind::kText) {
    const std::string_view text = row.Text(cell.column);
    if (text.data() == nullptr) return;
    value.kind = Value::Kind::kString;
    value.text = text;
    return;
  }
  if (row.IsNull(cell.column)) return;
  switch (cell.kind) {
    case PlanCell::Kind::kReal:
      value.kind = Value::Kind::kNumber;
      value.number = row.Real(cell.column);
      break;
    case PlanCell::Kind::kInteger:
      value.kind = Value::Kind::kNumber;
      value.text = std::to_string(row.Int(cell.column));
      break;
    case PlanCell::Kind::kBoolean:
      value.kind = Value::Kind::kBoolean;
      value.text = row.Int(cell.column) != 0 ? "true" : "false";
      break;
    case PlanCell::Kind::kInstant:
      value.kind = Value::Kind::kString;
      value.text = base::FormatIso({row.Int(cell.column)});
      break;
    default:
      value.kind = Value::Kind::kString;
      value.text = record::DecodeEhrId(row.Blob(cell.column)).value();
      break;
  }
}

bool PlanRun::TakeRow() {
  ++found_;
  for (const std::size_t i : of_columns_) FillCell(*plan_.cells[i], row_[i]);
  if (filter_first_ && conditions_.TruthOf(*query_.where, row_) != Truth::kTrue) return true;
  for (const std::size_t i : of_documents_) row_[i] = FromDocument(*plan_.cells[i]);
  if (plan_.remainder) NoteOwner(statement_->Int(plan_.remainder->column));
  positions_.clear();
  for (const int column : plan_.order_columns) {
    positions_.push_back(static_cast<std::uint64_t>(statement_->Int(column)));
  }
  return tail_->Add(row_, positions_);
}

void PlanRun::NoteOwner(std::int64_t id) {
  if (!owners_.empty() && owners_.back() == id) return;
  const auto version = [](std::int64_t node) { return node / kNodesInVersion; };
  if (!owners_.empty() && version(owners_.back()) != version(id)) owners_.clear();
  if (std::find(owners_.begin(), owners_.end(), id) != owners_.end()) return;
  owners_.push_back(id);
  if (remaining_ > 0) --remaining_;
}

void PlanRun::AddRemainder(std::uint64_t rows) {
  for (const std::vector<std::size_t>* cells : {&of_columns_, &of_documents_}) {
    for (const std::size_t i : *cells) Clear(*plan_.cells[i], row_[i]);
  }
  for (; remaining_ > 0 && rows > 0; --remaining_, --rows) {
    ++found_;
    tail_->Add(row_);
  }
}

void PlanRun::Count() {
  std::vector<std::string> cells;
  for (std::size_t i = 0; i < query_.columns.size(); ++i) {
    cells.push_back(std::to_string(statement_->Int(static_cast<int>(i))));
  }
  ++found_;
  const bool shown = query_.offset == 0 && (!query_.limit || *query_.limit > 0);
  if (shown) sink_.Row(cells);
}

bool PlanRun::Step(std::uint64_t rows) {
  for (std::uint64_t i = 0; i < rows && !ended_; ++i) {
    ended_ = !statement_ || !statement_->Step();
    if (ended_) break;
    if (plan_.counted) {
      Count();
    } else {
      ended_ = !TakeRow();
    }
  }
  if (!ended_) return true;
  statement_.reset();
  if (remaining_ > 0) {
    AddRemainder(rows);
    return true;
  }
  if (more_ && more_(*tail_)) return true;
  if (tail_ != nullptr) tail_->Finish();
  return false;
}

void PlanRun::Finish() {
  constexpr std::uint64_t kMany = 1024;
  while (Step(kMany)) {
  }
}

}  // namespace socle::aql
