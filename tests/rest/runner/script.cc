#include "script.h"

#include <algorithm>

#include "base/error.h"
#include "http/ascii.h"

namespace socle::rest {
namespace {

using http::TrimBlanks;

bool IsTokenCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

bool StartsRequest(std::string_view line) {
  const std::size_t blank = line.find(' ');
  if (blank == std::string_view::npos || blank == 0) return false;
  return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(blank),
                     [](char c) { return c >= 'A' && c <= 'Z'; });
}

class Parser {
 public:
  Parser(const std::filesystem::path& path, std::string_view text) {
    script_.path = path;
    int number = 0;
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      std::string_view line = text.substr(0, end);
      if (line.ends_with('\r')) line.remove_suffix(1);
      lines_.push_back({++number, std::string(line)});
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
  }

  Script Parse() {
    while (at_ < lines_.size()) ParseBetween();
    if (script_.steps.empty()) Refuse("there is no request in this file");
    return std::move(script_);
  }

 private:
  [[noreturn]] void Refuse(const std::string& why) const {
    const int line = at_ < lines_.size() ? lines_[at_].number : static_cast<int>(lines_.size());
    throw base::Error(base::ErrorCode::kMalformed, why)
        .At(script_.path.string() + ":" + std::to_string(line));
  }

  const Line& Next() { return lines_[at_++]; }
  bool AtEnd() const { return at_ >= lines_.size(); }
  std::string_view Peek() const { return lines_[at_].text; }
  bool AtStepEnd() const { return AtEnd() || Peek().starts_with("===="); }

  void ParseBetween() {
    const std::string_view line = TrimBlanks(Peek());
    if (line.empty() || line.starts_with("====")) {
      ++at_;
    } else if (line.front() == '#') {
      title_ = std::string(TrimBlanks(line.substr(1)));
      ++at_;
    } else if (line == "require corpus") {
      script_.requires_corpus = true;
      ++at_;
    } else if (line.starts_with("template ")) {
      ParseDirective(Step::Kind::kTemplate, line.substr(9));
    } else if (line.starts_with("set ")) {
      ParseDirective(Step::Kind::kSet, line.substr(4));
    } else if (StartsRequest(line)) {
      ParseRequest();
    } else {
      Refuse("expected a request, `template`, `set`, `require corpus` or a comment");
    }
  }

  void ParseDirective(Step::Kind kind, std::string_view rest) {
    Step step;
    step.kind = kind;
    step.line = lines_[at_].number;
    step.title = title_;
    step.value = std::string(TrimBlanks(rest));
    if (kind == Step::Kind::kSet) {
      const std::size_t equals = rest.find('=');
      if (equals == std::string_view::npos) Refuse("expected `set NAME = VALUE`");
      step.name = std::string(TrimBlanks(rest.substr(0, equals)));
      step.value = std::string(TrimBlanks(rest.substr(equals + 1)));
    }
    script_.steps.push_back(std::move(step));
    ++at_;
  }

  void ParseRequest() {
    Step step;
    step.title = title_;
    const Line& first = Next();
    step.line = first.number;
    const std::size_t blank = first.text.find(' ');
    step.method = first.text.substr(0, blank);
    step.target = std::string(TrimBlanks(std::string_view(first.text).substr(blank)));
    step.headers = ParseHeaders();
    step.body = ParseContent([this] { return AtStepEnd() || Peek().starts_with("----"); });
    if (AtEnd() || !Peek().starts_with("----")) Refuse("expected `---- STATUS`");
    step.expected = ParseExpectation();
    script_.steps.push_back(std::move(step));
  }

  std::vector<Header> ParseHeaders() {
    std::vector<Header> headers;
    while (!AtStepEnd()) {
      const std::string_view line = Peek();
      const std::size_t colon = line.find(':');
      if (colon == std::string_view::npos || colon == 0 ||
          !std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon),
                       IsTokenCharacter)) {
        break;
      }
      headers.emplace_back(
          line.substr(0, colon),
          Line{lines_[at_].number, std::string(TrimBlanks(line.substr(colon + 1)))});
      ++at_;
    }
    if (!AtEnd() && TrimBlanks(Peek()).empty()) ++at_;
    return headers;
  }

  template <class End>
  std::optional<Content> ParseContent(const End& ends) {
    if (ends()) return std::nullopt;
    Content content;
    content.line = lines_[at_].number;
    if (Peek().starts_with("< ")) {
      content.file = std::string(TrimBlanks(std::string_view(Next().text).substr(2)));
      while (!ends()) ParseEdit(content);
      return content;
    }
    std::size_t blank_lines = 0;  // those at the end are no content
    while (!ends()) {
      const Line& line = Next();
      if (TrimBlanks(line.text).empty()) {
        ++blank_lines;
        continue;
      }
      if (!content.text.empty()) content.text += '\n';
      content.text.append(content.text.empty() ? 0 : blank_lines, '\n');
      blank_lines = 0;
      content.text += line.text;
    }
    if (content.text.empty()) return std::nullopt;
    return content;
  }

  void ParseEdit(Content& content) {
    const std::string_view line = TrimBlanks(Peek());
    Edit edit{Edit::Kind::kWith, {}, {}, lines_[at_].number};
    std::string_view separator;
    std::string_view rest = line;
    if (line.empty()) {
      ++at_;
      return;
    } else if (line.starts_with("with ")) {
      separator = " = ";
      rest.remove_prefix(5);
    } else if (line.starts_with("without ")) {
      edit.kind = Edit::Kind::kWithout;
      rest.remove_prefix(8);
    } else if (line.starts_with("replace ")) {
      edit.kind = Edit::Kind::kReplace;
      separator = " => ";
      rest.remove_prefix(8);
    } else {
      Refuse("expected `with POINTER = JSON`, `without POINTER` or `replace TEXT => TEXT`");
    }
    std::size_t end = rest.size();
    if (!separator.empty()) {
      end = rest.find(separator);
      if (end == std::string_view::npos) Refuse("the change lacks its" + std::string(separator));
      edit.what = std::string(TrimBlanks(rest.substr(end + separator.size())));
    }
    edit.where = std::string(TrimBlanks(rest.substr(0, end)));
    content.edits.push_back(std::move(edit));
    ++at_;
  }

  Expectation ParseExpectation() {
    Expectation expected;
    expected.line = lines_[at_].number;
    std::string_view rest = TrimBlanks(Peek().substr(4));
    const std::size_t blank = std::min(rest.find(' '), rest.size());
    expected.status = std::string(rest.substr(0, blank));
    const std::string_view mode = TrimBlanks(rest.substr(blank));
    if (expected.status.size() != 3 || expected.status[0] < '1' || expected.status[0] > '5') {
      Refuse("expected `---- STATUS`, such as 201 or 4xx");
    }
    ++at_;
    expected.headers = ParseHeaders();
    std::optional<Content> content = ParseContent([this] { return AtStepEnd(); });
    expected.body = BodyMode(mode, content.has_value());
    if (content) expected.content = *std::move(content);
    return expected;
  }

  Expectation::Body BodyMode(std::string_view mode, bool has_content) const {
    using Body = Expectation::Body;
    Body body = has_content ? Body::kJson : Body::kUnchecked;
    if (mode == "empty") {
      body = Body::kEmpty;
    } else if (mode == "superset") {
      body = Body::kSuperset;
    } else if (mode == "text") {
      body = Body::kText;
    } else if (mode == "contains") {
      body = Body::kContains;
    } else if (!mode.empty()) {
      Refuse("after the status may stand: empty, superset, text, contains");
    }
    const bool wants_content = body != Body::kEmpty && body != Body::kUnchecked;
    if (wants_content != has_content) {
      Refuse(has_content ? "there is a body after `empty`" : "the body to compare with is missing");
    }
    return body;
  }

  Script script_;
  std::vector<Line> lines_;
  std::size_t at_ = 0;
  std::string title_;
};

}  // namespace

Script ParseScript(const std::filesystem::path& path, std::string_view text) {
  return Parser(path, text).Parse();
}

}  // namespace socle::rest
