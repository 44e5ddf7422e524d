#include "http/response_head.h"

#include <algorithm>
#include <charconv>

#include "http/ascii.h"

namespace socle::http {
namespace {

void AppendClean(std::string_view text, std::string& out) {
  const std::size_t begin = out.size();
  out += text;
  std::replace_if(
      out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
      [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
}

void AppendNumber(std::uint64_t number, std::string& out) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number);
  out.append(digits, end.ptr);
}

bool IsTheConnections(std::string_view name) {
  switch (name.size()) {
    case 4:
      return EqualsIgnoringCase(name, "Date");
    case 10:
      return EqualsIgnoringCase(name, "Connection");
    case 14:
      return EqualsIgnoringCase(name, "Content-Length");
    case 17:
      return EqualsIgnoringCase(name, "Transfer-Encoding");
    default:
      return false;
  }
}

}  // namespace

std::string_view ReasonPhrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 300:
      return "Multiple Choices";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 406:
      return "Not Acceptable";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 411:
      return "Length Required";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    case 505:
      return "HTTP Version Not Supported";
    case 507:
      return "Insufficient Storage";
    default:
      return "Unknown";
  }
}

void AppendHead(const Response& response, const HeadContext& context, std::string& out) {
  out += "HTTP/1.1 ";
  AppendNumber(static_cast<std::uint64_t>(std::clamp(response.status, 100, 999)), out);
  out += ' ';
  out += ReasonPhrase(response.status);
  out += "\r\nDate: ";
  out += context.date;
  for (const auto& [name, value] : response.headers) {
    if (IsTheConnections(name)) continue;
    out += "\r\n";
    AppendClean(name, out);
    out += ": ";
    AppendClean(value, out);
  }
  if (response.status >= 200 && response.status != 204 && response.status != 304) {
    if (context.framing == Framing::kLength) {
      out += "\r\nContent-Length: ";
      AppendNumber(response.body.size(), out);
    } else if (context.framing == Framing::kChunked) {
      out += "\r\nTransfer-Encoding: chunked";
    }
  }
  if (!context.request_id.empty()) {
    out += "\r\nX-Request-Id: ";
    out += context.request_id;
  }
  if (context.close) {
    out += "\r\nConnection: close";
  } else if (context.keep_alive_10) {
    out += "\r\nConnection: keep-alive";
  }
  out += "\r\n\r\n";
}

}  // namespace socle::http
