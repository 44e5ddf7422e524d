#include "fhir/json_patch.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/nearest.h"
#include "fhir/json.h"
#include "fhir/patch_result.h"
#include "fhir/patch_value.h"

namespace socle::fhir {
namespace {

constexpr std::array<std::string_view, 6> kOperations = {"add",    "copy",    "move",
                                                         "remove", "replace", "test"};
constexpr std::size_t kEnd = static_cast<std::size_t>(-1);  // "-"

constexpr std::size_t kMostAdded = kMostPatchBytes * 4;  // as values in memory

using Tokens = std::vector<std::string>;

/// The index that `token` is (RFC 6901, 4), kEnd for "-", or nothing.
std::optional<std::size_t> ParseIndex(std::string_view token) {
  if (token == "-") return kEnd;
  if (token.empty() || token.size() > 9 || (token[0] == '0' && token.size() > 1)) return {};
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
  if (error != std::errc() || end != token.data() + token.size()) return {};
  return index;
}

/// One application of a patch. The keys of members that it adds look at `patch_`, which therefore
/// stays.
class Patcher {
 public:
  Patcher(const json::Value& resource, const json::Value& patch) : patch_(patch), root_(resource) {}

  void Run() {
    if (!patch_.is_array()) throw Bad("expected an array of operations, found another value", "");
    if (patch_.size() > kMostPatchOperations) throw TooManyOperations();
    for (const json::Value& operation : patch_) {
      Apply(operation);
      ++index_;
    }
  }

  std::string Write() const {
    std::string text;
    json::Writer writer(text);
    root_.Write(writer);
    return text;
  }

 private:
  /// "/2/path": where in the patch.
  std::string Place(std::string_view member) const {
    std::string place = "/" + std::to_string(index_);
    if (!member.empty()) place.append("/").append(member);
    return place;
  }
  base::Error Fault(base::ErrorCode code, std::string text, std::string_view member) const {
    return base::Error(code, std::move(text)).At(Place(member));
  }
  base::Error Bad(std::string text, std::string_view member) const {
    return Fault(base::ErrorCode::kBadRequest, std::move(text), member);
  }
  base::Error Impossible(std::string text, std::string_view member) const {
    return Fault(base::ErrorCode::kInvalid, "operation " + std::to_string(index_) + ": " + text,
                 member);
  }

  std::string_view Text(const json::Value& operation, std::string_view member) const {
    const json::Value* value = operation.Find(member);
    if (value == nullptr || !value->is_string()) {
      throw Bad(
          "expected a text, found " + std::string(value == nullptr ? "nothing" : "another value"),
          member);
    }
    return value->text();
  }

  Tokens Pointer(const json::Value& operation, std::string_view member) const {
    Tokens tokens;
    const std::string_view text = Text(operation, member);
    const auto steps = std::count(text.begin(), text.end(), '/');
    if (static_cast<std::size_t>(steps) > kMostPatchLevels) throw TooDeep(Place(member));
    if (!ParsePointer(text, tokens)) {
      throw Bad("expected a JSON Pointer (each step begins with \"/\"; \"~\" is \"~0\" or \"~1\")",
                member);
    }
    return tokens;
  }

  /// The operation's value, which is to stand below `level` arrays and objects.
  PatchValue Given(const json::Value& operation, std::size_t level) {
    const json::Value* value = operation.Find("value");
    if (value == nullptr) throw Bad("expected a value, found nothing", "value");
    PatchValue given(*value);
    given.key = {};
    Count(given, level);
    return given;
  }

  void Apply(const json::Value& operation) {
    if (!operation.is_object()) throw Bad("expected an operation, found no object", "");
    const std::string_view op = Text(operation, "op");
    const Tokens path = Pointer(operation, "path");
    if (op == "add") {
      Put(path, Given(operation, path.size()));
    } else if (op == "remove") {
      Take(path, "path");
    } else if (op == "replace") {
      Replace(path, Given(operation, path.size()));
    } else if (op == "move") {
      Move(Pointer(operation, "from"), path);
    } else if (op == "copy") {
      const PatchValue& from = At(Pointer(operation, "from"), "from");
      Count(from, path.size());
      Put(path, PatchValue(from));
    } else if (op == "test") {
      if (!(At(path, "path") == Given(operation, 0))) {
        throw Impossible("the test failed: another value stands there", "value");
      }
    } else {
      std::string text = "expected one of add, remove, replace, move, copy, test, found another";
      const std::string_view nearest = base::Nearest(op, kOperations);
      if (!nearest.empty()) text += "; did you mean " + std::string(nearest) + "?";
      throw Bad(std::move(text), "op");
    }
  }

  base::Error NotThere(const PatchValue& parent, std::string_view token, std::size_t step,
                       std::string_view member) const {
    std::string text = "step " + std::to_string(step + 1) + " of the path leads nowhere: ";
    if (parent.kind == json::Kind::kArray) {
      text += "expected the index of an item, of which there are " +
              std::to_string(parent.children.size());
    } else if (parent.kind == json::Kind::kObject) {
      text += "the object has no such member";
      std::vector<std::string_view> known;
      for (const PatchValue& child : parent.children) known.push_back(child.key);
      const std::string_view nearest = base::Nearest(token, known);
      if (!nearest.empty()) text += "; did you mean " + std::string(nearest) + "?";
    } else {
      text += "what stands there has no members and no items";
    }
    return Impossible(std::move(text), member);
  }

  PatchValue* ChildOf(PatchValue& parent, std::string_view token) {
    if (parent.kind == json::Kind::kObject) return parent.Find(token);
    if (parent.kind != json::Kind::kArray) return nullptr;
    const auto index = ParseIndex(token);
    return index && *index < parent.children.size() ? &parent.children[*index] : nullptr;
  }

  /// What stands after the first `count` steps.
  PatchValue& At(const Tokens& tokens, std::size_t count, std::string_view member) {
    PatchValue* at = &root_;
    for (std::size_t i = 0; i < count; ++i) {
      PatchValue* next = ChildOf(*at, tokens[i]);
      if (next == nullptr) throw NotThere(*at, tokens[i], i, member);
      at = next;
    }
    return *at;
  }
  PatchValue& At(const Tokens& tokens, std::string_view member) {
    return At(tokens, tokens.size(), member);
  }

  /// Counts what is added, whatever is taken away, so that copies of copies end.
  void Count(const PatchValue& value, std::size_t level) {
    added_ += value.Size();
    if (added_ > kMostAdded) {
      throw base::Error(base::ErrorCode::kTooLarge, "the patch makes too much of the resource")
          .At(Place({}));
    }
    CheckDepth(value, level);
  }
  void CheckDepth(const PatchValue& value, std::size_t level) const {
    if (level + value.Depth() > kMostPatchLevels) throw TooDeep(Place("path"));
  }

  void Replace(const Tokens& path, PatchValue value) {
    PatchValue& at = At(path, "path");
    value.key = at.key;
    at = std::move(value);
  }

  // RFC 6902, 4.1.
  void Put(const Tokens& path, PatchValue value) {
    if (path.empty()) return Replace(path, std::move(value));
    PatchValue& parent = At(path, path.size() - 1, "path");
    const std::string& last = path.back();
    if (parent.kind == json::Kind::kObject) {
      PatchValue* existing = parent.Find(last);
      value.key = existing != nullptr ? existing->key : Keep(last);
      if (existing == nullptr) existing = &parent.children.emplace_back();
      *existing = std::move(value);
      return;
    }
    const auto index = ParseIndex(last);
    const std::size_t at = index == kEnd ? parent.children.size() : index.value_or(kEnd);
    if (parent.kind != json::Kind::kArray || at > parent.children.size()) {
      throw NotThere(parent, last, path.size() - 1, "path");
    }
    value.key = {};
    parent.children.insert(parent.children.begin() + static_cast<std::ptrdiff_t>(at),
                           std::move(value));
  }

  /// Removes what stands at `path` and gives it.
  PatchValue Take(const Tokens& path, std::string_view member) {
    if (path.empty()) throw Impossible("the whole resource cannot be removed", member);
    PatchValue& parent = At(path, path.size() - 1, member);
    PatchValue* child = ChildOf(parent, path.back());
    if (child == nullptr) throw NotThere(parent, path.back(), path.size() - 1, member);
    PatchValue taken = std::move(*child);
    parent.children.erase(parent.children.begin() + (child - parent.children.data()));
    parent.lost_a_child = true;
    return taken;
  }

  // RFC 6902, 4.4.
  void Move(const Tokens& from, const Tokens& to) {
    if (from == to) {
      At(from, "from");
      return;
    }
    if (from.size() < to.size() && std::equal(from.begin(), from.end(), to.begin())) {
      throw Impossible("a value cannot be moved into itself", "path");
    }
    PatchValue taken = Take(from, "from");
    CheckDepth(taken, to.size());
    Put(to, std::move(taken));
  }

  std::string_view Keep(const std::string& name) { return *names_.insert(names_.end(), name); }

  const json::Value& patch_;
  PatchValue root_;
  std::size_t added_ = 0;  // bytes
  std::size_t index_ = 0;
  std::list<std::string> names_;
};

base::Error NoResource(const std::vector<Issue>& issues) {
  std::vector<base::Issue> found;
  for (const Issue& issue : issues) {
    base::Issue& next = found.emplace_back();
    next.path = issue.expression;
    next.rule = issue.code;
    next.message = issue.text;
  }
  return base::Error(base::ErrorCode::kInvalid,
                     "expected a patch that makes a resource, found one whose result is none")
      .At(issues.front().expression)
      .WithIssues(std::move(found));
}

}  // namespace

Tree ApplyJsonPatch(const Node& resource, std::string_view patch) {
  std::string text;
  WriteJson(resource, text);
  const json::Document original = json::Document::Parse(text);
  const json::Document operations = json::Document::Parse(
      patch, {.bytes = kMostPatchBytes, .depth = kMostPatchLevels, .values = 1u << 20});
  Patcher patcher(original.root(), operations.root());
  patcher.Run();
  const std::string result = patcher.Write();
  if (result.size() > kMostPatchBytes) {
    throw base::Error(base::ErrorCode::kTooLarge, "the patch makes too much of the resource");
  }
  ReadResult read = ReadJson(result, {.depth = kMostPatchLevels + 1});
  if (!read.issues.empty()) throw NoResource(read.issues);
  CheckIdentity(resource, read.tree.root());
  return std::move(read.tree);
}

}  // namespace socle::fhir
