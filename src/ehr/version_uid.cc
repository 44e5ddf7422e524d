#include "ehr/version_uid.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/uuid.h"
#include "rm/identifiers.h"

namespace socle::ehr {
namespace {

bool IsUidCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '.' || c == '_' || c == ':';
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string VersionUid::ToString() const {
  return object.value() + "::" + system + "::" + std::to_string(number);
}

std::optional<record::ObjectUid> ParseObjectUid(std::string_view text) {
  if (text.empty() || text.size() > 255 || text.find("::") != std::string_view::npos) {
    return std::nullopt;
  }
  if (const auto uuid = base::Uuid::Parse(text)) return record::ObjectUid(uuid->ToString());
  if (!std::all_of(text.begin(), text.end(), IsUidCharacter)) return std::nullopt;
  return record::ObjectUid(std::string(text));
}

std::optional<record::EhrId> ParseEhrId(std::string_view text) {
  if (const auto uuid = base::Uuid::Parse(text)) return record::EhrId(uuid->ToString());
  const bool has_parts =
      text.find('.') != std::string_view::npos || text.find("::") != std::string_view::npos;
  if (text.size() > 255 || !has_parts || !rm::IsHierObjectId(text)) return std::nullopt;
  return record::EhrId(std::string(text));
}

std::optional<VersionUid> ParseVersionUid(std::string_view text) {
  const std::size_t first = text.find("::");
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = text.find("::", first + 2);
  if (second == std::string_view::npos) return std::nullopt;
  auto object = ParseObjectUid(text.substr(0, first));
  const std::string_view system = text.substr(first + 2, second - first - 2);
  const std::string_view digits = text.substr(second + 2);
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (!object || system.empty() || system.size() > 255 || error != std::errc{} ||
      end != digits.data() + digits.size() || digits.front() == '0') {
    return std::nullopt;
  }
  return VersionUid{std::move(*object), std::string(system), number};
}

UidBasedId ParseUidBasedId(std::string_view text) {
  if (auto version = ParseVersionUid(text)) return {version->object, version};
  if (auto object = ParseObjectUid(text)) return {std::move(*object), std::nullopt};
  throw base::Error(base::ErrorCode::kBadRequest,
                    "the identifier is neither a versioned object's uid nor a version's "
                    "(object_id::system_id::number)");
}

VersionUid ParseIfMatch(std::string_view header) {
  std::string_view text = Trim(header);
  if (text.starts_with("W/") || text.starts_with("w/")) text.remove_prefix(2);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
    text = text.substr(1, text.size() - 2);
  }
  if (auto version = ParseVersionUid(Trim(text))) return std::move(*version);
  throw base::Error(base::ErrorCode::kBadRequest,
                    "If-Match must hold the preceding version's uid: "
                    "\"object_id::system_id::number\"");
}

}  // namespace socle::ehr
