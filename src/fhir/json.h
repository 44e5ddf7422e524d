#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/issue.h"
#include "fhir/tree.h"

namespace socle::fhir {

/// What a reader made of a document: the tree of what it understood, and every fault of its
/// structure. `tree` is empty where there is no resource at all (the root names no type).
struct ReadResult {
  Tree tree;
  std::vector<Issue> issues;
};

struct ReadLimits {
  std::size_t bytes = 64u << 20;
  std::uint32_t depth = 128;
  std::size_t issues = 100;  // after so many the reader stops looking
};

/// The resource of a JSON document. Unknown properties, wrong JSON types, texts that do not fit
/// their primitive type, a choice that is given twice, an empty array, object or string: each is an
/// issue with its path; the rest is read. Errors: base::Error kMalformed (no JSON: line:column),
/// kTooLarge. Source: FHIR R4, JSON Representation of Resources.
ReadResult ReadJson(std::string_view text, const ReadLimits& limits = {});

/// The resource as JSON, in the order of the definition. `indent` spaces a level; 0: one line.
/// Decimals keep their digits.
void WriteJson(const Node& resource, std::string& out, int indent = 0);

}  // namespace socle::fhir
