#include "random_composition.h"

#include <algorithm>
#include <string_view>

#include "json/document.h"
#include "json/writer.h"
#include "random_value.h"
#include "rm/json.h"
#include "vocabulary.h"

namespace socle::aql::property {
namespace {

bool IsEntry(std::string_view type) {
  return type == "OBSERVATION" || type == "EVALUATION" || type == "INSTRUCTION" ||
         type == "ACTION" || type == "ADMIN_ENTRY";
}

bool IsList(std::string_view attribute) {
  return attribute == "items" || attribute == "events" || attribute == "content" ||
         attribute == "activities";
}

class CompositionWriter {
 public:
  CompositionWriter(generate::Random& random, const RandomTemplate& made)
      : random_(random), made_(made), value_(random, json_) {}

  std::string Run() {
    const Shape& root = made_.root;
    Head(root);
    value_.CodePhrase("language", "ISO_639-1", "en");
    value_.CodePhrase("territory", "ISO_3166-1", random_.Chance(500) ? "FR" : "DE");
    value_.Coded("category", "openehr", "433", "event");
    value_.Person("composer");
    Context();
    for (const Shape& child : root.children) {
      if (child.attribute == "content") {
        List(root, "content");
        break;
      }
    }
    json_.EndObject();
    return std::move(text_);
  }

 private:
  void Head(const Shape& node, std::string_view type = {}) {
    json_.BeginObject().Member("_type", type.empty() ? node.type : type);
    json_.Key("name");
    Name(node);
    if (random_.Chance(30)) value_.Identified("uid", "HIER_OBJECT_ID", Uuid());
    if (!node.id().empty()) json_.Member("archetype_node_id", node.id());
    if (random_.Chance(30)) Links();
    if (node.is_root()) Details(node);
    if (random_.Chance(30)) FeederAudit();
  }

  std::string Uuid() {
    return "99999999-0000-4000-8000-00000000000" + std::to_string(random_.Below(10));
  }

  void Name(const Shape& node) {
    if (!node.named && random_.Chance(50)) {
      value_.CodedValue(random_.Pick(kCodes));
      return;
    }
    const bool renamed = !node.named && random_.Chance(80);
    value_.Text(renamed ? random_.Pick(kWords) : std::string_view(node.name));
  }

  void Links() {
    json_.Key("links").BeginArray();
    for (int i = random_.Between(1, 2); i > 0; --i) {
      json_.BeginObject().Member("_type", "LINK").Key("meaning");
      value_.Text(random_.Pick(kTexts));
      json_.Key("type");
      value_.Text("issue");
      json_.Key("target").BeginObject().Member("_type", "DV_EHR_URI");
      json_.Member("value", "ehr://example/1").EndObject().EndObject();
    }
    json_.EndArray();
  }

  void Details(const Shape& node) {
    json_.Key("archetype_details").BeginObject().Member("_type", "ARCHETYPED");
    value_.Identified("archetype_id", "ARCHETYPE_ID", node.archetype_id);
    if (node.type == "COMPOSITION") {
      value_.Identified("template_id", "TEMPLATE_ID", made_.template_id);
    }
    json_.Member("rm_version", "1.1.0").EndObject();
  }

  void FeederAudit() {
    json_.Key("feeder_audit").BeginObject().Member("_type", "FEEDER_AUDIT");
    json_.Key("originating_system_audit").BeginObject().Member("_type", "FEEDER_AUDIT_DETAILS");
    json_.Member("system_id", random_.Pick(kWords)).EndObject().EndObject();
  }

  void Participations(std::string_view key) {
    json_.Key(key).BeginArray();
    for (int i = random_.Between(1, 2); i > 0; --i) {
      json_.BeginObject().Member("_type", "PARTICIPATION").Key("function");
      value_.Text(random_.Pick(kWords));
      value_.Person("performer");
      json_.EndObject();
    }
    json_.EndArray();
  }

  void Context() {
    json_.Key("context").BeginObject().Member("_type", "EVENT_CONTEXT");
    value_.Temporal("start_time", "DV_DATE_TIME", random_.Pick(kDateTimes));
    if (random_.Chance(300)) value_.Temporal("end_time", "DV_DATE_TIME", kDateTimes[2]);
    if (random_.Chance(300)) json_.Member("location", random_.Pick(kWords));
    value_.Coded("setting", "openehr", "238", "other care");
    for (const Shape& child : made_.root.children) {
      if (child.attribute == "context") Children(child);
    }
    if (random_.Chance(250)) Participations("participations");
    json_.EndObject();
  }

  void Entry(const Shape& node) {
    value_.CodePhrase("language", "ISO_639-1", "en");
    value_.CodePhrase("encoding", "IANA_character-sets", "UTF-8");
    json_.Key("subject").BeginObject().Member("_type", "PARTY_SELF").EndObject();
    if (random_.Chance(100)) value_.Person("provider");
    if (random_.Chance(120)) Participations("other_participations");
    if (node.type == "INSTRUCTION") {
      json_.Key("narrative");
      value_.Text(random_.Pick(kTexts));
      if (random_.Chance(300)) value_.Temporal("expiry_time", "DV_DATE_TIME", kDateTimes[0]);
    }
    if (node.type == "ACTION") {
      value_.Temporal("time", "DV_DATE_TIME", random_.Pick(kDateTimes));
      json_.Key("ism_transition").BeginObject().Member("_type", "ISM_TRANSITION");
      const bool completed = random_.Chance(500);
      value_.Coded("current_state", "openehr", completed ? "532" : "245",
                   completed ? "completed" : "active");
      json_.EndObject();
    }
    const bool has_protocol =
        std::any_of(node.children.begin(), node.children.end(),
                    [](const Shape& child) { return child.attribute == "protocol"; });
    if (node.type != "ADMIN_ENTRY" && !has_protocol && random_.Chance(80)) OtherProtocol();
  }

  /// One that the template does not speak about.
  void OtherProtocol() {
    Shape tree;
    tree.type = "ITEM_TREE";
    tree.node_id = "at0001";
    tree.name = "Tree";
    Shape element;
    element.attribute = "items";
    element.type = "ELEMENT";
    element.node_id = "at0002";
    element.name = "Other";
    element.least = 1;
    element.values = {random_.Chance(500) ? ValueKind::kText : ValueKind::kQuantity};
    tree.children.push_back(std::move(element));
    json_.Key("protocol");
    Object(tree);
  }

  static bool IsConcreteEvent(std::string_view type) {
    return type == "POINT_EVENT" || type == "INTERVAL_EVENT";
  }

  void Object(const Shape& node) {
    std::string type = node.type;
    if (type == "EVENT") type = random_.Chance(800) ? "POINT_EVENT" : "INTERVAL_EVENT";
    Head(node, type);
    if (IsEntry(type)) Entry(node);
    if (type == "HISTORY") value_.Temporal("origin", "DV_DATE_TIME", random_.Pick(kDateTimes));
    if (IsConcreteEvent(type)) {
      value_.Temporal("time", "DV_DATE_TIME", random_.Pick(kDateTimes));
      if (type == "INTERVAL_EVENT") {
        value_.Temporal("width", "DV_DURATION", random_.Pick(kDurations));
        value_.Coded("math_function", "openehr", "146", "mean");
      }
    }
    if (type == "ACTIVITY") json_.Member("action_archetype_id", "/.*/");
    if (type == "ELEMENT") {
      Element(node);
    } else {
      Children(node);
    }
    json_.EndObject();
  }

  void Element(const Shape& node) {
    if (random_.Chance(70)) {
      value_.Coded("null_flavour", "openehr", "253", "unknown");
      return;
    }
    json_.Key("value");
    value_.Of(node.open ? RandomKind(random_) : random_.Pick(node.values));
  }

  /// What no template describes: elements of any type, clusters of archetypes that this template
  /// does not have, or none has.
  void OpenItems() {
    json_.Key("items").BeginArray();
    for (int i = random_.Between(1, 3); i > 0; --i) {
      Shape element;
      element.type = "ELEMENT";
      element.node_id = "at000" + std::to_string(random_.Between(1, 4));
      element.name = random_.Pick(kWords);
      element.open = true;
      if (!random_.Chance(200)) {
        Object(element);
        continue;
      }
      element.attribute = "items";
      element.least = 1;
      Shape cluster;
      cluster.type = "CLUSTER";
      cluster.node_id = "at0000";
      cluster.archetype_id = random_.Pick(kOpenClusters);
      cluster.name = "Cluster";
      cluster.children.push_back(std::move(element));
      Object(cluster);
    }
    json_.EndArray();
  }

  void Children(const Shape& node) {
    if (node.open) return OpenItems();
    std::string last;
    for (const Shape& child : node.children) {
      if (child.attribute == last) continue;
      last = child.attribute;
      if (IsList(last)) {
        List(node, last);
      } else if (child.least > 0 || random_.Chance(700)) {
        json_.Key(last);
        Object(child);
      }
    }
  }

  void List(const Shape& node, std::string_view attribute) {
    std::vector<const Shape*> chosen;
    for (const Shape& child : node.children) {
      if (child.attribute != attribute) continue;
      const int most = child.most < 0 ? random_.Between(0, 3) : random_.Chance(800) ? 1 : 0;
      for (int i = std::max(most, child.least); i > 0; --i) chosen.push_back(&child);
    }
    const bool needy = node.type == "CLUSTER" || node.type == "HISTORY";
    if (chosen.empty() && needy) chosen.push_back(&node.children.front());
    if (chosen.empty()) return;
    // Documents need not follow the template's order.
    if (random_.Chance(100)) std::reverse(chosen.begin(), chosen.end());
    json_.Key(attribute).BeginArray();
    for (const Shape* child : chosen) Object(*child);
    json_.EndArray();
  }

  generate::Random& random_;
  const RandomTemplate& made_;
  std::string text_;
  json::Writer json_{text_};
  ValueWriter value_;
};

}  // namespace

std::string RandomComposition(generate::Random& random, const RandomTemplate& made) {
  // In the model's order of attributes, as a store keeps it: rows follow the document.
  const std::string text = CompositionWriter(random, made).Run();
  return rm::WriteJson(rm::ReadStoredJson(json::Document::Parse(text).root()));
}

}  // namespace socle::aql::property
