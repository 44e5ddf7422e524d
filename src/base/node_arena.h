#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <vector>

namespace socle::base {

/// The memory of a tree's nodes and texts, dropped as a whole. Blocks grow from 4 KiB to 1 MiB.
/// Nodes are cut from the front of the free room, texts from its back, so that nodes stay aligned
/// without padding. One thread at a time.
template <class Node>
class NodeArena {
  static_assert(std::is_trivially_destructible_v<Node>, "nodes are dropped with their block");

 public:
  Node* New() {
    if (static_cast<std::size_t>(back_ - front_) < sizeof(Node)) Grow(sizeof(Node));
    Node* const node = new (front_) Node;
    front_ += sizeof(Node);
    return node;
  }

  /// A copy of `text` that lives as long as the arena.
  std::string_view Intern(std::string_view text) {
    if (text.empty()) return "";
    char* const at = TakeText(text.size());
    std::memcpy(at, text.data(), text.size());
    return {at, text.size()};
  }

 private:
  static constexpr std::size_t kFirstBlock = std::size_t{4} << 10;
  static constexpr std::size_t kLargestBlock = std::size_t{1} << 20;

  void Grow(std::size_t needed) {
    const std::size_t size = std::max(needed, next_size_);
    blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
    front_ = blocks_.back().get();
    back_ = front_ + size;
    next_size_ = std::min(next_size_ * 2, kLargestBlock);
  }

  char* TakeText(std::size_t size) {
    if (size > kLargestBlock / 4) {
      // A block of its own, which leaves the room of the current one in use.
      blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
      return reinterpret_cast<char*>(blocks_.back().get());
    }
    if (static_cast<std::size_t>(back_ - front_) < size) Grow(size);
    back_ -= size;
    return reinterpret_cast<char*>(back_);
  }

  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* front_ = nullptr;
  std::byte* back_ = nullptr;
  std::size_t next_size_ = kFirstBlock;
};

}  // namespace socle::base
