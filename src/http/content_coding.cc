#include "http/content_coding.h"

#include <optional>

#include "base/compress.h"
#include "http/ascii.h"

namespace socle::http {
namespace {

using base::Error;
using base::ErrorCode;

/// Below, the header would cost what compressing wins.
constexpr std::size_t kSmallest = 1024;

std::optional<Coding> KnownCoding(std::string_view name) {
  if (EqualsIgnoringCase(name, "gzip") || EqualsIgnoringCase(name, "x-gzip")) return Coding::kGzip;
  if (EqualsIgnoringCase(name, "zstd")) return Coding::kZstd;
  if (EqualsIgnoringCase(name, "identity")) return Coding::kIdentity;
  return std::nullopt;
}

const std::string* FindHeader(const Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers) {
    if (EqualsIgnoringCase(key, name)) return &value;
  }
  return nullptr;
}

/// Whether the response would differ between clients that take codings and those that do not.
bool VariesByCoding(const Response& response, std::size_t size) {
  if (size < kSmallest) return false;
  const std::string* const type = FindHeader(response, "Content-Type");
  return type != nullptr && IsCompressible(*type) &&
         FindHeader(response, "Content-Encoding") == nullptr;
}

}  // namespace

void DecodeRequest(Request& request, std::size_t max_bytes) {
  const std::string* const header = request.Header("Content-Encoding");
  if (header == nullptr || request.body.empty()) return;
  const auto coding = KnownCoding(TrimBlanks(*header));
  if (!coding || request.Headers("Content-Encoding").size() > 1) {
    throw Error(ErrorCode::kUnsupportedMedia,
                "The body's Content-Encoding is not one of gzip, zstd and identity.");
  }
  if (*coding == Coding::kGzip) request.body = base::GzipDecompress(request.body, max_bytes);
  if (*coding == Coding::kZstd) request.body = base::ZstdDecompress(request.body, max_bytes);
}

bool WantsCoding(const Request& request, const Response& response) {
  return VariesByCoding(response, response.body.size()) &&
         ChooseCoding(request) != Coding::kIdentity;
}

void CodeResponse(const Request& request, Response& response, std::size_t largest) {
  if (!VariesByCoding(response, response.body.size())) return;
  const Coding coding = ChooseCoding(request);
  if (coding != Coding::kIdentity && response.body.size() > largest) return;
  response.Set("Vary", "Accept-Encoding");
  if (coding == Coding::kIdentity) return;
  response.body = coding == Coding::kZstd ? base::ZstdCompress(response.body)
                                          : base::GzipCompress(response.body);
  response.Set("Content-Encoding", std::string(Name(coding)));
}

Coding CodeStream(const Request& request, Response& response) {
  if (!VariesByCoding(response, kAnySize)) return Coding::kIdentity;
  const Coding coding = ChooseCoding(request);
  response.Set("Vary", "Accept-Encoding");
  if (coding != Coding::kIdentity) response.Set("Content-Encoding", std::string(Name(coding)));
  return coding;
}

}  // namespace socle::http
