#include "app/users.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/authentication.h"
#include "base/bytes.h"
#include "base/error.h"

namespace socle::app {
namespace {

using base::ErrorCode;
using testing::HasSubstr;

constexpr HashCosts kCheap{8, 1, 1};

template <class Work>
std::optional<ErrorCode> CodeOf(Work work) {
  try {
    work();
  } catch (const base::Error& error) {
    return error.code();
  }
  return std::nullopt;
}

class Users : public testing::Test {
 protected:
  Users()
      : folder_(std::filesystem::path(testing::TempDir()) /
                ("socle-users-" +
                 std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~Users() override { std::filesystem::remove_all(folder_); }

  std::string Path() const { return (folder_ / "users").string(); }
  std::string Text() const {
    std::ifstream file(Path());
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }
  void Write(const std::string& text) const { std::ofstream(Path()) << text; }
  void Add(const std::string& name, const std::string& password, Role role = Role::kUser) const {
    UsersFile(Path()).Add({name, role, HashPassword(password, kCheap)});
  }
  static http::Request With(const std::string& name, const std::string& password) {
    http::Request request;
    request.headers.emplace_back("authorization", "Basic " + base::ToBase64(name + ":" + password));
    return request;
  }

  std::filesystem::path folder_;
  std::vector<std::string> lines_;
  Log log_{LogLevel::kDebug, LogFormat::kText,
           [this](std::string_view line) { lines_.emplace_back(line); }};
};

TEST(Passwords, HashIsArgon2idWithASaltOfItsOwn) {
  const std::string hash = HashPassword("secret");
  EXPECT_THAT(hash, testing::StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_NE(hash, HashPassword("secret"));
  EXPECT_TRUE(MatchesHash("secret", hash));
  EXPECT_FALSE(MatchesHash("Secret", hash));
  EXPECT_FALSE(MatchesHash("", hash));
}

TEST(Passwords, BytesAreBytes) {
  const std::string password("a\0b\xC3\xA9", 5);
  const std::string hash = HashPassword(password, kCheap);
  EXPECT_TRUE(MatchesHash(password, hash));
  EXPECT_FALSE(MatchesHash("a", hash));
}

TEST(Passwords, LimitsAndBrokenHashes) {
  EXPECT_EQ(CodeOf([] { HashPassword("", kCheap); }), ErrorCode::kUsage);
  EXPECT_EQ(CodeOf([] { HashPassword(std::string(1025, 'x'), kCheap); }), ErrorCode::kUsage);
  for (const char* hash :
       {"", "$argon2id$", "$argon2id$v=19$m=99999999999,t=1,p=1$aaaa$bbbb", "plain"}) {
    EXPECT_FALSE(MatchesHash("x", hash)) << hash;
  }
}

TEST_F(Users, AddFindChangeRemove) {
  Add("jeanne", "one", Role::kAdmin);
  Add("ali.b@chu", "two");
  const std::string hash = HashPassword("three", kCheap);
  UsersFile(Path()).SetHash("ali.b@chu", hash);
  const UsersFile users(Path());
  ASSERT_EQ(users.List().size(), 2u);
  EXPECT_EQ(users.Find("jeanne")->role, Role::kAdmin);
  EXPECT_EQ(users.Find("ali.b@chu")->hash, hash);
  EXPECT_EQ(users.Find("jean"), nullptr);
  UsersFile(Path()).Remove("jeanne");
  EXPECT_EQ(UsersFile(Path()).List().size(), 1u);
}

TEST_F(Users, RefusesWhatCannotBe) {
  Add("a", "x");
  const std::string before = Text();
  EXPECT_EQ(CodeOf([&] { Add("a", "y"); }), ErrorCode::kConflict);
  EXPECT_EQ(CodeOf([&] { UsersFile(Path()).Remove("b"); }), ErrorCode::kNotFound);
  EXPECT_EQ(CodeOf([&] { UsersFile(Path()).SetHash("b", "h"); }), ErrorCode::kNotFound);
  for (const std::string& name : {std::string(), std::string("a:b"), std::string("a\nb"),
                                  std::string("a b"), std::string(65, 'n'), std::string("#a")}) {
    EXPECT_EQ(CodeOf([&] { Add(name, "x"); }), ErrorCode::kUsage) << name;
  }
  EXPECT_EQ(Text(), before);
}

TEST_F(Users, FileIsPrivateAndKeepsRemarks) {
  Write("# the ward's users\n\n");
  Add("a", "x");
  struct stat status {};
  ASSERT_EQ(::stat(Path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  EXPECT_THAT(Text(), testing::StartsWith("# the ward's users\n\na:user:$argon2id$"));
  EXPECT_FALSE(std::filesystem::exists(Path() + ".new"));
}

TEST_F(Users, BrokenLinesAreNamedAndNotShown) {
  for (const char* line :
       {"secret", "a:user", "a:user:secret", "a:king:$argon2id$x", "a b:user:$argon2id$x"}) {
    Write(std::string("# one\n") + line + "\n");
    try {
      const UsersFile users(Path());
      FAIL() << line;
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kUsage);
      EXPECT_THAT(error.message(), HasSubstr("users:2: "));
      EXPECT_THAT(error.message(), testing::Not(HasSubstr("secret")));
    }
  }
  Write("a:user:$argon2id$x\na:user:$argon2id$y\n");
  EXPECT_EQ(CodeOf([&] { UsersFile{Path()}; }), ErrorCode::kUsage);
}

TEST_F(Users, CannotBeWritten) {
  UsersFile users((folder_ / "no/such/users").string());
  EXPECT_EQ(CodeOf([&] {
              users.Add({"a", Role::kUser, HashPassword("x", kCheap)});
            }),
            ErrorCode::kStorageFull);
}

TEST_F(Users, AuthenticatesOnceAndThenQuickly) {
  Add("jeanne", "right", Role::kAdmin);
  BasicAuthenticator authenticator(Path(), log_);
  const http::Request request = With("jeanne", "right");
  EXPECT_FALSE(authenticator.Quick(request));
  EXPECT_EQ(authenticator.Authenticate(request), "jeanne");
  EXPECT_EQ(authenticator.Quick(request), "jeanne");
  EXPECT_FALSE(authenticator.Quick(With("jeanne", "wrong")));
  EXPECT_EQ(authenticator.RoleOf("jeanne"), Role::kAdmin);
  EXPECT_FALSE(authenticator.RoleOf("other"));
}

TEST_F(Users, RefusesWithOneText) {
  Add("jeanne", "right");
  BasicAuthenticator authenticator(Path(), log_);
  http::Request bearer;
  bearer.headers.emplace_back("Authorization", "Bearer x");
  std::string text;
  for (const http::Request& request : {With("jeanne", "wrong"), With("nobody", "right"),
                                       With("jeanne", ""), With("", ""), http::Request(), bearer}) {
    try {
      authenticator.Authenticate(request);
      FAIL();
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kUnauthenticated);
      if (text.empty()) text = error.message();
      EXPECT_EQ(error.message(), text);
    }
    EXPECT_FALSE(authenticator.Quick(request));
  }
  for (const std::string& line : lines_) EXPECT_THAT(line, testing::Not(HasSubstr("right")));
}

TEST_F(Users, AChangeOfTheFileIsSeen) {
  Add("jeanne", "right");
  BasicAuthenticator authenticator(Path(), log_);
  const http::Request request = With("jeanne", "right");
  authenticator.Authenticate(request);
  UsersFile(Path()).SetHash("jeanne", HashPassword("other", kCheap));
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (authenticator.Quick(request) && std::chrono::steady_clock::now() < limit) {
  }
  EXPECT_FALSE(authenticator.Quick(request));
  EXPECT_EQ(CodeOf([&] { authenticator.Authenticate(request); }), ErrorCode::kUnauthenticated);
  EXPECT_EQ(authenticator.Authenticate(With("jeanne", "other")), "jeanne");
}

TEST_F(Users, ABrokenFileLeavesTheLastUsers) {
  Add("jeanne", "right");
  BasicAuthenticator authenticator(Path(), log_);
  const http::Request request = With("jeanne", "right");
  authenticator.Authenticate(request);
  Write("nonsense\n");
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (lines_.empty() && std::chrono::steady_clock::now() < limit) authenticator.Quick(request);
  ASSERT_FALSE(lines_.empty());
  EXPECT_THAT(lines_.back(), HasSubstr("users_not_reloaded"));
  EXPECT_EQ(authenticator.Authenticate(request), "jeanne");
}

TEST_F(Users, NoUsersIsAnError) {
  EXPECT_EQ(CodeOf([&] { BasicAuthenticator(Path(), log_); }), ErrorCode::kUsage);
}

}  // namespace
}  // namespace socle::app
