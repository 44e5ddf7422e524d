#include "random_template.h"

#include <algorithm>
#include <array>
#include <utility>

#include "vocabulary.h"

namespace socle::aql::property {
namespace {

constexpr int kMostNodes = 40;

Shape Node(std::string_view attribute, std::string_view type, std::string node_id,
           std::string_view name, int least, int most) {
  Shape shape;
  shape.attribute = attribute;
  shape.type = type;
  shape.node_id = std::move(node_id);
  shape.name = name;
  shape.least = least;
  shape.most = most;
  return shape;
}

Shape Slot(std::string_view attribute, std::string_view type) {
  Shape shape = Node(attribute, type, "", "", 0, -1);
  shape.slot = true;
  return shape;
}

/// Another type beside those that `element` may have: alternatives differ in their class.
void AddAlternative(Shape& element, ValueKind kind) {
  const auto same = [kind](ValueKind known) { return TypeName(known) == TypeName(kind); };
  if (std::none_of(element.values.begin(), element.values.end(), same)) {
    element.values.push_back(kind);
  }
}

bool Repeats(std::string_view attribute) {
  return attribute == "items" || attribute == "events" || attribute == "content" ||
         attribute == "activities";
}

}  // namespace

ValueKind RandomKind(generate::Random& random) {
  // The kinds that records are full of come more often.
  constexpr std::array kUsual = {ValueKind::kQuantity, ValueKind::kCount, ValueKind::kText,
                                 ValueKind::kCodedText, ValueKind::kDateTime};
  if (random.Chance(450)) return random.Pick(kUsual);
  if (random.Chance(20)) return ValueKind::kMultimedia;
  return static_cast<ValueKind>(random.Below(static_cast<std::uint32_t>(ValueKind::kMultimedia)));
}

std::string_view TypeName(ValueKind kind) {
  constexpr std::array<std::string_view, 19> kNames = {"DV_QUANTITY",
                                                       "DV_QUANTITY",
                                                       "DV_COUNT",
                                                       "DV_ORDINAL",
                                                       "DV_SCALE",
                                                       "DV_PROPORTION",
                                                       "DV_TEXT",
                                                       "DV_CODED_TEXT",
                                                       "DV_CODED_TEXT",
                                                       "DV_BOOLEAN",
                                                       "DV_DATE",
                                                       "DV_TIME",
                                                       "DV_DATE_TIME",
                                                       "DV_DURATION",
                                                       "DV_IDENTIFIER",
                                                       "DV_URI",
                                                       "DV_INTERVAL<DV_QUANTITY>",
                                                       "DV_INTERVAL<DV_COUNT>",
                                                       "DV_MULTIMEDIA"};
  return kNames[static_cast<std::size_t>(kind)];
}

ArchetypePool::ArchetypePool(generate::Random& random) : random_(random) {
  for (const std::string_view type : {"CLUSTER", "OBSERVATION", "SECTION", "COMPOSITION"}) {
    Define(type, "a");
    Define(type, "b");
  }
  for (const std::string_view type : {"EVALUATION", "INSTRUCTION", "ACTION", "ADMIN_ENTRY"}) {
    Define(type, "a");
  }
}

std::string ArchetypePool::Code(int& code) const {
  const std::string digits = std::to_string(code++);
  return "at" + std::string(4 - digits.size(), '0') + digits;
}

void ArchetypePool::AddItems(Shape& parent, int& code, int depth) {
  const int count = random_.Between(2, depth == 0 ? 5 : 3);
  for (int i = 0; i < count; ++i) {
    if (depth < 2 && parent.type != "ITEM_LIST" && random_.Chance(150)) {
      Shape cluster = Node("items", "CLUSTER", Code(code), random_.Pick(kWords), 0, 1);
      AddItems(cluster, code, depth + 1);
      parent.children.push_back(std::move(cluster));
      continue;
    }
    Shape element = Node("items", "ELEMENT", Code(code), random_.Pick(kWords), 0, 1);
    if (random_.Chance(100)) element.node_id += ".1";
    element.values.push_back(RandomKind(random_));
    while (random_.Chance(200)) AddAlternative(element, RandomKind(random_));
    parent.children.push_back(std::move(element));
  }
  if (parent.type != "ITEM_LIST" && random_.Chance(depth == 0 ? 600 : 300)) {
    parent.children.push_back(Slot("items", "CLUSTER"));
  }
}

Shape ArchetypePool::Tree(std::string_view attribute, int& code) {
  const std::string_view type = random_.Chance(150) ? "ITEM_LIST" : "ITEM_TREE";
  Shape tree = Node(attribute, type, Code(code), "Tree", 1, 1);
  AddItems(tree, code, 0);
  return tree;
}

Shape ArchetypePool::Observation() {
  Shape root = Node("", "OBSERVATION", "at0000", "Observation", 0, 1);
  int code = 1;
  Shape history = Node("data", "HISTORY", Code(code), "History", 1, 1);
  const int events = random_.Chance(300) ? 2 : 1;
  for (int i = 0; i < events; ++i) {
    constexpr std::array<std::string_view, 4> kTypes = {"EVENT", "EVENT", "POINT_EVENT",
                                                        "INTERVAL_EVENT"};
    Shape event = Node("events", random_.Pick(kTypes), Code(code), random_.Pick(kWords), 0,
                       random_.Chance(800) ? -1 : 1);
    event.children.push_back(Tree("data", code));
    history.children.push_back(std::move(event));
  }
  root.children.push_back(std::move(history));
  if (random_.Chance(500)) root.children.push_back(Tree("protocol", code));
  return root;
}

Shape ArchetypePool::Composition() {
  Shape root = Node("", "COMPOSITION", "at0000", "Composition", 1, 1);
  int code = 1;
  if (random_.Chance(500)) {
    Shape context = Node("context", "EVENT_CONTEXT", "", "", 0, 1);
    context.children.push_back(Tree("other_context", code));
    root.children.push_back(std::move(context));
  }
  root.children.push_back(Slot("content", "CONTENT_ITEM"));
  return root;
}

void ArchetypePool::Define(std::string_view type, std::string_view concept_name) {
  int code = 1;
  Shape root = Node("", type, "at0000", type, 0, 1);
  if (type == "OBSERVATION") {
    root = Observation();
  } else if (type == "COMPOSITION") {
    root = Composition();
  } else if (type == "SECTION") {
    root.children.push_back(Slot("items", "CONTENT_ITEM"));
  } else if (type == "CLUSTER") {
    AddItems(root, code, 0);
  } else if (type == "INSTRUCTION") {
    Shape activity = Node("activities", "ACTIVITY", Code(code), random_.Pick(kWords), 0, -1);
    activity.children.push_back(Tree("description", code));
    root.children.push_back(std::move(activity));
  } else {
    root.children.push_back(Tree(type == "ACTION" ? "description" : "data", code));
  }
  root.name = std::string(type) + " " + std::string(concept_name);
  root.archetype_id = "openEHR-EHR-" + std::string(type) + "." + std::string(concept_name) + ".v1";
  by_type_[std::string(type)].push_back(root.archetype_id);
  archetypes_.emplace(root.archetype_id, std::move(root));
}

void ArchetypePool::Fill(const Shape& slot, int depth, std::vector<Shape>& children) {
  const int count = slot.type == "CLUSTER" ? random_.Between(0, 2) : random_.Between(1, 3);
  const std::size_t before = children.size();
  for (int i = 0; i < count && nodes_ < kMostNodes && depth < 4; ++i) {
    std::string type = slot.type;
    if (type != "CLUSTER") {
      constexpr std::array<std::string_view, 8> kTypes = {
          "OBSERVATION", "OBSERVATION", "OBSERVATION", "EVALUATION",
          "INSTRUCTION", "ACTION",      "ADMIN_ENTRY", "SECTION"};
      type = random_.Pick(kTypes);
    }
    Shape child = Use(archetypes_.at(random_.Pick(by_type_[type])), depth + 1);
    child.attribute = slot.attribute;
    child.most = random_.Chance(300 + 100 * std::min(number_, 3)) ? -1 : 1;
    // The same archetype twice: only names tell them apart.
    for (std::size_t k = before; k < children.size(); ++k) {
      if (children[k].archetype_id != child.archetype_id) continue;
      if (!children[k].named) children[k].name += " first";
      children[k].named = child.named = true;
      child.name += " " + std::to_string(k);
    }
    children.push_back(std::move(child));
  }
}

/// `child` as this template has it: perhaps repeating, perhaps as named siblings.
void ArchetypePool::Vary(Shape child, std::vector<Shape>& children) {
  const bool item = child.attribute == "items" && !child.is_root();
  if (item && child.most == 1 && random_.Chance(80 + 80 * std::min(number_, 3))) child.most = -1;
  if (child.values.size() > 1 && number_ < 2) {
    child.values.resize(1 + random_.Below(static_cast<std::uint32_t>(child.values.size())));
  }
  if (!item || !random_.Chance(100)) {
    children.push_back(std::move(child));
    return;
  }
  for (const std::string_view name : {"left", "right"}) {
    Shape sibling = child;
    sibling.name = name;
    sibling.named = true;
    children.push_back(std::move(sibling));
  }
}

void ArchetypePool::Derive(Shape& node, int depth) {
  std::vector<Shape> children;
  const std::vector<Shape> defined = std::move(node.children);
  for (const Shape& child : defined) {
    if (child.slot) {
      Fill(child, depth, children);
      continue;
    }
    const bool droppable = child.least == 0 && Repeats(child.attribute) && child.type != "EVENT";
    if (droppable && random_.Chance(250)) continue;
    ++nodes_;
    Shape kept = child;
    Derive(kept, depth);
    if (kept.type == "ELEMENT" && random_.Chance(40)) Open(kept);
    Vary(std::move(kept), children);
  }
  // A CLUSTER has items, so one that the template closed would never be there.
  const bool needy =
      node.type == "CLUSTER" || node.type == "HISTORY" || node.type.starts_with("ITEM_");
  if (children.empty() && needy && !defined.empty()) {
    ++nodes_;
    children.push_back(defined.front());
    Derive(children.back(), depth);
  }
  node.children = std::move(children);
  const bool container = node.type == "CLUSTER" || node.type == "ITEM_TREE";
  if (container && random_.Chance(40)) Open(node);
}

/// Anything of the reference model may stand there.
void ArchetypePool::Open(Shape& node) {
  node.children.clear();
  node.values.clear();
  node.open = true;
}

Shape ArchetypePool::Use(const Shape& definition, int depth) {
  Shape root = definition;
  ++nodes_;
  Derive(root, depth);
  return root;
}

RandomTemplate ArchetypePool::Make(int number) {
  number_ = number;
  nodes_ = 0;
  RandomTemplate made;
  made.template_id = "template_" + std::to_string(number);
  made.root = Use(archetypes_.at(random_.Pick(by_type_["COMPOSITION"])), 0);
  made.root.least = 1;
  made.xml = WriteOpt(made.template_id, made.root);
  return made;
}

}  // namespace socle::aql::property
