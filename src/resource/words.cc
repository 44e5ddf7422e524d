#include "resource/words.h"

#include <algorithm>
#include <iterator>

#include "fhir/html_text.h"
#include "fhir/ids.h"
#include "resource/folding.h"

namespace socle::resource {
namespace {

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// The bytes of the character that begins there.
std::string_view CharacterAt(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && IsContinuation(text[end])) ++end;
  return text.substr(at, end - at);
}

/// Letters and digits of ASCII; beyond it all but the blanks and signs of Latin-1, of general
/// punctuation (U+2000 to U+206F) and of CJK (U+3000 to U+303F).
bool IsOfWord(std::string_view character) {
  if (character.size() == 1) {
    const char c = character.front();
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
  if (character.starts_with("\xC2")) return character == "\xC2\xAA" || character == "\xC2\xBA";
  if (character.starts_with("\xE2\x80") || character.starts_with("\xE3\x80")) return false;
  return !(character.starts_with("\xE2\x81") && character[2] <= '\xAF');
}

void Add(const fhir::Node& node, std::vector<std::string>& words) {
  std::vector<std::string> found;
  if (node.type == fhir::type::kXhtml) {
    found = WordsOfText(fhir::TextOfXhtml(node.text));
  } else if (node.type == fhir::type::kString || node.type == fhir::type::kMarkdown) {
    found = WordsOfText(node.text);
  }
  std::ranges::move(found, std::back_inserter(words));
}

/// Without recursion: documents may be nested deeply.
void AddAll(const fhir::Node& root, std::vector<std::string>& words) {
  const fhir::Node* node = &root;
  while (node != nullptr) {
    Add(*node, words);
    if (node->first_child != nullptr) {
      node = node->first_child;
      continue;
    }
    while (node != &root && node->next_sibling == nullptr) node = node->parent;
    node = node == &root ? nullptr : node->next_sibling;
  }
}

}  // namespace

std::vector<std::string> WordsOfText(std::string_view text) {
  const std::string folded = Fold(text);
  std::vector<std::string> words;
  std::string word;
  for (std::size_t at = 0; at <= folded.size();) {
    const std::string_view character =
        at < folded.size() ? CharacterAt(folded, at) : std::string_view();
    if (!character.empty() && IsOfWord(character)) {
      if (word.size() + character.size() <= kLongestWord) word += character;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
    at += std::max<std::size_t>(character.size(), 1);
  }
  return words;
}

std::vector<std::string> WordsIn(const fhir::Node& resource, WordsOf where) {
  std::vector<std::string> words;
  if (where == WordsOf::kContent) {
    AddAll(resource, words);
  } else if (where == WordsOf::kNarrative) {
    const fhir::Node* narrative = resource.Child("text");
    if (narrative != nullptr) AddAll(*narrative, words);
  }
  std::ranges::sort(words);
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

}  // namespace socle::resource
