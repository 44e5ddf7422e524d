#include "resource/expression_parts.h"

#include <algorithm>

#include "base/error.h"

namespace socle::resource {
namespace {

constexpr std::string_view kBlank = " \t\r\n";
constexpr std::string_view kTargetBegin = ".where(resolve() is ";

std::string_view Trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

/// Walks over the characters outside of quotes, with the depth of brackets behind each.
template <class See>
void EachCharacter(std::string_view text, See see) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\'') quoted = !quoted;
    if (quoted) continue;
    if (text[i] == '(') ++depth;
    if (text[i] == ')') --depth;
    see(i, depth);
  }
}

std::vector<std::string_view> Split(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  EachCharacter(text, [&](std::size_t at, int depth) {
    if (text[at] != '|' || depth != 0) return;
    parts.push_back(text.substr(begin, at - begin));
    begin = at + 1;
  });
  parts.push_back(text.substr(begin));
  return parts;
}

/// Without brackets that stand around all of it.
std::string_view Bare(std::string_view text) {
  text = Trim(text);
  while (text.size() > 1 && text.front() == '(') {
    std::size_t closed = std::string_view::npos;
    EachCharacter(text, [&](std::size_t at, int depth) {
      if (depth == 0 && closed == std::string_view::npos) closed = at;
    });
    if (closed != text.size() - 1) break;
    text = Trim(text.substr(1, text.size() - 2));
  }
  return text;
}

bool Concerns(std::string_view alternative, fhir::TypeId type) {
  alternative.remove_prefix(std::min(alternative.find_first_not_of('('), alternative.size()));
  std::size_t end = 0;
  while (end < alternative.size() &&
         (std::isalnum(static_cast<unsigned char>(alternative[end])) != 0)) {
    ++end;
  }
  const fhir::TypeId root = fhir::FindType(alternative.substr(0, end));
  if (root == fhir::TypeId::kNone || fhir::Get(root).kind != fhir::TypeKind::kResource) {
    return !alternative.empty() && std::islower(static_cast<unsigned char>(alternative[0])) != 0;
  }
  return fhir::IsA(type, root);
}

/// Cuts `.where(resolve() is TYPE)` off.
fhir::TypeId CutTarget(std::string_view& alternative) {
  const std::size_t begin = alternative.rfind(kTargetBegin);
  if (begin == std::string_view::npos || !alternative.ends_with(')')) return fhir::TypeId::kNone;
  const std::size_t name = begin + kTargetBegin.size();
  const fhir::TypeId target =
      fhir::FindType(alternative.substr(name, alternative.size() - 1 - name));
  if (target != fhir::TypeId::kNone) alternative = alternative.substr(0, begin);
  return target;
}

}  // namespace

ExpressionParts PartsOf(std::string_view expression, fhir::TypeId type) {
  ExpressionParts parts;
  for (std::string_view alternative : Split(expression)) {
    alternative = Bare(alternative);
    if (!Concerns(alternative, type)) continue;
    const fhir::TypeId target = CutTarget(alternative);
    if (!parts.alternatives.empty() && target != parts.only_target) {
      throw base::Error(base::ErrorCode::kInternal,
                        "a search parameter mixes references of one type with others")
          .WithDetail(std::string(expression));
    }
    parts.only_target = target;
    parts.alternatives.emplace_back(alternative);
  }
  std::ranges::sort(parts.alternatives);
  auto& all = parts.alternatives;
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return parts;
}

}  // namespace socle::resource
