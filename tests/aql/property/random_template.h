#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "generate/random.h"

namespace socle::aql::property {

/// What an ELEMENT may hold.
enum class ValueKind {
  kQuantity,
  kQuantityOfUnits,  // one of kUnits
  kCount,
  kOrdinal,
  kScale,
  kProportion,
  kText,
  kCodedText,      // of a local value set
  kOpenCodedText,  // of any terminology
  kBoolean,
  kDate,
  kTime,
  kDateTime,
  kDuration,
  kIdentifier,
  kUri,
  kIntervalOfQuantity,
  kIntervalOfCount,
  kMultimedia,
};

std::string_view TypeName(ValueKind kind);
/// One that records are full of, or any other.
ValueKind RandomKind(generate::Random& random);

/// A node of a template, as its OPT says it: what compositions are made from and queries ask for.
struct Shape {
  std::string attribute;  // in its parent
  std::string type;
  std::string node_id;       // empty where the model has none
  std::string archetype_id;  // of archetypes' roots
  std::string name;
  bool named = false;  // the template demands this name
  int least = 0;
  int most = 1;  // -1: any number
  std::vector<Shape> children;
  std::vector<ValueKind> values;  // of an ELEMENT: one or a choice; none where `open`
  bool open = false;  // the template says nothing about its items, or an ELEMENT's value
  bool slot = false;  // in an archetype's definition: filled by other archetypes

  bool is_root() const { return !archetype_id.empty(); }
  /// What stands in brackets behind an attribute: a node id or an archetype's id.
  const std::string& id() const { return is_root() ? archetype_id : node_id; }
};

/// A template and its OPT 1.4, which tmpl::Template::Parse takes.
struct RandomTemplate {
  std::string template_id;
  Shape root;
  std::string xml;
};

/// The few archetypes of a world. Templates of one pool share them and constrain them differently:
/// they leave nodes out, let others repeat, choose among types, give siblings names. One thread.
class ArchetypePool {
 public:
  explicit ArchetypePool(generate::Random& random);

  /// A template of at most about 40 nodes. `number` makes its id; later numbers constrain less.
  RandomTemplate Make(int number);

 private:
  void Define(std::string_view type, std::string_view concept_name);
  void AddItems(Shape& parent, int& code, int depth);
  Shape Tree(std::string_view attribute, int& code);
  Shape Observation();
  Shape Composition();
  std::string Code(int& code) const;

  Shape Use(const Shape& definition, int depth);
  void Derive(Shape& node, int depth);
  static void Open(Shape& node);
  void Fill(const Shape& slot, int depth, std::vector<Shape>& children);
  void Vary(Shape child, std::vector<Shape>& children);

  generate::Random& random_;
  std::map<std::string, Shape> archetypes_;
  std::map<std::string, std::vector<std::string>> by_type_;
  int number_ = 0;
  int nodes_ = 0;
};

/// The OPT 1.4 of `shape`. Source: openEHR AM 1.4, Template.xsd.
std::string WriteOpt(const std::string& template_id, const Shape& shape);

}  // namespace socle::aql::property
