// A server of notes, to try the runner on.

#include <map>
#include <mutex>
#include <string>

#include "base/uuid.h"
#include "http/server.h"
#include "json/document.h"
#include "json/writer.h"
#include "test_server.h"

namespace socle::rest {
namespace {

using http::Request;
using http::Response;

class Notes : public TestServer {
 public:
  Notes() : server_({.port = 0}, Routes(), {}, nullptr) { server_.Start(); }
  std::uint16_t port() const override { return server_.port(); }

 private:
  static http::Route Describe(http::Method method, std::string pattern,
                              std::function<Response(const Request&)> handler) {
    http::Route route;
    route.method = method;
    route.pattern = std::move(pattern);
    route.execution = http::Execution::kBlocking;
    route.operation_id = "note";
    route.handler = std::move(handler);
    return route;
  }

  std::vector<http::Route> Routes() {
    return {
        Describe(http::Method::kPost, "/note", [this](const Request& r) { return Add(r); }),
        Describe(http::Method::kGet, "/note/{id}", [this](const Request& r) { return Get(r); }),
        Describe(http::Method::kGet, "/count", [this](const Request& r) { return Count(r); }),
        Describe(http::Method::kPost, "/openehr/v1/definition/template/adl1.4",
                 [](const Request& r) { return Response{.status = r.body.empty() ? 400 : 201}; })};
  }

  Response Add(const Request& request) {
    const json::Document document = json::Document::Parse(request.body);
    const std::string id = base::Uuid::New().ToString();
    const std::lock_guard lock(mutex_);
    notes_[id].clear();
    json::Writer(notes_[id])
        .BeginObject()
        .Member("id", id)
        .Key("note")
        .Value(document.root())
        .Key("size")
        .Raw("1.50")
        .EndObject();
    Response response;
    response.status = 201;
    response.Set("ETag", "W/\"" + id + "::toy::1\"");
    response.Set("Location", "/note/" + id);
    return response;
  }

  Response Get(const Request& request) {
    const std::lock_guard lock(mutex_);
    const auto found = notes_.find(request.parameters[0]);
    if (found == notes_.end()) {
      throw base::Error(base::ErrorCode::kNotFound, "There is no such note.");
    }
    Response response;
    response.Set("Content-Type", "application/json");
    response.body = found->second;
    return response;
  }

  Response Count(const Request& request) {
    const std::lock_guard lock(mutex_);
    Response response;
    response.Set("Content-Type", "text/plain");
    const std::string* const word = request.Query("word");
    response.body =
        std::to_string(notes_.size()) + (word != nullptr ? " " + *word : "") + " notes\n";
    return response;
  }

  std::mutex mutex_;
  std::map<std::string, std::string> notes_;
  http::Server server_;
};

}  // namespace

std::unique_ptr<TestServer> MakeServer() { return std::make_unique<Notes>(); }

}  // namespace socle::rest
