#include "app/progress.h"

#include <gtest/gtest.h>

#include <sstream>

namespace socle::app {
namespace {

class ProgressTest : public testing::Test {
 protected:
  Progress::Clock Clock() {
    return [this] { return now_; };
  }
  std::chrono::steady_clock::time_point now_{};
  std::ostringstream out_;
};

TEST_F(ProgressTest, PlainLinesAtTheirPaceAndAtTheEnd) {
  {
    Progress progress(out_, Progress::Display::kPlain, Clock());
    for (std::uint64_t done = 0; done <= 120000; done += 10000) {
      progress.Report("compositions", done, 1000000);
      now_ += std::chrono::seconds(1);
    }
  }
  EXPECT_EQ(out_.str(),
            "compositions: 50,000 of 1,000,000 (5 %), 10,000/s, 1 min 35 s left\n"
            "compositions: 100,000 of 1,000,000 (10 %), 10,000/s, 1 min 30 s left\n"
            "compositions: 120,000 of 1,000,000 (12 %), 9,230/s, 13 s in all\n");
}

TEST_F(ProgressTest, TheTerminalsLineIsRewritten) {
  {
    Progress progress(out_, Progress::Display::kTerminal, Clock());
    progress.Report("pages", 0, 10);
    now_ += std::chrono::seconds(1);
    progress.Report("pages", 1, 10);
    now_ += std::chrono::milliseconds(10);
    progress.Report("pages", 2, 10);
    now_ += std::chrono::milliseconds(990);
    progress.Report("pages", 10, 10);
  }
  EXPECT_EQ(out_.str(),
            "\rpages: 1 of 10 (10 %), 1/s, 9 s left"
            "\rpages: 10 of 10 (100 %), 5/s        "
            "\rpages: 10 of 10 (100 %), 5/s, 2 s in all\n");
}

TEST_F(ProgressTest, APartEndsWhereTheNextBegins) {
  Progress progress(out_, Progress::Display::kPlain, Clock());
  progress.Callback()("pages", 3, 3);
  progress.Callback()("bodies", 1, 0);
  EXPECT_EQ(out_.str(), "pages: 3 of 3 (100 %), 0 s in all\n");
  progress.Finish();
  progress.Finish();
  EXPECT_EQ(out_.str(), "pages: 3 of 3 (100 %), 0 s in all\nbodies: 1, 0 s in all\n");
}

TEST(Numbers, ForPeople) {
  EXPECT_EQ(GroupDigits(0), "0");
  EXPECT_EQ(GroupDigits(999), "999");
  EXPECT_EQ(GroupDigits(1000), "1,000");
  EXPECT_EQ(GroupDigits(18446744073709551615u), "18,446,744,073,709,551,615");
  EXPECT_EQ(FormatDuration(std::chrono::seconds(59)), "59 s");
  EXPECT_EQ(FormatDuration(std::chrono::seconds(90)), "1 min 30 s");
  EXPECT_EQ(FormatDuration(std::chrono::seconds(7500)), "2 h 5 min");
}

}  // namespace
}  // namespace socle::app
