#include <algorithm>
#include <cassert>
#include <limits>

#include "record/kinds.h"
#include "record/reading.h"
#include "record/schema.h"
#include "record/snapshot.h"

namespace socle::record {
namespace {

/// Up to so many objects the versions of a kind are read from its objects.
constexpr std::int64_t kFewObjects = 2000;
/// Clocks are set back by less: beyond, a version of the walk is older than all behind it.
constexpr std::int64_t kClockSlackMicros = std::int64_t{3600} * 1000 * 1000;

/// Gathers the versions of a history, newest first.
class HistoryWalk {
 public:
  HistoryWalk(store::Session& session, const Kinds& kinds, const Rows& rows,
              const Snapshot::HistorySelection& selection)
      : session_(session), kinds_(kinds), rows_(rows), selection_(selection) {
    for (const Kind& kind : selection.kinds) {
      if (kinds.Defines(kind)) numbers_.push_back(kinds.Id(kind));
    }
    std::sort(numbers_.begin(), numbers_.end());
  }

  std::vector<VersionInfo> Run() {
    if (numbers_.empty() || selection_.limit == 0) return {};
    if (selection_.uid.has_value()) {
      OfObject();
    } else if (AreFew()) {
      OfFewObjects();
    } else {
      OfAll();
    }
    return std::move(found_);
  }

 private:
  std::int64_t Before() const {
    return selection_.before > 0 ? selection_.before : std::numeric_limits<std::int64_t>::max();
  }

  bool AreFew() {
    std::int64_t objects = 0;
    for (const std::int64_t kind : numbers_) {
      store::Statement statement = session_.Prepare(Sql().some_of_kind);
      statement.Bind(1, kind).Bind(2, kFewObjects + 1);
      if (statement.Step()) objects += statement.Int(0);
      if (objects > kFewObjects) return false;
    }
    return true;
  }

  bool WasHeadAt(const store::Statement& row, base::Instant at) {
    if (row.Int(kTime) > at.micros) return false;
    if (row.Int(kNumber) == row.Int(kHead)) return true;
    store::Statement next = session_.Prepare(Sql().time_of);
    next.Bind(1, row.Int(kEhr)).Bind(2, row.Int(kObject)).Bind(3, row.Int(kNumber) + 1);
    return !next.Step() || next.Int(0) > at.micros;
  }

  bool Wants(const store::Statement& row) {
    if (selection_.since && row.Int(kTime) < selection_.since->micros) return false;
    return !selection_.at || WasHeadAt(row, *selection_.at);
  }

  void Take(const store::Statement& row) { found_.push_back(rows_.Version(session_, row)); }

  void OfObject() {
    assert(numbers_.size() == 1);
    store::Statement row = session_.Prepare(Sql().object_before);
    row.BindBlob(1, EncodeUid(*selection_.uid)).Bind(2, numbers_.front()).Bind(3, Before());
    while (found_.size() < selection_.limit && row.Step()) {
      if (Wants(row)) Take(row);
    }
  }

  void OfFewObjects() {
    const bool filtered = selection_.since.has_value() || selection_.at.has_value();
    for (const std::int64_t kind : numbers_) {
      store::Statement row = session_.Prepare(Sql().kind_before);
      row.Bind(1, kind).Bind(2, Before());
      row.Bind(3, filtered ? std::int64_t{-1} : ToInt(selection_.limit));
      std::size_t taken = 0;
      while (taken < selection_.limit && row.Step()) {
        if (!Wants(row)) continue;
        Take(row);
        ++taken;
      }
    }
    std::sort(found_.begin(), found_.end(),
              [](const VersionInfo& a, const VersionInfo& b) { return a.id > b.id; });
    if (found_.size() > selection_.limit) found_.resize(selection_.limit);
  }

  void OfAll() {
    store::Statement row = session_.Prepare(Sql().versions_before);
    row.Bind(1, Before());
    while (found_.size() < selection_.limit && row.Step()) {
      if (!std::binary_search(numbers_.begin(), numbers_.end(), row.Int(kKind))) continue;
      if (Wants(row)) {
        Take(row);
      } else if (selection_.since &&
                 row.Int(kTime) < selection_.since->micros - kClockSlackMicros) {
        return;
      }
    }
  }

  store::Session& session_;
  const Kinds& kinds_;
  const Rows& rows_;
  const Snapshot::HistorySelection& selection_;
  std::vector<std::int64_t> numbers_;  // of the kinds, sorted
  std::vector<VersionInfo> found_;
};

}  // namespace

std::vector<VersionInfo> Snapshot::History(const HistorySelection& selection) {
  return HistoryWalk(session(), *kinds_, *rows_, selection).Run();
}

}  // namespace socle::record
