#include "run.h"

#include <fstream>
#include <sstream>

#include "base/error.h"
#include "http/client.h"
#include "json_edit.h"
#include "json_pattern.h"
#include "text_pattern.h"

namespace socle::rest {
namespace {

using base::Error;
using base::ErrorCode;

/// What is wrong, and in which line; what came back is added where it is known.
struct Failure {
  int line;
  std::string what;
};

std::string EncodedTarget(std::string_view target) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (char c : target) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7F && c != '"' && c != '<' && c != '>') {
      out += c;
    } else {
      out += '%';
      out += kDigits[byte >> 4];
      out += kDigits[byte & 15];
    }
  }
  return out;
}

std::string Cut(std::string_view text) {
  constexpr std::size_t kLongest = 3000;
  return text.size() <= kLongest ? std::string(text) : std::string(text.substr(0, kLongest)) + "…";
}

void ReplaceAll(std::string& text, const std::string& from, const std::string& to, int line) {
  std::size_t at = text.find(from);
  if (from.empty() || at == std::string::npos) {
    throw Failure{line, "there is no \"" + from + "\" to replace"};
  }
  for (; at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

class Runner {
 public:
  Runner(const Script& script, std::uint16_t port, const Places& places)
      : script_(script), places_(places), client_("127.0.0.1", port) {
    variables_["base"] = "http://127.0.0.1:" + std::to_string(port);
  }

  std::optional<std::string> Run() {
    for (const Step& step : script_.steps) {
      response_.reset();
      try {
        RunStep(step);
      } catch (const Failure& failure) {
        return Report(step, failure);
      } catch (const Error& error) {
        return Report(step, {step.line, error.message() + " " + error.place()});
      }
    }
    return std::nullopt;
  }

 private:
  void RunStep(const Step& step) {
    switch (step.kind) {
      case Step::Kind::kSet:
        variables_[step.name] = Substitute(step.value, variables_);
        return;
      case Step::Kind::kTemplate:
        UploadTemplate(step);
        return;
      case Step::Kind::kRequest:
        RunRequest(step);
        return;
    }
  }

  /// `template FILE`: short for the request that everything else needs first.
  void UploadTemplate(const Step& step) {
    response_ = client_.Post("/openehr/v1/definition/template/adl1.4", "application/xml",
                             ReadFile(step.value, step.line));
    if (response_->status != 201) {
      throw Failure{step.line, "the template was not taken with 201"};
    }
  }

  void RunRequest(const Step& step) {
    http::ClientRequest request;
    request.method = step.method;
    request.target = EncodedTarget(Substitute(step.target, variables_));
    for (const auto& [name, value] : step.headers) {
      request.headers.emplace_back(name, Substitute(value.text, variables_));
    }
    if (step.body) request.body = BodyOf(*step.body);
    response_ = client_.Send(request);
    CheckStatus(step.expected);
    for (const auto& [name, value] : step.expected.headers) CheckHeader(name, value);
    CheckBody(step.expected);
  }

  std::string ReadFile(const std::string& name, int line) const {
    std::filesystem::path path = script_.path.parent_path() / name;
    if (name.starts_with("@corpus/")) path = places_.corpus / name.substr(8);
    if (name.starts_with("@source/")) path = places_.source / name.substr(8);
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file) throw Failure{line, "the file " + name + " cannot be read"};
    return std::move(text).str();
  }

  /// A file's text, or the one on the spot with its variables.
  std::string BodyOf(const Content& content) const {
    if (!content.file) return Substitute(content.text, variables_);
    std::string text = ReadFile(*content.file, content.line);
    for (const Edit& edit : content.edits) {
      try {
        const std::string what = Substitute(edit.what, variables_);
        switch (edit.kind) {
          case Edit::Kind::kWith:
            text = WithValue(text, edit.where, what);
            break;
          case Edit::Kind::kWithout:
            text = WithoutValue(text, edit.where);
            break;
          case Edit::Kind::kReplace:
            ReplaceAll(text, edit.where, what, edit.line);
            break;
        }
      } catch (const Error& error) {
        throw Failure{edit.line, error.message()};
      }
    }
    return text;
  }

  void CheckStatus(const Expectation& expected) const {
    const std::string found = std::to_string(response_->status);
    for (std::size_t i = 0; i < 3; ++i) {
      if (expected.status[i] != 'x' && expected.status[i] != found[i]) {
        throw Failure{expected.line, "expected status " + expected.status + ", got " + found};
      }
    }
  }

  void CheckHeader(const std::string& name, const Line& pattern) {
    const std::string* const found = response_->Header(name);
    const auto hole = WholePlaceholder(pattern.text);
    if (hole && hole->pattern == "absent") {
      if (found == nullptr) return;
      throw Failure{pattern.number, "expected no header " + name + ", got: " + *found};
    }
    if (found != nullptr && MatchText(pattern.text, *found, variables_)) return;
    throw Failure{pattern.number, "expected " + name + ": " + pattern.text + "\n     got " +
                                      (found == nullptr ? "none" : name + ": " + *found)};
  }

  void CheckBody(const Expectation& expected) {
    const std::string& body = response_->body;
    switch (expected.body) {
      case Expectation::Body::kUnchecked:
        return;
      case Expectation::Body::kEmpty:
        if (!body.empty()) throw Failure{expected.line, "expected no body"};
        return;
      case Expectation::Body::kJson:
        return CheckJson(expected, false);
      case Expectation::Body::kSuperset:
        return CheckJson(expected, true);
      case Expectation::Body::kText:
        return CheckText(expected);
      case Expectation::Body::kContains:
        return CheckContains(expected);
    }
  }

  /// What the expectation says: patterns on the spot, a file's text as it is.
  std::string ExpectedText(const Content& content) const {
    return content.file ? BodyOf(content) : content.text;
  }

  void CheckJson(const Expectation& expected, bool superset) {
    std::optional<json::Document> pattern, found;
    const Content& content = expected.content;
    try {
      pattern = json::Document::Parse(content.file ? BodyOf(content) : WithEllipses(content.text));
    } catch (const Error& error) {
      throw Failure{content.line, "the expected body is no JSON: " + error.message() + " at " +
                                      error.place() + " of it"};
    }
    try {
      found = json::Document::Parse(response_->body);
    } catch (const Error& error) {
      throw Failure{content.line, "expected JSON, got none: " + error.message()};
    }
    const auto difference = MatchJson(pattern->root(), found->root(), superset, variables_);
    if (!difference) return;
    throw Failure{content.line, "      at " + difference->path + "\nexpected " +
                                    difference->expected + "\n     got " + difference->found};
  }

  void CheckText(const Expectation& expected) {
    std::string_view found = response_->body;
    if (!expected.content.file && found.ends_with('\n')) found.remove_suffix(1);
    const std::string text = ExpectedText(expected.content);
    const bool fits = expected.content.file ? text == found : MatchText(text, found, variables_);
    if (!fits) throw Failure{expected.content.line, "the body is not the expected text"};
  }

  void CheckContains(const Expectation& expected) const {
    std::istringstream lines(ExpectedText(expected.content));
    int number = expected.content.line;
    for (std::string line; std::getline(lines, line); ++number) {
      const std::string text = Substitute(line, variables_);
      if (response_->body.find(text) != std::string::npos) continue;
      throw Failure{number, "expected the body to contain " + text};
    }
  }

  std::string Report(const Step& step, const Failure& failure) const {
    std::string text = script_.path.string() + ":" + std::to_string(failure.line) + ": " +
                       (step.title.empty() ? step.method + " " + step.target : step.title) + "\n" +
                       failure.what + "\n";
    if (!response_) return text;
    text += "-- " + step.method + " " + step.target + " was answered:\n";
    text += std::to_string(response_->status) + "\n";
    for (const auto& [name, value] : response_->headers) text += name + ": " + value + "\n";
    return text + "\n" + Cut(response_->body) + "\n";
  }

  const Script& script_;
  const Places& places_;
  http::Client client_;
  Variables variables_;
  std::optional<http::ClientResponse> response_;
};

}  // namespace

std::optional<std::string> RunScript(const Script& script, std::uint16_t port,
                                     const Places& places) {
  return Runner(script, port, places).Run();
}

}  // namespace socle::rest
