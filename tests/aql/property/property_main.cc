// Random questions in random worlds: a side's answers hold to the relations, and two sides give
// equal answers. Prints what fails as a text case, shrunk.
//
//   aql_property [--seed S] [--queries N] [--from NUMBER]    from that query on, or its world's
//   first aql_property [--seed S] --show NUMBER     one query and the evaluator's answer, as a text
//   case
//
// SOCLE_PROPERTY_QUERIES stands for --queries where that is not given: a nightly run asks more.

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answer.h"
#include "aql/binder.h"
#include "aql/parser.h"
#include "aql/printer.h"
#include "base/decimal.h"
#include "base/error.h"
#include "generate/random.h"
#include "other_side.h"
#include "question.h"
#include "random_query.h"
#include "relations.h"
#include "world.h"

namespace socle::aql::property {
namespace {

constexpr std::uint64_t kQueriesOfWorld = 40;
constexpr int kMostFailures = 5;

struct Counts {
  std::uint64_t queries = 0, with_rows = 0, exhausted = 0, errors = 0, failures = 0;
  std::map<std::string_view, std::uint64_t> telling;  // by relation
  std::map<std::string, std::uint64_t> plans;         // of the other side
  /// Of all answers of the evaluator: tells whether two builds answer alike.
  std::uint64_t digest = 0;
};

class Run {
 public:
  Run(std::uint64_t seed, std::uint64_t queries, std::uint64_t from = 0)
      : seed_(seed), queries_(queries), from_(from - from % kQueriesOfWorld) {}

  int Go() {
    for (std::uint64_t at = from_; at < from_ + queries_ && counts_.failures < kMostFailures;
         ++at) {
      if (at % kQueriesOfWorld == 0) world_ = RandomWorld(WorldSeed(at));
      AskOne(QuerySeed(at));
    }
    return Report();
  }

  int Show(std::uint64_t at) {
    world_ = RandomWorld(WorldSeed(at));
    generate::Random random(QuerySeed(at));
    const RandomQuery asked = MakeQuery(random, world_);
    const Question question{&world_, Parse(asked.aql), asked.parameters, asked.ehr_ids};
    std::cout << CaseText(question, Ask(evaluator_, question), "found.json");
    return 0;
  }

 private:
  std::uint64_t WorldSeed(std::uint64_t at) const {
    return generate::SeedOf({seed_, at / kQueriesOfWorld});
  }
  std::uint64_t QuerySeed(std::uint64_t at) const {
    return generate::SeedOf({seed_, at / kQueriesOfWorld, 1 + at % kQueriesOfWorld});
  }

  void AskOne(std::uint64_t seed) {
    generate::Random random(seed);
    const RandomQuery asked = MakeQuery(random, world_);
    ++counts_.queries;
    Question question{&world_, {}, asked.parameters, asked.ehr_ids};
    try {
      question.query = Parse(asked.aql);
      if (!(Parse(Print(question.query)) == question.query)) {
        return Complain("printing changes " + asked.aql);
      }
      Bind(question.query, asked.parameters);
    } catch (const base::Error& error) {
      return Complain("does not bind: " + error.message() + " " + error.place() + "\n" + asked.aql);
    }
    const Answer answer = Ask(evaluator_, question);
    counts_.exhausted += answer.exhausted ? 1 : 0;
    counts_.errors += answer.error.empty() ? 0 : 1;
    counts_.with_rows += answer.rows.empty() ? 0 : 1;
    Digest(answer, InexactColumns(question.query));
    if (answer.exhausted) return;
    CompareSides(question, answer);
    // Three relations a question: all of them would ask twenty times as much.
    for (int i = 0; i < 3; ++i) CheckRelation(random.Pick(Relations()), question);
  }

  void Digest(const Answer& answer, const std::vector<bool>& inexact) {
    const auto add = [this](std::string_view text) {
      for (const char c : text) {
        counts_.digest = generate::Mix(counts_.digest + static_cast<unsigned char>(c) + 1);
      }
    };
    add(answer.error);
    for (const ResultColumn& column : answer.columns) add(column.name + "=" + column.path + "\n");
    for (const auto& row : answer.rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        const auto number = inexact[i] ? base::Decimal::Parse(row[i]) : std::nullopt;
        // Nine digits of sums, which may be added in another order.
        char digits[32];
        if (number) std::snprintf(digits, sizeof digits, "%.9g", number->ToDouble());
        add(number ? std::string(digits) : CellKey(row[i]));
      }
    }
  }

  void CompareSides(const Question& question, const Answer& answer) {
    const auto inexact = InexactColumns(question.query);
    const Answer other = Ask(other_, question);
    ++counts_.plans[other.plan];
    const auto difference = Compare(answer, other, inexact, RowOrder::kSame);
    if (!difference) return;
    Complain("the sides differ: " + difference->text);
    PrintCase(Shrink(question, [&](const Question& smaller) { return Differs(smaller); }));
  }

  bool Differs(const Question& question) {
    try {
      const Answer answer = Ask(evaluator_, question);
      const Answer other = Ask(other_, question);
      return Compare(answer, other, InexactColumns(question.query), RowOrder::kSame).has_value();
    } catch (const base::Error&) {
      return false;  // a smaller world that no server could come to
    }
  }

  void CheckRelation(const Relation& relation, const Question& question) {
    const Verdict verdict = relation.check(question, evaluator_);
    counts_.telling[relation.name] += verdict.kind == Verdict::Kind::kHolds ? 1 : 0;
    if (verdict.kind != Verdict::Kind::kBroken) return;
    Complain("relation " + std::string(relation.name) + ": " + verdict.difference.text);
    PrintCase(Shrink(question, [&](const Question& smaller) {
      return Ask(evaluator_, smaller).error.empty() &&
             relation.check(smaller, evaluator_).kind == Verdict::Kind::kBroken;
    }));
  }

  void Complain(const std::string& what) {
    ++counts_.failures;
    std::cout << "FAILED query " << from_ + counts_.queries - 1 << " of seed " << seed_ << ": "
              << what << "\n";
  }

  void PrintCase(const Shrunk& shrunk) {
    std::cout << "---- data/found.json\n"
              << shrunk.world->ToJson() << "\n---- found.test\n"
              << CaseText(shrunk.question, Ask(evaluator_, shrunk.question), "found.json") << "\n";
  }

  int Report() {
    std::cout << counts_.queries << " queries, " << counts_.with_rows << " with rows, "
              << counts_.errors << " refused, " << counts_.exhausted << " too much work, digest "
              << counts_.digest << "\n";
    for (const Relation& relation : Relations()) {
      std::cout << "  " << relation.name << ": " << counts_.telling[relation.name] << "\n";
      // A relation that never says anything is no check.
      if (queries_ >= 1000 && counts_.telling[relation.name] == 0) ++counts_.failures;
    }
    for (const auto& [plan, count] : counts_.plans) {
      std::cout << "  plan " << plan << ": " << count << "\n";
    }
    const bool telling =
        2 * counts_.with_rows >= counts_.queries && 50 * counts_.exhausted <= counts_.queries;
    if (queries_ >= 1000 && !telling) {
      std::cout << "the queries say too little\n";
      ++counts_.failures;
    }
    return counts_.failures == 0 ? 0 : 1;
  }

  const std::uint64_t seed_, queries_, from_;
  const AnswerFunction evaluator_ = EvaluatorSide();
  const AnswerFunction other_ = OtherSide();
  World world_;
  Counts counts_;
};

std::uint64_t ReadNumber(const char* text, std::uint64_t otherwise) {
  if (text == nullptr) return otherwise;
  std::uint64_t number = otherwise;
  std::from_chars(text, text + std::strlen(text), number);
  return number;
}

}  // namespace
}  // namespace socle::aql::property

int main(int argc, char** argv) {
  using socle::aql::property::ReadNumber;
  std::uint64_t seed = 1, from = 0;
  std::uint64_t queries = ReadNumber(std::getenv("SOCLE_PROPERTY_QUERIES"), 5000);
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view option = argv[i];
    if (option == "--show") {
      return socle::aql::property::Run(seed, 0).Show(ReadNumber(argv[i + 1], 0));
    }
    if (option == "--seed") seed = ReadNumber(argv[i + 1], seed);
    if (option == "--from") from = ReadNumber(argv[i + 1], from);
    if (option == "--queries") queries = ReadNumber(argv[i + 1], queries);
  }
  return socle::aql::property::Run(seed, queries, from).Go();
}
