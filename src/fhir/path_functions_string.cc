#include <algorithm>
#include <limits>

#include "fhir/path_functions.h"
#include "fhir/path_text.h"

// FHIRPath N1, String manipulation; matchesFull, trim, split, join, lastIndexOf of 2.1.
namespace socle::fhir::path_function {
namespace {

/// Calls `answer` with the input and the first argument where both are there.
template <typename Answer>
void WithText(PathCall& call, Answer answer) {
  const auto text = call.StringInput();
  const auto other = call.StringArgument(0);
  if (!text || !other) return call.ReturnNothing();
  answer(*text, *other);
}

void ReturnPosition(PathCall& call, std::string_view text, std::size_t at) {
  if (at == std::string_view::npos) return call.ReturnInteger(-1);
  call.ReturnInteger(static_cast<std::int64_t>(CountCharacters(text.substr(0, at))));
}

/// The compiled expression of the call, or the one of its argument, which `made` then owns.
const PathPattern& PatternOf(PathCall& call, std::string_view expression,
                             std::unique_ptr<const PathPattern>& made) {
  if (call.operation.pattern != nullptr) return *call.operation.pattern;
  std::string fault;
  // To compile takes as long as many thousand operations.
  constexpr std::uint64_t kCompilation = 20'000;
  call.machine.Count(kCompilation);
  made = PathPattern::Compile(expression, fault);
  if (!made) throw call.Fault("a regular expression (" + fault + ")", "another text");
  return *made;
}

/// Texts that are made are bounded before they are made.
std::size_t Room(PathCall& call) {
  const std::size_t most = call.machine.environment().limits.text_bytes;
  return most - std::min(most, call.machine.memory().size());
}

std::string Replaced(PathCall& call, std::string_view text, std::string_view pattern,
                     std::string_view substitution) {
  std::string out;
  const std::size_t room = Room(call);
  if (pattern.empty()) {
    // The substitution stands around each character.
    for (std::size_t at = 0; at < text.size() && out.size() <= room;) {
      const std::size_t length = CharacterLength(text, at);
      out.append(substitution).append(text.substr(at, length));
      at += length;
    }
    return out.append(substitution);
  }
  std::size_t at = 0;
  for (std::size_t next = text.find(pattern); next != std::string_view::npos && out.size() <= room;
       next = text.find(pattern, at)) {
    out.append(text.substr(at, next - at)).append(substitution);
    at = next + pattern.size();
  }
  return out.append(text.substr(at));
}

}  // namespace

void IndexOf(PathCall& call) {
  WithText(call, [&](std::string_view text, std::string_view part) {
    ReturnPosition(call, text, text.find(part));
  });
}

void LastIndexOf(PathCall& call) {
  WithText(call, [&](std::string_view text, std::string_view part) {
    ReturnPosition(call, text, text.rfind(part));
  });
}

void Substring(PathCall& call) {
  const auto text = call.StringInput();
  const auto start = call.IntegerArgument(0);
  const auto length = call.Has(1) ? call.IntegerArgument(1) : std::nullopt;
  if (!text || !start || *start < 0) return call.ReturnNothing();
  const std::size_t begin = ByteOfCharacter(*text, static_cast<std::size_t>(*start));
  if (begin >= text->size()) return call.ReturnNothing();
  std::string_view part = text->substr(begin);
  // A length that is empty is as if it were not there.
  if (length) {
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(*length, 0));
    part = part.substr(0, ByteOfCharacter(part, count));
  }
  call.Return(PathItem::String(part));
}

void StartsWith(PathCall& call) {
  WithText(call, [&](std::string_view text, std::string_view part) {
    call.Return(text.starts_with(part));
  });
}

void EndsWith(PathCall& call) {
  WithText(call, [&](std::string_view text, std::string_view part) {
    call.Return(text.ends_with(part));
  });
}

void Contains(PathCall& call) {
  WithText(call, [&](std::string_view text, std::string_view part) {
    call.Return(text.find(part) != std::string_view::npos);
  });
}

void Upper(PathCall& call) {
  const auto text = call.StringInput();
  if (!text) return call.ReturnNothing();
  call.ReturnString(ToUpper(*text));
}

void Lower(PathCall& call) {
  const auto text = call.StringInput();
  if (!text) return call.ReturnNothing();
  call.ReturnString(ToLower(*text));
}

void Replace(PathCall& call) {
  const auto text = call.StringInput();
  const auto pattern = call.StringArgument(0);
  const auto substitution = call.StringArgument(1);
  if (!text || !pattern || !substitution) return call.ReturnNothing();
  call.ReturnString(Replaced(call, *text, *pattern, *substitution));
}

void Matches(PathCall& call) {
  WithText(call, [&](std::string_view text, std::string_view expression) {
    std::unique_ptr<const PathPattern> made;
    const PathPattern& pattern = PatternOf(call, expression, made);
    call.machine.Count(text.size() / 8);
    call.Return(pattern.FindsIn(text));
  });
}

void MatchesFull(PathCall& call) {
  WithText(call, [&](std::string_view text, std::string_view expression) {
    std::unique_ptr<const PathPattern> made;
    const PathPattern& pattern = PatternOf(call, expression, made);
    call.machine.Count(text.size() / 8);
    call.Return(pattern.Matches(text));
  });
}

void ReplaceMatches(PathCall& call) {
  const auto text = call.StringInput();
  const auto expression = call.StringArgument(0);
  const auto substitution = call.StringArgument(1);
  if (!text || !expression || !substitution) return call.ReturnNothing();
  // An empty expression replaces nothing. Source: the official tests.
  if (expression->empty()) return call.Return(PathItem::String(*text));
  std::unique_ptr<const PathPattern> made;
  const PathPattern& pattern = PatternOf(call, *expression, made);
  call.machine.Count(text->size() / 8);
  std::string out;
  if (!pattern.ReplaceAll(*text, *substitution, Room(call), out)) {
    throw base::Error(base::ErrorCode::kTooLarge, "FHIRPath: replaceMatches makes too long a text");
  }
  call.ReturnString(out);
}

void Length(PathCall& call) {
  const auto text = call.StringInput();
  if (!text) return call.ReturnNothing();
  call.ReturnInteger(static_cast<std::int64_t>(CountCharacters(*text)));
}

void ToChars(PathCall& call) {
  const auto text = call.StringInput();
  call.ReturnNothing();
  if (!text) return;
  for (std::size_t at = 0; at < text->size();) {
    const std::size_t length = CharacterLength(*text, at);
    call.machine.Push(PathItem::String(text->substr(at, length)));
    at += length;
  }
}

void Trim(PathCall& call) {
  const auto text = call.StringInput();
  if (!text) return call.ReturnNothing();
  constexpr std::string_view kBlanks = " \t\r\n\f";
  const std::size_t begin = text->find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return call.Return(PathItem::String(""));
  const std::size_t end = text->find_last_not_of(kBlanks);
  call.Return(PathItem::String(text->substr(begin, end - begin + 1)));
}

void Split(PathCall& call) {
  const auto text = call.StringInput();
  const auto separator = call.StringArgument(0);
  call.ReturnNothing();
  if (!text || !separator) return;
  if (separator->empty()) return call.Return(PathItem::String(*text));
  std::size_t at = 0;
  for (std::size_t next = text->find(*separator); next != std::string_view::npos;
       next = text->find(*separator, at)) {
    call.machine.Push(PathItem::String(text->substr(at, next - at)));
    at = next + separator->size();
  }
  call.machine.Push(PathItem::String(text->substr(at)));
}

void Join(PathCall& call) {
  const auto separator = call.Has(0) ? call.StringArgument(0) : std::nullopt;
  if (call.count() == 0) return call.ReturnNothing();
  std::string out;
  bool is_first = true;
  for (std::size_t i = call.base; i < call.end; ++i) {
    PathQuantity place;
    const auto item = ToSystem(call.machine[i], place);
    if (!item) continue;
    if (item->kind() != PathKind::kString) {
      throw call.Fault("strings as the input of join", DescribeItem(*item));
    }
    if (!is_first && separator) out.append(*separator);
    is_first = false;
    out.append(item->text());
    if (out.size() > Room(call)) {
      throw base::Error(base::ErrorCode::kTooLarge, "FHIRPath: join makes too long a text");
    }
  }
  call.ReturnString(out);
}

}  // namespace socle::fhir::path_function
