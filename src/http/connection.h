#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "http/ascii.h"
#include "http/body_pipe.h"
#include "http/content_coding.h"
#include "http/io_thread.h"
#include "http/request_parser.h"
#include "http/response_head.h"

namespace socle::http {

using Executor = asio::io_context::executor_type;
using PlainStream = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using TlsStream = asio::ssl::stream<PlainStream>;

/// One client's connection: reads a request, has it answered, writes the response, begins anew.
///
/// It lives on one I/O thread. At any moment one operation is under way (a read, a write, a job of
/// a worker) and holds the connection by its shared_ptr; when it ends and begins no other, the
/// connection is gone. A worker touches request_, outcome_ and framing_ only, and only in kRunning.
/// Once a stream has put something into pipe_, outcome_ and framing_ are the I/O thread's; the
/// worker reads request_ and puts into pipe_ until it has said the end there.
template <class Stream>
class Connection final : public AnyConnection,
                         public std::enable_shared_from_this<Connection<Stream>> {
 public:
  Connection(IoThread& thread, Stream stream);
  ~Connection() override { Detach(); }

  void Start();
  /// Answers 503 and closes.
  void Decline();
  void Expire() override;
  void Watch() override;
  void Close() override;

 private:
  static constexpr bool kTls = std::is_same_v<Stream, TlsStream>;
  static constexpr std::size_t kSmallBuffer = 4u << 10;
  static constexpr std::size_t kLargeBuffer = 64u << 10;
  static constexpr std::size_t kProgress = 64u << 10;  // see Options::body_timeout
  static constexpr std::size_t kDrain = 64u << 10;     // of a refused request's body
  static constexpr std::size_t kLinger = 256u << 20;
  static constexpr std::int64_t kLingerMillis = 5000;
  static constexpr std::int64_t kFarewellMillis = 1000;
  static constexpr std::size_t kInlineCompression = 32u << 10;
  static constexpr std::size_t kOneRecord = 16u << 10;  // of TLS

  using Clock = std::chrono::milliseconds;

  void Enter(Phase phase, Clock timeout);
  void BeginRequest();
  void Advance();
  void Read();
  void MakeRoom();
  void OnRead(boost::system::error_code error, std::size_t size);
  bool ReserveBody();
  void ReleaseBody();

  void OnHeader();
  void OnAllowed();
  void OnBody();
  void RefuseEarly(Outcome outcome);
  void OnFault(const Fault& fault);

  void Authenticate();
  void RunHandler();
  void RunOnWorker();
  /// The whole work between a request and its outcome, on whatever thread.
  void Produce(std::size_t compression_limit);
  enum class Made { kWhole, kStreamed };
  /// Runs the outcome's stream, on a worker. kWhole: the outcome is there, to be sent; kStreamed:
  /// it has been sent through the pipe.
  Made ProduceStream();
  Made RunStream(std::function<void(BodyWriter&)> stream);
  void Busy();
  void Respond(Outcome outcome);
  void BuildHead();
  /// Sends what is in the pipe, or ends the response with it.
  void Pump();
  void BreakOff();
  void Write();
  void OnWritten(boost::system::error_code error, std::size_t size);
  void OnResponseWritten();
  /// The response counts.
  void Record();
  void Linger();
  void Detach();
  void Account();
  void SetRequestId();

  IoThread& thread_;
  Shared& shared_;
  Stream stream_;
  std::list<AnyConnection*>::iterator place_;
  bool attached_ = false;

  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0, begin_ = 0, end_ = 0;

  RequestParser parser_;
  Request request_;
  const Route* route_ = nullptr;
  Outcome outcome_;
  std::optional<Outcome> refusal_;  // waits for the rest of a small body
  std::string head_;
  std::size_t written_ = 0;        // of head_ and the outcome's body
  std::uint64_t sent_ = 0;         // of the whole response
  std::size_t progress_ = 0;       // since the deadline was set
  std::size_t body_reserved_ = 0;  // of the shared limit
  std::size_t lingered_ = 0;
  std::int64_t began_ = 0;  // microseconds
  std::uint64_t bytes_in_ = 0, request_bytes_in_ = 0;
  bool admitted_ = false;  // the header has been looked at
  bool in_flight_ = false;
  bool close_ = false;   // after this response
  bool linger_ = false;  // the client may still be sending
  bool timed_out_ = false;
  bool interim_ = false;    // head_ holds a 100
  bool streaming_ = false;  // the outcome's body is a part of what comes through the pipe
  Framing framing_ = Framing::kLength;
  BodyPipe pipe_;
};

}  // namespace socle::http

#include "http/connection_impl.h"
