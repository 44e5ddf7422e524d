#include "store/statement_cache.h"

namespace socle::store {

std::pair<sql::Query, std::string> StatementCache::Of(std::string_view name,
                                                      const sql::Select& select) {
  const sql::Query fresh(name, select);
  std::string text = dialect_.Print(fresh);
  const std::lock_guard lock(mutex_);
  if (const auto* known = by_text_.Find(text)) return {*known, std::move(text)};
  by_text_.Put(text, fresh);
  return {fresh, std::move(text)};
}

}  // namespace socle::store
