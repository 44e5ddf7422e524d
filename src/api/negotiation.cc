#include "api/negotiation.h"

#include <algorithm>

#include "base/error.h"
#include "http/ascii.h"
#include "http/negotiation.h"

namespace socle::api {
namespace {

std::string Join(std::initializer_list<std::string_view> types) {
  std::string text;
  for (const auto type : types) {
    if (!text.empty()) text += ", ";
    text += type;
  }
  return text;
}

}  // namespace

std::string_view Negotiate(const http::Request& request,
                           std::initializer_list<std::string_view> offered) {
  const auto chosen = http::ChooseMediaType(request, {offered.begin(), offered.size()});
  if (!chosen) {
    throw base::Error(base::ErrorCode::kNotAcceptable, "what is here comes as " + Join(offered));
  }
  return offered.begin()[*chosen];
}

void RequireContentType(const http::Request& request,
                        std::initializer_list<std::string_view> accepted) {
  const std::string* header = request.Header("Content-Type");
  if (header == nullptr) return;
  const std::string_view type = http::MediaTypeOf(*header);
  const bool known = type.empty() || std::any_of(accepted.begin(), accepted.end(), [&](auto one) {
                       return http::EqualsIgnoringCase(type, one);
                     });
  if (!known) {
    throw base::Error(base::ErrorCode::kUnsupportedMedia, "the body must be " + Join(accepted));
  }
}

Return Preferred(const http::Request& request) {
  for (const std::string_view header : request.Headers("Prefer")) {
    for (const std::string_view part : http::SplitList(header, ",;")) {
      const std::string_view item = http::TrimBlanks(part);
      for (const Return value : {Return::kMinimal, Return::kIdentifier, Return::kRepresentation}) {
        if (http::EqualsIgnoringCase(item, PreferenceName(value))) return value;
      }
    }
  }
  return Return::kMinimal;
}

std::string_view PreferenceName(Return preference) {
  switch (preference) {
    case Return::kIdentifier:
      return "return=identifier";
    case Return::kRepresentation:
      return "return=representation";
    case Return::kMinimal:
      break;
  }
  return "return=minimal";
}

}  // namespace socle::api
