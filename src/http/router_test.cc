#include "http/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/target.h"
#include "http/toy_service.h"

namespace socle::http {
namespace {

using testing::ElementsAre;

std::vector<Route> Routes(std::initializer_list<std::pair<Method, const char*>> list) {
  std::vector<Route> routes;
  for (const auto& [method, pattern] : list) {
    routes.push_back(ToyRoute(method, pattern, Execution::kInline, pattern, {}));
  }
  return routes;
}

std::string Found(const Router& router, Method method, std::string_view path) {
  const auto match = router.Find(method, ParseTarget(path).segments);
  if (match.route == nullptr) return "allow: " + match.allow;
  std::string text = match.route->pattern;
  for (const std::string& value : match.parameters) text += " " + value;
  return text;
}

TEST(Router, LiteralsWinAndNothingIsLost) {
  const auto routes = Routes({{Method::kGet, "/"},
                              {Method::kGet, "/a/{x}"},
                              {Method::kGet, "/a/b"},
                              {Method::kGet, "/a/b/c"},
                              {Method::kGet, "/a/{x}/d"},
                              {Method::kPut, "/a/{x}"},
                              {Method::kGet, "/{y}/b/{z}"}});
  const Router router(routes);
  EXPECT_EQ(Found(router, Method::kGet, "/"), "/");
  EXPECT_EQ(Found(router, Method::kGet, "/a/b"), "/a/b");
  EXPECT_EQ(Found(router, Method::kGet, "/a/1"), "/a/{x} 1");
  EXPECT_EQ(Found(router, Method::kGet, "/a/b/c"), "/a/b/c");
  EXPECT_EQ(Found(router, Method::kGet, "/a/b/d"), "/a/{x}/d b");
  EXPECT_EQ(Found(router, Method::kGet, "/a/b/e"), "/{y}/b/{z} a e");
  EXPECT_EQ(Found(router, Method::kGet, "/q/b/c"), "/{y}/b/{z} q c");
  EXPECT_EQ(Found(router, Method::kPut, "/a/b"), "/a/{x} b");
  EXPECT_EQ(Found(router, Method::kGet, "/a"), "allow: ");
  EXPECT_EQ(Found(router, Method::kGet, "/a/1/2"), "allow: ");
  EXPECT_EQ(Found(router, Method::kGet, "/a//d"), "allow: ");
}

TEST(Router, SaysWhatAPathAllows) {
  const auto routes = Routes({{Method::kGet, "/a"},
                              {Method::kDelete, "/a"},
                              {Method::kPost, "/b"},
                              {Method::kHead, "/c"}});
  const Router router(routes);
  EXPECT_EQ(Found(router, Method::kPut, "/a"), "allow: GET, HEAD, DELETE, OPTIONS");
  EXPECT_EQ(Found(router, Method::kHead, "/a"), "/a");
  EXPECT_EQ(Found(router, Method::kHead, "/b"), "allow: POST, OPTIONS");
  EXPECT_EQ(Found(router, Method::kGet, "/c"), "allow: HEAD, OPTIONS");
}

TEST(Router, RefusesPatternsThatAreNone) {
  for (const char* pattern : {"", "a", "/a//b", "/{}", "/a{b}", "/{a", "/{a}b"}) {
    const auto routes = Routes({{Method::kGet, pattern}});
    EXPECT_THROW(Router{routes}, base::Error) << pattern;
  }
  const auto twice = Routes({{Method::kGet, "/a/{x}"}, {Method::kGet, "/a/{y}"}});
  EXPECT_THROW(Router{twice}, base::Error);
}

TEST(Router, ParametersComeInOrder) {
  const auto routes = Routes({{Method::kGet, "/{a}/x/{b}/{c}"}});
  const Router router(routes);
  const auto match = router.Find(Method::kGet, ParseTarget("/1/x/2/3").segments);
  ASSERT_NE(match.route, nullptr);
  EXPECT_THAT(match.parameters, ElementsAre("1", "2", "3"));
}

}  // namespace
}  // namespace socle::http
