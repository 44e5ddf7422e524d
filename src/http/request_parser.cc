// Beast asserts that a last chunk comes with five bytes at least (parse_chunk_header); "0\r\n" as
// the only chunk, slowly, has three. The code itself is right about it, so the assertions are left
// out.
#define BOOST_DISABLE_ASSERTS

#include "http/request_parser.h"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "http/ascii.h"

namespace socle::http {
namespace beast = boost::beast;
using base::ErrorCode;

namespace {

/// Room for the body of a length that the client promises; more grows as it comes.
constexpr std::size_t kReserve = 256u << 10;

std::string_view View(beast::string_view text) { return {text.data(), text.size()}; }

/// Whether a request line that Beast refuses ends with a version, but not one of HTTP/1.
bool NamesAnotherVersion(std::string_view line) {
  const std::size_t at = line.rfind(" HTTP/");
  if (at == std::string_view::npos) return false;
  const std::string_view version = line.substr(at + 6);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return version.size() == 3 && is_digit(version[0]) && version[1] == '.' && is_digit(version[2]) &&
         version[0] != '1';
}

std::optional<Method> KnownMethod(beast::http::verb verb) {
  switch (verb) {
    case beast::http::verb::get:
      return Method::kGet;
    case beast::http::verb::head:
      return Method::kHead;
    case beast::http::verb::post:
      return Method::kPost;
    case beast::http::verb::put:
      return Method::kPut;
    case beast::http::verb::patch:
      return Method::kPatch;
    case beast::http::verb::delete_:
      return Method::kDelete;
    case beast::http::verb::options:
      return Method::kOptions;
    default:
      return std::nullopt;
  }
}

}  // namespace

/// One message: Beast's parser is not made to be used again.
class RequestParser::Beast : public beast::http::basic_parser<true> {
 public:
  explicit Beast(Request& request) : request_(request) {}

  bool has_request_line() const { return version_ != 0; }
  bool http_10() const { return version_ == 10; }
  bool expects_continue() const { return expects_continue_; }
  const std::optional<Fault>& fault() const { return fault_; }

 private:
  using string_view = beast::string_view;
  using error_code = beast::error_code;

  void Refuse(ErrorCode code, int status, std::string_view message) {
    if (!fault_) fault_ = Fault{code, status, message};
  }

  void on_request_impl(beast::http::verb verb, string_view method, string_view target, int version,
                       error_code&) override {
    version_ = version;
    request_.target = View(target);
    if (const auto known = KnownMethod(verb)) {
      request_.method = *known;
    } else if (View(method).size() > 32) {
      Refuse(ErrorCode::kBadRequest, 400, "The request does not begin with a method.");
    } else {
      Refuse(ErrorCode::kNotImplemented, 501, "The server does not know the request's method.");
    }
  }

  void on_response_impl(int, string_view, int, error_code&) override {}

  void on_field_impl(beast::http::field field, string_view name, string_view raw,
                     error_code&) override {
    if (header_done_) return;  // a trailer
    const std::string_view value = View(raw);
    switch (field) {
      case beast::http::field::host:
        if (++hosts_ > 1) Refuse(ErrorCode::kBadRequest, 400, "There is more than one Host.");
        break;
      case beast::http::field::content_length:
        if (++lengths_ > 1 || value.empty() || !std::all_of(value.begin(), value.end(), IsDigit)) {
          Refuse(ErrorCode::kBadRequest, 400, "Content-Length is not one number.");
        }
        break;
      case beast::http::field::transfer_encoding:
        if (++codings_ > 1 || !EqualsIgnoringCase(value, "chunked") || http_10()) {
          Refuse(ErrorCode::kBadRequest, 400, "Transfer-Encoding is not \"chunked\".");
        }
        break;
      case beast::http::field::expect:
        if (EqualsIgnoringCase(value, "100-continue")) {
          expects_continue_ = !http_10();
        } else {
          Refuse(ErrorCode::kBadRequest, 417, "The only expectation met is 100-continue.");
        }
        break;
      default:
        break;
    }
    request_.headers.emplace_back(View(name), value);
  }

  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }

  void on_header_impl(error_code&) override {
    header_done_ = true;
    if (lengths_ > 0 && codings_ > 0) {
      Refuse(ErrorCode::kBadRequest, 400, "Content-Length stands beside Transfer-Encoding.");
    }
    if (hosts_ == 0 && !http_10()) Refuse(ErrorCode::kBadRequest, 400, "There is no Host.");
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override {
    if (length) request_.body.reserve(std::min<std::uint64_t>(*length, kReserve));
  }
  std::size_t on_body_impl(string_view bytes, error_code&) override {
    request_.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
  std::size_t on_chunk_body_impl(std::uint64_t, string_view bytes, error_code&) override {
    request_.body.append(bytes.data(), bytes.size());
    return bytes.size();
  }
  void on_finish_impl(error_code&) override {}

  Request& request_;
  std::optional<Fault> fault_;
  int version_ = 0;
  int hosts_ = 0, lengths_ = 0, codings_ = 0;
  bool expects_continue_ = false;
  bool header_done_ = false;
};

RequestParser::RequestParser(const Limits& limits) : limits_(limits) {}
RequestParser::~RequestParser() = default;

void RequestParser::Begin(Request& request) {
  beast_ = std::make_unique<Beast>(request);
  beast_->header_limit(
      static_cast<std::uint32_t>(std::min<std::size_t>(limits_.header_bytes, 1u << 30)));
  beast_->body_limit(limits_.body_bytes);
  state_ = State::kHeader;
  fault_.reset();
}

std::size_t RequestParser::Feed(std::string_view bytes) {
  std::size_t taken = 0;
  while (taken < bytes.size() && (state_ == State::kHeader || state_ == State::kBody)) {
    const std::string_view rest = bytes.substr(taken);
    beast::error_code error;
    const std::size_t used =
        beast_->put(boost::asio::const_buffer(rest.data(), rest.size()), error);
    taken += used;
    if (beast_->fault()) {
      Refuse(beast_->fault()->code, beast_->fault()->status, beast_->fault()->message);
    } else if (error && error != beast::http::error::need_more) {
      RefuseSyntax(error.value(), rest);
    } else if (beast_->is_done()) {
      state_ = State::kDone;
    } else if (state_ == State::kHeader && beast_->is_header_done()) {
      state_ = State::kBody;
      break;
    } else if (error || used == 0) {
      break;
    }
  }
  return taken;
}

void RequestParser::Refuse(ErrorCode code, int status, std::string_view message) {
  state_ = State::kFault;
  fault_ = Fault{code, status, message};
}

void RequestParser::RefuseSyntax(int beast_error, std::string_view bytes) {
  using beast::http::error;
  switch (static_cast<error>(beast_error)) {
    case error::header_limit:
      // Beast may not have looked at the first line yet, where the header came in pieces.
      if (!beast_->has_request_line() &&
          bytes.substr(0, limits_.header_bytes).find('\n') == std::string_view::npos) {
        return Refuse(ErrorCode::kHeaderTooLarge, 414, "The request target is too long.");
      }
      return Refuse(ErrorCode::kHeaderTooLarge, 431, "The request's header is too large.");
    case error::body_limit:
      return Refuse(ErrorCode::kTooLarge, 413, "The request's body is too large.");
    case error::bad_version:
      if (NamesAnotherVersion(bytes.substr(0, bytes.find("\r\n")))) {
        return Refuse(ErrorCode::kNotImplemented, 505, "The server speaks HTTP/1.1 and HTTP/1.0.");
      }
      return Refuse(ErrorCode::kBadRequest, 400, "The request line does not end with HTTP/1.1.");
    case error::bad_content_length:
    case error::multiple_content_length:
      return Refuse(ErrorCode::kBadRequest, 400, "Content-Length is not one number.");
    case error::bad_transfer_encoding:
      return Refuse(ErrorCode::kBadRequest, 400, "Transfer-Encoding is not \"chunked\".");
    case error::bad_chunk:
    case error::bad_chunk_extension:
      return Refuse(ErrorCode::kBadRequest, 400, "The chunks of the body are malformed.");
    default:
      return Refuse(ErrorCode::kBadRequest, 400, "This is not an HTTP/1.1 request.");
  }
}

bool RequestParser::keep_alive() const { return beast_->keep_alive(); }
bool RequestParser::is_http_10() const { return beast_->http_10(); }
bool RequestParser::expects_continue() const { return beast_->expects_continue(); }
bool RequestParser::is_chunked() const { return beast_->chunked(); }

std::optional<std::uint64_t> RequestParser::content_length() const {
  const auto length = beast_->content_length();
  return length ? std::optional<std::uint64_t>(*length) : std::nullopt;
}

}  // namespace socle::http
