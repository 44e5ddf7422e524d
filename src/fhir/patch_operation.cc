#include "fhir/patch_operation.h"

#include <array>
#include <charconv>
#include <utility>

#include "base/nearest.h"
#include "fhir/ids.h"
#include "fhir/location.h"

namespace socle::fhir {
namespace {

constexpr std::array<std::string_view, 5> kTypes = {"add", "insert", "delete", "replace", "move"};
constexpr std::array<std::string_view, 7> kParts = {"type",  "path",   "name",       "value",
                                                    "index", "source", "destination"};

std::string WithNearest(std::string text, std::string_view found,
                        std::span<const std::string_view> known) {
  const std::string_view nearest = base::Nearest(found, known);
  if (!nearest.empty()) text += "; did you mean " + std::string(nearest) + "?";
  return text;
}

class PartReader {
 public:
  PartReader(const Node& parameter, std::size_t number) {
    operation_.number = number;
    operation_.parameter = &parameter;
  }

  PathPatchOperation Read() {
    const Node& parameter = *operation_.parameter;
    if (parameter.ChildText("name") != "operation") {
      throw Bad("expected a parameter named operation, found another", parameter);
    }
    for (const Node* part = parameter.Child(name::kPart);
         part != nullptr && part->name == name::kPart; part = part->next_sibling) {
      Sort(*part);
    }
    ReadType();
    operation_.path = &Needed(1);
    operation_.path_text = Text(*operation_.path);
    if (operation_.type == PathPatchType::kAdd) {
      operation_.name = &Needed(2);
      operation_.name_text = Text(*operation_.name);
    }
    if (operation_.type != PathPatchType::kDelete && operation_.type != PathPatchType::kMove) {
      operation_.value = &Needed(3);
    }
    if (operation_.type == PathPatchType::kInsert) operation_.index = Index(Needed(4));
    if (operation_.type == PathPatchType::kMove) {
      operation_.source = Index(Needed(5));
      operation_.destination = Index(Needed(6));
    }
    return operation_;
  }

 private:
  base::Error Bad(const std::string& text, const Node& node) const {
    return operation_.Fault(base::ErrorCode::kBadRequest, text, node);
  }

  void Sort(const Node& part) {
    const std::string_view name = part.ChildText("name");
    std::size_t at = 0;
    while (at < kParts.size() && kParts[at] != name) ++at;
    if (at == kParts.size()) {
      throw Bad(WithNearest("expected a part named type, path, name, value, index, source or "
                            "destination, found another",
                            name, kParts),
                part);
    }
    if (parts_[at] != nullptr) {
      throw Bad("expected one part named " + std::string(kParts[at]) + ", found two", part);
    }
    parts_[at] = &part;
  }

  const Node& Needed(std::size_t part) const {
    if (parts_[part] != nullptr) return *parts_[part];
    throw Bad("expected a part named " + std::string(kParts[part]) + ", found none",
              *operation_.parameter);
  }

  /// A text of whatever type, because clients write code, string and uri here.
  std::string_view Text(const Node& part) const {
    const Node* value = part.Child(name::kValue);
    if (value == nullptr || Get(value->type).kind != TypeKind::kPrimitive || value->text.empty()) {
      throw Bad("expected a text as its value, found none", part);
    }
    return value->text;
  }

  std::size_t Index(const Node& part) const {
    const std::string_view text = Text(part);
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
    if (error == std::errc() && end == text.data() + text.size()) return index;
    throw Bad("expected an index from 0, found another value", part);
  }

  void ReadType() {
    const Node& part = Needed(0);
    const std::string_view text = Text(part);
    std::size_t at = 0;
    while (at < kTypes.size() && kTypes[at] != text) ++at;
    if (at == kTypes.size()) {
      throw Bad(
          WithNearest("expected add, insert, delete, replace or move, found another", text, kTypes),
          part);
    }
    operation_.type = static_cast<PathPatchType>(at);
  }

  PathPatchOperation operation_;
  std::array<const Node*, kParts.size()> parts_{};
};

}  // namespace

base::Error PathPatchOperation::Fault(base::ErrorCode code, const std::string& text,
                                      const Node& node) const {
  return base::Error(code, "operation " + std::to_string(number) + ": " + text)
      .At(LocationOf(node));
}

base::Error PathPatchOperation::Impossible(const std::string& text, const Node* node) const {
  return Fault(base::ErrorCode::kInvalid, text, node == nullptr ? *path : *node);
}

PathPatchOperation ReadPathPatchOperation(const Node& parameter, std::size_t number) {
  return PartReader(parameter, number).Read();
}

}  // namespace socle::fhir
