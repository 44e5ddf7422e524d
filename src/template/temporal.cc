#include "template/temporal.h"

#include "base/iso8601.h"

namespace socle::tmpl {
namespace {

/// Takes one field of two characters from the front of `text`.
bool TakeField(std::string_view& text, char letter, FieldRule& rule) {
  if (text.size() < 2) return false;
  for (const char c : text.substr(0, 2)) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower != letter && c != '?' && lower != 'x') return false;
  }
  const char first = text.front();
  rule = first == '?'                   ? FieldRule::kOptional
         : first == 'X' || first == 'x' ? FieldRule::kForbidden
                                        : FieldRule::kMandatory;
  text.remove_prefix(2);
  return true;
}

bool Skip(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

bool TakeDate(std::string_view& text, TemporalRule& rule) {
  if (text.size() < 4) return false;
  for (const char c : text.substr(0, 4)) {
    if (c != 'y' && c != 'Y' && c != '?') return false;
  }
  text.remove_prefix(4);
  if (text.empty()) return true;
  Skip(text, '-');
  if (!TakeField(text, 'm', rule.month)) return false;
  if (text.empty() || text.front() == 'T') return true;
  Skip(text, '-');
  return TakeField(text, 'd', rule.day);
}

bool TakeTime(std::string_view& text, TemporalRule& rule) {
  if (!TakeField(text, 'h', rule.hour)) return false;
  Skip(text, ':');
  if (!text.empty() && !TakeField(text, 'm', rule.minute)) return false;
  Skip(text, ':');
  if (!text.empty() && !TakeField(text, 's', rule.second)) return false;
  // A fraction ("SS.sss", "SS,sss") says nothing about fields.
  if (text.starts_with('.') || text.starts_with(',')) {
    text.remove_prefix(1);
    while (!text.empty() && (text.front() == 's' || text.front() == 'S' || text.front() == '?')) {
      text.remove_prefix(1);
    }
  }
  // The zone as ADL 2 writes it: "Z", "±hh:mm", "+hhmm".
  if (text == "Z" || text.starts_with('+') || text.starts_with('-') ||
      text.starts_with("\xC2\xB1")) {
    rule.zone = text.find('?') == text.npos ? FieldRule::kMandatory : FieldRule::kOptional;
    text = {};
  }
  return true;
}

bool Allows(FieldRule rule, bool present) {
  return rule == FieldRule::kOptional || (rule == FieldRule::kMandatory) == present;
}

bool DateFits(const TemporalRule& rule, const base::IsoDate& date) {
  return Allows(rule.month, date.precision >= base::DatePrecision::kMonth) &&
         Allows(rule.day, date.precision >= base::DatePrecision::kDay);
}

bool TimeFits(const TemporalRule& rule, const base::IsoTime* time) {
  return Allows(rule.hour, time != nullptr) &&
         Allows(rule.minute, time && time->precision >= base::TimePrecision::kMinute) &&
         Allows(rule.second, time && time->precision >= base::TimePrecision::kSecond);
}

TemporalFit Fit(const TemporalRule& rule, const base::IsoDate* date, const base::IsoTime* time,
                std::int64_t value) {
  if (!rule.pattern.empty()) {
    if (date && !DateFits(rule, *date)) return TemporalFit::kPattern;
    if (rule.kind != TemporalKind::kDate && !TimeFits(rule, time)) return TemporalFit::kPattern;
  }
  // A zone is about a time; a value without one has none to say.
  if (time && !Allows(rule.zone, time->zone_minutes.has_value())) return TemporalFit::kZone;
  return rule.range.Has(value) ? TemporalFit::kFits : TemporalFit::kRange;
}

}  // namespace

bool TemporalRule::ReadPattern(std::string_view text) {
  pattern = text;
  bool good = true;
  if (kind != TemporalKind::kTime) good = TakeDate(text, *this);
  if (good && kind == TemporalKind::kDateTime && !text.empty()) {
    if (!Skip(text, 'T') && !Skip(text, 't')) Skip(text, ' ');
    good = TakeTime(text, *this);
  } else if (good && kind == TemporalKind::kTime) {
    Skip(text, 'T');
    good = TakeTime(text, *this);
  }
  return good && text.empty();
}

TemporalFit Check(const TemporalRule& rule, std::string_view text) {
  switch (rule.kind) {
    case TemporalKind::kDate: {
      const auto date = base::IsoDate::Parse(text);
      if (!date) return TemporalFit::kNotIso;
      return Fit(rule, &*date, nullptr, date->Start().micros);
    }
    case TemporalKind::kTime: {
      const auto time = base::IsoTime::Parse(text);
      if (!time) return TemporalFit::kNotIso;
      return Fit(rule, nullptr, &*time, time->StartMicros());
    }
    case TemporalKind::kDateTime: {
      const auto moment = base::IsoDateTime::Parse(text);
      if (!moment) return TemporalFit::kNotIso;
      return Fit(rule, &moment->date, moment->time ? &*moment->time : nullptr,
                 moment->Start().micros);
    }
  }
  return TemporalFit::kNotIso;
}

std::optional<std::int64_t> AxisValue(TemporalKind kind, std::string_view text) {
  if (kind == TemporalKind::kDate) {
    const auto date = base::IsoDate::Parse(text);
    return date ? std::optional(date->Start().micros) : std::nullopt;
  }
  if (kind == TemporalKind::kTime) {
    const auto time = base::IsoTime::Parse(text);
    return time ? std::optional(time->StartMicros()) : std::nullopt;
  }
  const auto moment = base::IsoDateTime::Parse(text);
  return moment ? std::optional(moment->Start().micros) : std::nullopt;
}

bool DurationRule::ReadPattern(std::string_view text) {
  pattern = text;
  if (!Skip(text, 'P') && !Skip(text, 'p')) return false;
  bool in_time = false;
  units = 0;
  for (const char c : text) {
    const char letter = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (letter == 'T' && !in_time) {
      in_time = true;
      continue;
    }
    const std::size_t at = std::string_view(in_time ? "....HMS" : "YMWD...").find(letter);
    if (at == std::string_view::npos || letter == '.') return false;
    units = static_cast<std::uint8_t>(units | 1u << at);
  }
  return true;
}

TemporalFit Check(const DurationRule& rule, std::string_view text) {
  const auto duration = base::IsoDuration::Parse(text);
  if (!duration) return TemporalFit::kNotIso;
  const double seconds = duration->NominalSeconds();
  // No length at all is the same in every unit: many programs write it PT0S or P0D, whatever fits.
  if (rule.units != 0 && (duration->units & ~rule.units) != 0 && seconds != 0) {
    return TemporalFit::kPattern;
  }
  return rule.range.Has(seconds) ? TemporalFit::kFits : TemporalFit::kRange;
}

}  // namespace socle::tmpl
