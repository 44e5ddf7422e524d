// links: ehr
// Any bytes in a path segment, an If-Match or a committal header are understood or refused; what is
// understood is written and read back the same. The first byte says which, the rest is the text.

#include <algorithm>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/error.h"
#include "ehr/committal.h"
#include "ehr/version_uid.h"
#include "json/document.h"
#include "rm/json.h"

namespace {

using namespace socle;

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckRefusal(const base::Error& error) {
  Require(error.code() == base::ErrorCode::kBadRequest && !error.message().empty());
}

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

void CheckVersionUid(const ehr::VersionUid& uid) {
  Require(uid.number > 0 && !uid.system.empty() && !uid.object.value().empty());
  const auto again = ehr::ParseVersionUid(uid.ToString());
  Require(again && again->object == uid.object && again->system == uid.system &&
          again->number == uid.number);
}

void CheckUid(std::string_view text) {
  if (const auto uid = ehr::ParseVersionUid(text)) {
    CheckVersionUid(*uid);
    Require(Lower(uid->ToString()) == Lower(std::string(text)));
  }
  try {
    const ehr::UidBasedId id = ehr::ParseUidBasedId(text);
    Require(ehr::ParseObjectUid(id.object.value()) == id.object);
    Require(id.version.has_value() == ehr::ParseVersionUid(text).has_value());
  } catch (const base::Error& error) {
    CheckRefusal(error);
  }
}

void CheckIfMatch(std::string_view text) {
  try {
    const ehr::VersionUid uid = ehr::ParseIfMatch(text);
    CheckVersionUid(uid);
    Require(ehr::ParseIfMatch("W/\"" + uid.ToString() + "\"").ToString() == uid.ToString());
  } catch (const base::Error& error) {
    CheckRefusal(error);
  }
}

/// Canonical JSON of that class, by the reference model's rules.
void CheckStored(std::string_view json, std::string_view class_name) {
  rm::ReadJson(json::Document::Parse(json).root(), class_name);
}

/// One header a line; a line "prefix: pairs" is of the older spelling. As the server does, bytes
/// that are not UTF-8 are turned away before.
void CheckCommittal(std::string_view text) {
  if (!base::IsUtf8(text)) return;
  std::vector<ehr::CommittalHeader> headers;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t colon = line.find(':');
    const bool older = colon < line.find('=');
    headers.push_back({older ? std::string(line.substr(0, colon)) : std::string(),
                       std::string(older ? line.substr(colon + 1) : line)});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  try {
    const ehr::Committal committal = ehr::ParseCommittal(headers);
    if (committal.description) CheckStored(*committal.description, "DV_TEXT");
    if (committal.committer) CheckStored(*committal.committer, "PARTY_IDENTIFIED");
  } catch (const base::Error& error) {
    CheckRefusal(error);
    Require(base::IsUtf8(error.message()) && base::IsUtf8(error.place()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 3) {
    case 0:
      CheckUid(text);
      break;
    case 1:
      CheckIfMatch(text);
      break;
    default:
      CheckCommittal(text);
  }
  return 0;
}
