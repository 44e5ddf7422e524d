#include "resource/search_page.h"

#include <charconv>

#include "base/bytes.h"
#include "base/error.h"

namespace socle::resource {
namespace {

constexpr std::string_view kBack = " back";

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

}  // namespace

std::string EncodePage(const PagePlace& place) {
  std::string text = std::to_string(place.position);
  text += ' ';
  text += fhir::Get(place.type).name;
  text += ' ';
  text += place.id.value();
  text += ' ';
  text += std::to_string(place.part);
  text += ' ';
  text += std::to_string(place.version);
  if (place.back) text += kBack;
  return ToLink(text);
}

PagePlace DecodePage(std::string_view text) {
  const std::string plain = FromLink(text);
  Fields fields(plain);
  PagePlace place;
  place.position = ParseNumberOrFail<std::int64_t>(fields.Next());
  place.type = fhir::FindType(fields.Next());
  const std::string_view id = fields.Next();
  if (place.type == fhir::TypeId::kNone || !IsId(id)) Fail();
  place.id = ResourceId(std::string(id));
  place.part = ParseNumberOrFail<std::uint32_t>(fields.Next());
  place.version = ParseNumberOrFail<std::uint32_t>(fields.Next());
  if (!fields.done()) {
    place.back = fields.Next() == kBack.substr(1);
    if (!place.back || !fields.done()) Fail();
  }
  return place;
}

}  // namespace socle::resource
