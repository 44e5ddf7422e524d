#include "record/chain.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace socle::record {
namespace {

const base::Uuid kUuid = *base::Uuid::Parse("00112233-4455-6677-8899-aabbccddeeff");
const EhrId kEhr(kUuid.ToString());

VersionContent Content() {
  return {.kind = "k",
          .uid = "u",
          .number = 3,
          .lifecycle = Lifecycle::kIncomplete,
          .change_type = ChangeType::kModification,
          .description = "d",
          .body = "{}"};
}

// Computed apart from this program, from docs/formats/record.md: stored records depend on them.
TEST(ChainTest, KeepsItsFormat) {
  EXPECT_EQ(ChainStart(kEhr, "sys", {1'700'000'000'000'000}).ToHex(),
            "0f6eb0829a95d6bd7b0496215011f55f6b86738f3cbaca07f30c1f6ee814ae5d");
  EXPECT_EQ(VersionDigest(Content()).ToHex(),
            "0d882a89a34643f09f28668fbff40646bf665baa6f1ebdc94ed18f23d410d3c3");
  const base::Digest one = VersionDigest(Content());
  const Audit audit{.time = base::Instant{42},
                    .committer = "c",
                    .system_id = "s",
                    .change_type = ChangeType::kCreation,
                    .description = {}};
  const base::Digest digests[] = {one, one};
  EXPECT_EQ(ContributionDigest(one, kEhr, 7, kUuid, audit, digests).ToHex(),
            "ed0026bb56216d66ad67bcc0002a006a87a6c9ade7fc1be69bae218b2eaaba21");
}

TEST(ChainTest, EveryFieldCounts) {
  const base::Digest whole = VersionDigest(Content());
  const auto differs = [&](auto change) {
    VersionContent content = Content();
    change(content);
    return VersionDigest(content) != whole;
  };
  EXPECT_TRUE(differs([](VersionContent& c) { c.kind = "ku", c.uid = ""; }));
  EXPECT_TRUE(differs([](VersionContent& c) { c.number = 4; }));
  EXPECT_TRUE(differs([](VersionContent& c) { c.lifecycle = Lifecycle::kComplete; }));
  EXPECT_TRUE(differs([](VersionContent& c) { c.change_type = ChangeType::kCreation; }));
  EXPECT_TRUE(differs([](VersionContent& c) { c.description.reset(); }));
  EXPECT_TRUE(differs([](VersionContent& c) { c.description = ""; }));
  EXPECT_TRUE(differs([](VersionContent& c) { c.body = "{ }"; }));
}

TEST(ChainTest, AStoredDigestHas32Bytes) {
  EXPECT_THROW(StoredDigest("short"), base::Error);
  EXPECT_EQ(StoredDigest(std::string(32, 'x')).View(), std::string(32, 'x'));
}

}  // namespace
}  // namespace socle::record
