#include "http/negotiation.h"

#include <gtest/gtest.h>

#include <array>

namespace socle::http {
namespace {

Request With(std::string name, std::string value) {
  Request request;
  request.headers.emplace_back(std::move(name), std::move(value));
  return request;
}

TEST(Negotiation, ParsesWeights) {
  const auto list =
      ParsePreferences("a;q=0.5, b , ;q=1, c;x=y;Q=0, d;q=1.000, e;q=bad, f;q=0.1234");
  ASSERT_EQ(list.size(), 6u);
  const int weights[] = {500, 1000, 0, 1000, 1000, 1000};
  for (std::size_t i = 0; i < list.size(); ++i) EXPECT_EQ(list[i].weight, weights[i]) << i;
  EXPECT_EQ(list[2].name, "c");
  EXPECT_EQ(ParsePreferences(std::string(100000, ',')).size(), 0u);
  std::string long_list;
  for (int i = 0; i < 1000; ++i) long_list += "a,";
  EXPECT_EQ(ParsePreferences(long_list).size(), 64u);
}

TEST(Negotiation, ChoosesACoding) {
  const auto choose = [](const char* value) {
    return ChooseCoding(With("Accept-Encoding", value));
  };
  EXPECT_EQ(ChooseCoding(Request()), Coding::kIdentity);
  EXPECT_EQ(choose(""), Coding::kIdentity);
  EXPECT_EQ(choose("gzip, deflate, br, zstd"), Coding::kZstd);
  EXPECT_EQ(choose("GZip"), Coding::kGzip);
  EXPECT_EQ(choose("gzip;q=0.9, zstd;q=0.8"), Coding::kGzip);
  EXPECT_EQ(choose("gzip;q=0"), Coding::kIdentity);
  EXPECT_EQ(choose("identity, gzip;q=0.5"), Coding::kIdentity);
  EXPECT_EQ(choose("*"), Coding::kIdentity);
  EXPECT_EQ(choose("br"), Coding::kIdentity);
}

TEST(Negotiation, ChoosesAMediaType) {
  const std::array<std::string_view, 2> offers = {"application/json", "application/xml"};
  const auto choose = [&](const char* value) {
    return ChooseMediaType(With("Accept", value), offers).value_or(9);
  };
  EXPECT_EQ(ChooseMediaType(Request(), offers), 0u);
  EXPECT_EQ(choose("*/*"), 0u);
  EXPECT_EQ(choose("application/xml"), 1u);
  EXPECT_EQ(choose("application/*;q=0.5, application/json;q=0.1"), 1u);
  EXPECT_EQ(choose("application/json;q=0, */*"), 1u);
  EXPECT_EQ(choose("text/html"), 9u);
  EXPECT_EQ(choose("text/html, */*;q=0.1"), 0u);
  EXPECT_EQ(choose("APPLICATION/XML; charset=utf-8"), 1u);
}

TEST(Negotiation, KnowsWhatCompresses) {
  for (std::string_view yes :
       {"application/json", "text/plain; charset=utf-8", "application/fhir+json", "Application/XML",
        "application/openehr.wt.flat+json"}) {
    EXPECT_TRUE(IsCompressible(yes)) << yes;
  }
  for (std::string_view no :
       {"", "image/png", "application/octet-stream", "application/zip", "text/"}) {
    EXPECT_FALSE(IsCompressible(no)) << no;
  }
}

}  // namespace
}  // namespace socle::http
