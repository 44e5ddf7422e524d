#include "aql/row_tail.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>

#include "aql/binder.h"
#include "aql/evaluator.h"
#include "aql/parser.h"
#include "base/error.h"

namespace socle::aql {
namespace {

constexpr int kRows = 20000;

/// A tail that has taken kRows rows, of which no two are alike, while there was time.
class RowTailTest : public testing::Test {
 protected:
  void Take(std::string_view aql) {
    query_ = Bind(Parse(aql), {});
    tail_ = std::make_unique<RowTail>(query_, conditions_, sink_, RowTailOptions{});
    for (int i = 0; i < kRows; ++i) {
      tail_->Add(Row(query_.accesses.size(), Value::String(std::to_string(i * 7919 % kRows))));
    }
  }
  /// From here on each look at the clock finds that the time is over.
  void LetTimePass() {
    options_.check = [] { throw base::Error(base::ErrorCode::kTimeout, "too long"); };
  }

  bound::Query query_;
  EvaluateOptions options_;
  Conditions conditions_{"test", options_};
  ResultSink sink_;
  std::unique_ptr<RowTail> tail_;
};

constexpr std::string_view kLong[] = {
    "SELECT e/ehr_id/value AS v FROM EHR e ORDER BY v DESC",
    "SELECT e/ehr_id/value AS v, COUNT(*) AS n FROM EHR e",
    "SELECT e/ehr_id/value AS v, COUNT(*) AS n FROM EHR e ORDER BY n, v",
    "SELECT DISTINCT e/ehr_id/value AS v FROM EHR e ORDER BY v",
};

TEST_F(RowTailTest, EndsWhatIsLongWhenItsTimeIsOver) {
  for (const std::string_view aql : kLong) {
    options_.check = {};
    Take(aql);
    LetTimePass();
    try {
      tail_->Finish();
      ADD_FAILURE() << aql;
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), base::ErrorCode::kTimeout) << aql;
    }
  }
}

TEST_F(RowTailTest, GivesEveryRowWhileThereIsTime) {
  for (const std::string_view aql : kLong) {
    Take(aql);
    int looks = 0;
    options_.check = [&looks] { ++looks; };
    tail_->Finish();
    EXPECT_EQ(tail_->given(), static_cast<std::uint64_t>(kRows)) << aql;
    EXPECT_GT(looks, 3) << aql;
    options_.check = {};
  }
}

TEST_F(RowTailTest, LeavesTheClockAloneForAFewRows) {
  query_ = Bind(Parse("SELECT e/ehr_id/value AS v FROM EHR e ORDER BY v"), {});
  RowTail tail(query_, conditions_, sink_, {});
  for (const char* id : {"b", "a"}) tail.Add(Row{Value::String(id)});
  LetTimePass();
  tail.Finish();
  const Result result = sink_.Take();
  ASSERT_EQ(result.rows.size(), 2u);
  EXPECT_EQ(result.rows[0][0], "\"a\"");
}

}  // namespace
}  // namespace socle::aql
