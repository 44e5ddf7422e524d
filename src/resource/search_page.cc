#include "resource/search_page.h"

#include <charconv>
#include <cmath>

#include "base/bytes.h"
#include "base/error.h"

namespace socle::resource {
namespace {

[[noreturn]] void Fail() {
  throw base::Error(base::ErrorCode::kBadRequest,
                    "_page is no page of this search; take the link that the page before gave")
      .At(std::string(kPageParameter));
}

std::string ToLink(std::string_view bytes) {
  std::string text = base::ToBase64(bytes);
  while (text.ends_with('=')) text.pop_back();
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return text;
}

std::string FromLink(std::string_view text) {
  std::string plain(text);
  for (char& c : plain) c = c == '-' ? '+' : c == '_' ? '/' : c;
  const auto bytes = base::FromBase64(plain);
  if (!bytes) Fail();
  return *bytes;
}

template <class Number>
Number ParseNumberOrFail(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) Fail();
  return value;
}

/// Fields set apart by blanks.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}
  std::string_view Next() {
    if (done_) Fail();
    const std::size_t blank = rest_.find(' ');
    const std::string_view field = rest_.substr(0, blank);
    done_ = blank == std::string_view::npos;
    rest_.remove_prefix(done_ ? rest_.size() : blank + 1);
    return field;
  }
  bool done() const { return done_; }

 private:
  std::string_view rest_;
  bool done_ = false;
};

std::string Write(const SortValue& value) {
  char digits[64];
  switch (value.kind) {
    case SortValue::Kind::kNull:
      return "n";
    case SortValue::Kind::kInteger:
      return "i" + std::to_string(value.integer);
    case SortValue::Kind::kReal: {
      const auto [end, error] = std::to_chars(std::begin(digits), std::end(digits), value.real);
      return "r" + std::string(digits, end);
    }
    case SortValue::Kind::kText:
      return "t" + base::ToHex(value.bytes);
    case SortValue::Kind::kBlob:
      return "b" + base::ToHex(value.bytes);
  }
  return "n";
}

SortValue Read(std::string_view field) {
  SortValue value;
  if (field == "n") return value;
  if (field.empty()) Fail();
  const std::string_view rest = field.substr(1);
  switch (field.front()) {
    case 'i':
      value.kind = SortValue::Kind::kInteger;
      value.integer = ParseNumberOrFail<std::int64_t>(rest);
      return value;
    case 'r':
      value.kind = SortValue::Kind::kReal;
      value.real = ParseNumberOrFail<double>(rest);
      if (std::isnan(value.real)) Fail();
      return value;
    case 't':
    case 'b': {
      value.kind = field.front() == 't' ? SortValue::Kind::kText : SortValue::Kind::kBlob;
      auto bytes = base::FromHex(rest);
      if (!bytes || (field.front() == 't' && !base::IsUtf8(*bytes))) Fail();
      value.bytes = std::move(*bytes);
      return value;
    }
    default:
      Fail();
  }
}

}  // namespace

std::string EncodePage(const PagePlace& place) {
  std::string text = std::to_string(place.position);
  text += ' ';
  text += fhir::Get(place.type).name;
  text += ' ';
  text += place.id.value();
  text += ' ';
  text += std::to_string(place.part);
  for (const SortValue& value : place.sort) text += ' ' + Write(value);
  return ToLink(text);
}

PagePlace DecodePage(std::string_view text, std::size_t sort_keys) {
  const std::string plain = FromLink(text);
  Fields fields(plain);
  PagePlace place;
  place.position = ParseNumberOrFail<std::int64_t>(fields.Next());
  place.type = fhir::FindType(fields.Next());
  const std::string_view id = fields.Next();
  if (place.type == fhir::TypeId::kNone || !IsId(id)) Fail();
  place.id = ResourceId(std::string(id));
  place.part = ParseNumberOrFail<std::uint32_t>(fields.Next());
  for (std::size_t i = 0; i < sort_keys; ++i) place.sort.push_back(Read(fields.Next()));
  if (!fields.done()) Fail();
  return place;
}

}  // namespace socle::resource
