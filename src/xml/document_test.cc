#include "xml/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace socle::xml {
namespace {

base::Error Refusal(std::string_view text, const Limits& limits = {}) {
  try {
    Document::Parse(text, limits);
  } catch (const base::Error& error) {
    return error;
  }
  ADD_FAILURE() << "accepted: " << text.substr(0, 80);
  return base::Error(base::ErrorCode::kInternal, "accepted");
}

TEST(XmlDocument, ReadsElementsAttributesAndText) {
  const Document document = Document::Parse(
      "<?xml version=\"1.0\"?>\n<!-- c --><o:a xmlns:o='u' k='1 &lt; 2'>\n  <b>x &amp; y</b><c/>"
      "<b xsi:type=' v:C_STRING ' type='plain'/></o:a>");
  const Element& root = document.root();
  EXPECT_EQ(root.name(), "a");
  EXPECT_EQ(root.prefix(), "o");
  EXPECT_EQ(root.Value("k"), "1 < 2");
  EXPECT_EQ(root.Find("o"), nullptr) << "a name space declaration is no attribute";
  ASSERT_NE(root.Child("b"), nullptr);
  EXPECT_EQ(root.Child("b")->text(), "x & y");
  EXPECT_EQ(root.ChildText("b"), "x & y");
  EXPECT_EQ(root.Child("b")->Place(), "3:4");
  EXPECT_EQ(root.Child("c")->next_sibling()->Type(), "C_STRING");
  EXPECT_EQ(root.Child("d"), nullptr);
  int count = 0;
  for (const Element& child : root) count += child.name().size() == 1;
  EXPECT_EQ(count, 3);
}

TEST(XmlDocument, JoinsTextAroundCommentsAndCdata) {
  const Document document =
      Document::Parse("<a> one<!-- no --> &#233;<![CDATA[<two>]]>&#x20AC; </a>");
  EXPECT_EQ(document.root().text(), " one \xC3\xA9<two>\xE2\x82\xAC ");
  EXPECT_EQ(document.root().trimmed(), "one \xC3\xA9<two>\xE2\x82\xAC");
}

TEST(XmlDocument, KeepsWhiteSpaceThatIsAllThereIs) {
  EXPECT_EQ(Document::Parse("<a> </a>").root().text(), " ");
  EXPECT_EQ(Document::Parse("<a> <b/> </a>").root().trimmed(), "");
}

TEST(XmlDocument, ReadsByteOrderMarksAndDeclaredEncodings) {
  EXPECT_EQ(Document::Parse("\xEF\xBB\xBF<a>\xC3\xA9</a>").root().text(), "\xC3\xA9");
  const std::string little("\xFF\xFE<\0a\0>\0\xE9\0=\xD8\x00\xDE<\0/\0a\0>\0", 22);
  EXPECT_EQ(Document::Parse(little).root().text(), "\xC3\xA9\xF0\x9F\x98\x80");
  const std::string big("\xFE\xFF\0<\0a\0/\0>", 10);
  EXPECT_EQ(Document::Parse(big).root().name(), "a");
  EXPECT_EQ(Document::Parse("<?xml version='1.0' encoding='iso-8859-1'?><a>\xE9</a>").root().text(),
            "\xC3\xA9");
}

TEST(XmlDocument, RefusesBadEncodings) {
  EXPECT_EQ(Refusal("<a>\n\xC3(</a>").place(), "2:1");
  EXPECT_EQ(Refusal("<a>\xED\xA0\x80</a>").code(), base::ErrorCode::kMalformed);
  EXPECT_EQ(Refusal(std::string_view("<a>\0</a>", 8)).place(), "1:4");
  EXPECT_EQ(Refusal("<a>\x01</a>").code(), base::ErrorCode::kMalformed);
  EXPECT_EQ(Refusal(std::string_view("\xFF\xFE<\0a", 5)).code(), base::ErrorCode::kMalformed);
  EXPECT_EQ(Refusal(std::string_view("\xFF\xFE\x00\xDC", 4)).code(), base::ErrorCode::kMalformed);
  EXPECT_EQ(Refusal("<?xml version='1.0' encoding='EBCDIC'?><a/>").code(),
            base::ErrorCode::kMalformed);
}

TEST(XmlDocument, RefusesWhatIsNotWellFormedAndSaysWhere) {
  const base::Error error = Refusal("<a>\n  <b>\n</a>");
  EXPECT_EQ(error.code(), base::ErrorCode::kMalformed);
  EXPECT_THAT(error.place(), testing::StartsWith("3:"));
  for (const std::string_view text :
       {"", " ", "x", "<", "<a", "<a>", "<a></b>", "<a b></a>", "<a/><b/>", "<a x='1' x='2'/>",
        "\xEF\xBB\xBF", "\xFF\xFE", "{\"a\":1}"}) {
    EXPECT_EQ(Refusal(text).code(), base::ErrorCode::kMalformed) << text;
  }
}

TEST(XmlDocument, RefusesTextBesideTheRoot) {
  for (const char* text :
       {"x<a/>", "<a/>x", " <a></a>\n x \n", "<?xml version=\"1.0\"?><a/>&amp;"}) {
    EXPECT_THROW(Document::Parse(text), base::Error) << text;
  }
  EXPECT_EQ(Document::Parse("\n <a/> \n<!-- c --> ").root().name(), "a");
}

TEST(XmlDocument, RefusesDocumentTypes) {
  const base::Error error =
      Refusal("<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>");
  EXPECT_EQ(error.code(), base::ErrorCode::kMalformed);
  EXPECT_THAT(error.message(), testing::HasSubstr("document type"));
  EXPECT_EQ(Refusal("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>").code(),
            base::ErrorCode::kMalformed);
}

TEST(XmlDocument, LimitsDepthSizeAndAttributes) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  for (int i = 0; i < 100'000; ++i) deep += "</a>";
  EXPECT_THAT(Refusal(deep).message(), testing::HasSubstr("deeper than 256"));
  EXPECT_EQ(Refusal("<a>123456789</a>", {.bytes = 10}).code(), base::ErrorCode::kTooLarge);
  EXPECT_EQ(Document::Parse("<a><b/></a>", {.depth = 2}).root().name(), "a");
  EXPECT_EQ(Refusal("<a><b/></a>", {.depth = 1}).code(), base::ErrorCode::kMalformed);
  std::string wide = "<a";
  for (int i = 0; i < 300; ++i) wide += " k" + std::to_string(i) + "=''";
  EXPECT_EQ(Refusal(wide + "/>").code(), base::ErrorCode::kMalformed);
  std::string pieces = "<a>";
  for (int i = 0; i < 200'000; ++i) pieces += "x<!---->";
  EXPECT_EQ(Document::Parse(pieces + "</a>").root().text().size(), 200'000u);
}

TEST(XmlDocument, AnyTruncationIsATreeOrAnError) {
  const std::string text = "<?xml version=\"1.0\"?><o:a k='&#65;'>t<![CDATA[c]]><b/>&amp;</o:a>";
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_EQ(Refusal(text.substr(0, size)).code(), base::ErrorCode::kMalformed) << size;
  }
}

TEST(Document, ForeignEntitiesAndInstructionsAreRefused) {
  const auto place_of = [](std::string_view text, const Limits& limits) {
    try {
      Document::Parse(text, limits);
      return std::string("accepted");
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), base::ErrorCode::kMalformed);
      return error.place();
    }
  };
  EXPECT_EQ(place_of("<a>\n&nbsp;</a>", {}), "2:1");
  EXPECT_EQ(place_of("<a b='&lol9;'/>", {}), "1:7");
  EXPECT_EQ(place_of("<a><!-- &nbsp; -->&amp;</a>", {}), "accepted");
  EXPECT_EQ(place_of("<?p?><a/>", {}), "accepted");
  const Limits strict{.instructions = Instructions::kRefuse};
  EXPECT_EQ(place_of("<?xml version='1.0'?>\n<a><?p?></a>", strict), "2:4");
  EXPECT_EQ(place_of("<?xml version='1.0'?>\n<a/>", strict), "accepted");
}

TEST(Document, MarkupIsWhatWasWritten) {
  const std::string_view text =
      "<?xml version='1.0'?>\n<a><b  x = 'y'>1 &lt; <i>2</i>\n<!-- c --><b/></b ><c/></a>";
  const auto document = Document::Parse(text, {.source = Source::kKeep});
  const Element& b = *document.root().first_child();
  EXPECT_EQ(document.Markup(b), "<b  x = 'y'>1 &lt; <i>2</i>\n<!-- c --><b/></b >");
  EXPECT_EQ(document.Markup(*b.next_sibling()), "<c/>");
  EXPECT_EQ(Document::Parse(text).Markup(b), "");
}

}  // namespace
}  // namespace socle::xml
