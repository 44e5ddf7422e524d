#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace socle::base {

/// At most `most` values by text: the one used longest ago goes for a new one. One thread at a
/// time.
template <class Value>
class LruMap {
 public:
  explicit LruMap(std::size_t most) : most_(most) {}

  /// Null where there is none; else it is the one used last now, and lives until the next Put.
  Value* Find(std::string_view key) {
    const auto known = by_key_.find(key);
    if (known == by_key_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, known->second);
    return &known->second->second;
  }

  /// There is none of that key.
  void Put(std::string key, Value value) {
    if (entries_.size() >= most_) {
      by_key_.erase(entries_.back().first);
      entries_.pop_back();
    }
    entries_.emplace_front(std::move(key), std::move(value));
    by_key_.emplace(entries_.front().first, entries_.begin());
  }

  std::size_t size() const { return entries_.size(); }

 private:
  using Entries = std::list<std::pair<std::string, Value>>;
  const std::size_t most_;
  Entries entries_;  // the one used last first
  std::unordered_map<std::string_view, typename Entries::iterator> by_key_;  // views of entries_
};

}  // namespace socle::base
