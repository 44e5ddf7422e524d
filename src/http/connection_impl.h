#pragma once

// The members of Connection: included by connection.h alone.

#include <poll.h>

#include <algorithm>
#include <cstring>

#include "http/connection.h"
#include "http/streamed_body.h"

namespace socle::http {

template <class Stream>
Connection<Stream>::Connection(IoThread& thread, Stream stream)
    : thread_(thread),
      shared_(thread.shared),
      stream_(std::move(stream)),
      parser_({shared_.options.max_header_bytes, shared_.options.max_body_bytes}) {
  place_ = thread_.connections.insert(thread_.connections.end(), this);
  attached_ = true;
  thread_.shard.AddConnection();
}

template <class Stream>
void Connection<Stream>::Enter(Phase phase, Clock timeout) {
  phase_ = phase;
  progress_ = 0;
  deadline_ = IoThread::NowMicros() / 1000 + timeout.count();
}

template <class Stream>
void Connection<Stream>::Start() {
  boost::system::error_code ignored;
  stream_.lowest_layer().set_option(asio::ip::tcp::no_delay(true), ignored);
  if (shared_.stopping.load()) return Close();
  if constexpr (kTls) {
    Enter(Phase::kHandshake, shared_.options.header_timeout);
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [self = this->shared_from_this()](boost::system::error_code error) {
                              if (error || self->phase_ == Phase::kClosed) return self->Close();
                              self->BeginRequest();
                            });
  } else {
    BeginRequest();
    // A client that connects and says nothing is given less than one that has been served.
    if (phase_ == Phase::kIdle) {
      Enter(Phase::kIdle, std::min(shared_.options.header_timeout, shared_.options.idle_timeout));
    }
  }
}

template <class Stream>
void Connection<Stream>::Decline() {
  thread_.shard.AddRefused();
  close_ = linger_ = true;
  parser_.Begin(request_);
  Respond(shared_.dispatcher.Refuse(request_, base::Error(base::ErrorCode::kUnavailable,
                                                          "The server has too many connections.")));
}

template <class Stream>
void Connection<Stream>::BeginRequest() {
  if (shared_.stopping.load(std::memory_order_relaxed)) return Close();
  request_ = Request();
  parser_.Begin(request_);
  admitted_ = timed_out_ = streaming_ = false;
  framing_ = Framing::kLength;
  refusal_.reset();
  request_bytes_in_ = 0;
  thread_.connections.splice(thread_.connections.end(), thread_.connections, place_);
  if (begin_ != end_) {
    Enter(Phase::kHeader, shared_.options.header_timeout);
  } else {
    Enter(Phase::kIdle, shared_.options.idle_timeout);
    if (capacity_ > 4 * kSmallBuffer) {
      buffer_.reset();
      capacity_ = begin_ = end_ = 0;
    }
  }
  Advance();
}

template <class Stream>
void Connection<Stream>::Advance() {
  while (begin_ != end_ && parser_.state() < RequestParser::State::kDone) {
    const std::size_t used = parser_.Feed({buffer_.get() + begin_, end_ - begin_});
    begin_ += used;
    request_bytes_in_ += used;
    if (parser_.state() == RequestParser::State::kFault) return OnFault(parser_.fault());
    if (!ReserveBody()) return;
    if (parser_.state() != RequestParser::State::kHeader && !admitted_) return OnHeader();
    if (used == 0) break;
  }
  if (parser_.state() == RequestParser::State::kDone) return OnBody();
  Read();
}

template <class Stream>
void Connection<Stream>::MakeRoom() {
  const bool body = parser_.state() == RequestParser::State::kBody;
  const std::size_t most = std::max(kLargeBuffer, shared_.options.max_header_bytes) + kSmallBuffer;
  std::size_t wanted = std::max(capacity_, body && !refusal_ ? kLargeBuffer : kSmallBuffer);
  if (end_ - begin_ == capacity_) wanted = std::min(std::max(2 * capacity_, wanted), most);
  if (wanted > capacity_) {
    auto larger = std::make_unique_for_overwrite<char[]>(wanted);
    if (begin_ != end_) std::memcpy(larger.get(), buffer_.get() + begin_, end_ - begin_);
    buffer_ = std::move(larger);
    capacity_ = wanted;
  } else if (begin_ != 0 && begin_ != end_) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
  }
  end_ -= begin_;
  begin_ = 0;
}

template <class Stream>
void Connection<Stream>::Read() {
  MakeRoom();
  if (end_ == capacity_) {
    return OnFault({base::ErrorCode::kBadRequest, 400, "A line of the request is too long."});
  }
  stream_.async_read_some(
      asio::buffer(buffer_.get() + end_, capacity_ - end_),
      [self = this->shared_from_this()](boost::system::error_code error, std::size_t size) {
        self->OnRead(error, size);
      });
}

template <class Stream>
void Connection<Stream>::OnRead(boost::system::error_code error, std::size_t size) {
  if (phase_ == Phase::kClosed) return;
  if (timed_out_) {
    thread_.shard.AddTimeout();
    return OnFault({base::ErrorCode::kTimeout, 408, "The request did not arrive in time."});
  }
  if (error) return Close();
  end_ += size;
  thread_.shard.AddBytesIn(size);
  progress_ += size;
  if (phase_ == Phase::kIdle) {
    Enter(Phase::kHeader, shared_.options.header_timeout);
  } else if (phase_ == Phase::kBody && progress_ >= kProgress) {
    Enter(Phase::kBody, shared_.options.body_timeout);
  }
  Advance();
}

/// Counts what the body has grown by against the limit for all requests together.
template <class Stream>
bool Connection<Stream>::ReserveBody() {
  const std::size_t size = request_.body.capacity();
  if (size <= body_reserved_ || size <= kSmallBuffer) return true;
  const std::size_t more = size - body_reserved_;
  body_reserved_ = size;
  if (shared_.buffered_bytes.fetch_add(more) + more <= shared_.options.max_buffered_bytes) {
    return true;
  }
  OnFault({base::ErrorCode::kUnavailable, 503, "The server has too many large requests."});
  return false;
}

template <class Stream>
void Connection<Stream>::ReleaseBody() {
  if (body_reserved_ != 0) shared_.buffered_bytes.fetch_sub(body_reserved_);
  body_reserved_ = 0;
}

template <class Stream>
void Connection<Stream>::SetRequestId() {
  constexpr std::size_t kLongest = 64;
  const std::string* given = request_.Header("X-Request-Id");
  const auto is_plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '_' || c == '-';
  };
  const bool usable = given != nullptr && !given->empty() && given->size() <= kLongest &&
                      std::all_of(given->begin(), given->end(), is_plain);
  request_.request_id = usable ? *given : thread_.NewRequestId();
}

template <class Stream>
void Connection<Stream>::OnHeader() {
  admitted_ = true;
  Account();
  SetRequestId();
  request_.secure = shared_.options.tls_certificate.has_value();
  close_ = close_ || !parser_.keep_alive();
  Dispatcher::Admission admission = shared_.dispatcher.Admit(request_);
  route_ = admission.route;
  if (admission.answer) return RefuseEarly(*std::move(admission.answer));
  if (route_ != nullptr && route_->door == Door::kOpen) return OnAllowed();
  Outcome refusal;
  switch (shared_.dispatcher.Authenticate(Dispatcher::Effort::kQuick, request_, refusal)) {
    case Dispatcher::Verdict::kAllowed:
      return OnAllowed();
    case Dispatcher::Verdict::kRefused:
      return RefuseEarly(std::move(refusal));
    case Dispatcher::Verdict::kUndecided:
      return Authenticate();
  }
}

template <class Stream>
void Connection<Stream>::Authenticate() {
  phase_ = Phase::kRunning;
  const bool posted = shared_.pool.Post([self = this->shared_from_this()] {
    Outcome refusal;
    const bool allowed =
        self->shared_.dispatcher.Authenticate(Dispatcher::Effort::kThorough, self->request_,
                                              refusal) == Dispatcher::Verdict::kAllowed;
    asio::post(self->thread_.context, [self, allowed, refusal = std::move(refusal)]() mutable {
      if (self->phase_ == Phase::kClosed) return;
      if (allowed) return self->OnAllowed();
      self->RefuseEarly(std::move(refusal));
    });
  });
  if (!posted) Busy();
}

template <class Stream>
void Connection<Stream>::OnAllowed() {
  if (parser_.state() == RequestParser::State::kDone) return OnBody();
  Enter(Phase::kBody, shared_.options.body_timeout);
  if (!parser_.expects_continue() || begin_ != end_) return Advance();
  interim_ = true;
  head_ = "HTTP/1.1 100 Continue\r\n\r\n";
  written_ = 0;
  Write();
}

/// A refusal before the body has come: waits for a small one, so that the connection stays in use;
/// closes otherwise, and lets the client see why.
template <class Stream>
void Connection<Stream>::RefuseEarly(Outcome outcome) {
  if (parser_.state() == RequestParser::State::kDone) return Respond(std::move(outcome));
  if (parser_.content_length().value_or(kDrain + 1) <= kDrain && !parser_.expects_continue()) {
    refusal_ = std::move(outcome);
    Enter(Phase::kBody, shared_.options.body_timeout);
    return Advance();
  }
  close_ = linger_ = true;
  Respond(std::move(outcome));
}

template <class Stream>
void Connection<Stream>::OnFault(const Fault& fault) {
  if (refusal_) {
    close_ = linger_ = true;
    return Respond(*std::move(refusal_));
  }
  if (!in_flight_) Account();
  if (request_.request_id.empty()) SetRequestId();
  close_ = linger_ = true;
  Respond(shared_.dispatcher.Refuse(request_, fault));
}

/// The request begins to count.
template <class Stream>
void Connection<Stream>::Account() {
  began_ = IoThread::NowMicros();
  in_flight_ = true;
  thread_.shard.AddInFlight(1);
}

template <class Stream>
void Connection<Stream>::OnBody() {
  if (refusal_) return Respond(*std::move(refusal_));
  phase_ = Phase::kRunning;
  const bool is_coded = request_.Header("Content-Encoding") != nullptr;
  if (route_->execution == Execution::kBlocking || is_coded) return RunOnWorker();
  Produce(kInlineCompression);
  // A long body is compressed where nobody waits for this thread.
  if (WantsCoding(request_, outcome_.response)) {
    const bool posted = shared_.pool.Post([self = this->shared_from_this()] {
      CodeResponse(self->request_, self->outcome_.response, kAnySize);
      asio::post(self->thread_.context, [self] {
        if (self->phase_ != Phase::kClosed) self->Respond(std::move(self->outcome_));
      });
    });
    if (posted) return;
  }
  Respond(std::move(outcome_));
}

template <class Stream>
void Connection<Stream>::RunOnWorker() {
  const bool posted = shared_.pool.Post([self = this->shared_from_this()] {
    self->Produce(kAnySize);
    if (self->ProduceStream() == Made::kStreamed) return;
    asio::post(self->thread_.context, [self] {
      if (self->phase_ != Phase::kClosed) self->Respond(std::move(self->outcome_));
    });
  });
  if (!posted) Busy();
}

template <class Stream>
void Connection<Stream>::Produce(std::size_t compression_limit) {
  try {
    DecodeRequest(request_, shared_.options.max_body_bytes);
    outcome_ = shared_.dispatcher.Handle(*route_, request_);
  } catch (const base::Error& error) {
    outcome_ = shared_.dispatcher.Refuse(request_, error);
  }
  CodeResponse(request_, outcome_.response, compression_limit);
}

template <class Stream>
auto Connection<Stream>::ProduceStream() -> Made {
  auto stream = std::exchange(outcome_.response.stream, nullptr);
  if (!stream) return Made::kWhole;
  outcome_.response.body.clear();
  const int status = outcome_.response.status;
  if (request_.method == Method::kHead || status == 204 || status == 304) {
    framing_ = Framing::kUnsaid;
    return Made::kWhole;
  }
  pipe_.Open(
      [this] { asio::post(thread_.context, [self = this->shared_from_this()] { self->Pump(); }); });
  if (RunStream(std::move(stream)) == Made::kStreamed) return Made::kStreamed;
  pipe_.Withdraw();
  framing_ = Framing::kLength;
  CodeResponse(request_, outcome_.response, kAnySize);
  return Made::kWhole;
}

template <class Stream>
auto Connection<Stream>::RunStream(std::function<void(BodyWriter&)> stream) -> Made {
  const Framing framing = parser_.is_http_10() ? Framing::kUntilClose : Framing::kChunked;
  StreamedBody body(pipe_, framing, [this, framing] {
    framing_ = framing;
    return CodeStream(request_, outcome_.response);
  });
  try {
    stream(body);
    stream = nullptr;  // before the end is said, after which the request may be gone
    if (body.Finish()) return Made::kStreamed;
    outcome_.response.body = body.TakeShort();
  } catch (...) {
    stream = nullptr;
    if (body.is_long()) {
      pipe_.Break(Dispatcher::DescribeException());
      return Made::kStreamed;
    }
    outcome_ = shared_.dispatcher.FromException(request_);
  }
  return Made::kWhole;
}

template <class Stream>
void Connection<Stream>::Busy() {
  Outcome outcome = shared_.dispatcher.Refuse(
      request_, base::Error(base::ErrorCode::kUnavailable, "The server is busy: please retry."));
  RefuseEarly(std::move(outcome));
}

template <class Stream>
void Connection<Stream>::Respond(Outcome outcome) {
  outcome_ = std::move(outcome);
  BuildHead();
  const int status = outcome_.response.status;
  if (request_.method == Method::kHead || status == 204 || status == 304) {
    outcome_.response.body.clear();
  }
  if (kTls && outcome_.response.body.size() <= kOneRecord) {
    head_ += outcome_.response.body;
    outcome_.response.body.clear();
  }
  ReleaseBody();
  written_ = 0;
  Enter(Phase::kWriting, shared_.options.write_timeout);
  Write();
}

template <class Stream>
void Connection<Stream>::BuildHead() {
  if (shared_.stopping.load(std::memory_order_relaxed)) close_ = true;
  if (framing_ == Framing::kUntilClose) close_ = true;
  head_.clear();
  interim_ = false;
  sent_ = 0;
  const bool keep_alive_10 = !close_ && admitted_ && parser_.is_http_10();
  AppendHead(outcome_.response,
             {thread_.Date(), request_.request_id, close_, keep_alive_10, framing_}, head_);
}

template <class Stream>
void Connection<Stream>::Pump() {
  if (phase_ == Phase::kClosed) return;
  if (!std::exchange(streaming_, true)) {
    BuildHead();
  } else {
    head_.clear();
  }
  written_ = 0;
  switch (pipe_.Take(outcome_.response.body)) {
    case BodyPipe::State::kBroken:
      return BreakOff();
    case BodyPipe::State::kWhole:
      ReleaseBody();
      return OnResponseWritten();
    case BodyPipe::State::kOpen:
      break;
  }
  if (outcome_.response.body.empty()) {
    phase_ = Phase::kRunning;
    return;
  }
  // The time between two parts is the client's only where the second waited for the first.
  if (phase_ != Phase::kWriting) Enter(Phase::kWriting, shared_.options.write_timeout);
  Write();
}

/// Ends a response of which something is missing, so that the client can tell: without the last
/// chunk, without TLS's close_notify, with a reset where the end of the connection means the end.
template <class Stream>
void Connection<Stream>::BreakOff() {
  outcome_.detail = pipe_.fault();
  Record();
  boost::system::error_code ignored;
  if (framing_ == Framing::kUntilClose) {
    stream_.lowest_layer().set_option(asio::socket_base::linger(true, 0), ignored);
  }
  Close();
}

template <class Stream>
void Connection<Stream>::Write() {
  const std::string& body = outcome_.response.body;
  std::array<asio::const_buffer, 2> buffers;
  std::size_t skip = written_;
  buffers[0] = asio::buffer(head_) + skip;
  skip -= std::min(skip, head_.size());
  if (!interim_) buffers[1] = asio::buffer(body) + skip;
  const auto done = [self = this->shared_from_this()](boost::system::error_code error,
                                                      std::size_t size) {
    self->OnWritten(error, size);
  };
  if (buffers[0].size() == 0) {
    stream_.async_write_some(buffers[1], done);
  } else if (buffers[1].size() == 0) {
    stream_.async_write_some(buffers[0], done);
  } else {
    stream_.async_write_some(buffers, done);
  }
}

template <class Stream>
void Connection<Stream>::OnWritten(boost::system::error_code error, std::size_t size) {
  if (phase_ == Phase::kClosed) return;
  if (error) return Close();
  thread_.shard.AddBytesOut(size);
  written_ += size;
  sent_ += size;
  const std::size_t whole = head_.size() + (interim_ ? 0 : outcome_.response.body.size());
  if (written_ < whole || streaming_) {
    progress_ += size;
    if (progress_ >= kProgress) Enter(phase_, shared_.options.write_timeout);
    return written_ < whole ? Write() : Pump();
  }
  if (interim_) {
    interim_ = false;
    return Advance();
  }
  OnResponseWritten();
}

template <class Stream>
void Connection<Stream>::Record() {
  if (!in_flight_) return;
  in_flight_ = false;
  thread_.shard.AddInFlight(-1);
  const std::int64_t micros = IoThread::NowMicros() - began_;
  const bool head = request_.method == Method::kHead;
  const int status = outcome_.response.status;
  thread_.shard.AddResponse(shared_.dispatcher.IndexOf(route_), head, status, micros);
  if (!shared_.options.access_log) return;
  shared_.options.access_log(
      {Name(request_.method),
       route_ != nullptr ? std::string_view(route_->operation_id) : std::string_view(), status,
       micros, request_bytes_in_, sent_, request_.request_id, request_.principal, outcome_.detail});
}

template <class Stream>
void Connection<Stream>::OnResponseWritten() {
  Record();
  route_ = nullptr;
  outcome_ = Outcome();
  if (linger_) return Linger();
  if (!close_) return BeginRequest();
  if constexpr (kTls) {
    // close_notify tells the client that nothing was cut off (RFC 8446, 6.1).
    Enter(Phase::kLingering, Clock(kFarewellMillis));
    stream_.async_shutdown(
        [self = this->shared_from_this()](boost::system::error_code) { self->Close(); });
  } else {
    Close();
  }
}

/// Drops what the client still sends, so that closing does not reset the connection before the
/// client has read the response (RFC 9112, 9.6).
template <class Stream>
void Connection<Stream>::Linger() {
  if (phase_ != Phase::kLingering) {
    Enter(Phase::kLingering, Clock(kLingerMillis));
    boost::system::error_code ignored;
    if constexpr (!kTls) stream_.shutdown(asio::socket_base::shutdown_send, ignored);
  }
  stream_.async_read_some(
      asio::buffer(thread_.waste),
      [self = this->shared_from_this()](boost::system::error_code error, std::size_t size) {
        self->lingered_ += size;
        self->thread_.shard.AddBytesIn(size);
        if (error || self->phase_ == Phase::kClosed || self->lingered_ > kLinger) {
          return self->Close();
        }
        self->Linger();
      });
}

template <class Stream>
void Connection<Stream>::Expire() {
  boost::system::error_code ignored;
  switch (phase_) {
    case Phase::kHeader:
    case Phase::kBody:
      if (timed_out_) return Close();
      timed_out_ = true;
      Enter(phase_, shared_.options.write_timeout);
      stream_.lowest_layer().cancel(ignored);
      return;
    case Phase::kWriting:
      thread_.shard.AddTimeout();
      // What the client does not read is dropped: the kernel need not keep it either.
      stream_.lowest_layer().set_option(asio::socket_base::linger(true, 0), ignored);
      return Close();
    case Phase::kHandshake:
    case Phase::kIdle:
    case Phase::kLingering:
      return Close();
    case Phase::kRunning:
    case Phase::kClosed:
      return;
  }
}

/// poll() sees the client's end of sending behind bytes that have not been read, and reads none.
template <class Stream>
void Connection<Stream>::Watch() {
  if (!pipe_.is_open()) return;
  pollfd client{stream_.lowest_layer().native_handle(), POLLRDHUP, 0};
  if (poll(&client, 1, 0) <= 0) return;
  if ((client.revents & (POLLERR | POLLHUP)) != 0) return Close();
  pipe_.Desert();
}

template <class Stream>
void Connection<Stream>::Close() {
  if (phase_ == Phase::kClosed) return;
  phase_ = Phase::kClosed;
  pipe_.Abandon();
  boost::system::error_code ignored;
  stream_.lowest_layer().close(ignored);
  Detach();
}

template <class Stream>
void Connection<Stream>::Detach() {
  if (!attached_) return;
  attached_ = false;
  thread_.connections.erase(place_);
  ReleaseBody();
  if (in_flight_) thread_.shard.AddInFlight(-1);
  in_flight_ = false;
  shared_.ReleaseConnection();
}

}  // namespace socle::http
