#include "fhir/xhtml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace socle::fhir {
namespace {

using testing::HasSubstr;

std::string In(std::string_view content) {
  return "<div xmlns=\"http://www.w3.org/1999/xhtml\">" + std::string(content) + "</div>";
}

TEST(Xhtml, FormattingIsAllowed) {
  for (const std::string_view content :
       {"x", "<p class='a' style=\"color:red\">x<br/>y</p>", "<img src=\"#a\" alt=\"x\"/>",
        "<table><tr><td colspan=\"2\">1 &lt; 2 &amp; &#233; &#xE9;</td></tr></table>",
        "<a href=\"http://example.org/?a=1&amp;b=2\">x</a><!-- y -->", "<ul><li>x</li></ul>"}) {
    EXPECT_EQ(CheckXhtml(In(content)), "") << content;
  }
  EXPECT_EQ(CheckXhtml("\n" + In("x") + "\n"), "");
}

TEST(Xhtml, WhatRunsOrAsksIsNot) {
  EXPECT_THAT(CheckXhtml(In("<script>x</script>")), HasSubstr("<script> is not allowed"));
  EXPECT_THAT(CheckXhtml(In("<iframe/>x")), HasSubstr("<iframe> is not allowed"));
  EXPECT_THAT(CheckXhtml(In("<form>x</form>")), HasSubstr("<form> is not allowed"));
  EXPECT_THAT(CheckXhtml(In("<p onclick=\"x\">x</p>")), HasSubstr("onclick is not allowed"));
  for (const std::string_view link :
       {"javascript:x", " JavaScript:x", "java\nscript:x", "&#106;avascript:x", "vbscript:x"}) {
    EXPECT_THAT(CheckXhtml(In("<a href=\"" + std::string(link) + "\">x</a>")),
                HasSubstr("link that runs code"))
        << link;
  }
}

TEST(Xhtml, ItIsWellFormed) {
  EXPECT_THAT(CheckXhtml(In("<p>x")), HasSubstr("</div> closes nothing"));
  EXPECT_THAT(CheckXhtml("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>x</p>"),
              HasSubstr("<div> is not closed"));
  EXPECT_THAT(CheckXhtml(In("<p a>x</p>")), HasSubstr("<p> is not well formed"));
  EXPECT_THAT(CheckXhtml(In("<p id=\"a\"class=\"b\">x</p>")), HasSubstr("not well formed"));
  EXPECT_THAT(CheckXhtml(In("<p id=\"a\" id=\"b\">x</p>")), HasSubstr("stands twice"));
  EXPECT_THAT(CheckXhtml(In("<p id=\"a")), HasSubstr("not well formed"));
  EXPECT_THAT(CheckXhtml(In("<p title=\"<\">x</p>")), HasSubstr("bare <"));
  EXPECT_THAT(CheckXhtml(In("&nbsp;")), HasSubstr("no entity"));
  EXPECT_THAT(CheckXhtml(In("a & b")), HasSubstr("no entity"));
  EXPECT_THAT(CheckXhtml(In("<![CDATA[x]]>")), HasSubstr("CDATA"));
  EXPECT_THAT(CheckXhtml(In("<!-- -- -->x")), HasSubstr("comment"));
  EXPECT_THAT(CheckXhtml(In("< p>x</ p>")), HasSubstr("no name"));
  EXPECT_THAT(CheckXhtml(In(std::string(2000, '<'))), HasSubstr("no name"));
}

TEST(Xhtml, ItIsOneDivWithContentInTheNamespace) {
  EXPECT_THAT(CheckXhtml(""), HasSubstr("does not begin"));
  EXPECT_THAT(CheckXhtml("x"), HasSubstr("does not begin"));
  EXPECT_THAT(CheckXhtml("<divx/>"), HasSubstr("more than one div"));
  EXPECT_THAT(CheckXhtml("<div>x</div>"), HasSubstr("lacks xmlns"));
  EXPECT_THAT(CheckXhtml("<div xmlns=\"urn:x\">x</div>"), HasSubstr("xmlns is not"));
  EXPECT_THAT(CheckXhtml(In(" \n<p/>")), HasSubstr("neither text nor an image"));
  EXPECT_THAT(CheckXhtml(In("x") + In("y")), HasSubstr("more than one div"));
  EXPECT_THAT(CheckXhtml(In("x") + "y"), HasSubstr("something follows"));
}

}  // namespace
}  // namespace socle::fhir
