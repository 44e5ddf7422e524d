#include "aql/function_calls.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>

#include "base/decimal.h"

namespace socle::aql {
namespace {

using ast::Function;
using Arguments = std::span<const Value* const>;

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

std::int64_t Characters(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return !IsContinuation(c); });
}

/// The byte where character `index` (from 0) begins; the end where there are fewer.
std::size_t ByteOf(std::string_view text, std::int64_t index) {
  std::size_t at = 0;
  while (at < text.size() && index > 0) {
    ++at;
    while (at < text.size() && IsContinuation(text[at])) ++at;
    --index;
  }
  return at;
}

std::optional<std::int64_t> Integer(const Value& value) {
  constexpr std::size_t kSureToFit = 18;
  if (value.kind == Value::Kind::kNumber && !value.text.empty() &&
      value.text.size() <= kSureToFit) {
    std::int64_t whole = 0;
    const char* const end = value.text.data() + value.text.size();
    if (std::from_chars(value.text.data(), end, whole).ptr == end) return whole;
  }
  const auto text = NumberOf(value);
  if (!text) return std::nullopt;
  const auto decimal = base::Decimal::Parse(*text);
  return decimal ? decimal->ToInt64() : std::nullopt;
}

std::optional<double> Double(const Value& value) {
  const auto text = NumberOf(value);
  if (!text) return std::nullopt;
  const auto decimal = base::Decimal::Parse(*text);
  return decimal ? std::optional(decimal->ToDouble()) : std::nullopt;
}

Value NumberValue(double number) {
  if (!std::isfinite(number)) return {};
  constexpr double kExact = 9007199254740992.0;  // 2^53: whole doubles below are exact
  if (number == std::floor(number) && std::fabs(number) < kExact) {
    return Value::Number(std::to_string(static_cast<std::int64_t>(number)));
  }
  return Value::Number(NumberText(number));
}

Value Substring(std::string_view text, Arguments arguments) {
  const auto begin = Integer(*arguments[1]);
  if (!begin || *begin < 1) return {};
  text.remove_prefix(ByteOf(text, *begin - 1));
  if (arguments.size() > 2) {
    const auto length = Integer(*arguments[2]);
    if (!length || *length < 0) return {};
    text = text.substr(0, ByteOf(text, *length));
  }
  return Value::String(std::string(text));
}

Value CallText(Function function, Arguments arguments) {
  std::vector<std::string> texts;
  for (const Value* argument : arguments) {
    auto text = TextOf(*argument);
    if (!text && function == Function::kConcatWs && !texts.empty()) continue;
    if (!text) return {};
    texts.push_back(std::move(*text));
  }
  switch (function) {
    case Function::kLength:
      return Value::Number(std::to_string(Characters(texts[0])));
    case Function::kContains:
      return Value::Boolean(texts[0].find(texts[1]) != std::string::npos);
    case Function::kPosition: {
      const std::size_t at = texts[1].find(texts[0]);
      if (at == std::string::npos) return Value::Number("0");
      return Value::Number(
          std::to_string(Characters(std::string_view(texts[1]).substr(0, at)) + 1));
    }
    case Function::kConcat: {
      std::string all;
      for (const std::string& text : texts) all += text;
      return Value::String(std::move(all));
    }
    default: {  // CONCAT_WS
      std::string all;
      for (std::size_t i = 1; i < texts.size(); ++i) all += (i > 1 ? texts[0] : "") + texts[i];
      return Value::String(std::move(all));
    }
  }
}

Value Round(double number, Arguments arguments) {
  if (arguments.size() < 2) return NumberValue(std::round(number));
  const auto digits = Integer(*arguments[1]);
  if (!digits) return {};
  const double scale =
      std::pow(10.0, static_cast<double>(std::clamp<std::int64_t>(*digits, -15, 15)));
  return NumberValue(std::round(number * scale) / scale);
}

Value CallNumber(Function function, Arguments arguments) {
  const auto number = Double(*arguments[0]);
  if (!number) return {};
  switch (function) {
    case Function::kAbs: {
      std::string text = *NumberOf(*arguments[0]);  // keeps its digits
      return Value::Number(text.starts_with('-') ? text.substr(1) : text);
    }
    case Function::kMod: {
      const auto divisor = Double(*arguments[1]);
      if (!divisor || *divisor == 0) return {};
      return NumberValue(std::fmod(*number, *divisor));
    }
    case Function::kCeil:
      return NumberValue(std::ceil(*number));
    case Function::kFloor:
      return NumberValue(std::floor(*number));
    default:
      return Round(*number, arguments);
  }
}

}  // namespace

Value CallFunction(ast::Function function, Arguments arguments, base::Instant now) {
  const auto clock = [&] { return base::FormatIso({now.micros - now.micros % 1000000}); };
  switch (function) {
    case Function::kCurrentDate:
      return Value::String(clock().substr(0, 10));
    case Function::kCurrentTime:
      return Value::String(clock().substr(11));
    case Function::kCurrentDateTime:
    case Function::kNow:
      return Value::String(clock());
    case Function::kCurrentTimezone:
      return Value::String("Z");
    case Function::kSubstring: {
      if (arguments[0]->kind == Value::Kind::kString) {
        return Substring(arguments[0]->text, arguments);
      }
      const auto text = TextOf(*arguments[0]);
      return text ? Substring(*text, arguments) : Value{};
    }
    case Function::kAbs:
    case Function::kMod:
    case Function::kCeil:
    case Function::kFloor:
    case Function::kRound:
      return CallNumber(function, arguments);
    default:
      return CallText(function, arguments);
  }
}

bool IsLike(std::string_view text, std::string_view pattern) {
  std::size_t at = 0, in = 0;
  std::size_t star = std::string_view::npos, star_at = 0;  // where to go on after the last '*'
  const auto step = [&] {
    ++at;
    while (at < text.size() && IsContinuation(text[at])) ++at;
  };
  while (at < text.size()) {
    if (in < pattern.size() && pattern[in] == '*') {
      star = ++in;
      star_at = at;
      continue;
    }
    if (in < pattern.size() && pattern[in] == '?') {
      ++in;
      step();
      continue;
    }
    const bool escaped = in + 1 < pattern.size() && pattern[in] == '\\';
    if (in < pattern.size() && pattern[in + (escaped ? 1 : 0)] == text[at]) {
      in += escaped ? 2 : 1;
      ++at;
      continue;
    }
    if (star == std::string_view::npos) return false;
    in = star;
    at = star_at;
    step();
    star_at = at;
  }
  while (in < pattern.size() && pattern[in] == '*') ++in;
  return in == pattern.size();
}

}  // namespace socle::aql
