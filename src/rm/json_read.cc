#include <cassert>
#include <string>
#include <utility>

#include "base/nearest.h"
#include "rm/findings.h"
#include "rm/ids.h"
#include "rm/invariants.h"
#include "rm/json.h"
#include "rm/primitive.h"

namespace socle::rm {
namespace {

/// A class with the argument that its generic parameter is bound to, where it is known.
struct BoundType {
  ClassId type = ClassId::kNone;
  ClassId argument = ClassId::kNone;
};

/// The types of `info`'s values in an object of a generic class whose parameter is bound to
/// `argument`.
BoundType DeclaredType(const AttributeInfo& info, ClassId argument) {
  if (argument != ClassId::kNone) {
    if (info.parameter == ParameterUse::kType) return {argument, ClassId::kNone};
    if (info.parameter == ParameterUse::kArgument) return {info.type, argument};
  }
  return {info.type, info.type_argument};
}

const json::Value* TypeMember(const json::Value& object) {
  const json::Value* first = object.first_child();
  if (first != nullptr && first->key() == "_type") return first;
  return object.Find("_type");
}

/// The argument in "DV_INTERVAL<DV_DATE>", or kNone.
ClassId ArgumentIn(std::string_view name) {
  const std::size_t open = name.find('<');
  if (open == std::string_view::npos || name.back() != '>') return ClassId::kNone;
  return FindClass(name.substr(open + 1, name.size() - open - 2));
}

std::string NearestAttribute(ClassId type, std::string_view name) {
  std::vector<std::string_view> known;
  for (const AttributeInfo& info : Class(type).attributes) known.push_back(info.name);
  const std::string_view nearest = base::Nearest(name, known);
  std::string text = "an attribute of " + std::string(Class(type).name);
  if (!nearest.empty()) text += "; nearest: " + std::string(nearest);
  return text;
}

std::string NearestClass(std::string_view name, ClassId declared) {
  std::vector<std::string_view> known;
  for (std::size_t i = 0; i < ClassCount(); ++i) {
    const ClassId id{static_cast<std::uint16_t>(i)};
    if (IsA(id, declared) && !Class(id).is_abstract) known.push_back(Class(id).name);
  }
  const std::string_view nearest = base::Nearest(name, known);
  std::string text = "a class of the reference model";
  if (!nearest.empty()) text += "; nearest: " + std::string(nearest);
  return text;
}

enum class Depth { kStructure, kAll };

class Reader {
 public:
  explicit Reader(Depth depth) : depth_(depth) {}

  Tree Read(const json::Value& document, ClassId expected) {
    Place place{nullptr, nullptr, 0};
    if (!document.is_object()) {
      ThrowRoot("wrong_json_kind", std::string(Class(expected).name), KindName(document.kind()));
    }
    Object(document, place, {expected, ClassId::kNone});
    if (!findings_.empty()) {
      throw base::Error(base::ErrorCode::kInvalid, Summary()).WithIssues(findings_.Issues());
    }
    return std::move(tree_);
  }

 private:
  /// Where a value stands: in an attribute of `parent`, the `index`th item (from 1) of a list.
  struct Place {
    Node* parent;
    const AttributeInfo* info;
    std::uint32_t index;
    std::string_view key = {};
  };

  std::string Summary() const {
    const std::string count = std::to_string(findings_.size());
    if (findings_.size() == 1) return "The document breaks a rule of the reference model.";
    return "The document breaks rules of the reference model in " + count + " places.";
  }

  [[noreturn]] static void ThrowRoot(std::string rule, std::string expected,
                                     std::string_view found) {
    std::string message = "expected " + expected + ", found " + std::string(found);
    throw base::Error(base::ErrorCode::kInvalid,
                      "The document breaks a rule of the reference model.")
        .WithIssues({{"/", std::move(rule), std::move(expected), std::string(found), message}});
  }

  void Fault(const Place& place, std::string_view rule, std::string expected, std::string found) {
    if (place.parent == nullptr) ThrowRoot(std::string(rule), std::move(expected), found);
    std::string below = "/" + std::string(place.info->name);
    if (!place.key.empty()) below += "[" + Shortened(place.key) + "]";
    if (place.index != 0) below += "[" + std::to_string(place.index) + "]";
    findings_.Add(*place.parent, std::move(below), rule, std::move(expected), std::move(found));
  }

  Node* NewNode(const Place& place, ClassId type) {
    Node* node = tree_.NewNode(type, place.info == nullptr ? AttributeId::kNone : place.info->id);
    node->order = next_order_++;
    node->last = node->order;
    if (place.parent == nullptr) {
      tree_.SetRoot(node);
    } else {
      tree_.Append(place.parent, node);
    }
    if (place.info != nullptr && place.info->container == Container::kHash) {
      node->key = tree_.Intern(place.key);
    }
    return node;
  }

  /// The class of `object` by its `_type` or the declared one; kNone where that cannot be, with the
  /// fault reported.
  BoundType Resolve(const json::Value& object, const Place& place, BoundType declared) {
    const json::Value* stated = TypeMember(object);
    if (stated == nullptr || stated->kind() == json::Kind::kNull) {
      if (!Class(declared.type).is_abstract) return declared;
      Fault(place, "missing_type", "_type, because " + Name(declared.type) + " is abstract",
            "none");
      return {};
    }
    if (!stated->is_string()) {
      Fault(place, "wrong_json_kind", "a class name in _type",
            std::string(KindName(stated->kind())));
      return {};
    }
    BoundType found{FindClass(stated->text()), ArgumentIn(stated->text())};
    if (found.type == ClassId::kNone) {
      if (!findings_.full())
        Fault(place, "unknown_type", NearestClass(stated->text(), declared.type),
              Shortened(stated->text()));
      return {};
    }
    if (!IsA(found.type, declared.type)) {
      Fault(place, "unfitting_type", Name(declared.type), Name(found.type));
      return {};
    }
    if (Class(found.type).is_abstract) {
      Fault(place, "unfitting_type", "a concrete class", Name(found.type) + ", which is abstract");
      return {};
    }
    // What the place demands holds: an argument in `_type` may only narrow it.
    if (!IsA(found.argument, declared.argument) && declared.argument != ClassId::kNone) {
      found.argument = declared.argument;
    }
    return found;
  }

  /// Reads an object into a new node. False where no node could be made.
  bool Object(const json::Value& value, const Place& place, BoundType declared) {
    const BoundType bound = Resolve(value, place, declared);
    if (bound.type == ClassId::kNone) return false;
    Node* node = NewNode(place, bound.type);
    const ClassInfo& cls = Class(bound.type);
    std::uint64_t seen = 0;
    bool whole = true;
    for (const json::Value& member : value) {
      if (member.kind() == json::Kind::kNull) continue;
      const AttributeInfo* info = FindAttribute(bound.type, member.key());
      if (info == nullptr) {
        if (member.key() == "_type" || findings_.full()) continue;
        findings_.Add(*node, "/" + Shortened(member.key()), "unknown_attribute",
                      NearestAttribute(bound.type, member.key()), Shortened(member.key()));
        continue;
      }
      const bool present = Attribute(member, node, *info, bound.argument, whole);
      if (present) seen |= std::uint64_t{1} << (info - cls.attributes.data());
    }
    node->last = next_order_ - 1;
    if (depth_ == Depth::kStructure) return true;
    const std::uint64_t missing = MandatoryMask(bound.type) & ~seen;
    if (missing != 0) ReportMissing(*node, cls, missing);
    if (whole) CheckInvariants(*node, findings_);
    return true;
  }

  void ReportMissing(const Node& node, const ClassInfo& cls, std::uint64_t missing) {
    for (std::size_t i = 0; i < cls.attributes.size(); ++i) {
      if ((missing >> i & 1) == 0) continue;
      const AttributeInfo& info = cls.attributes[i];
      const bool container = info.container != Container::kSingle;
      findings_.Add(node, "/" + std::string(info.name), "missing_attribute",
                    (container ? "at least one " : "") + Name(info.type), "none");
    }
  }

  /// Reads one member; sets `whole` to false where a part of it could not be made into nodes.
  /// False where it says nothing: an empty container.
  bool Attribute(const json::Value& member, Node* node, const AttributeInfo& info, ClassId argument,
                 bool& whole) {
    const BoundType declared = DeclaredType(info, argument);
    Place place{node, &info, 0};
    if (info.container == Container::kSingle) {
      if (member.is_array()) {
        Fault(place, "list_for_single", "one " + Name(declared.type), "list");
        whole = false;
      } else if (!Value(member, place, declared)) {
        whole = false;
      }
      return true;
    }
    const bool hash = info.container == Container::kHash;
    if (hash ? !member.is_object() : !member.is_array()) {
      Fault(place, hash ? "wrong_json_kind" : "single_for_list",
            (hash ? "object with values of " : "list of ") + Name(declared.type),
            std::string(KindName(member.kind())));
      whole = false;
      return true;
    }
    bool any = false;
    for (const json::Value& item : member) {
      if (hash)
        place.key = item.key();
      else
        ++place.index;
      if (item.kind() == json::Kind::kNull) continue;
      any = true;
      if (!Value(item, place, declared)) whole = false;
    }
    // DEVIATION: an empty list counts as absent, though invariants such as Links_valid refuse it;
    // docs/spec-issues.md, rm-1.
    return any;
  }

  bool Value(const json::Value& value, const Place& place, BoundType declared) {
    if (!Class(declared.type).is_primitive) {
      if (value.is_object()) return Object(value, place, declared);
      Fault(place, "wrong_json_kind", "object of " + Name(declared.type),
            std::string(KindName(value.kind())));
      return false;
    }
    const PrimitiveFault fault = CheckPrimitive(value, declared.type);
    if (!fault.ok()) {
      std::string found(KindName(value.kind()));
      if (value.kind() == json::Kind::kNumber) found += " " + Shortened(value.text());
      Fault(place, fault.rule, std::string(fault.expected), std::move(found));
      return false;
    }
    NewNode(place, declared.type)->text = tree_.Intern(value.text());
    return true;
  }

  static std::string Name(ClassId id) { return std::string(Class(id).name); }

  Tree tree_;
  Findings findings_;
  std::uint32_t next_order_ = 0;
  Depth depth_;
};

}  // namespace

Tree ReadJson(const json::Value& document, std::string_view expected) {
  const ClassId type = FindClass(expected);
  assert(type != ClassId::kNone && "callers name a class of the model");
  return Reader(Depth::kAll).Read(document, type);
}

Tree ReadStoredJson(const json::Value& document) {
  return Reader(Depth::kStructure).Read(document, type::kAny);
}

}  // namespace socle::rm
