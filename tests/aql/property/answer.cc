#include "answer.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "aql/binder.h"
#include "aql/evaluator.h"
#include "aql/parser.h"
#include "base/decimal.h"
#include "base/error.h"
#include "json/document.h"

namespace socle::aql::property {
namespace {

/// Thousands of steps that one query may take in the evaluator.
constexpr int kMostTicks = 400;

struct Exhausted {};

void AppendKey(const json::Value& value, std::string& out) {
  switch (value.kind()) {
    case json::Kind::kNumber: {
      const auto decimal = base::Decimal::Parse(value.text());
      if (const auto whole = decimal->ToInt64()) {
        out += std::to_string(*whole);
        return;
      }
      std::string digits(value.text());
      if (digits.find_first_of("eE") == std::string::npos) {
        while (digits.back() == '0') digits.pop_back();
      }
      out += digits;
      return;
    }
    case json::Kind::kArray:
      out += '[';
      for (const json::Value& item : value) {
        AppendKey(item, out);
        out += ',';
      }
      out += ']';
      return;
    case json::Kind::kObject: {
      std::map<std::string_view, const json::Value*> members;
      for (const json::Value& member : value) members.emplace(member.key(), &member);
      out += '{';
      for (const auto& [name, member] : members) {
        out.append(name).append(":");
        AppendKey(*member, out);
        out += ',';
      }
      out += '}';
      return;
    }
    case json::Kind::kString:
      out.append("\"").append(value.text()).append("\"");
      return;
    default:
      out += value.kind() == json::Kind::kNull ? "null" : value.text();
  }
}

std::string Shown(const std::vector<std::string>& row) {
  std::string text;
  for (const std::string& cell : row) {
    text += (text.empty() ? "" : " | ") + (cell.size() > 160 ? cell.substr(0, 160) + "…" : cell);
  }
  return text;
}

bool SameRow(const std::vector<std::string>& a, const std::vector<std::string>& b,
             const std::vector<bool>& inexact) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!SameCell(a[i], b[i], i < inexact.size() && inexact[i])) return false;
  }
  return true;
}

std::optional<Difference> CompareColumns(const Answer& a, const Answer& b) {
  if (a.columns.size() != b.columns.size()) return Difference{"other columns"};
  for (std::size_t i = 0; i < a.columns.size(); ++i) {
    if (a.columns[i].name != b.columns[i].name || a.columns[i].path != b.columns[i].path) {
      return Difference{"column " + std::to_string(i) + ": " + a.columns[i].name + "=" +
                        a.columns[i].path + " against " + b.columns[i].name + "=" +
                        b.columns[i].path};
    }
  }
  return std::nullopt;
}

std::optional<Difference> CompareMultisets(const Answer& a, const Answer& b) {
  std::map<std::string, int> counts;
  for (const auto& row : a.rows) ++counts[RowKey(row)];
  for (const auto& row : b.rows) --counts[RowKey(row)];
  for (const auto& [key, count] : counts) {
    if (count != 0) {
      return Difference{"row " + key.substr(0, 400) + ": " + std::to_string(count) +
                        " times more on side A"};
    }
  }
  return std::nullopt;
}

}  // namespace

std::string CellKey(const std::string& cell) {
  std::string key;
  AppendKey(json::Document::Parse(cell).root(), key);
  return key;
}

std::string RowKey(const std::vector<std::string>& row) {
  std::string key;
  for (const std::string& cell : row) key += CellKey(cell) + " | ";
  return key;
}

bool SameCell(const std::string& a, const std::string& b, bool inexact) {
  if (a == b) return true;
  const auto left = base::Decimal::Parse(a);
  const auto right = base::Decimal::Parse(b);
  if (left && right) {
    if (*left == *right) return true;
    const double x = left->ToDouble(), y = right->ToDouble();
    return inexact && std::fabs(x - y) <= 1e-12 * std::max(std::fabs(x), std::fabs(y));
  }
  return CellKey(a) == CellKey(b);
}

std::optional<Difference> Compare(const Answer& a, const Answer& b,
                                  const std::vector<bool>& inexact, RowOrder order) {
  if (a.exhausted || b.exhausted) return std::nullopt;
  if (a.error != b.error) return Difference{"error '" + a.error + "' against '" + b.error + "'"};
  if (order == RowOrder::kAny) return CompareMultisets(a, b);
  if (a.warnings != b.warnings) return Difference{"other warnings"};
  if (auto difference = CompareColumns(a, b)) return difference;
  for (std::size_t i = 0; i < std::min(a.rows.size(), b.rows.size()); ++i) {
    if (SameRow(a.rows[i], b.rows[i], inexact)) continue;
    return Difference{"row " + std::to_string(i) + ":\n  A " + Shown(a.rows[i]) + "\n  B " +
                      Shown(b.rows[i])};
  }
  if (a.rows.size() != b.rows.size()) {
    return Difference{std::to_string(a.rows.size()) + " rows against " +
                      std::to_string(b.rows.size())};
  }
  return std::nullopt;
}

std::string ErrorText(const base::Error& error) {
  std::string text(base::Describe(error.code()).name);
  if (!error.issues().empty()) text += " " + error.issues()[0].rule;
  return text;
}

AnswerFunction EvaluatorSide() {
  struct Kept {
    std::uint64_t number = 0;
    std::unique_ptr<Corpus> corpus;
  };
  // Shared, because an AnswerFunction is copied; one thread asks.
  const auto kept = std::make_shared<Kept>();
  return [kept](const World& world, const std::string& aql, const Parameters& parameters,
                const std::vector<std::string>& ehr_ids) {
    if (kept->corpus == nullptr || kept->number != world.number) {
      *kept = {world.number, world.ToCorpus()};
    }
    int ticks = 0;
    const EvaluateOptions options{ehr_ids, {}, nullptr, [&ticks] {
                                    if (++ticks > kMostTicks) throw Exhausted();
                                  }};
    Answer answer;
    try {
      Result result = Evaluate(Bind(Parse(aql), parameters), *kept->corpus, options);
      answer.columns = std::move(result.columns);
      answer.rows = std::move(result.rows);
      answer.warnings = result.warnings.size();
    } catch (const base::Error& error) {
      answer.error = ErrorText(error);
    } catch (const Exhausted&) {
      answer.exhausted = true;
    }
    return answer;
  };
}

}  // namespace socle::aql::property
