#include "http/router.h"

#include <set>

namespace socle::http {

struct Router::Pattern {
  const Route* route;
  struct Segment {
    std::string text;
    bool parameter;
    auto operator<=>(const Segment&) const = default;
  };
  std::vector<Segment> segments;

  explicit Pattern(const Route& described) : route(&described) {
    std::string_view rest = described.pattern;
    if (rest.empty() || rest.front() != '/') Refuse("does not begin with '/'");
    rest.remove_prefix(1);
    while (!rest.empty()) {
      const std::size_t end = rest.find('/');
      std::string_view text = rest.substr(0, end);
      const bool parameter = text.size() > 2 && text.front() == '{' && text.back() == '}';
      if (parameter) text = text.substr(1, text.size() - 2);
      if (text.empty() || text.find_first_of("{}") != std::string_view::npos) {
        Refuse("has a segment that is neither text nor a parameter");
      }
      segments.push_back({std::string(text), parameter});
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
  }

  [[noreturn]] void Refuse(const std::string& why) const {
    throw base::Error(base::ErrorCode::kUsage, "The route pattern " + route->pattern + " " + why);
  }

  /// Whether this pattern wins where both fit: a literal stands first where they differ.
  bool Beats(const Pattern& other) const {
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (segments[i].parameter != other.segments[i].parameter) return !segments[i].parameter;
    }
    Refuse("is there twice with one method");
  }
};

Router::Router(std::span<const Route> routes) {
  std::vector<Pattern> patterns;
  std::vector<const Pattern*> alive;
  for (const Route& route : routes) patterns.emplace_back(route);
  for (const Pattern& pattern : patterns) alive.push_back(&pattern);
  root_ = Build(alive, 0);
}

std::unique_ptr<Router::Node> Router::Build(const std::vector<const Pattern*>& patterns,
                                            std::size_t depth) {
  auto node = std::make_unique<Node>();
  std::set<std::string> literals;
  std::vector<const Pattern*> parameters;
  for (const Pattern* pattern : patterns) {
    if (pattern->segments.size() == depth) {
      SetEnd(*node, *pattern);
    } else if (pattern->segments[depth].parameter) {
      parameters.push_back(pattern);
    } else {
      literals.insert(pattern->segments[depth].text);
    }
  }
  for (const std::string& literal : literals) {
    std::vector<const Pattern*> alive = parameters;
    for (const Pattern* pattern : patterns) {
      if (pattern->segments.size() > depth && !pattern->segments[depth].parameter &&
          pattern->segments[depth].text == literal) {
        alive.push_back(pattern);
      }
    }
    node->literals.emplace(literal, Build(alive, depth + 1));
  }
  if (!parameters.empty()) node->parameter = Build(parameters, depth + 1);
  node->allow = Allow(*node);
  return node;
}

void Router::SetEnd(Node& node, const Pattern& pattern) {
  Node::End& end = node.ends[static_cast<std::size_t>(pattern.route->method)];
  if (end.route != nullptr && !pattern.Beats(Pattern(*end.route))) return;
  end.route = pattern.route;
  end.positions.clear();
  for (std::uint32_t i = 0; i < pattern.segments.size(); ++i) {
    if (pattern.segments[i].parameter) end.positions.push_back(i);
  }
}

std::string Router::Allow(const Node& node) {
  std::string allow;
  bool any = false;
  for (std::size_t i = 0; i < kMethods; ++i) {
    const auto method = static_cast<Method>(i);
    const bool taken = node.ends[i].route != nullptr;
    const bool head = method == Method::kHead && node.ends[0].route != nullptr;
    any = any || taken;
    if (!taken && !head && method != Method::kOptions) continue;
    if (!allow.empty()) allow += ", ";
    allow += Name(method);
  }
  return any ? allow : "";
}

Router::Match Router::Find(Method method, std::span<const std::string> segments) const {
  const Node* node = root_.get();
  for (const std::string& segment : segments) {
    const auto literal = node->literals.find(segment);
    if (literal != node->literals.end()) {
      node = literal->second.get();
    } else if (node->parameter != nullptr && !segment.empty()) {
      node = node->parameter.get();
    } else {
      return {};
    }
  }
  const Node::End* end = &node->ends[static_cast<std::size_t>(method)];
  if (end->route == nullptr && method == Method::kHead) {
    end = &node->ends[static_cast<std::size_t>(Method::kGet)];
  }
  Match match;
  if (end->route == nullptr) {
    match.allow = node->allow;
    return match;
  }
  match.route = end->route;
  match.parameters.reserve(end->positions.size());
  for (const std::uint32_t position : end->positions) {
    match.parameters.push_back(segments[position]);
  }
  return match;
}

}  // namespace socle::http
