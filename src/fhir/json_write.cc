#include <string>

#include "fhir/ids.h"
#include "fhir/json.h"
#include "fhir/primitive.h"
#include "fhir/written_name.h"
#include "json/writer.h"

namespace socle::fhir {
namespace {

class TreeWriter {
 public:
  TreeWriter(std::string& out, int indent) : json_(out, indent) {}

  void Object(const Node& node) {
    json_.BeginObject();
    const Type& type = Get(node.type);
    if (type.kind == TypeKind::kResource) json_.Member("resourceType", type.name);
    Members(node, type);
    json_.EndObject();
  }

 private:
  void Members(const Node& node, const Type& type) {
    for (const Node* child = node.first_child; child != nullptr;) {
      const Node* end = child;
      while (end != nullptr && end->name == child->name) end = end->next_sibling;
      ElementOf(*child, end, type.elements[child->element].max != 1);
      child = end;
    }
  }

  void ElementOf(const Node& first, const Node* end, bool repeats) {
    const bool is_primitive = Get(first.type).kind == TypeKind::kPrimitive;
    if (!is_primitive) {
      Key(first, "");
      Run(first, end, repeats, [this](const Node& item) { Object(item); });
      return;
    }
    bool any_value = false;
    bool any_extension = false;
    for (const Node* item = &first; item != end; item = item->next_sibling) {
      any_value |= item->has_value;
      any_extension |= item->first_child != nullptr;
    }
    if (any_value) {
      Key(first, "");
      Run(first, end, repeats, [this](const Node& item) { Value(item); });
    }
    if (any_extension) {
      Key(first, "_");
      Run(first, end, repeats, [this](const Node& item) {
        if (item.first_child == nullptr) {
          json_.Null();
        } else {
          Object(item);
        }
      });
    }
  }

  template <typename Write>
  void Run(const Node& first, const Node* end, bool repeats, Write write) {
    if (!repeats) {
      write(first);
      return;
    }
    json_.BeginArray();
    for (const Node* item = &first; item != end; item = item->next_sibling) write(*item);
    json_.EndArray();
  }

  /// The name of the property, with the type behind it for a choice.
  void Key(const Node& node, std::string_view prefix) {
    if (prefix.empty() && !node.is_choice) {
      json_.Key(Name(node.name));
      return;
    }
    key_ = prefix;
    AppendWrittenName(node, key_);
    json_.Key(key_);
  }

  void Value(const Node& node) {
    if (!node.has_value) {
      json_.Null();
      return;
    }
    const JsonForm form = FormOf(node.type);
    // What does not fit its type is written so that the document stays JSON.
    if (form == JsonForm::kString || !FitsPrimitive(node.type, node.text)) {
      json_.String(node.text);
    } else {
      json_.Raw(node.text.starts_with('+') ? node.text.substr(1) : node.text);
    }
  }

  json::Writer json_;
  std::string key_;
};

}  // namespace

void WriteJson(const Node& resource, std::string& out, int indent) {
  TreeWriter(out, indent).Object(resource);
}

}  // namespace socle::fhir
