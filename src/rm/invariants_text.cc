#include "rm/ids.h"
#include "rm/invariants.h"
#include "rm/requirements.h"

// openEHR RM 1.1.0, Data Types IM: basic, text, encapsulated and uri packages.

namespace socle::rm {
namespace {

void CheckIdentifier(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kId, "Id_valid", findings);
}

void CheckText(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kValue, "Value_valid", findings);
  RequireNotEmpty(node, attribute::kFormatting, "Formatting_valid", findings);
  RequireCodeOfSet(node, attribute::kLanguage, "languages", "Language_valid", findings);
  RequireCodeOfSet(node, attribute::kEncoding, "character sets", "Encoding_valid", findings);
}

void CheckTermMapping(const Node& node, Findings& findings) {
  const std::string_view match = node.ChildText(attribute::kMatch);
  if (!match.empty() && std::string_view("><=?").find(match) == std::string_view::npos) {
    findings.Broken(node, attribute::kMatch, "Match_valid", "one of > < = ?", std::string(match));
  }
  RequireCodeOfGroup(node, attribute::kPurpose, "term mapping purpose", "Purpose_valid",
                     Foreign::kAccepted, findings);
}

void CheckCodePhrase(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kCodeString, "Code_string_valid", findings);
}

void CheckEncapsulated(const Node& node, Findings& findings) {
  RequireCodeOfSet(node, attribute::kLanguage, "languages", "Language_valid", findings);
  RequireCodeOfSet(node, attribute::kCharset, "character sets", "Charset_valid", findings);
}

void CheckMultimedia(const Node& node, Findings& findings) {
  if (node.Child(attribute::kData) == nullptr && node.Child(attribute::kUri) == nullptr) {
    findings.Broken(node, "Not_empty", "data or uri", "neither");
  }
  RequireCodeOfSet(node, attribute::kMediaType, "media types", "Media_type_valid", findings);
  RequireCodeOfSet(node, attribute::kCompressionAlgorithm, "compression algorithms",
                   "Compression_algorithm_validity", findings);
  RequireCodeOfSet(node, attribute::kIntegrityCheckAlgorithm, "integrity check algorithms",
                   "Integrity_check_algorithm_validity", findings);
  if (node.Child(attribute::kIntegrityCheck) != nullptr &&
      node.Child(attribute::kIntegrityCheckAlgorithm) == nullptr) {
    findings.Broken(node, attribute::kIntegrityCheckAlgorithm, "Integrity_check_validity",
                    "the algorithm of integrity_check", "none");
  }
  if (node.ChildText(attribute::kSize).starts_with('-')) {
    findings.Broken(node, attribute::kSize, "Size_valid", "at least 0",
                    std::string(node.ChildText(attribute::kSize)));
  }
}

void CheckParsable(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kFormalism, "Formalism_valid", findings);
}

void CheckUri(const Node& node, Findings& findings) {
  RequireNotEmpty(node, attribute::kValue, "Value_valid", findings);
}

void CheckEhrUri(const Node& node, Findings& findings) {
  const std::string_view value = node.ChildText(attribute::kValue);
  if (value.empty()) return;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  if (value.size() > 4 && lower(value[0]) == 'e' && lower(value[1]) == 'h' &&
      lower(value[2]) == 'r' && value[3] == ':') {
    return;
  }
  findings.Broken(node, attribute::kValue, "Scheme_valid", "a URI of scheme ehr",
                  value.find(':') == std::string_view::npos ? "no scheme" : "another scheme");
}

constexpr Invariant kInvariants[] = {
    {type::kDvIdentifier, CheckIdentifier},
    {type::kDvText, CheckText},
    {type::kTermMapping, CheckTermMapping},
    {type::kCodePhrase, CheckCodePhrase},
    {type::kDvEncapsulated, CheckEncapsulated},
    {type::kDvMultimedia, CheckMultimedia},
    {type::kDvParsable, CheckParsable},
    {type::kDvUri, CheckUri},
    {type::kDvEhrUri, CheckEhrUri},
};

}  // namespace

std::span<const Invariant> TextInvariants() { return kInvariants; }

}  // namespace socle::rm
