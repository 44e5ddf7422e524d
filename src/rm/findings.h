#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "rm/tree.h"

namespace socle::rm {

/// `text` for a fault's message: at most 80 bytes of it, cut between characters.
std::string Shortened(std::string_view text);

/// What is wrong with a tree, gathered while it is read. Paths are made at the end, when all
/// siblings and node ids are known, and only where something was found. One thread at a time.
class Findings {
 public:
  /// More are counted no further: the first tell enough.
  static constexpr std::size_t kMost = 1000;

  /// A violation of `rule` at `node`, or at `below` it: "/precision", "/items[2]".
  void Add(const Node& node, std::string below, std::string_view rule, std::string expected,
           std::string found);
  /// A violation of an invariant of the specification; `name` as it stands there.
  void Broken(const Node& node, std::string_view name, std::string expected, std::string found);
  void Broken(const Node& node, AttributeId attribute, std::string_view name, std::string expected,
              std::string found);

  bool empty() const { return items_.empty(); }
  /// Whether more would be thrown away: their texts need not be made.
  bool full() const { return items_.size() == kMost; }
  std::size_t size() const { return items_.size(); }
  /// All, in document order, with their paths. The tree must be there still.
  std::vector<base::Issue> Issues() const;

 private:
  struct Item {
    const Node* node;
    std::string below;
    std::string rule, expected, found;
  };
  std::vector<Item> items_;
};

}  // namespace socle::rm
