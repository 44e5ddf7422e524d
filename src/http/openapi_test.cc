#include "http/openapi.h"

#include <gtest/gtest.h>

#include "http/openapi_page.h"
#include "http/toy_service.h"
#include "json/document.h"

namespace socle::http {
namespace {

const json::Value& At(const json::Value& value, std::initializer_list<std::string_view> path) {
  const json::Value* at = &value;
  for (std::string_view name : path) {
    at = at->Find(name);
    if (at == nullptr) throw std::out_of_range(std::string(name));
  }
  return *at;
}

TEST(OpenApi, MergesMethodsAndDeclaresPathParameters) {
  std::vector<Route> routes;
  Route get = ToyRoute(Method::kGet, "/ehr/{ehr_id}", Execution::kInline, "ehr_get", {});
  get.tag = "EHR";
  get.summary = "Read \"it\"";
  get.parameters = {{"version_at_time", "query", "when", false}, {"ehr_id", "path", "which", true}};
  get.response_types = {"application/json"};
  get.responses = {{200, "the EHR"}, {404, "none"}};
  Route put = ToyRoute(Method::kPut, "/ehr/{ehr_id}", Execution::kBlocking, "ehr_put", {});
  put.request_types = {"application/json", "application/xml"};
  const Route list[] = {get, put, ToyRoute(Method::kPost, "/ehr", Execution::kInline, "e", {})};

  const auto document = json::Document::Parse(OpenApi(list, "Socle", "0.1"));
  const json::Value& root = document.root();
  EXPECT_EQ(At(root, {"openapi"}).text(), "3.0.3");
  EXPECT_EQ(At(root, {"info", "version"}).text(), "0.1");
  EXPECT_EQ(At(root, {"paths"}).size(), 2u);
  const json::Value& operation = At(root, {"paths", "/ehr/{ehr_id}", "get"});
  EXPECT_EQ(At(operation, {"summary"}).text(), "Read \"it\"");
  const json::Value& parameters = At(operation, {"parameters"});
  ASSERT_EQ(parameters.size(), 2u);
  EXPECT_EQ(At(*parameters.first_child(), {"name"}).text(), "ehr_id");
  EXPECT_EQ(At(*parameters.first_child(), {"description"}).text(), "which");
  EXPECT_TRUE(At(*parameters.first_child(), {"required"}).boolean());
  EXPECT_NE(At(operation, {"responses", "200", "content"}).Find("application/json"), nullptr);
  EXPECT_EQ(At(operation, {"responses", "404"}).Find("content"), nullptr);
  const json::Value& other = At(root, {"paths", "/ehr/{ehr_id}", "put"});
  EXPECT_EQ(At(other, {"parameters"}).size(), 1u);
  EXPECT_EQ(At(other, {"requestBody", "content"}).size(), 2u);
}

TEST(OpenApiPage, NeedsNothingFromElsewhere) {
  const std::string& page = OpenApiPage();
  for (const char* outside : {"http://", "https://", "src=", "@import", "url("}) {
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
  }
  EXPECT_NE(page.find("fetch('openapi.json')"), std::string::npos);
  EXPECT_NE(page.find(OpenApiPagePolicy()), std::string::npos);
}

}  // namespace
}  // namespace socle::http
