#include "base/nearest.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace socle::base {
namespace {

TEST(Nearest, CountsEdits) {
  EXPECT_EQ(EditDistance("", "", 5), 0u);
  EXPECT_EQ(EditDistance("abc", "", 5), 3u);
  EXPECT_EQ(EditDistance("kitten", "sitting", 5), 3u);
  EXPECT_EQ(EditDistance("ab", "ba", 5), 1u);
  // Optimal string alignment: the exchanged pair is not changed again.
  EXPECT_EQ(EditDistance("ca", "abc", 5), 3u);
  EXPECT_EQ(EditDistance("abcdef", "uvwxyz", 3), 4u);
  EXPECT_EQ(EditDistance("a", "abcdef", 3), 4u);
}

/// The definition, slowly.
std::size_t Plain(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
        continue;
      }
      d[i][j] = std::min(
          {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

TEST(Nearest, AgreesWithTheDefinition) {
  std::mt19937 random(5);
  const auto word = [&random] {
    std::string text(random() % 9, ' ');
    for (char& c : text) c = static_cast<char>('a' + random() % 3);
    return text;
  };
  for (int i = 0; i < 20'000; ++i) {
    const std::string a = word(), b = word();
    const std::size_t limit = random() % 9, plain = Plain(a, b);
    ASSERT_EQ(EditDistance(a, b, limit), std::min(plain, limit + 1)) << a << ' ' << b;
  }
}

TEST(Nearest, FindsWhatWasMeant) {
  const std::vector<std::string_view> names = {"listen", "store", "system_id", "auth", "Store"};
  EXPECT_EQ(Nearest("lsiten", names), "listen");
  EXPECT_EQ(Nearest("sytem_id", names), "system_id");
  EXPECT_EQ(Nearest("SYSTEM_ID", names), "system_id");
  EXPECT_EQ(Nearest("store", names), "store");
  EXPECT_EQ(Nearest("Store", names), "Store");
  EXPECT_EQ(Nearest("STORE", names), "Store");
  EXPECT_EQ(Nearest("aut", names), "auth");
  EXPECT_EQ(Nearest("port", names), "");
  EXPECT_EQ(Nearest("zzzzzz", names), "");
  EXPECT_EQ(Nearest("", names), "");
  EXPECT_EQ(Nearest(std::string(500, 'a'), names), "");
  EXPECT_EQ(Nearest("listen", {}), "");
}

TEST(Nearest, TakesTheFirstOfEqualOnes) {
  const std::vector<std::string_view> names = {"value2", "value1"};
  EXPECT_EQ(Nearest("value3", names), "value2");
}

}  // namespace
}  // namespace socle::base
