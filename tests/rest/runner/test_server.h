#pragma once

#include <cstdint>
#include <memory>

namespace socle::rest {

/// A server in this process, listening on 127.0.0.1, gone with the object.
struct TestServer {
  virtual ~TestServer() = default;
  virtual std::uint16_t port() const = 0;
};

/// A fresh server with an empty store: each file of cases gets one. Supplied by the executable that
/// links the runner.
std::unique_ptr<TestServer> MakeServer();

}  // namespace socle::rest
