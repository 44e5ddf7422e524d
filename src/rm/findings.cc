#include "rm/findings.h"

#include <algorithm>
#include <utility>

#include "rm/path.h"

namespace socle::rm {

std::string Shortened(std::string_view text) {
  constexpr std::size_t kMost = 80;
  if (text.size() <= kMost) return std::string(text);
  std::size_t end = kMost;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end)) + "…";
}

void Findings::Add(const Node& node, std::string below, std::string_view rule, std::string expected,
                   std::string found) {
  if (full()) return;
  items_.push_back(
      {&node, std::move(below), std::string(rule), std::move(expected), std::move(found)});
}

void Findings::Broken(const Node& node, std::string_view name, std::string expected,
                      std::string found) {
  Add(node, {}, "invariant:" + std::string(name), std::move(expected), std::move(found));
}

void Findings::Broken(const Node& node, AttributeId attribute, std::string_view name,
                      std::string expected, std::string found) {
  Add(node, "/" + std::string(AttributeName(attribute)), "invariant:" + std::string(name),
      std::move(expected), std::move(found));
}

std::vector<base::Issue> Findings::Issues() const {
  std::vector<const Item*> sorted;
  for (const Item& item : items_) sorted.push_back(&item);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Item* a, const Item* b) { return a->node->order < b->node->order; });
  std::vector<base::Issue> issues;
  issues.reserve(sorted.size());
  PathMaker paths;
  for (const Item* item : sorted) {
    std::string path = paths.PathOf(*item->node);
    if (!item->below.empty() && path == "/") path.clear();
    path += item->below;
    std::string message(Class(item->node->type).name);
    if (!item->below.empty()) message += "." + item->below.substr(1);
    message += ": expected " + item->expected + ", found " + item->found;
    issues.push_back(
        {std::move(path), item->rule, item->expected, item->found, std::move(message)});
  }
  return issues;
}

}  // namespace socle::rm
