#include "rm/path.h"

#include <charconv>
#include <vector>

#include "rm/findings.h"
#include "rm/ids.h"

namespace socle::rm {
namespace {

constexpr std::size_t kLongestId = 255;

/// What stands in one step's brackets.
struct Step {
  std::string_view name, node_id, name_value;
  std::uint32_t index = 0;  // 0: none
};

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// The place of the bracket that closes the one at the front, outside quotation marks.
std::size_t ClosingBracket(std::string_view text) {
  char quote = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (quote != 0) {
      if (text[i] == quote) quote = 0;
    } else if (text[i] == '\'' || text[i] == '"') {
      quote = text[i];
    } else if (text[i] == ']') {
      return i;
    }
  }
  return std::string_view::npos;
}

/// Reads `'…'`.
bool ReadName(std::string_view text, Step& step) {
  text = Trimmed(text);
  if (text.size() < 2 || (text.front() != '\'' && text.front() != '"') ||
      text.back() != text.front()) {
    return false;
  }
  step.name_value = text.substr(1, text.size() - 2);
  return true;
}

bool ReadPredicate(std::string_view text, Step& step) {
  text = Trimmed(text);
  if (text.empty()) return false;
  if (text.find_first_not_of("0123456789") == std::string_view::npos) {
    return std::from_chars(text.data(), text.data() + text.size(), step.index).ec == std::errc() &&
           step.index > 0;
  }
  const std::size_t end = std::min(text.find_first_of(" ,"), text.size());
  step.node_id = text.substr(0, end);
  std::string_view rest = Trimmed(text.substr(end));
  if (rest.empty()) return true;
  if (rest.front() == ',') return ReadName(rest.substr(1), step);
  constexpr std::string_view kAnd = "and name/value";
  if (!rest.starts_with(kAnd)) return false;
  rest = Trimmed(rest.substr(kAnd.size()));
  return rest.starts_with('=') && ReadName(rest.substr(1), step);
}

/// Takes the first step off `path`.
bool TakeStep(std::string_view& path, Step& step) {
  const std::size_t end = std::min(path.find_first_of("[/"), path.size());
  step.name = path.substr(0, end);
  path.remove_prefix(end);
  while (!path.empty() && path.front() == '[') {
    const std::size_t close = ClosingBracket(path);
    if (close == std::string_view::npos || !ReadPredicate(path.substr(1, close - 1), step))
      return false;
    path.remove_prefix(close + 1);
  }
  if (path.empty()) return true;
  if (path.front() != '/' || path.size() == 1) return false;
  path.remove_prefix(1);
  return true;
}

bool Fits(const Node& node, const Step& step) {
  if (!step.node_id.empty() && node.key != step.node_id &&
      node.ChildText(attribute::kArchetypeNodeId) != step.node_id) {
    return false;
  }
  if (step.name_value.data() == nullptr) return true;
  const Node* name = node.Child(attribute::kName);
  return name != nullptr && name->ChildText(attribute::kValue) == step.name_value;
}

const Node* Follow(const Node& from, std::string_view path) {
  Step step;
  if (!TakeStep(path, step)) return nullptr;
  const AttributeId id = FindAttributeName(step.name);
  if (id == AttributeId::kNone) return nullptr;
  std::uint32_t place = 0;
  for (const Node* at = from.Child(id); at != nullptr && at->attribute == id;
       at = at->next_sibling) {
    if (!Fits(*at, step) || (++place != step.index && step.index != 0)) continue;
    const Node* found = path.empty() ? at : Follow(*at, path);
    if (found != nullptr) return found;
  }
  return nullptr;
}

}  // namespace

const PathMaker::Place& PathMaker::PlaceOf(const Node& node) {
  const auto known = places_.find(&node);
  if (known != places_.end()) return known->second;
  std::unordered_map<std::string_view, std::uint32_t> counts;
  const Node* const first = node.parent->Child(node.attribute);
  const auto for_all = [&](auto act) {
    for (const Node* at = first; at != nullptr && at->attribute == node.attribute;
         at = at->next_sibling) {
      act(*at, counts[at->ChildText(attribute::kArchetypeNodeId)]);
    }
  };
  for_all([this](const Node& item, std::uint32_t& count) { places_[&item].index = ++count; });
  for_all([this](const Node& item, std::uint32_t& count) { places_[&item].count = count; });
  return places_[&node];
}

namespace {

/// An id that no archetype has is cut, lest a thousand paths each repeat a megabyte of it.
std::string Bounded(std::string_view id) {
  return id.size() <= kLongestId ? std::string(id) : Shortened(id);
}

}  // namespace

void PathMaker::AppendStep(std::string& path, const Node& node) {
  path += '/';
  path += AttributeName(node.attribute);
  const AttributeInfo* info = FindAttribute(node.parent->type, node.attribute);
  const bool item = info != nullptr && info->container != Container::kSingle;
  if (info != nullptr && info->container == Container::kHash) {
    path.append("[").append(Bounded(node.key)).append("]");
    return;
  }
  const std::string_view node_id = node.ChildText(attribute::kArchetypeNodeId);
  if (!node_id.empty()) path.append("[").append(Bounded(node_id)).append("]");
  if (!item) return;
  const Place& place = PlaceOf(node);
  if (node_id.empty() || place.count > 1) {
    path.append("[").append(std::to_string(place.index)).append("]");
  }
}

std::string PathMaker::PathOf(const Node& node) {
  std::vector<const Node*> steps;
  for (const Node* at = &node; at->parent != nullptr; at = at->parent) steps.push_back(at);
  if (steps.empty()) return "/";
  std::string path;
  for (auto at = steps.rbegin(); at != steps.rend(); ++at) AppendStep(path, **at);
  return path;
}

std::string PathOf(const Node& node) { return PathMaker().PathOf(node); }

const Node* FindByPath(const Node& from, std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  return path.empty() ? &from : Follow(from, path);
}

}  // namespace socle::rm
