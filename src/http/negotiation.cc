#include "http/negotiation.h"

#include "http/ascii.h"

namespace socle::http {
namespace {

constexpr std::size_t kMaxMembers = 64;

/// RFC 9110, 12.4.2: "0", "1", up to three decimals. Anything else: 1.
int ParseWeight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 1000;
  if (text.size() > 1 && text[1] != '.') return 1000;
  int weight = (text[0] - '0') * 1000;
  int unit = 100;
  for (char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') return 1000;
    weight += (c - '0') * unit;
    unit /= 10;
  }
  return std::min(weight, 1000);
}

int WeightAmong(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::size_t end = parameters.find(';');
    const std::string_view one = TrimBlanks(parameters.substr(0, end));
    if (one.size() > 2 && LowerAscii(one[0]) == 'q' && one[1] == '=') {
      return ParseWeight(TrimBlanks(one.substr(2)));
    }
    parameters.remove_prefix(end == std::string_view::npos ? parameters.size() : end + 1);
  }
  return 1000;
}

/// How exactly `range` fits `type`: 3 the type itself, 2 "application/*", 1 "*/*", 0 not.
int Fit(std::string_view range, std::string_view type) {
  if (EqualsIgnoringCase(range, type)) return 3;
  if (range == "*/*" || range == "*") return 1;
  if (!range.ends_with("/*")) return 0;
  const std::string_view family = range.substr(0, range.size() - 1);
  return type.size() > family.size() && EqualsIgnoringCase(type.substr(0, family.size()), family)
             ? 2
             : 0;
}

std::vector<Preference> AllPreferences(const Request& request, std::string_view header) {
  std::vector<Preference> all;
  for (const auto& [name, value] : request.headers) {
    if (!EqualsIgnoringCase(name, header)) continue;
    for (const Preference& one : ParsePreferences(value)) all.push_back(one);
    if (all.size() >= kMaxMembers) break;
  }
  return all;
}

}  // namespace

std::vector<Preference> ParsePreferences(std::string_view value) {
  std::vector<Preference> list;
  while (!value.empty() && list.size() < kMaxMembers) {
    const std::size_t end = value.find(',');
    const std::string_view member = TrimBlanks(value.substr(0, end));
    value.remove_prefix(end == std::string_view::npos ? value.size() : end + 1);
    const std::size_t semicolon = member.find(';');
    Preference one;
    one.name = TrimBlanks(member.substr(0, semicolon));
    if (one.name.empty()) continue;
    if (semicolon != std::string_view::npos) one.parameters = member.substr(semicolon + 1);
    one.weight = WeightAmong(one.parameters);
    list.push_back(one);
  }
  return list;
}

std::string_view Name(Coding coding) {
  switch (coding) {
    case Coding::kIdentity:
      return "";
    case Coding::kGzip:
      return "gzip";
    case Coding::kZstd:
      return "zstd";
  }
  return "";
}

Coding ChooseCoding(const Request& request) {
  int gzip = 0, zstd = 0, identity = 0;
  for (const auto& [name, value] : request.headers) {
    if (!EqualsIgnoringCase(name, "Accept-Encoding")) continue;
    for (const Preference& one : ParsePreferences(value)) {
      if (EqualsIgnoringCase(one.name, "gzip") || EqualsIgnoringCase(one.name, "x-gzip")) {
        gzip = one.weight;
      } else if (EqualsIgnoringCase(one.name, "zstd")) {
        zstd = one.weight;
      } else if (EqualsIgnoringCase(one.name, "identity")) {
        identity = one.weight;
      }
    }
  }
  const int best = std::max(gzip, zstd);
  if (best == 0 || identity > best) return Coding::kIdentity;
  return zstd == best ? Coding::kZstd : Coding::kGzip;
}

std::optional<std::size_t> ChooseMediaType(const Request& request,
                                           std::span<const std::string_view> offers) {
  const std::vector<Preference> ranges = AllPreferences(request, "Accept");
  if (ranges.empty()) return offers.empty() ? std::nullopt : std::optional<std::size_t>(0);
  std::optional<std::size_t> best;
  int best_weight = 0;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    int fit = 0, weight = 0;
    for (const Preference& range : ranges) {
      const int exactness = Fit(range.name, MediaTypeOf(offers[i]));
      if (exactness > fit) {
        fit = exactness;
        weight = range.weight;
      }
    }
    if (weight > best_weight) {
      best = i;
      best_weight = weight;
    }
  }
  return best;
}

std::string_view MediaTypeOf(std::string_view content_type) {
  return TrimBlanks(content_type.substr(0, content_type.find(';')));
}

bool IsCompressible(std::string_view content_type) {
  const std::string_view type = MediaTypeOf(content_type);
  if (type.size() > 5 && EqualsIgnoringCase(type.substr(0, 5), "text/")) return true;
  for (std::string_view known : {"application/json", "application/xml", "application/javascript",
                                 "application/x-ndjson", "image/svg+xml"}) {
    if (EqualsIgnoringCase(type, known)) return true;
  }
  for (std::string_view suffix : {"+json", "+xml", "+fhir"}) {
    if (type.size() > suffix.size() &&
        EqualsIgnoringCase(type.substr(type.size() - suffix.size()), suffix)) {
      return true;
    }
  }
  return type.starts_with("application/openehr.");
}

}  // namespace socle::http
