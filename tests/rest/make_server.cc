// The server that the cases of this folder run against: the whole platform on a store of its own.
#include <unistd.h>

#include <filesystem>

#include "api/openehr_http.h"
#include "app/wiring.h"
#include "test_server.h"

namespace socle::rest {
namespace {

/// A folder of its own, removed at the end.
class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "socle-rest-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

app::Configuration ConfigurationFor(const Folder& folder) {
  app::GivenValues flags;
  flags["store"] = {"sqlite:" + (folder.path() / "store.db").string(), "test"};
  flags["system-id"] = {"test.socle", "test"};
  return app::Resolve(flags, {}, {});
}

class PlatformServer : public TestServer {
 public:
  PlatformServer()
      : platform_(ConfigurationFor(folder_), app::Opening::kCreate),
        server_(Options(), api::Routes(platform_.context()), &api::RenderError, nullptr) {
    platform_.context().server_metrics = [this] { return server_.Metrics(); };
    server_.Start();
  }
  ~PlatformServer() override { server_.Stop(); }
  std::uint16_t port() const override { return server_.port(); }

 private:
  static http::Options Options() {
    http::Options options;
    options.port = 0;
    return options;
  }
  Folder folder_;
  app::Platform platform_;
  http::Server server_;
};

}  // namespace

std::unique_ptr<TestServer> MakeServer() { return std::make_unique<PlatformServer>(); }

}  // namespace socle::rest
