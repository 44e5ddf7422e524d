#include "xml/markup.h"

#include <gtest/gtest.h>

#include <string>

namespace socle::xml {
namespace {

TEST(Markup, PiecesJoinToTheText) {
  const std::string text =
      "<?xml version='1.0'?><!DOCTYPE a><a b='>' c=\"'>\"><!-- <x> --> t &amp; "
      "<![CDATA[<y>]]><br /></a>\n";
  std::string joined;
  std::string kinds;
  Pieces pieces(text);
  while (const auto piece = pieces.Next()) {
    joined += piece->text;
    kinds += "tse/!c?d"[static_cast<std::size_t>(piece->kind)];
  }
  EXPECT_EQ(joined, text);
  EXPECT_EQ(kinds, "?ds!tce/t");
}

TEST(Markup, FirstElementEndsWithItsOwnEndTag) {
  EXPECT_EQ(FirstElement("<p>a<p>b</p><br/><!-- </p> --></p></p>"),
            "<p>a<p>b</p><br/><!-- </p> --></p>");
  EXPECT_EQ(FirstElement("<p a='</p>'/>rest"), "<p a='</p>'/>");
  EXPECT_EQ(FirstElement("<p>open"), "<p>open");
}

TEST(Markup, ForeignEntitiesAreFoundWhereTheyCount) {
  EXPECT_EQ(FindForeignEntity("<a>&nbsp;</a>"), 3u);
  EXPECT_EQ(FindForeignEntity("<a b='&x;'/>"), 6u);
  EXPECT_EQ(FindForeignEntity("<a>a & b</a>"), 5u);
  EXPECT_EQ(FindForeignEntity("<a>&amp;&lt;&gt;&quot;&apos;&#65;&#x41;</a>"), std::nullopt);
  EXPECT_EQ(FindForeignEntity("<a><!-- &nbsp; --><![CDATA[ & ]]></a>"), std::nullopt);
}

TEST(Markup, ReferencesToNoCharacterAreForeign) {
  for (const char* reference :
       {"&#0;", "&#1;", "&#x1F;", "&#xD800;", "&#xDFFF;", "&#55296;", "&#xFFFE;", "&#x110000;",
        "&#xFFFFFFFFFF;", "&#;", "&#x;", "&#65", "&#x4G;", "&#-65;", "&# 65;"}) {
    EXPECT_EQ(FindForeignEntity("<a b='" + std::string(reference) + "'/>"), 6u) << reference;
  }
  EXPECT_EQ(FindForeignEntity("<a>&#9;&#xA;&#13;&#xD7FF;&#xE000;&#xFFFD;&#x10FFFF;</a>"),
            std::nullopt);
}

TEST(Markup, InstructionsAreFoundBehindTheDeclaration) {
  EXPECT_EQ(FindInstruction("<?xml version='1.0'?><a/>"), std::nullopt);
  EXPECT_EQ(FindInstruction("<?xml version='1.0'?><?b?><a/>"), 21u);
  EXPECT_EQ(FindInstruction("<?xml-stylesheet href='x'?><a/>"), 0u);
  EXPECT_EQ(FindInstruction("<a><!-- <?b?> --></a>"), std::nullopt);
  EXPECT_EQ(FindInstruction("<a><?b?></a>"), 3u);
}

}  // namespace
}  // namespace socle::xml
