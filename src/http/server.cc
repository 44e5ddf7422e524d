// The only file that includes Asio: a connection's code is compiled here, for plain and TLS
// streams.

#include "http/server.h"

#include <sys/resource.h>

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <cassert>
#include <thread>

#include "base/instant.h"
#include "http/connection.h"

namespace socle::http {
namespace {

using asio::ip::tcp;
using base::Error;
using base::ErrorCode;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;

constexpr std::chrono::milliseconds kAcceptPause{50};
constexpr rlim_t kOtherFiles = 256;  // besides connections: databases, logs

/// The connections that the process may hold, its limit of open files raised where it may be.
std::size_t RoomForConnections(std::size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  const rlim_t needed = static_cast<rlim_t>(wanted) + kOtherFiles;
  if (limit.rlim_cur < needed) {
    limit.rlim_cur = std::min<rlim_t>(needed, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur >= needed) return wanted;
  return std::max<std::size_t>(16, limit.rlim_cur > kOtherFiles ? limit.rlim_cur - kOtherFiles : 0);
}

int ThreadCount(int wanted) {
  return wanted > 0 ? wanted : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

Options WithRoom(Options options) {
  options.max_connections = RoomForConnections(std::max<std::size_t>(1, options.max_connections));
  return options;
}

std::unique_ptr<asio::ssl::context> MakeTls(const Options& options) {
  if (!options.tls_certificate && !options.tls_key) return nullptr;
  if (!options.tls_certificate || !options.tls_key) {
    throw Error(ErrorCode::kUsage, "TLS needs a certificate and a key.");
  }
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  boost::system::error_code error;
  SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_options(tls->native_handle(), SSL_OP_NO_RENEGOTIATION);
  tls->use_certificate_chain_file(*options.tls_certificate, error);
  if (error) {
    throw Error(ErrorCode::kUsage, "The TLS certificate " + *options.tls_certificate +
                                       " cannot be read as PEM: " + error.message());
  }
  tls->use_private_key_file(*options.tls_key, asio::ssl::context::pem, error);
  if (error) {
    throw Error(ErrorCode::kUsage,
                "The TLS key " + *options.tls_key +
                    " cannot be read, or is not the certificate's: " + error.message());
  }
  return tls;
}

}  // namespace

void IoThread::Start() {
  Tick();
  thread_ = std::thread([this] { Run(); });
}

void IoThread::Join() {
  asio::post(context, [this] {
    ending_ = true;
    timer_.cancel();
    work_.reset();
    CloseConnections(true);
  });
  if (thread_.joinable()) thread_.join();
}

void IoThread::Run() {
  for (;;) {
    try {
      context.run();
      return;
    } catch (const std::exception&) {
      // Out of memory in one connection's step: that connection is gone, the others go on.
    }
  }
}

/// Ends what has waited too long. One timer a thread: none needs setting for each request.
void IoThread::Tick() {
  if (ending_) return;
  const Options& options = shared.options;
  const auto shortest = std::min(
      {options.header_timeout, options.body_timeout, options.idle_timeout, options.write_timeout});
  const auto pause =
      std::clamp(shortest / 8, std::chrono::milliseconds(5), std::chrono::milliseconds(250));
  const std::int64_t now = NowMicros() / 1000;
  // While this thread was at work it did not listen: that time is not the clients'.
  const std::int64_t late = std::max<std::int64_t>(0, now - next_tick_);
  if (next_tick_ != 0 && late > pause.count()) {
    for (AnyConnection* const connection : connections) connection->Postpone(late);
  }
  for (auto it = connections.begin(); it != connections.end();) {
    AnyConnection* const connection = *it++;
    if (connection->phase() == Phase::kRunning) {
      connection->Watch();
    } else if (connection->deadline() <= now) {
      connection->Expire();
    }
  }
  next_tick_ = now + pause.count();
  timer_.expires_after(pause);
  timer_.async_wait([this](boost::system::error_code error) {
    if (!error) Tick();
  });
}

std::string_view IoThread::Date() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME_COARSE, &now);
  if (now.tv_sec != date_second_) {
    date_second_ = now.tv_sec;
    date_ = base::FormatHttpDate({date_second_ * 1000000});
  }
  return date_;
}

std::string IoThread::NewRequestId() {
  constexpr char kDigits[] = "0123456789abcdef";
  std::uint64_t bits = random_();
  std::string id(16, '0');
  for (char& digit : id) {
    digit = kDigits[bits & 15];
    bits >>= 4;
  }
  return id;
}

bool IoThread::EvictOne() {
  for (AnyConnection* connection : connections) {
    if (!connection->waits_for_request()) continue;
    shard.AddEvicted();
    connection->Close();
    return true;
  }
  return false;
}

void IoThread::CloseConnections(bool everything) {
  for (auto it = connections.begin(); it != connections.end();) {
    AnyConnection* const connection = *it++;
    if (everything || connection->waits_for_request()) connection->Close();
  }
}

struct Server::Impl {
  Impl(Options options, std::vector<Route> routes, ErrorRenderer renderer,
       std::unique_ptr<Authenticator> authenticator)
      : Impl(WithRoom(std::move(options)), std::move(routes), std::move(renderer),
             std::move(authenticator), 0) {}

  Impl(Options options, std::vector<Route> routes, ErrorRenderer renderer,
       std::unique_ptr<Authenticator> authenticator, int)
      : io_threads(ThreadCount(options.io_threads)),
        shared(std::move(options), std::move(routes), std::move(renderer), std::move(authenticator),
               io_threads) {
    for (int i = 0; i < io_threads; ++i) threads.push_back(std::make_unique<IoThread>(shared, i));
  }

  void Listen();
  void Accept();
  void OnAccept(boost::system::error_code error, IoThread& thread, PlainStream socket);
  /// On the thread that the connection will live on.
  void Begin(IoThread& thread, PlainStream socket, bool full);
  template <class Stream>
  void Begin(IoThread& thread, Stream stream, bool decline);
  template <class Work>
  void OnEachThread(const Work& work);
  void Stop();

  const int io_threads;
  Shared shared;
  std::unique_ptr<asio::ssl::context> tls;
  std::vector<std::unique_ptr<IoThread>> threads;
  std::unique_ptr<Acceptor> acceptor;  // on the first thread
  std::unique_ptr<asio::steady_timer> pause;
  std::size_t next = 0;
  std::atomic<std::uint16_t> port{0};
  std::mutex stop_mutex;
  bool started = false, stopped = false;
};

void Server::Impl::Listen() {
  const Options& options = shared.options;
  tls = MakeTls(options);
  boost::system::error_code error;
  const std::string host = options.host == "localhost" ? "127.0.0.1" : options.host;
  const auto address = asio::ip::make_address(host, error);
  if (error) throw Error(ErrorCode::kUsage, "\"" + options.host + "\" is not an IP address.");
  const tcp::endpoint endpoint(address, options.port);
  acceptor = std::make_unique<Acceptor>(threads[0]->context);
  acceptor->open(endpoint.protocol(), error);
  if (!error) acceptor->set_option(asio::socket_base::reuse_address(true), error);
  if (!error) acceptor->bind(endpoint, error);
  if (!error) acceptor->listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    throw Error(ErrorCode::kUsage, "Cannot listen on " + options.host + ":" +
                                       std::to_string(options.port) + ": " + error.message());
  }
  port = acceptor->local_endpoint().port();
  pause = std::make_unique<asio::steady_timer>(threads[0]->context);
}

void Server::Impl::Accept() {
  IoThread& thread = *threads[next];
  next = (next + 1) % threads.size();
  acceptor->async_accept(thread.context,
                         [this, &thread](boost::system::error_code error, PlainStream socket) {
                           OnAccept(error, thread, std::move(socket));
                         });
}

void Server::Impl::OnAccept(boost::system::error_code error, IoThread& thread, PlainStream socket) {
  if (shared.stopping.load() || error == asio::error::operation_aborted) return;
  if (!error) {
    const bool full = shared.connections.fetch_add(1) >= shared.options.max_connections;
    asio::post(thread.context, [this, &thread, full, peer = std::move(socket)]() mutable {
      Begin(thread, std::move(peer), full);
    });
    return Accept();
  }
  // Out of files or memory: make room, and let a moment pass.
  OnEachThread([](IoThread& each) { each.EvictOne(); });
  pause->expires_after(kAcceptPause);
  pause->async_wait([this](boost::system::error_code stopped_waiting) {
    if (!stopped_waiting && acceptor->is_open()) Accept();
  });
}

void Server::Impl::Begin(IoThread& thread, PlainStream socket, bool full) {
  const bool decline = full && !thread.EvictOne();
  if (tls == nullptr) return Begin<PlainStream>(thread, std::move(socket), decline);
  // A handshake is too much for one that is not wanted.
  if (decline) {
    thread.shard.AddRefused();
    return shared.ReleaseConnection();
  }
  Begin<TlsStream>(thread, TlsStream(std::move(socket), *tls), false);
}

template <class Stream>
void Server::Impl::Begin(IoThread& thread, Stream stream, bool decline) {
  std::shared_ptr<Connection<Stream>> connection;
  try {
    connection = std::make_shared<Connection<Stream>>(thread, std::move(stream));
  } catch (...) {
    shared.ReleaseConnection();
    throw;
  }
  decline ? connection->Decline() : connection->Start();
}

template <class Work>
void Server::Impl::OnEachThread(const Work& work) {
  for (const auto& thread : threads) {
    asio::post(thread->context, [&each = *thread, work] { work(each); });
  }
}

void Server::Impl::Stop() {
  const std::lock_guard lock(stop_mutex);
  if (!started || stopped) return;
  stopped = true;
  shared.stopping = true;
  asio::post(threads[0]->context, [this] {
    boost::system::error_code ignored;
    acceptor->close(ignored);
    pause->cancel();
  });
  OnEachThread([](IoThread& each) { each.CloseConnections(false); });
  {
    std::unique_lock drained(shared.drained_mutex);
    shared.drained.wait_for(drained, shared.options.shutdown_grace,
                            [this] { return shared.connections.load() == 0; });
  }
  // They hold connections, which their own threads let go of first.
  const auto dropped = shared.pool.DropQueue();
  OnEachThread([](IoThread& each) { each.CloseConnections(true); });
  shared.pool.Join();
  for (const auto& thread : threads) thread->Join();
}

Server::Server(Options options, std::vector<Route> routes, ErrorRenderer renderer,
               std::unique_ptr<Authenticator> authenticator)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(routes), std::move(renderer),
                                   std::move(authenticator))) {}

Server::~Server() { Stop(); }

void Server::Start() {
  const std::lock_guard lock(impl_->stop_mutex);
  assert(!impl_->started);
  impl_->Listen();
  impl_->started = true;
  impl_->Accept();
  for (const auto& thread : impl_->threads) thread->Start();
}

std::uint16_t Server::port() const { return impl_->port.load(); }

void Server::Stop() { impl_->Stop(); }

std::string Server::Metrics() const {
  const Shared& shared = impl_->shared;
  return shared.metrics.Text({.connections = shared.connections.load(),
                              .worker_threads = shared.pool.threads(),
                              .queued = shared.pool.queued(),
                              .buffered_bytes = shared.buffered_bytes.load()});
}

}  // namespace socle::http
