#include "aql/questions.h"

#include <algorithm>
#include <utility>

#include "aql/binder.h"
#include "aql/fault.h"
#include "aql/parser.h"
#include "base/error.h"

namespace socle::aql {
namespace {

/// Longer ones are read each time: 512 of them are 8 MiB of text, and some ten times that in trees.
constexpr std::size_t kLongestKey = std::size_t{16} << 10;

void SetPage(const ast::Query& written, std::optional<std::uint64_t> fetch,
             std::optional<std::uint64_t> offset, bound::Query& query) {
  if (!fetch && !offset) return;
  if (written.top || written.limit || written.offset) {
    throw Fault(base::ErrorCode::kBadRequest, written.limit_place, "two_limits",
                "a query without LIMIT, OFFSET and TOP, because fetch or offset of the request say "
                "which rows are meant",
                written.top ? "TOP" : "LIMIT");
  }
  query.limit = fetch;
  query.offset = offset.value_or(0);
}

/// Behind a text its length stands, so that no two lists of texts read alike.
void AddText(std::string& key, std::string_view text) {
  key += text;
  key += '\0';
  key += std::to_string(text.size());
  key += '\0';
}

std::string KeyOf(const std::string& aql, const Parameters& parameters,
                  std::optional<std::uint64_t> fetch, std::optional<std::uint64_t> offset) {
  std::string key;
  AddText(key, aql);
  key += fetch ? std::to_string(*fetch) : "-";
  key += offset ? ',' + std::to_string(*offset) : ",-";
  for (const auto& [name, argument] : parameters) {
    AddText(key, name);
    key += argument.list ? 'l' : 's';
    for (const ast::Literal& value : argument.values) {
      key += static_cast<char>('0' + static_cast<int>(value.kind));
      AddText(key, value.text);
    }
    key += ';';
  }
  return key;
}

}  // namespace

std::shared_ptr<const Planned> BoundQuestion::Find(const std::shared_ptr<const LayoutSet>& layout,
                                                   Shape shape) const {
  const std::lock_guard lock(mutex_);
  if (layout_ != layout) return nullptr;
  for (const Kept& kept : kept_) {
    if (kept.shape == shape) return kept.planned;
  }
  return nullptr;
}

void BoundQuestion::Keep(std::shared_ptr<const LayoutSet> layout, Shape shape,
                         std::shared_ptr<const Planned> planned) {
  const std::lock_guard lock(mutex_);
  if (layout_ != layout) kept_.clear();
  layout_ = std::move(layout);
  std::erase_if(kept_, [shape](const Kept& kept) { return kept.shape == shape; });
  kept_.push_back({shape, std::move(planned)});
}

std::shared_ptr<const ast::Query> Questions::Parsed(std::string_view aql) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto* known = parsed_.Find(aql)) return *known;
  }
  auto parsed = std::make_shared<const ast::Query>(Parse(aql));
  if (aql.size() > kLongestKey) return parsed;
  const std::lock_guard lock(mutex_);
  if (parsed_.Find(aql) == nullptr) parsed_.Put(std::string(aql), parsed);
  return parsed;
}

std::shared_ptr<BoundQuestion> Questions::Bound(const std::string& aql, const ast::Query& parsed,
                                                const Parameters& parameters,
                                                std::optional<std::uint64_t> fetch,
                                                std::optional<std::uint64_t> offset) {
  std::string key = KeyOf(aql, parameters, fetch, offset);
  {
    const std::lock_guard lock(mutex_);
    if (const auto* known = bound_.Find(key)) return *known;
  }
  bound::Query query = Bind(parsed, parameters);
  SetPage(parsed, fetch, offset, query);
  auto bound = std::make_shared<BoundQuestion>(std::move(query));
  if (key.size() > kLongestKey) return bound;
  const std::lock_guard lock(mutex_);
  if (bound_.Find(key) == nullptr) bound_.Put(std::move(key), bound);
  return bound;
}

}  // namespace socle::aql
