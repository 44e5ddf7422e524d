#include "json_pattern.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "base/error.h"
#include "json/writer.h"

namespace socle::rest {
namespace {

constexpr std::string_view kMore = "...";

/// A decimal without its spelling: digits without zeros at either end, times a power of ten.
struct Decimal {
  bool negative = false;
  std::string digits;
  long exponent = 0;
  bool operator==(const Decimal&) const = default;
};

Decimal ParseDecimal(std::string_view text) {
  Decimal decimal;
  if (text.starts_with('-')) {
    decimal.negative = true;
    text.remove_prefix(1);
  }
  const std::size_t e = text.find_first_of("eE");
  if (e != std::string_view::npos) {
    std::string_view exponent = text.substr(e + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    std::from_chars(exponent.data(), exponent.data() + exponent.size(), decimal.exponent);
  }
  bool fraction = false;
  for (char c : text.substr(0, e)) {
    if (c == '.') {
      fraction = true;
    } else {
      if (fraction) --decimal.exponent;
      if (c != '0' || !decimal.digits.empty()) decimal.digits += c;
    }
  }
  while (!decimal.digits.empty() && decimal.digits.back() == '0') {
    decimal.digits.pop_back();
    ++decimal.exponent;
  }
  return decimal.digits.empty() ? Decimal() : decimal;
}

std::string Step(const std::string& path, std::string_view key) {
  std::string out = path + "/";
  for (char c : key) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

const char* KindName(json::Kind kind) {
  switch (kind) {
    case json::Kind::kNull:
      return "null";
    case json::Kind::kBoolean:
      return "boolean";
    case json::Kind::kNumber:
      return "number";
    case json::Kind::kString:
      return "string";
    case json::Kind::kArray:
      return "array";
    case json::Kind::kObject:
      return "object";
  }
  return "";
}

bool IsMore(const json::Value& value) { return value.is_string() && value.text() == kMore; }

bool IsAbsent(const json::Value& value) {
  if (!value.is_string()) return false;
  const auto hole = WholePlaceholder(value.text());
  return hole && hole->pattern == "absent";
}

class Matcher {
 public:
  Matcher(bool superset, Variables& variables) : superset_(superset), variables_(variables) {}

  bool Match(const json::Value& pattern, const json::Value& value, const std::string& path) {
    if (pattern.is_string()) return MatchString(pattern, value, path);
    if (pattern.kind() != value.kind()) return Differ(path, Brief(pattern), Brief(value));
    switch (pattern.kind()) {
      case json::Kind::kObject:
        return MatchObject(pattern, value, path);
      case json::Kind::kArray:
        return MatchArray(pattern, value, path);
      case json::Kind::kNumber:
        return SameNumber(pattern.text(), value.text()) ||
               Differ(path, Brief(pattern), Brief(value));
      case json::Kind::kBoolean:
        return pattern.boolean() == value.boolean() || Differ(path, Brief(pattern), Brief(value));
      case json::Kind::kNull:
      case json::Kind::kString:
        return true;
    }
    return true;
  }

  std::optional<Difference> difference;

 private:
  bool Differ(const std::string& path, std::string expected, std::string found) {
    difference = {path.empty() ? "/" : path, std::move(expected), std::move(found)};
    return false;
  }

  bool MatchString(const json::Value& pattern, const json::Value& value, const std::string& path) {
    if (const auto hole = WholePlaceholder(pattern.text())) {
      if (const auto fits = MatchKind(*hole, value)) {
        return *fits || Differ(path, Brief(pattern), Brief(value));
      }
    }
    const bool fits = value.is_string() && MatchText(pattern.text(), value.text(), variables_);
    return fits || Differ(path, Brief(pattern), Brief(value));
  }

  /// For a placeholder that may stand for a value that is no string.
  std::optional<bool> MatchKind(const Placeholder& hole, const json::Value& value) {
    bool fits = true;
    if (hole.pattern == "number") {
      fits = value.kind() == json::Kind::kNumber;
    } else if (hole.pattern == "integer") {
      fits = value.kind() == json::Kind::kNumber &&
             value.text().find_first_of(".eE") == std::string_view::npos;
    } else if (hole.pattern == "boolean" || hole.pattern == "array" || hole.pattern == "object" ||
               hole.pattern == "string") {
      fits = hole.pattern == KindName(value.kind());
    } else if (hole.pattern != "*") {
      return std::nullopt;
    }
    if (fits && !hole.capture.empty()) {
      std::string text(value.text());
      if (value.is_object() || value.is_array()) {
        text.clear();
        json::Writer(text).Value(value);
      }
      variables_[hole.capture] = text;
    }
    return fits;
  }

  bool MatchObject(const json::Value& pattern, const json::Value& value, const std::string& path) {
    bool open = superset_;
    for (const json::Value& member : pattern) {
      if (member.key() == kMore) {
        open = true;
        continue;
      }
      const json::Value* const found = value.Find(member.key());
      const std::string below = Step(path, member.key());
      if (IsAbsent(member)) {
        if (found != nullptr) return Differ(below, "nothing", Brief(*found));
      } else if (found == nullptr) {
        return Differ(below, Brief(member), "nothing");
      } else if (!Match(member, *found, below)) {
        return false;
      }
    }
    if (open) return true;
    for (const json::Value& member : value) {
      if (pattern.Find(member.key()) == nullptr) {
        return Differ(Step(path, member.key()), "nothing", Brief(member));
      }
    }
    return true;
  }

  bool MatchArray(const json::Value& pattern, const json::Value& value, const std::string& path) {
    std::vector<const json::Value*> wanted, found;
    bool open = false, any_order = false;
    for (const json::Value& item : pattern) {
      if (wanted.empty() && item.is_string() && item.text() == "{{any order}}") {
        any_order = true;
      } else if (IsMore(item)) {
        open = true;
      } else if (open) {
        throw base::Error(base::ErrorCode::kMalformed, "`...` is not the last of its array");
      } else {
        wanted.push_back(&item);
      }
    }
    for (const json::Value& item : value) found.push_back(&item);
    if (any_order) return MatchAnyOrder(wanted, found, open, path);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      const std::string below = Step(path, std::to_string(i));
      if (i >= found.size()) return Differ(below, Brief(*wanted[i]), "nothing");
      if (!Match(*wanted[i], *found[i], below)) return false;
    }
    if (open || found.size() == wanted.size()) return true;
    return Differ(Step(path, std::to_string(wanted.size())), "nothing",
                  Brief(*found[wanted.size()]));
  }

  /// Each wanted item takes the first found one that fits and is free.
  bool MatchAnyOrder(const std::vector<const json::Value*>& wanted,
                     std::vector<const json::Value*> found, bool open, const std::string& path) {
    for (const json::Value* item : wanted) {
      const auto fits = std::find_if(found.begin(), found.end(), [&](const json::Value* one) {
        const Variables before = variables_;
        if (Match(*item, *one, path)) return true;
        variables_ = before;
        return false;
      });
      if (fits == found.end()) return Differ(path, "an item " + Brief(*item), "none such");
      found.erase(fits);
    }
    difference.reset();
    return open || found.empty() || Differ(path, "nothing more", Brief(*found.front()));
  }

  const bool superset_;
  Variables& variables_;
};

}  // namespace

std::string WithEllipses(std::string_view text) {
  std::string out, nesting;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\' && i + 1 < text.size()) {
        out += c;
        ++i;
      } else if (c == '"') {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == '{' || c == '[') {
      nesting += c;
    } else if ((c == '}' || c == ']') && !nesting.empty()) {
      nesting.pop_back();
    } else if (text.substr(i, 3) == kMore) {
      out += nesting.ends_with('{') ? R"("...": "...")" : R"("...")";
      i += 2;
      continue;
    }
    out += text[i];
  }
  return out;
}

std::optional<Difference> MatchJson(const json::Value& pattern, const json::Value& value,
                                    bool superset, Variables& variables) {
  Matcher matcher(superset, variables);
  if (matcher.Match(pattern, value, "")) return std::nullopt;
  return matcher.difference;
}

bool SameNumber(std::string_view a, std::string_view b) {
  return a == b || ParseDecimal(a) == ParseDecimal(b);
}

std::string Brief(const json::Value& value) {
  constexpr std::size_t kLongest = 200;
  std::string text;
  json::Writer(text).Value(value);
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "…";
  return text;
}

}  // namespace socle::rest
