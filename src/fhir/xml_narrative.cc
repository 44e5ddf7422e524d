#include "fhir/xml_narrative.h"

#include "xml/markup.h"

namespace socle::fhir {
namespace {

constexpr std::string_view kCdata = "<![CDATA[";

void AppendText(std::string_view cdata, std::string& out) {
  std::string_view text = cdata.substr(kCdata.size());
  text = text.substr(0, text.rfind("]]>"));
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
}

/// XML 1.0, 2.11.
std::string WithLineFeeds(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\r') {
      result += text[at];
    } else if (at + 1 == text.size() || text[at + 1] != '\n') {
      result += '\n';
    }
  }
  return result;
}

}  // namespace

std::string NarrativeOf(std::string_view markup, bool declares_namespace) {
  constexpr std::string_view kBegin = "<div";
  std::string result;
  if (!declares_namespace) {
    result = "<div xmlns=\"http://www.w3.org/1999/xhtml\"";
    markup.remove_prefix(kBegin.size());
  }
  if (markup.find(kCdata) == markup.npos) {
    result += markup;
  } else {
    xml::Pieces pieces(markup);
    while (const auto piece = pieces.Next()) {
      if (piece->kind == xml::Piece::Kind::kCdata) {
        AppendText(piece->text, result);
      } else {
        result += piece->text;
      }
    }
  }
  return result.find('\r') == result.npos ? result : WithLineFeeds(result);
}

}  // namespace socle::fhir
