#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "http/server.h"

namespace socle::http {

/// Finds the route of a path and method. Immutable.
///
/// The patterns are compiled into a tree that decides on each segment once: the step for a literal
/// holds the patterns with a parameter in that place too, so that nothing is tried twice.
class Router {
 public:
  /// What a path leads to.
  struct Match {
    const Route* route = nullptr;         // null: none for this method
    std::vector<std::string> parameters;  // the values of the pattern's parameters, in order
    std::string allow;                    // "GET, HEAD, OPTIONS"; empty: no route has this path
  };

  /// Keeps `routes` by address: they must outlive the router.
  /// Errors: kUsage for a pattern that does not begin with '/', has an empty segment or name, or is
  /// another's with the same method.
  explicit Router(std::span<const Route> routes);

  /// The route whose pattern fits `segments`, where a literal segment wins over a parameter, the
  /// leftmost difference deciding. HEAD finds GET's route unless one takes HEAD itself.
  /// `parameters` is set with a route, `allow` without one. An empty segment fits no parameter.
  Match Find(Method method, std::span<const std::string> segments) const;

 private:
  static constexpr std::size_t kMethods = 7;
  struct Pattern;
  struct Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> parameter;
    struct End {
      const Route* route = nullptr;
      std::vector<std::uint32_t> positions;  // of the parameters
    };
    std::array<End, kMethods> ends;
    std::string allow;
  };

  static std::unique_ptr<Node> Build(const std::vector<const Pattern*>& patterns,
                                     std::size_t depth);
  static void SetEnd(Node& node, const Pattern& pattern);
  static std::string Allow(const Node& node);

  std::unique_ptr<Node> root_;
};

}  // namespace socle::http
