// links: http
// Any bytes are a request or a fault, at any pace of arrival; what is taken has a target, headers
// and credentials that hold their promises.

#include <cstdlib>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"
#include "http/basic_auth.h"
#include "http/content_coding.h"
#include "http/negotiation.h"
#include "http/request_parser.h"
#include "http/response_head.h"
#include "http/target.h"

namespace {

using namespace socle;

void Require(bool holds) {
  if (!holds) std::abort();
}

struct Parsed {
  http::Request request;
  http::RequestParser::State state = http::RequestParser::State::kHeader;
  std::size_t used = 0;
};

/// What `text` is when it comes in pieces of `step` bytes.
Parsed Parse(std::string_view text, std::size_t step) {
  constexpr http::RequestParser::Limits kLimits{.header_bytes = 2048, .body_bytes = 4096};
  Parsed parsed;
  http::RequestParser parser(kLimits);
  parser.Begin(parsed.request);
  std::size_t end = 0;
  while (parser.state() < http::RequestParser::State::kDone) {
    // A buffer of its own, so that a sanitizer sees reads beyond what has come.
    const std::string come(text.substr(parsed.used, end - parsed.used));
    const std::size_t used = parser.Feed(come);
    Require(used <= come.size());
    parsed.used += used;
    if (used == 0 && end == text.size()) break;
    end = std::min(text.size(), end + step);
  }
  parsed.state = parser.state();
  if (parsed.state == http::RequestParser::State::kFault) {
    Require(parser.fault().status >= 400 && !parser.fault().message.empty());
  }
  Require(parsed.request.body.size() <= kLimits.body_bytes);
  return parsed;
}

void CheckTarget(const std::string& raw) {
  try {
    const http::Target target = http::ParseTarget(raw);
    Require(base::IsUtf8(target.path) && target.path.find('\0') == std::string::npos);
    for (const auto& [name, value] : target.query)
      Require(base::IsUtf8(name) && base::IsUtf8(value));
  } catch (const base::Error& error) {
    Require(error.code() == base::ErrorCode::kBadRequest);
  }
}

void CheckHeaders(http::Request& request) {
  constexpr std::string_view kOffers[] = {"application/json", "application/xml"};
  http::ChooseCoding(request);
  Require(http::ChooseMediaType(request, kOffers).value_or(0) < 2);
  for (const auto& [name, value] : request.headers) {
    Require(name.find_first_of(" :\r\n") == std::string::npos);
    Require(value.find_first_of("\r\n") == std::string::npos);
    if (const auto credentials = http::ParseBasicAuthorization(value)) {
      Require(!credentials->user.empty() && base::IsUtf8(credentials->password));
    }
    http::Response response;
    response.Set("X", value);
    std::string head;
    http::AppendHead(response, {}, head);
    Require(head.find("\r\n\r\n") == head.size() - 4);
  }
  try {
    http::DecodeRequest(request, 1u << 20);
    Require(request.body.size() <= 1u << 20);
  } catch (const base::Error& error) {
    Require(base::Describe(error.code()).http_status < 500);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data),
                              std::min<std::size_t>(size, 16384));
  Parsed whole = Parse(text, text.size() + 1);
  const Parsed slowly = Parse(text, 1 + text.size() % 13);
  const bool done = whole.state == http::RequestParser::State::kDone;
  Require(done == (slowly.state == http::RequestParser::State::kDone));
  CheckTarget(std::string(text.substr(0, text.find('\n'))));
  if (!done) return 0;
  Require(whole.used == slowly.used && whole.request.target == slowly.request.target &&
          whole.request.body == slowly.request.body &&
          whole.request.headers == slowly.request.headers);
  CheckTarget(whole.request.target);
  CheckHeaders(whole.request);
  return 0;
}
