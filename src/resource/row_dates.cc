#include <algorithm>

#include "fhir/ids.h"
#include "resource/date_interval.h"
#include "resource/row_maker.h"

namespace socle::resource {
namespace {

/// From the first moment to the last: nothing where neither is known.
class Bounds {
 public:
  void Start(const std::optional<DateRow>& row) {
    if (row) low_ = std::min(low_.value_or(row->low), row->low);
  }
  void End(const std::optional<DateRow>& row) {
    if (row) end_ = std::max(end_.value_or(row->low + row->span), row->low + row->span);
  }
  void Add(RowMaker& maker) const {
    if (!low_ && !end_) return;
    const std::int64_t low = low_.value_or(kFirstMoment);
    // A period that ends before it begins is the moment of its start.
    maker.Add(DateRow{low, std::max<std::int64_t>(end_.value_or(kLastMoment) - low, 1)});
  }

 private:
  std::optional<std::int64_t> low_, end_;
};

void AddPeriod(const fhir::Node& period, RowMaker& maker) {
  Bounds bounds;
  bounds.Start(IntervalOf(TextOf(period, fhir::name::kStart)));
  bounds.End(IntervalOf(TextOf(period, fhir::name::kEnd)));
  bounds.Add(maker);
}

void AddTiming(const fhir::Node& timing, RowMaker& maker) {
  static const fhir::NameId kEvent = fhir::FindName("event"), kRepeat = fhir::FindName("repeat"),
                            kBounds = fhir::FindName("bounds");
  Bounds bounds;
  for (const fhir::Node& event : Children(timing, kEvent)) {
    const auto interval = IntervalOf(event.text);
    bounds.Start(interval);
    bounds.End(interval);
  }
  const fhir::Node* repeat = timing.Child(kRepeat);
  const fhir::Node* limit = repeat == nullptr ? nullptr : repeat->Child(kBounds);
  if (limit != nullptr && limit->type == fhir::type::kPeriod) {
    bounds.Start(IntervalOf(TextOf(*limit, fhir::name::kStart)));
    bounds.End(IntervalOf(TextOf(*limit, fhir::name::kEnd)));
  }
  bounds.Add(maker);
}

}  // namespace

void AddDates(const fhir::PathItem& item, RowMaker& maker) {
  const fhir::Node* node = item.node();
  if (node == nullptr) return;
  if (node->type == fhir::type::kPeriod) return AddPeriod(*node, maker);
  if (node->type == fhir::type::kTiming) return AddTiming(*node, maker);
  if (fhir::Get(node->type).kind != fhir::TypeKind::kPrimitive) return;
  if (const auto interval = IntervalOf(node->text)) maker.Add(*interval);
}

}  // namespace socle::resource
