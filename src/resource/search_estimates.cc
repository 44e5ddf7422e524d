#include "resource/search_estimates.h"

#include <algorithm>

#include "resource/search_plan.h"

namespace socle::resource {
namespace {

constexpr std::chrono::seconds kKeepFor(60);
constexpr std::size_t kMostKept = 10'000;
/// Resources that one other refers to, or is referred to by: a guess.
constexpr std::uint64_t kFanOut = 50;

/// Whether its rows are a range of a key: what can be counted without reading much else.
bool IsRange(const RowSet& rows) {
  return !rows.any.empty() && !rows.unequal &&
         std::all_of(rows.any.begin(), rows.any.end(), [](const RowMatch& m) {
           if (const auto* token = std::get_if<TokenMatch>(&m)) return token->code.has_value();
           if (const auto* text = std::get_if<TextMatch>(&m)) {
             return text->way != TextMatch::Way::kContains && text->way != TextMatch::Way::kEnds;
           }
           if (const auto* uri = std::get_if<UriMatch>(&m)) {
             return uri->way != UriMatch::Way::kContains && uri->way != UriMatch::Way::kEnds;
           }
           if (const auto* date = std::get_if<DateValue>(&m)) return date->prefix != Prefix::kNe;
           if (const auto* number = std::get_if<QuantityMatch>(&m))
             return number->prefix != Prefix::kNe;
           return true;
         });
}

}  // namespace

std::uint64_t Estimates::Of(const Predicate& condition, store::Session& session) {
  switch (condition.kind) {
    case Predicate::Kind::kRows:
      return IsRange(condition.rows) ? CountPaths(condition, session) : kUnknown / 10;
    case Predicate::Kind::kNear:
    case Predicate::Kind::kUpdated:
      return CountPaths(condition, session);
    case Predicate::Kind::kObjects:
      return condition.uids.size();
    case Predicate::Kind::kChain:
      return Of(condition.parts.front(), session) * kFanOut;
    case Predicate::Kind::kHas:
      return Of(condition.parts.front(), session);
    case Predicate::Kind::kComposite: {
      std::uint64_t least = kUnknown;
      for (const Predicate& part : condition.parts) least = std::min(least, Of(part, session));
      return least;
    }
    case Predicate::Kind::kAny: {
      std::uint64_t sum = 0;
      for (const Predicate& part : condition.parts) {
        sum = std::min(kUnknown, sum + Of(part, session));
      }
      return sum;
    }
    case Predicate::Kind::kAll: {
      const Predicate* lead = LeadOf(condition);
      return lead == nullptr ? kUnknown : Of(*lead, session);
    }
    case Predicate::Kind::kNot:
      return kUnknown;
    case Predicate::Kind::kNothing:
      return 0;
  }
  return kUnknown;
}

std::uint64_t Estimates::CountPaths(const Predicate& condition, store::Session& session) {
  const auto source = SourceOf(condition);
  if (!source) return kUnknown;
  std::uint64_t rows = 0;
  for (const PathMaker& make : source->paths) {
    Binder binder;
    const CandidatePath path = make(binder);
    sql::Select inner({{sql::Int(1), "one"}});
    ReadPath(path, inner);
    inner.Limit(static_cast<std::int64_t>(kMost));
    sql::Select count({sql::CountRows()});
    count.From(std::move(inner), "c");
    auto [query, key] = statements_.Of("search.estimate", count);
    key += binder.Fingerprint();
    const auto now = std::chrono::steady_clock::now();
    {
      std::lock_guard lock(mutex_);
      const auto found = kept_.find(key);
      if (found != kept_.end() && found->second.until > now) {
        rows += found->second.rows;
        continue;
      }
    }
    auto statement = session.Prepare(query);
    binder.Bind(statement);
    const std::uint64_t counted =
        statement.Step() ? static_cast<std::uint64_t>(statement.Int(0)) : 0;
    rows += counted;
    std::lock_guard lock(mutex_);
    if (kept_.size() >= kMostKept) kept_.clear();
    kept_.insert_or_assign(std::move(key), Kept{counted, now + kKeepFor});
  }
  return rows;
}

}  // namespace socle::resource
