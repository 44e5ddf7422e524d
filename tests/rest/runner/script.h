#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socle::rest {

/// A line of text and where it stands.
struct Line {
  int number = 0;
  std::string text;
};

/// A change to a body that comes from a file.
struct Edit {
  enum class Kind { kWith, kWithout, kReplace };
  Kind kind;
  std::string where;  // a JSON pointer (RFC 6901), or the text to replace
  std::string what;   // JSON, or the text to put
  int line = 0;
};

/// Text on the spot or a file's, perhaps changed.
struct Content {
  int line = 0;
  std::string text;
  std::optional<std::string> file;  // as written: "@corpus/…", "@source/…", or beside the script
  std::vector<Edit> edits;
};

using Header = std::pair<std::string, Line>;

/// What shall come back.
struct Expectation {
  enum class Body {
    kUnchecked,
    kEmpty,
    kJson,      // equal to the pattern
    kSuperset,  // objects may hold more than the pattern says, at any depth
    kText,      // the whole text fits the pattern
    kContains,  // each line of the pattern occurs
  };
  int line = 0;
  std::string status;  // "201", "4xx"
  std::vector<Header> headers;
  Body body = Body::kUnchecked;
  Content content;
};

/// One request and what shall come back, or a directive.
struct Step {
  enum class Kind { kRequest, kTemplate, kSet };
  Kind kind = Kind::kRequest;
  int line = 0;
  std::string title;  // of the comment before it
  // kRequest:
  std::string method, target;
  std::vector<Header> headers;
  std::optional<Content> body;
  Expectation expected;
  // kTemplate: a file. kSet: a name and a value.
  std::string name, value;
};

/// A file of cases. The format is described in tests/rest/README.md.
struct Script {
  std::filesystem::path path;
  bool requires_corpus = false;
  std::vector<Step> steps;
};

/// Errors: kMalformed, whose place is "file:line".
Script ParseScript(const std::filesystem::path& path, std::string_view text);

}  // namespace socle::rest
