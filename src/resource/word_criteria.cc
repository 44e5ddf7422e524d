#include <algorithm>
#include <string>

#include "resource/criteria_reader.h"
#include "resource/search_fault.h"
#include "resource/words.h"

// _text and _content as criteria. Source: FHIR R4, Search, Text search.
namespace socle::resource {

/// Reads `asthma (severe OR persistent) NOT child*`: words that stand side by side must all be
/// there; the operators are capitals.
class WordReader {
 public:
  WordReader(CriteriaReader& reader, const SearchParameter& parameter, std::string_view text)
      : reader_(reader), parameter_(parameter), text_(text) {}

  Criterion Whole(int depth) {
    Criterion all = Any(depth);
    if (!Token().empty()) Expect("a word");
    return all;
  }

 private:
  [[noreturn]] void Expect(std::string_view what) const { FailAt(reader_.full_, at_, what); }

  /// What stands next: a parenthesis, or what has no blank in it; empty at the end.
  std::string_view Token() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    if (at_ == text_.size()) return {};
    if (text_[at_] == '"') {
      Refuse(reader_.full_, "phrases are not indexed: search for their words, without quotes");
    }
    if (text_[at_] == '(' || text_[at_] == ')') return text_.substr(at_, 1);
    return text_.substr(at_, std::min(text_.find_first_of(" \t()\"", at_), text_.size()) - at_);
  }
  bool Take(std::string_view wanted) {
    if (Token() != wanted) return false;
    at_ += wanted.size();
    return true;
  }

  Criterion Any(int depth) {
    reader_.Count(depth);
    std::vector<Criterion> parts{All(depth)};
    while (Take("OR")) parts.push_back(All(depth));
    return reader_.Joined(Criterion::Kind::kAny, std::move(parts));
  }

  Criterion All(int depth) {
    std::vector<Criterion> parts;
    for (;;) {
      if (!parts.empty()) Take("AND");
      const std::string_view token = Token();
      if (!parts.empty() && (token.empty() || token == ")" || token == "OR")) break;
      parts.push_back(One(depth));
    }
    return reader_.Joined(Criterion::Kind::kAll, std::move(parts));
  }

  Criterion One(int depth) {
    reader_.Count(depth);
    if (Take("NOT")) {
      std::vector<Criterion> part{One(depth + 2)};
      return reader_.Joined(Criterion::Kind::kNot, std::move(part));
    }
    if (Take("(")) {
      Criterion inner = Any(depth + 2);
      if (!Take(")")) Expect("\")\"");
      return inner;
    }
    const std::string_view token = Token();
    if (token.empty() || token == ")" || token == "OR" || token == "AND") Expect("a word");
    std::vector<Criterion> parts;
    std::vector<std::string> words = WordsOfText(token);
    if (words.empty()) Expect("a word with letters or digits");
    at_ += token.size();
    for (std::string& word : words) parts.push_back(Word(std::move(word)));
    if (token.ends_with('*')) parts.back().modifier = Modifier::kBegins;
    return reader_.Joined(Criterion::Kind::kAll, std::move(parts));
  }

  Criterion Word(std::string word) {
    reader_.Count(0);
    Criterion criterion;
    criterion.name = reader_.full_;
    criterion.parameter = &parameter_;
    criterion.modifier = Modifier::kIs;
    criterion.values.emplace_back(StringValue{std::move(word)});
    return criterion;
  }

  CriteriaReader& reader_;
  const SearchParameter& parameter_;
  const std::string_view text_;
  std::size_t at_ = 0;
};

Criterion CriteriaReader::OfWords(fhir::TypeId type, std::string_view code, std::string_view value,
                                  int depth) {
  const SearchParameter* parameter = parameters_.Find(type, code);
  if (parameter == nullptr || !IsIndexed(*parameter)) {
    if (parameters_.IsBeingIndexed(type, code)) throw BeingIndexed(type, code);
    Refuse(full_, "searches by " + std::string(code) +
                      " need the setting fhir-text-search, which is off here");
  }
  std::vector<Criterion> any;
  for (const std::string_view one : SplitUnescaped(value, ',')) {
    const std::string text = Unescape(one);
    any.push_back(WordReader(*this, *parameter, text).Whole(2 * depth));
  }
  return Joined(Criterion::Kind::kAny, std::move(any));
}

}  // namespace socle::resource
