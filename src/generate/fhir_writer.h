#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "generate/calendar.h"
#include "json/writer.h"

namespace socle::generate {

/// A resource of FHIR R4 as one line of JSON, its elements in the order of the definition.
struct FhirResource {
  std::string_view type;  // lives as long as the program
  std::string id;         // [A-Za-z0-9-.]{1,64}
  std::string json;
};

/// A code in a code system. Views, used at once.
struct FhirCode {
  std::string_view system, code, display;  // an empty display is left out
};

/// What a Reference points to: "Patient/8000000042". Views, used at once.
struct FhirTarget {
  std::string_view type, id, display;  // an empty display is left out
};

/// Writes one resource. An empty `name` means an item of a list. What is begun must be ended, in
/// order; the order of elements is the caller's care. One thread at a time.
class FhirWriter {
 public:
  FhirWriter(std::string_view type, std::string id);
  FhirWriter(const FhirWriter&) = delete;
  FhirWriter& operator=(const FhirWriter&) = delete;

  FhirWriter& Begin(std::string_view name = {});
  FhirWriter& End();
  FhirWriter& BeginList(std::string_view name);
  FhirWriter& EndList();

  FhirWriter& Text(std::string_view name, std::string_view text);
  FhirWriter& Boolean(std::string_view name, bool value);
  FhirWriter& Integer(std::string_view name, std::int64_t value);
  FhirWriter& Date(std::string_view name, Day day);
  /// A dateTime or instant of the hospital's clock.
  FhirWriter& DateTime(std::string_view name, WallTime time);

  FhirWriter& Coding(std::string_view name, const FhirCode& code);
  /// A CodeableConcept: the code, then `text` where it is not empty.
  FhirWriter& Concept(std::string_view name, const FhirCode& code, std::string_view text = {});
  /// A CodeableConcept without a code.
  FhirWriter& ConceptText(std::string_view name, std::string_view text);
  /// A list of one CodeableConcept.
  FhirWriter& Concepts(std::string_view name, const FhirCode& code, std::string_view text = {});
  FhirWriter& Reference(std::string_view name, const FhirTarget& target);
  /// `end` 0: open.
  FhirWriter& Period(std::string_view name, WallTime start, WallTime end);
  /// An Identifier; `type` with an empty code is left out.
  FhirWriter& Identifier(std::string_view use, const FhirCode& type, std::string_view system,
                         std::string_view value);
  FhirWriter& Phone(std::string_view use, std::string_view number);

  /// The resource, whole. Nothing may be written after.
  FhirResource Finish();

 private:
  FhirWriter& Open(std::string_view name) {
    if (!name.empty()) json_.Key(name);
    return *this;
  }

  FhirResource resource_;
  std::string scratch_;
  json::Writer json_;
};

}  // namespace socle::generate
