#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "template/definition.h"
#include "xml/document.h"

/// The parts of the OPT reader, one file each; used by opt_reader.cc alone.
namespace socle::tmpl {

/// Collects what is wrong with a template. One thread at a time.
class Faults {
 public:
  Faults(const Definition& definition, std::vector<base::Issue>& issues)
      : definition_(definition), issues_(issues) {}

  void Add(std::string path, std::string_view rule, std::string expected, std::string found,
           std::string message);
  void At(const Object& object, std::string_view rule, std::string expected, std::string found,
          std::string message) {
    Add(definition_.PathOf(object), rule, std::move(expected), std::move(found),
        std::move(message));
  }
  void At(const Attribute& attribute, std::string_view rule, std::string expected,
          std::string found, std::string message) {
    Add(definition_.PathOf(attribute), rule, std::move(expected), std::move(found),
        std::move(message));
  }
  bool empty() const { return issues_.empty(); }

 private:
  const Definition& definition_;
  std::vector<base::Issue>& issues_;
};

/// An element that may stand in another.
struct AllowedChild {
  enum Times : std::uint8_t { kOnce, kMandatory, kMany };
  std::string_view name;
  Times times = kOnce;
};
/// Adds a fault for each child that `allowed` does not name, that stands twice or that is missing.
/// Elements of another name space prefix than the parent's are a vendor's extension and pass.
void CheckChildren(const xml::Element& element, std::span<const AllowedChild> allowed,
                   const std::string& path, Faults& faults);

/// What the reader of a part works on.
struct OptContext {
  Definition& definition;
  Faults& faults;
  std::unordered_map<std::string_view, const Pattern*> patterns;  // each expression compiled once

  /// The compiled `expression`, or null with a fault at `path`.
  const Pattern* Compile(std::string_view expression, const std::string& path);
};

/// Reads <occurrences>, <existence> or a cardinality's <interval>. Flags and bounds that contradict
/// one another are read as the wider of the two: several tools write them so.
Multiplicity ReadMultiplicity(const xml::Element& interval, const std::string& path,
                              std::string_view rule, Faults& faults);
/// Reads an interval of numbers; a fault where it is empty or its ends are no numbers.
NumberRange ReadNumberRange(const xml::Element& interval, const std::string& path,
                            OptContext& context);

/// Reads <definition> into `objects`, `attributes` and the tables of rules.
void ReadTree(const xml::Element& definition, OptContext& context);
/// Reads the constraint of a domain type or primitive into `object`; `path` is where it stands.
void ReadDomainRule(const xml::Element& element, Object& object, const std::string& path,
                    OptContext& context);
void ReadPrimitiveRule(const xml::Element& item, Object& object, const std::string& path,
                       OptContext& context);
void ReadSlotRule(const xml::Element& element, Object& object, const std::string& path,
                  OptContext& context);

/// Reads the terms and bindings of an archetype root.
void ReadRootTerms(const xml::Element& element, std::uint32_t object, OptContext& context);
/// Reads <ontology>, <component_ontologies> and <annotations>.
void ReadOntologies(const xml::Element& root, OptContext& context);

/// Checks the tree against the reference model and itself.
void CheckDefinition(const Definition& definition, Faults& faults);

}  // namespace socle::tmpl
