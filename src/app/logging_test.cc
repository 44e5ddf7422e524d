#include "app/logging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace socle::app {
namespace {

using testing::EndsWith;

std::vector<std::string> Lines(LogLevel level, LogFormat format,
                               const std::function<void(Log&)>& work) {
  std::vector<std::string> lines;
  Log log(level, format, [&lines](std::string_view line) { lines.emplace_back(line); });
  work(log);
  return lines;
}

TEST(Log, TextHasTimeLevelEventFields) {
  const auto lines = Lines(LogLevel::kInfo, LogFormat::kText, [](Log& log) {
    log.Info("server_started", {{"host", "127.0.0.1"}, {"port", 8080}, {"tls", false}});
  });
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], testing::MatchesRegex("....-..-..T..:..:...*Z info server_started .*"));
  EXPECT_THAT(lines[0], EndsWith("Z info server_started host=127.0.0.1 port=8080 tls=false"));
}

TEST(Log, NobodyForgesALine) {
  const auto lines = Lines(LogLevel::kInfo, LogFormat::kText, [](Log& log) {
    log.Info("e", {{"a", "x y=\"1\"\n2026 error forged"}, {"empty", ""}});
  });
  EXPECT_THAT(lines.at(0), EndsWith(R"(e a="x y=\"1\"\u000a2026 error forged" empty="")"));
}

TEST(Log, JsonIsOneObject) {
  const auto lines = Lines(LogLevel::kInfo, LogFormat::kJson, [](Log& log) {
    log.Error("failed", {{"what", "a\"b\\\t"}, {"count", std::uint64_t{18446744073709551615u}}});
  });
  EXPECT_THAT(lines.at(0), testing::StartsWith(R"({"time":")"));
  EXPECT_THAT(
      lines.at(0),
      EndsWith(
          R"(","level":"error","event":"failed","what":"a\"b\\\u0009","count":18446744073709551615})"));
}

TEST(Log, LevelsBelowAreLeftOut) {
  const auto work = [](Log& log) {
    log.Debug("d");
    log.Info("i");
    log.Warning("w");
    log.Error("e");
  };
  EXPECT_EQ(Lines(LogLevel::kDebug, LogFormat::kText, work).size(), 4u);
  EXPECT_EQ(Lines(LogLevel::kWarning, LogFormat::kText, work).size(), 2u);
  EXPECT_EQ(Lines(LogLevel::kOff, LogFormat::kText, work).size(), 0u);
}

}  // namespace
}  // namespace socle::app
