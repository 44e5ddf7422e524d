#include "base/digest.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace socle::base {
namespace {

// FIPS 180-4, the examples.
TEST(Digest, KnownValues) {
  Sha256 sha;
  EXPECT_EQ(sha.Finish().ToHex(),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha.Add("abc").Finish().ToHex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(
      sha.Add("abcdbcdecdefdefgefghfghighijhijk").Add("ijkljklmklmnlmnomnopnopq").Finish().ToHex(),
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Digest, FieldsDoNotRunIntoOneAnother) {
  Sha256 sha;
  const Digest a = sha.AddField("ab").AddField("c").Finish();
  const Digest b = sha.AddField("a").AddField("bc").Finish();
  EXPECT_NE(a, b);
  EXPECT_EQ(sha.AddField("ab").Finish(), sha.AddInt(2).Add("ab").Finish());
  EXPECT_EQ(sha.AddInt(-2).Finish(), sha.Add("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFE").Finish());
}

TEST(Digest, AnUnfinishedObjectLeavesNothingBehind) {
  const Digest empty = Sha256().Finish();
  for (int i = 0; i < 20; ++i) {
    { Sha256().Add("left over"); }
    EXPECT_EQ(Sha256().Finish(), empty);
  }
}

TEST(Digest, ObjectsMayBeUsedTogetherAndOnManyThreads) {
  const auto use = [] {
    for (int i = 0; i < 200; ++i) {
      Sha256 a, b;
      a.Add("ab");
      b.Add("abc");
      a.Add("c");
      EXPECT_EQ(a.Finish(), b.Finish());
    }
  };
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) threads.emplace_back(use);
  for (auto& thread : threads) thread.join();
}

}  // namespace
}  // namespace socle::base
