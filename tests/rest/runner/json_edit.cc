#include "json_edit.h"

#include <optional>
#include <span>
#include <vector>

#include "base/error.h"
#include "json/document.h"
#include "json/writer.h"

namespace socle::rest {
namespace {

std::vector<std::string> Steps(std::string_view pointer) {
  std::vector<std::string> steps;
  while (!pointer.empty() && pointer.front() == '/') {
    pointer.remove_prefix(1);
    const std::size_t end = std::min(pointer.find('/'), pointer.size());
    std::string step;
    for (std::size_t i = 0; i < end; ++i) {
      const bool escaped = pointer[i] == '~' && i + 1 < end;
      step += escaped ? (pointer[++i] == '1' ? '/' : '~') : pointer[i];
    }
    steps.push_back(std::move(step));
    pointer.remove_prefix(end);
  }
  return steps;
}

class Editor {
 public:
  Editor(std::string& out, std::optional<std::string_view> json) : writer_(out), json_(json) {}

  bool done() const { return done_; }

  void Write(const json::Value& value, std::span<const std::string> steps) {
    if (steps.empty()) {
      done_ = true;
      if (json_) writer_.Raw(*json_);
    } else if (value.is_object()) {
      WriteObject(value, steps);
    } else if (value.is_array()) {
      WriteArray(value, steps);
    } else {
      writer_.Value(value);
    }
  }

 private:
  void WriteObject(const json::Value& value, std::span<const std::string> steps) {
    writer_.BeginObject();
    for (const json::Value& member : value) {
      if (member.key() != steps[0]) {
        writer_.Key(member.key()).Value(member);
      } else if (steps.size() == 1 && !json_) {
        done_ = true;
      } else {
        writer_.Key(member.key());
        Write(member, steps.subspan(1));
      }
    }
    if (!done_ && json_ && steps.size() == 1) {
      writer_.Key(steps[0]).Raw(*json_);
      done_ = true;
    }
    writer_.EndObject();
  }

  void WriteArray(const json::Value& value, std::span<const std::string> steps) {
    writer_.BeginArray();
    std::size_t index = 0;
    for (const json::Value& item : value) {
      if (std::to_string(index++) != steps[0]) {
        writer_.Value(item);
      } else if (steps.size() == 1 && !json_) {
        done_ = true;
      } else {
        Write(item, steps.subspan(1));
      }
    }
    if (json_ && steps.size() == 1 && (steps[0] == "-" || steps[0] == std::to_string(index))) {
      writer_.Raw(*json_);
      done_ = true;
    }
    writer_.EndArray();
  }

  json::Writer writer_;
  std::optional<std::string_view> json_;
  bool done_ = false;
};

std::string Edited(std::string_view document, std::string_view pointer,
                   std::optional<std::string_view> json) {
  const json::Document parsed = json::Document::Parse(document);
  const std::vector<std::string> steps = Steps(pointer);
  std::string out;
  Editor editor(out, json);
  editor.Write(parsed.root(), steps);
  if (!editor.done()) {
    throw base::Error(base::ErrorCode::kNotFound,
                      "there is no " + std::string(pointer) + " in the document");
  }
  return out;
}

}  // namespace

std::string WithValue(std::string_view document, std::string_view pointer, std::string_view json) {
  return Edited(document, pointer, json);
}

std::string WithoutValue(std::string_view document, std::string_view pointer) {
  return Edited(document, pointer, std::nullopt);
}

}  // namespace socle::rest
