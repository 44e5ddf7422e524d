#include "api/fhir_inner_request.h"

#include "api/fhir_format.h"
#include "base/error.h"
#include "http/ascii.h"
#include "http/body_writer.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;

/// Keeps a streamed body.
class Collector : public http::BodyWriter {
 public:
  Collector(std::string& body, const InnerLimits& limits) : body_(body), limits_(limits) {}

  void Write(std::string_view bytes) override {
    if (IsGone()) throw Error(ErrorCode::kUnavailable, "nobody waits for the answer any more");
    if (bytes.size() > limits_.largest - body_.size()) {
      throw Error(ErrorCode::kTooLarge, "the answer is too large to be kept: ask for a part of it");
    }
    body_ += bytes;
  }
  bool IsGone() const override { return limits_.is_gone && limits_.is_gone(); }

 private:
  std::string& body_;
  const InnerLimits& limits_;
};

std::string HeaderOf(const http::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (http::EqualsIgnoringCase(key, name)) return value;
  }
  return {};
}

}  // namespace

void AskForJson(http::Request& request) {
  std::erase_if(request.query, [](const auto& parameter) {
    return parameter.first == "_format" || parameter.first == "_pretty";
  });
  std::erase_if(request.headers, [](const auto& header) {
    return http::EqualsIgnoringCase(header.first, "Accept");
  });
  request.headers.emplace_back("Accept", kFhirJson);
}

resource::EntryAnswer InnerAnswer(const Handler& handler, const http::Request& request,
                                  const InnerLimits& limits) {
  http::Response response = handler(request);
  Collector collector(response.body, limits);
  if (response.stream) response.stream(collector);
  resource::EntryAnswer answer;
  answer.status = response.status;
  if (request.method != http::Method::kHead) answer.resource = std::move(response.body);
  answer.location = HeaderOf(response, "Location");
  answer.etag = HeaderOf(response, "ETag");
  return answer;
}

}  // namespace socle::api
