#include <charconv>

#include "rm/ids.h"
#include "template/opt_parts.h"

namespace socle::tmpl {
namespace {

using enum AllowedChild::Times;

// ARCHETYPE_CONSTRAINT and its descendants of Archetype.xsd, with the elements that later releases
// and well-known editors add to every object.
constexpr AllowedChild kObjectChildren[] = {
    {"rm_type_name", kMandatory},
    {"occurrences"},
    {"node_id"},
    {"attributes", kMany},
    {"archetype_id"},
    {"template_id"},
    {"term_definitions", kMany},
    {"term_bindings", kMany},
    {"includes", kMany},
    {"excludes", kMany},
    {"reference"},
    {"target_path"},
    {"item"},
    {"assumed_value"},
    {"default_value", kMany},
    {"terminology_id"},
    {"code_list", kMany},
    {"referenceSetUri"},
    {"property"},
    {"list", kMany},
    {"value"},
    {"annotations", kMany},
    {"slot_node_id"},
    {"archetype_ref"},
    {"any_allowed"},
    {"is_deprecated"},
    {"sibling_order"},
    {"is_closed"},
    {"match_negated"},
    {"ontology"},
};
constexpr AllowedChild kAttributeChildren[] = {
    {"rm_attribute_name", kMandatory},
    {"existence"},
    {"match_negated"},
    {"children", kMany},
    {"cardinality"},
    {"differential_path"},
    {"is_multiple"},
};
constexpr AllowedChild kCardinalityChildren[] = {
    {"is_ordered"}, {"is_unique"}, {"interval", kMandatory}};

struct KindName {
  std::string_view name;
  ObjectKind kind;
  std::string_view implied_type;  // where rm_type_name is empty
};
constexpr KindName kKinds[] = {
    {"C_COMPLEX_OBJECT", ObjectKind::kComplex, ""},
    {"T_COMPLEX_OBJECT", ObjectKind::kComplex, ""},
    {"C_ARCHETYPE_ROOT", ObjectKind::kArchetypeRoot, ""},
    {"ARCHETYPE_SLOT", ObjectKind::kSlot, ""},
    {"ARCHETYPE_INTERNAL_REF", ObjectKind::kInternalRef, ""},
    {"CONSTRAINT_REF", ObjectKind::kConstraintRef, "CODE_PHRASE"},
    {"C_CODE_PHRASE", ObjectKind::kCodePhrase, "CODE_PHRASE"},
    {"C_CODE_REFERENCE", ObjectKind::kCodePhrase, "CODE_PHRASE"},
    {"C_DV_QUANTITY", ObjectKind::kQuantity, "DV_QUANTITY"},
    {"C_QUANTITY", ObjectKind::kQuantity, "DV_QUANTITY"},
    {"C_DV_ORDINAL", ObjectKind::kOrdinal, "DV_ORDINAL"},
    {"C_ORDINAL", ObjectKind::kOrdinal, "DV_ORDINAL"},
    {"C_DV_SCALE", ObjectKind::kOrdinal, "DV_SCALE"},
    {"C_DV_STATE", ObjectKind::kState, "DV_STATE"},
    {"C_PRIMITIVE_OBJECT", ObjectKind::kString, ""},
};

const KindName* FindKind(std::string_view name) {
  for (const KindName& kind : kKinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

bool IsTrue(std::string_view text) { return text == "true" || text == "1"; }

/// Reads the tree depth first; the children of an attribute get neighbouring places before any
/// of them is read, so references into the tables do not last over a call.
class TreeReader {
 public:
  explicit TreeReader(OptContext& context)
      : context_(context), definition_(context.definition), faults_(context.faults) {}

  void Read(const xml::Element& element) {
    definition_.objects.emplace_back();
    definition_.objects[0].kind = ObjectKind::kArchetypeRoot;
    ReadObject(element, 0, 0);
    for (const auto& [object, path] : references_) Resolve(object, path);
  }

 private:
  void ReadObject(const xml::Element& element, std::uint32_t index, std::uint32_t root) {
    ReadKind(element, index);
    if (definition_.objects[index].is_root()) {
      root = index;
      if (const xml::Element* id = element.Child("archetype_id")) {
        std::string_view text = id->ChildText("value");
        definition_.objects[index].archetype_id =
            definition_.Intern(text.empty() ? id->trimmed() : text);
      }
    }
    Object& object = definition_.objects[index];
    object.root = root;
    object.node_id = definition_.Intern(element.ChildText("node_id"));
    const std::string path = definition_.PathOf(object);
    if (unknown_kind_) ReportKind(element, path);
    CheckChildren(element, kObjectChildren, path, faults_);
    if (object.is_root()) {
      if (object.archetype_id.empty()) {
        faults_.Add(path, "missing", "archetype_id", "nothing",
                    "The archetype root has no archetype id.");
      }
      ReadRootTerms(element, index, context_);
    }
    ReadType(element, object, path);
    if (const xml::Element* occurrences = element.Child("occurrences")) {
      object.occurrences = ReadMultiplicity(*occurrences, path, "occurrences", faults_);
    }
    ReadRule(element, object, path);
    ReadAttributes(element, index, root);
  }

  void ReadKind(const xml::Element& element, std::uint32_t index) {
    unknown_kind_ = false;
    if (index == 0) return;
    if (const KindName* kind = FindKind(element.Type())) {
      definition_.objects[index].kind = kind->kind;
      return;
    }
    unknown_kind_ = true;
  }

  void ReportKind(const xml::Element& element, const std::string& path) {
    const std::string type(element.Type());
    faults_.Add(path, "type", "a kind of constraint", type,
                "Line " + element.Place() + ": " +
                    (type.empty() ? "a constraint without xsi:type"
                                  : "there is no constraint of the kind " + type) +
                    ".");
  }

  void ReadType(const xml::Element& element, Object& object, const std::string& path) {
    std::string_view name = element.ChildText("rm_type_name");
    if (name.empty()) {
      if (const KindName* kind = FindKind(element.Type())) name = kind->implied_type;
    }
    object.type_name = definition_.Intern(name);
    if (name.empty() || element.Type() == "C_PRIMITIVE_OBJECT") return;
    object.type = rm::FindClass(name);
    if (object.type == rm::ClassId::kNone) {
      faults_.Add(path, "unknown_type", "a class of the reference model", std::string(name),
                  "The reference model has no class " + std::string(name) + ".");
      return;
    }
    const std::size_t open = name.find('<');
    if (open == std::string_view::npos) return;
    std::string_view argument = name.substr(open + 1);
    argument = argument.substr(0, argument.rfind('>'));
    while (argument.starts_with(' ')) argument.remove_prefix(1);
    while (argument.ends_with(' ')) argument.remove_suffix(1);
    if (argument == "T" || argument.empty()) return;
    object.type_argument = rm::FindClass(argument);
    if (object.type_argument == rm::ClassId::kNone) {
      faults_.Add(path, "unknown_type", "a class of the reference model", std::string(argument),
                  "The reference model has no class " + std::string(argument) + ".");
    }
  }

  void ReadRule(const xml::Element& element, Object& object, const std::string& path) {
    switch (object.kind) {
      case ObjectKind::kComplex:
      case ObjectKind::kArchetypeRoot:
      case ObjectKind::kConstraintRef:
        return;
      case ObjectKind::kSlot:
        return ReadSlotRule(element, object, path, context_);
      case ObjectKind::kInternalRef:
        references_.emplace_back(definition_.IndexOf(object), element.ChildText("target_path"));
        return;
      case ObjectKind::kString:
        if (const xml::Element* item = element.Child("item")) {
          ReadPrimitiveRule(*item, object, path, context_);
        } else {
          // No item: any primitive value.
          object.kind = ObjectKind::kConstraintRef;
        }
        return;
      default:
        return ReadDomainRule(element, object, path, context_);
    }
  }

  void ReadAttributes(const xml::Element& element, std::uint32_t index, std::uint32_t root) {
    std::uint32_t count = 0;
    for (const xml::Element& child : element) count += child.name() == "attributes";
    if (count == 0 || IsTooMany(element, count, definition_.PathOf(definition_.objects[index]))) {
      return;
    }
    const auto first = static_cast<std::uint32_t>(definition_.attributes.size());
    definition_.attributes.resize(first + count);
    definition_.objects[index].first_attribute = first;
    definition_.objects[index].attribute_count = count;
    std::uint32_t at = first;
    for (const xml::Element& child : element) {
      if (child.name() != "attributes") continue;
      definition_.attributes[at].parent = index;
      ReadAttribute(child, at++, first, root);
    }
  }

  /// Siblings are compared with one another, here and in every validation.
  bool IsTooMany(const xml::Element& element, std::uint32_t count, std::string path) {
    constexpr std::uint32_t kMost = 2048;
    if (count <= kMost) return false;
    faults_.Add(std::move(path), "too_many", "at most " + std::to_string(kMost) + " constraints",
                std::to_string(count),
                "Line " + element.Place() + ": too many constraints stand side by side.");
    return true;
  }

  void ReadAttribute(const xml::Element& element, std::uint32_t index, std::uint32_t first,
                     std::uint32_t root) {
    Attribute& attribute = definition_.attributes[index];
    attribute.name = definition_.Intern(element.ChildText("rm_attribute_name"));
    const std::string path = definition_.PathOf(attribute);
    CheckChildren(element, kAttributeChildren, path, faults_);
    for (std::uint32_t other = first; other < index; ++other) {
      if (definition_.attributes[other].name != attribute.name) continue;
      faults_.Add(path, "duplicate_element", "one constraint of the attribute", "another",
                  "Line " + element.Place() + ": the attribute " + std::string(attribute.name) +
                      " is constrained twice.");
    }
    ReadModel(attribute, path);
    if (const xml::Element* existence = element.Child("existence")) {
      attribute.existence = ReadMultiplicity(*existence, path, "existence", faults_);
    }
    if (const xml::Element* cardinality = element.Child("cardinality")) {
      CheckChildren(*cardinality, kCardinalityChildren, path, faults_);
      attribute.ordered = IsTrue(cardinality->ChildText("is_ordered"));
      attribute.unique = IsTrue(cardinality->ChildText("is_unique"));
      if (const xml::Element* interval = cardinality->Child("interval")) {
        attribute.cardinality = ReadMultiplicity(*interval, path, "cardinality", faults_);
      }
    }
    ReadChildren(element, index, root);
  }

  /// Finds the attribute in the reference model.
  void ReadModel(Attribute& attribute, const std::string& path) {
    attribute.id = rm::FindAttributeName(attribute.name);
    const Object& owner = definition_.objects[attribute.parent];
    if (attribute.name.empty() || owner.type == rm::ClassId::kNone) return;
    if (const rm::AttributeInfo* info = rm::FindAttribute(owner.type, attribute.name)) {
      attribute.container = info->container != rm::Container::kSingle;
      attribute.computed = info->computed;
      return;
    }
    // AM 1.4 counts the property of a quantity among its attributes; the data has none. Editors
    // name nodes that have no name in the model, such as ISM_TRANSITION.
    attribute.computed =
        attribute.name == "property" || (rm::IsA(owner.type, rm::type::kPathable) &&
                                         rm::FindAttribute(rm::type::kLocatable, attribute.name));
    if (attribute.computed) return;
    faults_.Add(path, "unknown_attribute", AttributeNames(owner.type), std::string(attribute.name),
                std::string(rm::Class(owner.type).name) + " has no attribute " +
                    std::string(attribute.name) + ".");
  }

  static std::string AttributeNames(rm::ClassId type) {
    std::string names;
    for (const rm::AttributeInfo& info : rm::Class(type).attributes) {
      if (!names.empty()) names += ", ";
      names += info.name;
    }
    return names;
  }

  void ReadChildren(const xml::Element& element, std::uint32_t index, std::uint32_t root) {
    std::uint32_t count = 0;
    for (const xml::Element& child : element) count += child.name() == "children";
    if (count == 0 ||
        IsTooMany(element, count, definition_.PathOf(definition_.attributes[index]))) {
      return;
    }
    const auto first = static_cast<std::uint32_t>(definition_.objects.size());
    definition_.objects.resize(first + count);
    definition_.attributes[index].first_child = first;
    definition_.attributes[index].child_count = count;
    for (std::uint32_t i = 0; i < count; ++i) definition_.objects[first + i].parent = index;
    std::uint32_t at = first;
    for (const xml::Element& child : element) {
      if (child.name() == "children") ReadObject(child, at++, root);
    }
  }

  /// Follows the target path of an internal reference from the archetype root that it stands in.
  void Resolve(std::uint32_t index, std::string_view path) {
    const Object* at = &definition_.objects[definition_.objects[index].root];
    std::string_view rest = path;
    while (at && !rest.empty()) {
      if (rest.front() == '/') {
        rest.remove_prefix(1);
        continue;
      }
      std::size_t end = 0;
      for (int depth = 0; end < rest.size() && (depth > 0 || rest[end] != '/'); ++end) {
        depth += rest[end] == '[' ? 1 : rest[end] == ']' ? -1 : 0;
      }
      at = Step(*at, rest.substr(0, end));
      rest.remove_prefix(end);
    }
    if (at && definition_.IndexOf(*at) != index && !path.empty()) {
      definition_.objects[index].rule = definition_.IndexOf(*at);
      return;
    }
    faults_.At(definition_.objects[index], "reference", "a path inside the archetype",
               std::string(path), "The internal reference leads nowhere.");
  }

  const Object* Step(const Object& from, std::string_view segment) const {
    const std::size_t bracket = segment.find('[');
    std::string_view id;
    if (bracket != std::string_view::npos) {
      id = segment.substr(bracket + 1);
      id = id.substr(0, id.find_first_of("], "));
    }
    for (const Attribute& attribute : definition_.AttributesOf(from)) {
      if (attribute.name != segment.substr(0, bracket)) continue;
      for (const Object& child : definition_.ChildrenOf(attribute)) {
        if (id.empty() || child.node_id == id || child.archetype_id == id) return &child;
      }
    }
    return nullptr;
  }

  OptContext& context_;
  Definition& definition_;
  Faults& faults_;
  std::vector<std::pair<std::uint32_t, std::string_view>> references_;
  bool unknown_kind_ = false;  // of the object that is being read
};

std::uint32_t ReadBound(const xml::Element& interval, std::string_view name, std::uint32_t absent,
                        const std::string& path, std::string_view rule, Faults& faults) {
  std::string_view text = interval.ChildText(name);
  if (text.empty()) return absent;
  if (text == "*" || text == "-1") return name == "upper" ? kUnbounded : 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // Some tools write the bound as a real number, "1.0".
  const std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (error == std::errc() && (rest.empty() || rest.find_first_not_of(".0") == rest.npos)) {
    return value;
  }
  faults.Add(path, rule, "a whole number", std::string(text),
             "Line " + interval.Place() + ": the " + std::string(name) + " bound of " +
                 std::string(rule) + " is no whole number.");
  return absent;
}

}  // namespace

Multiplicity ReadMultiplicity(const xml::Element& interval, const std::string& path,
                              std::string_view rule, Faults& faults) {
  Multiplicity result;
  result.lower = ReadBound(interval, "lower", 0, path, rule, faults);
  result.upper = ReadBound(interval, "upper", kUnbounded, path, rule, faults);
  if (IsTrue(interval.ChildText("lower_unbounded"))) result.lower = 0;
  if (IsTrue(interval.ChildText("upper_unbounded"))) result.upper = kUnbounded;
  if (result.lower > result.upper) {
    faults.Add(path, rule, "lower ≤ upper",
               std::to_string(result.lower) + ".." + std::to_string(result.upper),
               "Line " + interval.Place() + ": the " + std::string(rule) +
                   " contradict themselves: the lower bound exceeds the upper one.");
  }
  return result;
}

void ReadTree(const xml::Element& definition, OptContext& context) {
  TreeReader(context).Read(definition);
}

}  // namespace socle::tmpl
