#include "xml/document.h"

#include <algorithm>
#include <cstring>
#include <memory_resource>
#include <optional>
#include <pugixml.hpp>
#include <vector>

#include "base/error.h"
#include "xml/encoding.h"
#include "xml/markup.h"

namespace socle::xml {

struct Document::Memory {
  std::string buffer;  // parsed in place: names and texts point into it
  std::string source;  // as it was, where it is kept
  pugi::xml_document parsed;
  std::pmr::monotonic_buffer_resource arena{64 * 1024};
  const Element* root = nullptr;
};

namespace {

std::string_view Trim(std::string_view text) {
  const char* const space = " \t\r\n";
  const std::size_t first = text.find_first_not_of(space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(space) - first + 1);
}

/// Where each line begins, so that an offset has a line and a column.
class Lines {
 public:
  explicit Lines(std::string_view text) {
    starts_.push_back(0);
    for (std::size_t at = text.find('\n'); at != std::string_view::npos;
         at = text.find('\n', at + 1)) {
      starts_.push_back(static_cast<std::uint32_t>(at + 1));
    }
  }
  std::pair<std::uint32_t, std::uint32_t> At(std::size_t offset) const {
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
    const auto line = static_cast<std::uint32_t>(after - starts_.begin());
    return {line, static_cast<std::uint32_t>(offset) - starts_[line - 1] + 1};
  }
  std::string Place(std::size_t offset) const {
    const auto [line, column] = At(offset);
    return std::to_string(line) + ":" + std::to_string(column);
  }

 private:
  std::vector<std::uint32_t> starts_;
};

[[noreturn]] void Refuse(std::string message, std::string place) {
  throw base::Error(base::ErrorCode::kMalformed, std::move(message)).At(std::move(place));
}

std::string_view LocalName(std::string_view name, std::string_view& prefix) {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return name;
  prefix = name.substr(0, colon);
  return name.substr(colon + 1);
}

/// Text before the first or after the last mark-up, which the parser below drops without a word.
/// Source: XML 1.0, production 1.
void RefuseTextBesideRoot(std::string_view text, const Lines& lines) {
  const std::string_view marked = Trim(text);
  if (marked.empty()) return;  // no root element, which is said elsewhere
  const auto offset = static_cast<std::size_t>(marked.data() - text.data());
  if (marked.front() != '<')
    Refuse("not well-formed XML: text before the root element", lines.Place(offset));
  if (marked.back() != '>') {
    Refuse("not well-formed XML: text after the root element",
           lines.Place(offset + marked.size() - 1));
  }
}

/// What the parser below would leave as text, or drop: its offset, and what to say of it.
/// Source: XML 1.0, 4.1, well-formedness constraint "Entity Declared".
std::optional<std::pair<std::size_t, const char*>> ForeignMarkup(std::string_view text,
                                                                 const Limits& limits) {
  if (const auto at = FindForeignEntity(text)) {
    return std::pair(
        *at, "an entity that XML does not define, no character, or an '&' that is not &amp;");
  }
  if (limits.instructions == Instructions::kDrop) return std::nullopt;
  const auto at = FindInstruction(text);
  if (!at) return std::nullopt;
  return std::pair(*at, "a processing instruction is not accepted");
}

}  // namespace

/// Copies the parser's tree into elements of our own, so that readers need no pugixml and find
/// joined text and split names.
class Builder {
 public:
  Builder(std::pmr::memory_resource& arena, const Lines& lines, std::uint32_t depth)
      : arena_(arena), lines_(lines), limit_(depth) {}

  Element* Build(pugi::xml_node node, std::uint32_t depth) {
    Element* element = New<Element>();
    const auto offset = static_cast<std::size_t>(node.offset_debug());
    element->offset_ = offset;
    std::tie(element->line_, element->column_) = lines_.At(offset);
    if (depth > limit_) {
      Refuse("elements are nested deeper than " + std::to_string(limit_), element->Place());
    }
    element->name_ = LocalName(node.name(), element->prefix_);
    AddAttributes(node, *element);
    AddChildren(node, *element, depth);
    return element;
  }

 private:
  template <class T>
  T* New() {
    return new (arena_.allocate(sizeof(T), alignof(T))) T();
  }

  void AddAttributes(pugi::xml_node node, Element& element) {
    const Attribute** tail = &element.first_attribute_;
    std::size_t count = 0;
    for (pugi::xml_attribute attribute : node.attributes()) {
      // Keeps the search for duplicates below from becoming an attack.
      if (++count > 256) Refuse("an element with more than 256 attributes", element.Place());
      Attribute* copy = New<Attribute>();
      copy->name = LocalName(attribute.name(), copy->prefix);
      copy->value = attribute.value();
      for (const Attribute* other = element.first_attribute_; other; other = other->next) {
        if (other->name == copy->name && other->prefix == copy->prefix) {
          Refuse("the attribute " + std::string(attribute.name()) + " stands twice",
                 element.Place());
        }
      }
      *tail = copy;
      tail = const_cast<const Attribute**>(&copy->next);
    }
  }

  void AddChildren(pugi::xml_node node, Element& element, std::uint32_t depth) {
    const Element** tail = &element.first_child_;
    std::size_t pieces = 0, size = 0;
    for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
      if (child.type() == pugi::node_element) {
        Element* copy = Build(child, depth + 1);
        *tail = copy;
        tail = const_cast<const Element**>(&copy->next_sibling_);
      } else if (IsText(child)) {
        element.text_ = child.value();
        size += element.text_.size();
        ++pieces;
      }
    }
    if (pieces > 1) JoinText(node, size, element);
  }

  static bool IsText(pugi::xml_node node) {
    return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
  }

  void JoinText(pugi::xml_node node, std::size_t size, Element& element) {
    char* const joined = static_cast<char*>(arena_.allocate(size + 1, 1));
    char* end = joined;
    for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
      if (!IsText(child)) continue;
      const std::string_view piece = child.value();
      std::memcpy(end, piece.data(), piece.size());
      end += piece.size();
    }
    element.text_ = {joined, size};
  }

  std::pmr::memory_resource& arena_;
  const Lines& lines_;
  std::uint32_t limit_;
};

std::string_view Element::trimmed() const { return Trim(text_); }

const Attribute* Element::Find(std::string_view local_name) const {
  for (const Attribute* attribute = first_attribute_; attribute; attribute = attribute->next) {
    if (attribute->name == local_name && attribute->prefix != "xmlns") return attribute;
  }
  return nullptr;
}

std::string_view Element::Value(std::string_view local_name) const {
  const Attribute* attribute = Find(local_name);
  return attribute ? attribute->value : std::string_view();
}

std::string_view Element::Type() const {
  for (const Attribute* attribute = first_attribute_; attribute; attribute = attribute->next) {
    if (attribute->name != "type" || attribute->prefix.empty() || attribute->prefix == "xmlns") {
      continue;
    }
    std::string_view prefix;
    return LocalName(Trim(attribute->value), prefix);
  }
  return {};
}

const Element* Element::Child(std::string_view local_name) const {
  for (const Element* child = first_child_; child; child = child->next_sibling_) {
    if (child->name_ == local_name) return child;
  }
  return nullptr;
}

std::string_view Element::ChildText(std::string_view local_name) const {
  const Element* child = Child(local_name);
  return child ? child->trimmed() : std::string_view();
}

std::string Element::Place() const { return std::to_string(line_) + ":" + std::to_string(column_); }

Document Document::Parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) {
    throw base::Error(base::ErrorCode::kTooLarge,
                      "the XML document is larger than " + std::to_string(limits.bytes) + " bytes");
  }
  auto memory = std::make_unique<Memory>();
  memory->buffer = ToUtf8(text);
  // A tree takes some fifty times the bytes of its shortest elements.
  if (std::count(memory->buffer.begin(), memory->buffer.end(), '<') > 3'000'000) {
    throw base::Error(base::ErrorCode::kTooLarge, "the XML document has too many elements");
  }
  const Lines lines(memory->buffer);
  RefuseTextBesideRoot(memory->buffer, lines);
  // Parsing in place changes the text.
  const auto foreign = ForeignMarkup(memory->buffer, limits);
  if (limits.source == Source::kKeep) memory->source = memory->buffer;
  const unsigned options =
      (pugi::parse_default | pugi::parse_doctype | pugi::parse_ws_pcdata_single);
  const pugi::xml_parse_result result = memory->parsed.load_buffer_inplace(
      memory->buffer.data(), memory->buffer.size(), options, pugi::encoding_utf8);
  if (!result) {
    const auto offset =
        std::min(static_cast<std::size_t>(std::max<std::ptrdiff_t>(result.offset, 0)),
                 memory->buffer.size());
    Refuse(std::string("not well-formed XML: ") + result.description(), lines.Place(offset));
  }
  pugi::xml_node root;
  for (pugi::xml_node child : memory->parsed.children()) {
    if (child.type() == pugi::node_doctype) {
      Refuse("a document type declaration is not accepted", "1:1");
    }
    if (child.type() != pugi::node_element) continue;
    if (root) {
      Refuse("a second root element", lines.Place(static_cast<std::size_t>(child.offset_debug())));
    }
    root = child;
  }
  if (!root) Refuse("there is no root element", "1:1");
  if (foreign) Refuse(foreign->second, lines.Place(foreign->first));
  memory->root = Builder(memory->arena, lines, limits.depth).Build(root, 1);
  return Document(std::move(memory));
}

Document::Document(std::unique_ptr<Memory> memory) : memory_(std::move(memory)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

const Element& Document::root() const { return *memory_->root; }

std::string_view Document::Markup(const Element& element) const {
  if (memory_->source.empty()) return {};
  return FirstElement(std::string_view(memory_->source).substr(element.offset_ - 1));
}

}  // namespace socle::xml
