#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "fhir/json.h"
#include "fhir/tree.h"

namespace socle::fhir {

/// Where a reader is in a document: a chain from the value to the root, on the stack.
struct Place {
  const Place* parent = nullptr;
  std::string_view name;
  std::int64_t index = -1;  // of an item

  /// "Patient.contact[0].name".
  std::string Path() const;
};

/// What the readers of JSON and XML have in common: the tree that grows, the faults found, and
/// their words. One thread at a time.
class Reading {
 public:
  /// `format` says what a property is called: "property" in JSON, "element" in XML. Both arguments
  /// must outlive it.
  Reading(const ReadLimits& limits, std::string_view format) : limits_(limits), format_(format) {}

  Tree& tree() { return result_.tree; }
  /// The result; numbers the tree. Ends the reading.
  ReadResult Finish();

  /// Whether as many faults were found as are wanted.
  bool full() const { return result_.issues.size() >= limits_.issues; }
  void Fault(const Place& place, std::string_view code, std::string text);

  /// The resource type `name`, which has to be an `allowed` one; kNone, with the fault reported,
  /// where it is none. `where` says where the name stands: "in resourceType".
  TypeId ResourceType(std::string_view name, TypeId allowed, std::string_view where,
                      const Place& place);
  /// Reports that `type` has no property that is written so.
  void Unknown(std::string_view written, const Type& type, const Place& place);

  /// A new child of `parent` for the element of that index.
  Node* NewChild(TypeId type, std::uint16_t element, Node* parent);
  /// Gives a primitive its value, and reports what does not fit its type.
  void SetValue(std::string_view text, Node* node, const Place& place);

 private:
  const ReadLimits& limits_;
  std::string_view format_;
  ReadResult result_;
};

/// Whether a property of `type` is an attribute in XML, and can have no extensions: the id of what
/// is no resource, the url of an Extension.
bool IsAttribute(const Type& type, const Element& element);

}  // namespace socle::fhir
