#include "http/content_coding.h"

namespace socle::http {
void DecodeRequest(Request&, std::size_t) {}
bool WantsCoding(const Request&, const Response&) { return false; }
void CodeResponse(const Request&, Response&, std::size_t) {}
}  // namespace socle::http
