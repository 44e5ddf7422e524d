// Random histories against a model in memory: whatever is committed is what is read, after
// reopening, after a rebuild of the indexes, and in another store after export and import.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <sstream>

#include "record/testing.h"

namespace socle::record {
namespace {

struct ModelVersion {
  std::string body;
  Lifecycle lifecycle = Lifecycle::kComplete;
  std::optional<std::string> description;
};
struct ModelEhr {
  EhrId id;
  EhrKey key;
  std::map<int, std::vector<ModelVersion>> objects;
  std::uint64_t contributions = 0;
};

class History {
 public:
  explicit History(unsigned seed) : random_(seed) {}

  void Step(Hospital& hospital) {
    const int roll = Roll(100);
    if (ehrs_.empty() || roll < 15) return Create(hospital);
    const auto at = std::next(ehrs_.begin(), Roll(static_cast<int>(ehrs_.size())));
    if (roll < 18) {
      hospital->Erase(Anyone(), at->second.key,
                      Audit{.time = {},
                            .committer = kTesterJson,
                            .system_id = "s",
                            .change_type = ChangeType::kDeleted,
                            .description = {}});
      ehrs_.erase(at);
      return;
    }
    ModelEhr& ehr = at->second;
    std::vector<NewVersion> versions;
    std::map<int, ModelVersion> after;
    for (int i = 0, count = 1 + Roll(3); i < count; ++i) {
      const int number = Pick(ehr);
      if (after.contains(number)) continue;
      versions.push_back(Version(ehr, number, after[number]));
    }
    CommitRequest request = Request(ehr.key, versions);
    if (Roll(4) == 0) request.audit.description = "remark " + std::to_string(Roll(5));
    hospital->Commit(Anyone(), std::move(request));
    ++ehr.contributions;
    for (auto& [number, version] : after) ehr.objects[number].push_back(version);
  }

  void ExpectIn(Hospital& hospital) {
    std::uint64_t versions = 0;
    for (const auto& [id, ehr] : ehrs_) {
      const auto found = hospital->FindEhr(Anyone(), id);
      ASSERT_TRUE(found.has_value());
      EXPECT_EQ(found->ehr, ehr.key);
      for (const auto& [number, object] : ehr.objects) {
        const auto history = hospital->History(Anyone(), ehr.key, kNote, NoteUid(number));
        ASSERT_EQ(history.size(), object.size());
        for (std::uint32_t i = 0; i < object.size(); ++i, ++versions) {
          const auto read = hospital->ReadVersion(Anyone(), ehr.key, kNote, NoteUid(number), i + 1);
          ASSERT_TRUE(read.has_value());
          EXPECT_EQ(read->body, object[i].body);
          EXPECT_EQ(read->info.lifecycle, object[i].lifecycle);
          EXPECT_EQ(read->info.head, object.size());
          if (object[i].description) {
            EXPECT_EQ(read->info.audit.description, object[i].description);
          }
        }
      }
    }
    EXPECT_EQ(hospital->Count().ehrs, ehrs_.size());
    EXPECT_GE(hospital->Count().versions, versions);
  }

 private:
  int Roll(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

  std::string Body() {
    switch (Roll(4)) {
      case 0:
        return R"({"_type":"NOTE","text":"patient )" + std::to_string(Roll(1000)) + R"( is well"})";
      case 1:
        return "plain text\nof several lines " + std::to_string(Roll(1000));
      case 2: {
        std::string bytes;
        for (int i = Roll(300); i >= 0; --i) bytes += static_cast<char>(Roll(256));
        return bytes;
      }
      default:
        return R"({"words":")" + std::string(static_cast<std::size_t>(Roll(3000)), 'w') + "\"}";
    }
  }

  void Create(Hospital& hospital) {
    ModelEhr ehr;
    const int number = ++objects_;
    ModelVersion version;
    const CommitReceipt receipt = hospital.Create({Version(ehr, number, version)});
    ehr.id = receipt.ehr.id;
    ehr.key = receipt.ehr.ehr;
    ehr.contributions = 1;
    ehr.objects[number].push_back(version);
    ehrs_[ehr.id] = ehr;
  }

  /// An object of the EHR that lives, or a new one.
  int Pick(const ModelEhr& ehr) {
    if (Roll(3) != 0) {
      const auto at = std::next(ehr.objects.begin(), Roll(static_cast<int>(ehr.objects.size())));
      if (at->second.back().lifecycle != Lifecycle::kDeleted || Roll(4) == 0) return at->first;
    }
    return ++objects_;
  }

  NewVersion Version(const ModelEhr& ehr, int number, ModelVersion& after) {
    const auto object = ehr.objects.find(number);
    const auto preceding =
        object == ehr.objects.end() ? 0u : static_cast<std::uint32_t>(object->second.size());
    NewVersion version = Note(number, preceding, Body());
    if (preceding > 0 && object->second.back().lifecycle == Lifecycle::kDeleted) {
      version.restores = true;
    } else if (preceding > 0 && Roll(6) == 0) {
      version = Deletion(number, preceding);
    }
    if (Roll(5) == 0) version.description = "why " + std::to_string(Roll(9));
    if (Roll(3) == 0) version.body_class = "class " + std::to_string(Roll(3));
    after = {version.body, version.lifecycle, version.description};
    return version;
  }

  std::mt19937 random_;
  int objects_ = 0;
  std::map<EhrId, ModelEhr> ehrs_;
};

std::string Listing(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) text += finding.place + ": " + finding.what + "\n";
  return text;
}

std::map<std::string, std::string> Files(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    files[entry.path().filename().string()] = std::string(std::istreambuf_iterator<char>(in), {});
  }
  return files;
}

class HistoryTest : public testing::TestWithParam<unsigned> {};

TEST_P(HistoryTest, HoldsInEveryForm) {
  WordIndex index;
  RecordOptions options;
  options.dictionary_after = 20;
  options.seal_every = 7;
  Hospital hospital({&index}, options);
  History history(GetParam());
  for (int i = 0; i < 60; ++i) history.Step(hospital);
  history.ExpectIn(hospital);
  hospital->TrainDictionaries();
  for (int i = 0; i < 40; ++i) history.Step(hospital);
  hospital.Reopen();
  history.ExpectIn(hospital);
  EXPECT_EQ(Listing(hospital->Verify({})), "");

  const auto rows = WordIndex::Rows(hospital.store());
  EXPECT_FALSE(rows.empty());
  hospital.Damage("DELETE FROM test_word");
  hospital->Reindex({});
  EXPECT_EQ(WordIndex::Rows(hospital.store()), rows);

  const auto first = hospital.folder() / "export", second = hospital.folder() / "export2";
  hospital->Export(Anyone(), first.string(), {});
  WordIndex other_index;
  Hospital other({&other_index}, options);
  other->Import(first.string(), {});
  history.ExpectIn(other);
  EXPECT_EQ(Listing(other->Verify({})), "");
  EXPECT_EQ(WordIndex::Rows(other.store()), rows);
  other.Reopen();
  other->Export(Anyone(), second.string(), {});
  EXPECT_TRUE(Files(first) == Files(second));
  // The copy lives on.
  for (int i = 0; i < 20; ++i) history.Step(other);
  history.ExpectIn(other);
  EXPECT_EQ(Listing(other->Verify({})), "");
}

INSTANTIATE_TEST_SUITE_P(Seeds, HistoryTest, testing::Range(1u, 9u));

}  // namespace
}  // namespace socle::record
