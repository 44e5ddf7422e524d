#include "resource/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fhir/json.h"

namespace socle::resource {
namespace {

using testing::ElementsAre;

TEST(Words, AreFoldedAndCutAtWhatIsNoLetter) {
  EXPECT_THAT(WordsOfText("Hôpital de la Croix-Rousse, 3e étage"),
              ElementsAre("hopital", "de", "la", "croix", "rousse", "3e", "etage"));
  EXPECT_THAT(WordsOfText("l\u2019\u00e9tat \u00abstable\u00bb\u00a0\u2014 T\u00b0 38.5"),
              ElementsAre("l", "etat", "stable", "t", "38", "5"));
  EXPECT_THAT(WordsOfText("  \t\n"), ElementsAre());
  EXPECT_THAT(WordsOfText(std::string(200, 'x')), ElementsAre(std::string(kLongestWord, 'x')));
}

TEST(Words, OfAResourceAreThoseOfItsTexts) {
  const fhir::ReadResult read = fhir::ReadJson(
      R"({"resourceType":"Condition","id":"secret1","text":{"status":"generated","div":)"
      R"("<div xmlns=\"http://www.w3.org/1999/xhtml\" title=\"hidden\"><!-- note --><b>Asth</b>me s&#233;v&#xE8;re &amp; stable</div>"},)"
      R"("code":{"coding":[{"system":"http://snomed.info/sct","code":"195967001","display":"Asthma"}],"text":"Asthme"},)"
      R"("note":[{"text":"Depuis l'enfance"}],"subject":{"reference":"Patient/p1"}})");
  ASSERT_FALSE(read.tree.empty());
  const fhir::Node& root = read.tree.root();
  EXPECT_THAT(WordsIn(root, WordsOf::kNarrative), ElementsAre("asth", "me", "severe", "stable"));
  EXPECT_THAT(WordsIn(root, WordsOf::kContent),
              testing::IsSupersetOf({"asthma", "asthme", "depuis", "enfance", "severe"}));
  EXPECT_THAT(WordsIn(root, WordsOf::kContent),
              testing::Not(testing::Contains(testing::AnyOf("195967001", "snomed", "secret1"))));
  EXPECT_THAT(WordsIn(root, WordsOf::kNothing), ElementsAre());
}

}  // namespace
}  // namespace socle::resource
