#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "answer.h"
#include "aql/binder.h"
#include "aql/parser.h"
#include "aql/printer.h"
#include "base/error.h"
#include "json/document.h"
#include "other_side.h"
#include "question.h"
#include "random_query.h"
#include "relations.h"
#include "rm/json.h"
#include "template/template.h"
#include "world.h"

namespace socle::aql::property {
namespace {

std::string Words(const base::Error& error) {
  std::string words = error.message();
  for (const base::Issue& issue : error.issues()) {
    words += "\n  " + issue.rule + " " + issue.path + " " + issue.expected + " / " + issue.found;
  }
  return words;
}

TEST(RandomWorld, TemplatesParseAndCompositionsFitThem) {
  int compositions = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    const World world = RandomWorld(seed);
    std::map<std::string, std::shared_ptr<const tmpl::Template>> parsed;
    for (const RandomTemplate& made : world.templates) {
      try {
        parsed[made.template_id] = tmpl::Template::Parse(made.xml);
      } catch (const base::Error& error) {
        FAIL() << seed << " " << Words(error) << "\n" << made.xml;
      }
    }
    for (const Event& event : world.events) {
      if (event.data.empty() || event.data.find("\"_type\":\"EHR_STATUS\"") == 1) continue;
      try {
        const auto document = json::Document::Parse(event.data);
        const rm::Tree tree = rm::ReadJson(document.root(), "COMPOSITION");
        const rm::Node* id = tree.root().Descend("archetype_details/template_id/value");
        ASSERT_NE(id, nullptr);
        const auto issues = parsed.at(std::string(id->text))->Validate(tree.root());
        for (const base::Issue& issue : issues) {
          ADD_FAILURE() << seed << " " << issue.rule << " " << issue.path << " " << issue.expected
                        << " / " << issue.found;
        }
        ASSERT_TRUE(issues.empty()) << event.data;
        ++compositions;
      } catch (const base::Error& error) {
        FAIL() << seed << " " << Words(error) << "\n" << event.data;
      }
    }
  }
  EXPECT_GT(compositions, 200);
}

TEST(RandomWorld, ASeedIsAWorld) {
  EXPECT_EQ(RandomWorld(7).ToJson(), RandomWorld(7).ToJson());
  EXPECT_NE(RandomWorld(7).ToJson(), RandomWorld(8).ToJson());
}

TEST(RandomWorld, ItsStoreIsWholeAfterEveryTemplate) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    EXPECT_THAT(FaultsInStore(RandomWorld(seed)), testing::IsEmpty()) << seed;
  }
}

Answer Rows(std::vector<std::vector<std::string>> rows) {
  Answer answer;
  answer.columns = {{"a", "c/a"}};
  answer.rows = std::move(rows);
  return answer;
}

bool Same(const Answer& a, const Answer& b, bool inexact = false,
          RowOrder order = RowOrder::kSame) {
  return !Compare(a, b, {inexact}, order).has_value();
}

TEST(Compare, TakesNumbersAndObjectsByValue) {
  EXPECT_TRUE(Same(Rows({{"1.50"}}), Rows({{"1.5"}})));
  EXPECT_TRUE(Same(Rows({{R"({"a":1.0,"b":[2]})"}}), Rows({{R"({"b":[2.0],"a":1})"}})));
  EXPECT_FALSE(Same(Rows({{R"({"a":1})"}}), Rows({{R"({"a":1,"b":null})"}})));
  EXPECT_FALSE(Same(Rows({{"12345678901234567"}}), Rows({{"12345678901234568"}})));
  EXPECT_FALSE(Same(Rows({{"1"}}), Rows({{"\"1\""}})));
  EXPECT_FALSE(Same(Rows({{"null"}}), Rows({{"\"null\""}})));
}

TEST(Compare, SumsMayDifferByALittle) {
  EXPECT_TRUE(Same(Rows({{"0.30000000000000004"}}), Rows({{"0.3"}}), true));
  EXPECT_FALSE(Same(Rows({{"0.30000000000000004"}}), Rows({{"0.3"}}), false));
  EXPECT_FALSE(Same(Rows({{"0.3000001"}}), Rows({{"0.3"}}), true));
}

TEST(Compare, LooksAtOrderColumnsAndErrors) {
  EXPECT_FALSE(Same(Rows({{"1"}, {"2"}}), Rows({{"2"}, {"1"}})));
  EXPECT_TRUE(Same(Rows({{"1"}, {"2"}}), Rows({{"2"}, {"1"}}), false, RowOrder::kAny));
  EXPECT_FALSE(Same(Rows({{"1"}, {"1"}}), Rows({{"1"}}), false, RowOrder::kAny));
  EXPECT_FALSE(Same(Rows({{"1"}}), Rows({{"1"}, {"2"}})));
  Answer other = Rows({{"1"}});
  other.columns[0].path = "c/b";
  EXPECT_FALSE(Same(Rows({{"1"}}), other));
  Answer refused;
  refused.error = "bad_request foreign_system";
  EXPECT_FALSE(Same(Rows({}), refused));
  EXPECT_TRUE(Same(refused, refused));
}

/// The evaluator with a fault: it asks what `change` makes of the question.
AnswerFunction Faulty(std::function<void(ast::Query&, std::vector<std::string>& ehr_ids)> change) {
  return [change = std::move(change), right = EvaluatorSide()](
             const World& world, const std::string& aql, const Parameters& parameters,
             const std::vector<std::string>& ehr_ids) {
    ast::Query query = Parse(aql);
    std::vector<std::string> ids = ehr_ids;
    change(query, ids);
    return right(world, Print(query), parameters, ids);
  };
}

void EachCondition(ast::Condition& condition, const std::function<void(ast::Condition&)>& visit) {
  for (ast::Condition& operand : condition.operands) EachCondition(operand, visit);
  visit(condition);
}

/// A fault in NOT, AND or CONTAINS, or in a clause, that `relation` must find.
struct Fault {
  std::string_view relation;
  std::function<void(ast::Query&, std::vector<std::string>&)> change;
};

std::vector<Fault> Faults() {
  using Ids = std::vector<std::string>;
  const auto no_not = [](ast::Query& query, Ids&) {
    if (!query.where) return;
    EachCondition(*query.where, [](ast::Condition& condition) {
      if (condition.kind != ast::Condition::Kind::kNot) return;
      ast::Condition operand = condition.operands[0];
      condition = std::move(operand);
    });
  };
  const auto first_only = [](ast::Query& query, Ids&) {
    if (query.where && query.where->operands.size() > 1) {
      ast::Condition first = query.where->operands[0];
      query.where = std::move(first);
    }
  };
  const auto no_parameters = [](ast::Query& query, Ids&) {
    if (query.where && Print(*query.where).find('$') != std::string::npos) query.where.reset();
  };
  const auto always_contains = [](ast::Query& query, Ids&) {
    EachClass(query.from, [](ast::Containment& node) { node.negated = false; });
  };
  const auto knows_names = [](ast::Query& query, Ids&) {
    EachClass(query.from, [&query](ast::Containment& node) {
      if (node.alias.starts_with("other_"))
        query.limit = ast::Literal{ast::Literal::Kind::kNumber, "0", {}};
    });
  };
  return {
      {"pages", [](ast::Query& query, Ids&) { query.offset.reset(); }},
      {"distinct", [](ast::Query& query, Ids&) { query.distinct = false; }},
      {"count", [](ast::Query& query, Ids&) { query.where.reset(); }},
      {"partition", no_not},
      {"sorted", [](ast::Query& query, Ids&) { query.order.clear(); }},
      {"scope", [](ast::Query&, Ids& ehr_ids) { ehr_ids.clear(); }},
      {"commute", first_only},
      {"renamed", knows_names},
      {"twice_not", no_not},
      {"parameters", no_parameters},
      {"contains", always_contains},
  };
}

/// The first of many questions at which `side` breaks `relation`; the last of them where none does.
Verdict FirstBroken(const Relation& relation, const AnswerFunction& side) {
  Verdict verdict;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const World world = RandomWorld(seed);
    for (std::uint64_t number = 0; number < 25; ++number) {
      generate::Random random(generate::SeedOf({seed, number}));
      const RandomQuery asked = MakeQuery(random, world);
      const Question question{&world, Parse(asked.aql), asked.parameters, asked.ehr_ids};
      verdict = relation.check(question, side);
      if (verdict.kind == Verdict::Kind::kBroken) return verdict;
    }
  }
  return verdict;
}

TEST(Relations, EachFindsTheFaultThatItIsThereFor) {
  const std::vector<Fault> faults = Faults();
  for (const Relation& relation : Relations()) {
    const auto fault = std::find_if(faults.begin(), faults.end(), [&](const Fault& known) {
      return known.relation == relation.name;
    });
    ASSERT_NE(fault, faults.end()) << relation.name;
    EXPECT_EQ(FirstBroken(relation, Faulty(fault->change)).kind, Verdict::Kind::kBroken)
        << relation.name;
  }
}

TEST(Shrink, LeavesWhatTheFailureNeeds) {
  const World world = RandomWorld(3);
  Question question{&world,
                    Parse("SELECT c/uid/value, c/name/value AS n, LENGTH(c/name/value) FROM EHR e "
                          "CONTAINS COMPOSITION c WHERE EXISTS c AND c/name/value != 'x' "
                          "ORDER BY n LIMIT 50"),
                    {},
                    {}};
  const AnswerFunction side = EvaluatorSide();
  const Shrunk shrunk =
      Shrink(question, [&](const Question& smaller) { return Ask(side, smaller).rows.size() > 1; });
  EXPECT_EQ(shrunk.question.query.columns.size(), 1u);
  EXPECT_FALSE(shrunk.question.query.where.has_value());
  EXPECT_TRUE(shrunk.question.query.order.empty());
  const Answer answer = Ask(side, shrunk.question);
  EXPECT_EQ(answer.rows.size(), 2u);
  const std::string text = CaseText(shrunk.question, answer, "found.json");
  EXPECT_THAT(text, testing::StartsWith("load found.json\nquery\nSELECT "));
  EXPECT_THAT(text, testing::HasSubstr("\n---- rows: #0\n"));
}

}  // namespace
}  // namespace socle::aql::property
