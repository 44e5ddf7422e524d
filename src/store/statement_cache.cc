#include "store/statement_cache.h"

namespace socle::store {
namespace {

constexpr std::size_t kMostStatements = 2000;

}  // namespace

std::pair<sql::Query, std::string> StatementCache::Of(std::string_view name,
                                                      const sql::Select& select) {
  const sql::Query fresh(name, select);
  std::string text = dialect_.Print(fresh);
  const std::lock_guard lock(mutex_);
  if (const auto known = by_text_.find(text); known != by_text_.end()) {
    entries_.splice(entries_.begin(), entries_, known->second);
    return {known->second->query, std::move(text)};
  }
  if (entries_.size() >= kMostStatements) {
    by_text_.erase(entries_.back().text);
    entries_.pop_back();
  }
  entries_.push_front({text, fresh});
  by_text_.emplace(entries_.front().text, entries_.begin());
  return {fresh, std::move(text)};
}

}  // namespace socle::store
