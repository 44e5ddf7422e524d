#include "random_query.h"

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "random_path.h"
#include "vocabulary.h"

namespace socle::aql::property {
namespace {

void Descend(const Shape& node, std::vector<const Shape*>& out) {
  for (const Shape& child : node.children) {
    out.push_back(&child);
    Descend(child, out);
  }
}

/// A class that instances of `type` belong to, often itself.
std::string_view SomeClass(generate::Random& random, std::string_view type) {
  const bool entry =
      type == "OBSERVATION" || type == "EVALUATION" || type == "INSTRUCTION" || type == "ACTION";
  if (random.Chance(600)) return type;
  constexpr std::array<std::string_view, 4> kOfEntries = {"ENTRY", "CARE_ENTRY", "CONTENT_ITEM",
                                                          "LOCATABLE"};
  if (entry) return random.Pick(kOfEntries);
  if (type == "CLUSTER" || type == "ELEMENT") return random.Chance(700) ? "ITEM" : "LOCATABLE";
  if (type.starts_with("ITEM_")) return "ITEM_STRUCTURE";
  if (type.ends_with("EVENT")) return "EVENT";
  return type;
}

class QueryWriter {
 public:
  QueryWriter(generate::Random& random, const World& world)
      : random_(random),
        world_(world),
        root_(random.Pick(world.templates).root),
        precision_(random.Chance(700) ? Precision::kFull : Precision::kLoose) {}

  RandomQuery Run() {
    const std::string from = From();
    const std::string select = Select();
    std::string text = "SELECT " + select + " FROM " + from;
    if (random_.Chance(480)) text += " WHERE " + Condition(3);
    if (random_.Chance(350)) text += OrderBy();
    if (top_) {
      out_.aql = std::move(text);
      return std::move(out_);
    }
    if (random_.Chance(150)) text += " LIMIT " + Count(6);
    if (random_.Chance(60)) text += " OFFSET " + Count(2);
    out_.aql = std::move(text);
    if (random_.Chance(120)) out_.ehr_ids.push_back(random_.Pick(world_.EhrIds()));
    return std::move(out_);
  }

 private:
  enum class Kind { kNode, kEhr, kVersion, kStatus };
  struct Source {
    std::string alias;
    const Shape* shape = nullptr;  // kNode
    Kind kind = Kind::kNode;
  };

  // FROM

  std::string Alias(std::string_view prefix) {
    return std::string(prefix) + std::to_string(aliases_++);
  }

  std::string From() {
    std::string text;
    if (random_.Chance(800)) {
      text = "EHR e";
      sources_.push_back({"e", nullptr, Kind::kEhr});
      if (random_.Chance(70)) text += "[ehr_id/value=" + Literal(Domain::kEhrId) + "]";
      text += " CONTAINS ";
    }
    if (!text.empty() && random_.Chance(20)) {
      sources_.push_back({"s", nullptr, Kind::kStatus});
      return text + "EHR_STATUS s";
    }
    if (random_.Chance(20)) text += "VERSIONED_COMPOSITION CONTAINS ";
    if (random_.Chance(120)) text += Version() + " CONTAINS ";
    if (precision_ == Precision::kLoose && random_.Chance(150)) return text + Content(root_, 0);
    text += "COMPOSITION c" + CompositionPredicate();
    sources_.push_back({"c", &root_, Kind::kNode});
    if (random_.Chance(850)) text += Contains(root_, 0);
    return text;
  }

  std::string Version() {
    const std::string alias = Alias("v");
    sources_.push_back({alias, nullptr, Kind::kVersion});
    switch (random_.Below(5)) {
      case 0:
        return "VERSION " + alias + "[ALL_VERSIONS]";
      case 1:
        return "VERSION " + alias + "[commit_audit/time_committed/value > '2024-03-01T16:00:00Z']";
      case 2:
        return "VERSION " + alias;
      default:
        return "VERSION " + alias + "[LATEST_VERSION]";
    }
  }

  std::string CompositionPredicate() {
    if (random_.Chance(precision_ == Precision::kFull ? 850 : 300)) {
      return "[" + root_.archetype_id + "]";
    }
    if (precision_ == Precision::kLoose && random_.Chance(200)) {
      return "[name/value=" + Quoted(root_.name) + "]";
    }
    return "";
  }

  std::string Contains(const Shape& within, int depth) {
    if (random_.Chance(70)) {
      const std::size_t known = sources_.size();
      std::string text = " NOT CONTAINS " + Content(within, 2);
      // What lies below is null: asking for it is allowed, and seldom of use.
      if (!random_.Chance(200)) sources_.resize(known);
      return text;
    }
    return " CONTAINS " + Content(within, depth);
  }

  std::string Content(const Shape& within, int depth) {
    std::vector<const Shape*> below;
    Descend(within, below);
    if (below.empty()) return Class(within, depth);
    if (depth < 2 && random_.Chance(150)) {
      std::string text = "(" + Class(*Choose(below), depth + 1);
      text += random_.Chance(650) ? " AND " : " OR ";
      return text + Class(*Choose(below), depth + 1) + ")";
    }
    return Class(*Choose(below), depth);
  }

  const Shape* Choose(const std::vector<const Shape*>& below) {
    // A plan knows archetypes' roots: with full precision mostly these.
    std::vector<const Shape*> roots;
    for (const Shape* node : below) {
      if (node->is_root()) roots.push_back(node);
    }
    if (!roots.empty() && random_.Chance(precision_ == Precision::kFull ? 880 : 500)) {
      return random_.Pick(roots);
    }
    return random_.Pick(below);
  }

  std::string Class(const Shape& node, int depth) {
    const std::string alias = Alias(node.is_root() ? "x" : "n");
    std::string text(precision_ == Precision::kFull ? node.type : SomeClass(random_, node.type));
    text += " " + alias;
    if (node.type == "CLUSTER" && random_.Chance(30)) {
      text += "[" + std::string(kOpenClusters.back()) + "]";
    } else if (node.is_root() && random_.Chance(60)) {
      text += "[" + Parameter(Quoted(node.archetype_id)) + "]";
    } else if (precision_ == Precision::kFull) {
      text += NodePredicate(random_, node, precision_);
    } else if (random_.Chance(600)) {
      text += NodePredicate(random_, node, precision_);
    }
    sources_.push_back({alias, &node, Kind::kNode});
    if (depth < 2 && !node.children.empty() && random_.Chance(300)) {
      return text + Contains(node, depth + 1);
    }
    return text;
  }

  // Values

  /// A literal, or a parameter that stands for it.
  std::string Literal(Domain domain) {
    std::string text = RandomLiteral(random_, domain);
    return random_.Chance(200) ? Parameter(text) : text;
  }

  static ast::Literal ToLiteral(std::string_view text) {
    if (text == "true" || text == "false") {
      return {ast::Literal::Kind::kBoolean, std::string(text), {}};
    }
    if (text.front() != '\'') return {ast::Literal::Kind::kNumber, std::string(text), {}};
    std::string plain;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
      if (text[i] == '\\') ++i;
      plain += text[i];
    }
    return {ast::Literal::Kind::kString, std::move(plain), {}};
  }

  std::string Parameter(const std::string& text) {
    const std::string name = "p" + std::to_string(out_.parameters.size());
    out_.parameters[name] = {{ToLiteral(text)}, false};
    return (random_.Chance(900) ? "$" : ":") + name;
  }

  std::string Count(int most) {
    const std::string number = std::to_string(random_.Chance(50) ? 0 : random_.Between(1, most));
    return random_.Chance(150) ? Parameter(number) : number;
  }

  QueryPath Path() {
    if (!paths_.empty() && random_.Chance(350)) return random_.Pick(paths_);
    const Source& source = random_.Pick(sources_);
    QueryPath path;
    switch (source.kind) {
      case Kind::kNode:
        path = RandomPath(random_, source.alias, *source.shape, precision_);
        break;
      case Kind::kEhr:
        path = EhrPath(source.alias);
        break;
      case Kind::kVersion:
        path = VersionPath(source.alias);
        break;
      case Kind::kStatus:
        path = {source.alias + "/subject/external_ref/id/value", Domain::kText};
        break;
    }
    paths_.push_back(path);
    return path;
  }

  QueryPath EhrPath(const std::string& alias) {
    switch (random_.Below(12)) {
      case 0:
        return {alias, Domain::kObject};
      case 1:
        return {alias + "/time_created/value", Domain::kDateTime};
      case 2:
        return {alias + "/ehr_status/subject/external_ref/id/value", Domain::kText};
      default:
        return {alias + "/ehr_id/value", Domain::kEhrId};
    }
  }

  QueryPath VersionPath(const std::string& alias) {
    switch (random_.Below(5)) {
      case 0:
        return {alias + "/uid/value", Domain::kUid};
      case 1:
        return {alias + "/commit_audit/time_committed/value", Domain::kDateTime};
      case 2:
        return {alias + "/commit_audit/committer/name", Domain::kPerson};
      case 3:
        return {alias + "/commit_audit/change_type/defining_code/code_string", Domain::kCode};
      default:
        return {alias + "/lifecycle_state/defining_code/code_string", Domain::kCode};
    }
  }

  std::string Function() {
    const std::string path = Path().text;
    switch (random_.Below(10)) {
      case 0:
        return "LENGTH(" + path + ")";
      case 1:
        return "CONCAT(" + path + ", '-', " + Path().text + ")";
      case 2:
        return "SUBSTRING(" + path + ", 2, 2)";
      case 3:
        return "POSITION('e', " + path + ")";
      case 4:
        return "ABS(" + path + ")";
      case 5:
        return "ROUND(" + path + ", 1)";
      case 6:
        return "FLOOR(" + path + ")";
      case 7:
        return "MOD(" + path + ", 2)";
      case 8:
        return "CONCAT_WS('/', " + path + ", LENGTH(" + Path().text + "))";
      default:
        return "CEIL(" + path + ")";
    }
  }

  // SELECT

  std::string Select() {
    std::string text;
    distinct_ = random_.Chance(130);
    if (distinct_) text += "DISTINCT ";
    top_ = random_.Chance(30);
    if (top_) text += "TOP " + Count(4) + (random_.Chance(500) ? " BACKWARD " : " ");
    aggregated_ = random_.Chance(160);
    const int columns = random_.Between(1, 4);
    for (int i = 0; i < columns; ++i) {
      if (i > 0) text += ", ";
      const bool aggregate = aggregated_ && (i == 0 || random_.Chance(500));
      text += Column(aggregate, "k" + std::to_string(i));
    }
    return text;
  }

  std::string Column(bool aggregate, const std::string& alias) {
    const bool named = random_.Chance(500);
    const std::string as = named ? " AS " + alias : "";
    if (aggregate) {
      if (named) keys_.push_back(alias);
      return Aggregate() + as;
    }
    if (random_.Chance(40)) return RandomLiteral(random_, Domain::kNumber) + as;
    if (random_.Chance(70)) {
      if (named) keys_.push_back(alias);
      return Function() + as;
    }
    const std::string path = Path().text;
    keys_.push_back(named && random_.Chance(500) ? alias : path);
    return path + as;
  }

  std::string Aggregate() {
    switch (random_.Below(7)) {
      case 0:
        return "COUNT(*)";
      case 1:
        return "COUNT(" + Path().text + ")";
      case 2:
        return "COUNT(DISTINCT " + Path().text + ")";
      case 3:
        return "MIN(" + Path().text + ")";
      case 4:
        return "MAX(" + Path().text + ")";
      case 5:
        return "SUM(" + Path().text + ")";
      default:
        return "AVG(" + Path().text + ")";
    }
  }

  // WHERE

  std::string Condition(int depth) {
    if (depth > 0) {
      switch (random_.Below(10)) {
        case 0:
        case 1:
          return Operand(depth - 1) + " AND " + Operand(depth - 1);
        case 2:
          return Operand(depth - 1) + " OR " + Operand(depth - 1);
        case 3:
          return "NOT " + Operand(depth - 1);
        default:
          break;
      }
    }
    return Atom();
  }

  std::string Operand(int depth) { return depth == 0 ? Atom() : "(" + Condition(depth) + ")"; }

  std::string Comparison() {
    constexpr std::array<std::string_view, 8> kSymbols = {" = ", " = ",  " != ", " < ",
                                                          " > ", " <= ", " >= ", " >= "};
    return std::string(random_.Pick(kSymbols));
  }

  std::string Atom() {
    const QueryPath path = Path();
    switch (random_.Below(20)) {
      case 0:
      case 1:
        return "EXISTS " + path.text;
      case 2:
        return path.text + Comparison() + Path().text;
      case 3:
        return Function() + Comparison() + RandomLiteral(random_, Domain::kNumber);
      case 4:
        return path.text + (random_.Chance(500) ? " = NULL" : " != NULL");
      case 5:
        return path.text + " LIKE " + Pattern();
      case 6:
      case 7:
        return path.text + " MATCHES {" + Literal(path.domain) + ", " + Literal(path.domain) + "}";
      case 8:
        return path.text + " MATCHES " + List(path.domain);
      case 9:
        return random_.Chance(500) ? path.text + " MATCHES {/.*e.*/}"
                                   : Literal(path.domain) + Comparison() + path.text;
      default:
        return path.text + Comparison() + Literal(path.domain);
    }
  }

  std::string Pattern() {
    constexpr std::array<std::string_view, 6> kPatterns = {"'*e*'",  "'r?d'",   "'it*'",
                                                           "'50 %'", "'*\\*d'", "'*'"};
    return std::string(random_.Pick(kPatterns));
  }

  std::string List(Domain domain) {
    const std::string name = "p" + std::to_string(out_.parameters.size());
    Argument argument{{}, true};
    for (int i = random_.Between(1, 3); i > 0; --i) {
      argument.values.push_back(ToLiteral(RandomLiteral(random_, domain)));
    }
    out_.parameters[name] = std::move(argument);
    return random_.Chance(500) ? "$" + name : "{$" + name + "}";
  }

  // ORDER BY

  std::string OrderBy() {
    std::string text;
    for (int i = random_.Between(1, 2); i > 0; --i) {
      const bool selected = distinct_ || aggregated_ || random_.Chance(500);
      if (selected && keys_.empty()) break;
      const std::string key = selected ? random_.Pick(keys_) : Path().text;
      text += text.empty() ? " ORDER BY " : ", ";
      text += key;
      if (random_.Chance(400)) text += " DESC";
    }
    return text;
  }

  generate::Random& random_;
  const World& world_;
  const Shape& root_;
  const Precision precision_;
  RandomQuery out_;
  std::vector<Source> sources_;
  int aliases_ = 0;
  std::vector<QueryPath> paths_;   // asked for already
  std::vector<std::string> keys_;  // of ORDER BY: what is selected
  bool distinct_ = false, aggregated_ = false, top_ = false;
};

}  // namespace

RandomQuery MakeQuery(generate::Random& random, const World& world) {
  return QueryWriter(random, world).Run();
}

}  // namespace socle::aql::property
