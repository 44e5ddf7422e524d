#include "resource/bundle_entry.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/bytes.h"
#include "base/error.h"
#include "base/iso8601.h"
#include "fhir/ids.h"
#include "fhir/json_patch.h"
#include "fhir/path_patch.h"

namespace socle::resource {
namespace {

using base::Error;
using base::ErrorCode;
using Method = BundleEntry::Method;

[[noreturn]] void Refuse(std::string message) {
  throw Error(ErrorCode::kBadRequest, std::move(message));
}

Method ParseMethod(std::string_view name) {
  if (name == "DELETE") return Method::kDelete;
  if (name == "POST") return Method::kPost;
  if (name == "PUT") return Method::kPut;
  if (name == "PATCH") return Method::kPatch;
  if (name == "GET" || name == "HEAD") return Method::kGet;
  Refuse("an entry's request has a method: GET, HEAD, POST, PUT, PATCH or DELETE");
}

/// The version of `W/"3"`, kAnyVersion of `*`. Nothing for an empty text.
std::optional<std::uint32_t> ParseTag(std::string_view tag) {
  if (tag.empty()) return std::nullopt;
  if (tag == "*") return kAnyVersion;
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  if (tag.size() > 2 && tag.front() == '"' && tag.back() == '"') {
    tag = tag.substr(1, tag.size() - 2);
  }
  std::uint32_t version = 0;
  const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
  if (error != std::errc() || end != tag.data() + tag.size()) {
    Refuse("a version is named as W/\"3\"");
  }
  return version;
}

/// Whether method, URL and resource go together.
void CheckShape(const BundleEntry& entry) {
  const RequestUrl& url = entry.url;
  if (url.is_other) {
    if (entry.method != Method::kGet && entry.method != Method::kPost) {
      Refuse("the entry's URL names no resource and no condition");
    }
    return;
  }
  const bool writes = entry.method == Method::kPost || entry.method == Method::kPut;
  if ((writes || entry.method == Method::kPatch) && entry.resource == nullptr) {
    Refuse("an entry that writes holds a resource");
  }
  if (writes && entry.resource->type != url.type) {
    Refuse("the entry's URL names another type than its resource has");
  }
  if (entry.method == Method::kPost && (url.id || url.has_query)) {
    Refuse("a POST in a Bundle goes to a type: searches are GET");
  }
  if (url.version && entry.method != Method::kGet) Refuse("a version cannot be changed");
  if (entry.method != Method::kPost && entry.method != Method::kGet && !url.id &&
      url.parameters.empty()) {
    Refuse("the entry's URL names no resource and no condition");
  }
}

void Fill(BundleEntry& entry, const fhir::Node& node, std::string_view base) {
  const fhir::Node* const request = node.Child("request");
  if (request == nullptr) Refuse("the entry has no request");
  entry.full_url = node.ChildText("fullUrl");
  entry.resource = node.Child(fhir::name::kResource);
  entry.method = ParseMethod(request->ChildText("method"));
  entry.is_head = request->ChildText("method") == "HEAD";
  entry.url = ParseRequestUrl(request->ChildText("url"), base);
  entry.if_match = ParseTag(request->ChildText("ifMatch"));
  if (entry.method == Method::kGet) {
    entry.if_none_match = ParseTag(request->ChildText("ifNoneMatch"));
    const auto since = base::IsoDateTime::Parse(request->ChildText("ifModifiedSince"));
    if (since) entry.if_modified_since = since->Start();
  }
  if (const std::string_view condition = request->ChildText("ifNoneExist"); !condition.empty()) {
    SearchRequest search;
    search.type = entry.url.type;
    const std::size_t query = condition.find('?');
    search.parameters =
        ParseQuery(query == condition.npos ? condition : condition.substr(query + 1));
    entry.if_none_exist = std::move(search);
  }
  CheckShape(entry);
}

}  // namespace

SearchRequest BundleEntry::Condition() const {
  SearchRequest search;
  search.type = url.type;
  search.parameters = url.parameters;
  return search;
}

bool BundleEntry::OnlyReads() const {
  if (method == Method::kGet) return true;
  constexpr std::array<std::string_view, 5> kAnswering{"$everything", "$fhirpath", "$meta",
                                                       "$validate", "_search"};
  const std::string_view last = url.path.substr(url.path.rfind('/') + 1);
  return url.is_other && std::ranges::find(kAnswering, last) != kAnswering.end();
}

BundleEntry ParseEntry(const fhir::Node& node, std::size_t index, std::string_view base) {
  BundleEntry entry;
  entry.index = index;
  entry.place = "Bundle.entry[" + std::to_string(index) + "]";
  try {
    Fill(entry, node, base);
  } catch (const Error& error) {
    throw Error(error).At(entry.place);
  }
  return entry;
}

Patch PatchOf(const fhir::Node& resource) {
  if (resource.type == fhir::type::kParameters) {
    return [&resource](const fhir::Node& target) { return fhir::ApplyPathPatch(target, resource); };
  }
  if (resource.type != fhir::type::kBinary) {
    Refuse("a patch is a Parameters resource, or a Binary that holds a JSON Patch");
  }
  auto patch = base::FromBase64(resource.ChildText("data"));
  if (!patch || patch->empty()) Refuse("the Binary holds no JSON Patch in base64");
  return [patch = std::move(*patch)](const fhir::Node& target) {
    return fhir::ApplyJsonPatch(target, patch);
  };
}

}  // namespace socle::resource
