#include "resource/folding.h"

#include <gtest/gtest.h>

namespace socle::resource {
namespace {

TEST(Folding, LeavesOutCaseAndAccents) {
  EXPECT_EQ(Fold("Müller"), "muller");
  EXPECT_EQ(Fold("Mu\u0308ller"), "muller");
  EXPECT_EQ(Fold("GROẞ Straße"), "gross strasse");
  EXPECT_EQ(Fold("Łódź Ørsted Æsir"), "lodz orsted aesir");
  EXPECT_EQ(Fold("Nguyễn"), "nguyen");
  EXPECT_EQ(Fold("ΠΑΠΑΔΌΠΟΥΛΟΣ"), Fold("παπαδόπουλος"));
  EXPECT_EQ(Fold("Ёлкин"), "елкин");
  EXPECT_EQ(Fold("İstanbul"), "istanbul");
}

TEST(Folding, MakesOneBlankOfMany) {
  EXPECT_EQ(Fold("  Anna \t Maria\u00a0\u3000B\n"), "anna maria b");
  EXPECT_EQ(Fold(" \u0301 "), "");
  EXPECT_EQ(Fold(""), "");
}

TEST(Folding, KeepsWhatItDoesNotKnow) {
  EXPECT_EQ(Fold("山田太郎"), "山田太郎");
  EXPECT_EQ(Fold("محمد"), "محمد");
  EXPECT_EQ(Fold("\U0001F600 A"), "\U0001F600 a");
  EXPECT_EQ(Fold("\xff\xc3"), "\xff\xc3");
}

TEST(Folding, IsTheSameWhenItIsDoneTwice) {
  for (char32_t c = 0x80; c < 0x3000; ++c) {
    std::string text;
    if (c < 0x800) {
      text = {static_cast<char>(0xc0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3f))};
    } else {
      text = {static_cast<char>(0xe0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3f)),
              static_cast<char>(0x80 | (c & 0x3f))};
    }
    const std::string once = Fold(text);
    EXPECT_EQ(Fold(once), once) << std::hex << static_cast<std::uint32_t>(c);
  }
}

}  // namespace
}  // namespace socle::resource
