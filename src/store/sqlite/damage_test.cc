#include <gmock/gmock.h>

#include <random>
#include <set>

#include "store/sqlite/checksum_vfs.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/file_check.h"
#include "store/store_fixture.h"

namespace socle::store {
namespace {

using base::ErrorCode;
using testing::HasSubstr;

constexpr std::size_t kPage = 8192;

class DamageTest : public StoreFixture {
 protected:
  // A store with inner pages, overflow pages and free pages, closed.
  std::string Sound() const {
    {
      auto store = Open();
      store->Write([](Session& session) {
        for (std::int64_t id = 0; id < 400; ++id) Put(session, id, std::string(700, 'a'));
        for (std::int64_t id = 400; id < 410; ++id) Put(session, id, std::string(40000, 'b'));
      });
      store->Write([](Session& session) { session.Execute("DELETE FROM thing WHERE id > 405"); });
    }
    return ReadFile(Path());
  }

  // What is found in a store with these files: at opening, or by VerifyFile.
  std::vector<std::string> Found(const std::string& file, const std::string& log = {}) const {
    std::filesystem::create_directories(folder_ / "damaged");
    for (const char* name : {"a.db-shm", "a.db-wal"}) {
      std::filesystem::remove(folder_ / "damaged" / name);
    }
    WriteFile(folder_ / "damaged/a.db", file);
    if (!log.empty()) WriteFile(folder_ / "damaged/a.db-wal", log);
    std::vector<std::string> found;
    try {
      auto store = Open({}, "damaged/a.db");
      for (const base::Issue& issue : store->VerifyFile()) {
        found.push_back(issue.path + " " + issue.rule);
      }
    } catch (const base::Error& error) {
      found.push_back(error.place() + " at opening");
      for (const base::Issue& issue : error.issues()) {
        found.push_back(issue.path + " " + issue.rule);
      }
    }
    return found;
  }
};

std::string Flipped(std::string bytes, std::size_t at, unsigned bit = 0) {
  bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
  return bytes;
}

TEST_F(DamageTest, ASoundFileHasNothing) { EXPECT_THAT(Found(Sound()), testing::IsEmpty()); }

TEST_F(DamageTest, EveryPageIsWatched) {
  const std::string sound = Sound();
  ASSERT_EQ(sound.size() % kPage, 0U);
  const std::size_t pages = sound.size() / kPage;
  ASSERT_GT(pages, 60U);
  std::mt19937_64 random(1);
  for (std::size_t page = 0; page < pages; ++page) {
    const std::size_t at = page * kPage + random() % kPage;
    EXPECT_THAT(Found(Flipped(sound, at, random() % 8)), testing::Not(testing::IsEmpty()))
        << "byte " << at;
  }
}

TEST_F(DamageTest, EveryByteOfTheHeaderIsWatched) {
  const std::string sound = Sound();
  for (std::size_t at = 0; at < 100; ++at) {
    EXPECT_THAT(Found(Flipped(sound, at, at % 8)), testing::Not(testing::IsEmpty())) << at;
  }
}

TEST_F(DamageTest, EveryByteOfAChecksumIsWatched) {
  const std::string sound = Sound();
  for (std::size_t at = 5 * kPage - kChecksumBytes; at < 5 * kPage; ++at) {
    EXPECT_THAT(Found(Flipped(sound, at, at % 8)), testing::Contains("page 5 page_checksum")) << at;
  }
}

TEST_F(DamageTest, AllBadPagesAreNamed) {
  std::string bytes = Sound();
  for (std::size_t page : {3, 10, 11, 40}) bytes = Flipped(bytes, (page - 1) * kPage + 4000);
  EXPECT_THAT(Found(bytes),
              testing::IsSupersetOf({"page 3 page_checksum", "page 10 page_checksum",
                                     "page 11 page_checksum", "page 40 page_checksum"}));
}

TEST_F(DamageTest, SwappedPagesAreFound) {
  std::string bytes = Sound();
  std::swap_ranges(bytes.begin() + 20 * kPage, bytes.begin() + 21 * kPage,
                   bytes.begin() + 30 * kPage);
  EXPECT_THAT(Found(bytes),
              testing::IsSupersetOf({"page 21 page_checksum", "page 31 page_checksum"}));
}

TEST_F(DamageTest, AnotherLengthIsFound) {
  const std::string sound = Sound();
  EXPECT_THAT(Found(sound + "x"), testing::Contains("file file_length"));
  EXPECT_THAT(Found(sound + std::string(kPage, '\0')), testing::Contains("file file_length"));
  EXPECT_THAT(Found(sound.substr(0, sound.size() - kPage)), testing::Contains("file file_length"));
  EXPECT_THAT(Found(sound.substr(0, sound.size() - 100)), testing::Contains("file file_length"));
  EXPECT_THAT(Found(sound.substr(0, 50)), testing::Not(testing::IsEmpty()));
}

TEST_F(DamageTest, AReaderIsToldThePage) {
  const std::string sound = Sound();
  std::set<std::string> places;
  for (std::size_t page = 4; page < 40; ++page) {
    WriteFile(Path("b.db"), Flipped(sound, (page - 1) * kPage + 100));
    auto store = Open({}, "b.db");
    try {
      Reader reader = store->Read();
      Statement all = reader->PrepareText("SELECT sum(length(body)), max(hex(body)) FROM thing");
      all.Step();
    } catch (const base::Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::kCorrupt);
      EXPECT_EQ(error.place(), "page " + std::to_string(page));
      places.insert(error.place());
    }
  }
  EXPECT_GT(places.size(), 25U);
}

TEST_F(DamageTest, BrokenReferencesAreFound) {
  constexpr Migration kFamily[] = {
      {"family", 1, "first",
       "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
       "CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES parent (id));"
       "PRAGMA defer_foreign_keys=ON;"}};
  auto store = Store::Open("sqlite:" + Path("f.db"), {}, kFamily);
  EXPECT_EQ(
      ErrorOf([&] {
        store->Write([](Session& session) { session.Execute("INSERT INTO child VALUES (1, 7)"); });
      }).code(),
      ErrorCode::kConflict);
}

// The files as a process that is killed leaves them: nearly everything in the log.
class LogDamageTest : public DamageTest {
 protected:
  static constexpr std::int64_t kTransactions = 25;

  LogDamageTest() {
    auto store = Open();
    for (std::int64_t id = 0; id < kTransactions; ++id) {
      ends_.push_back(std::filesystem::file_size(Path() + "-wal"));
      store->Write([id](Session& session) { Put(session, id, std::string(5000, 'x')); });
    }
    file_ = ReadFile(Path());
    log_ = ReadFile(Path() + "-wal");
  }

  std::string file_, log_;
  std::vector<std::size_t> ends_;  // of the log before each transaction
};

TEST_F(LogDamageTest, ASoundLogIsTaken) {
  EXPECT_THAT(Found(file_, log_), testing::IsEmpty());
  EXPECT_EQ(Count(Open({}, "damaged/a.db")->Read().session()), kTransactions);
}

// Damage in the last two transactions cannot be told from a power cut; see docs/formats/sqlite.md.
TEST_F(LogDamageTest, DamageBeforeTheLastCommitsIsFound) {
  std::mt19937_64 random(3);
  const std::size_t end = ends_[kTransactions - 2];
  for (int i = 0; i < 80; ++i) {
    const std::size_t at = i < 32 ? static_cast<std::size_t>(i) : random() % end;
    EXPECT_THAT(Found(file_, Flipped(log_, at, random() % 8)),
                testing::Contains(HasSubstr("at opening")))
        << at;
    EXPECT_EQ(ReadFile(folder_ / "damaged/a.db-wal").size(), log_.size())
        << "the evidence is touched";
  }
}

TEST_F(LogDamageTest, DamageInTheLastCommitLosesOnlyThat) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 30; ++i) {
    const std::size_t at = ends_.back() + random() % (log_.size() - ends_.back());
    EXPECT_THAT(Found(file_, Flipped(log_, at, random() % 8)), testing::IsEmpty());
    EXPECT_EQ(Count(Open({}, "damaged/a.db")->Read().session()), kTransactions - 1);
  }
}

TEST_F(LogDamageTest, ALogThatEndsAnywhereIsTakenUpToThere) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 60; ++i) {
    const std::size_t size = random() % log_.size();
    std::int64_t whole = 0;
    for (std::size_t k = 1; k < ends_.size(); ++k) whole += ends_[k] <= size ? 1 : 0;
    EXPECT_THAT(Found(file_, log_.substr(0, size)), testing::IsEmpty()) << size;
    EXPECT_EQ(Count(Open({}, "damaged/a.db")->Read().session()), whole) << size;
  }
}

TEST_F(LogDamageTest, TheLogOfAnOpenStoreIsWatched) {
  auto store = Open({}, "live.db");
  for (std::int64_t id = 0; id < 10; ++id) {
    store->Write([id](Session& session) { Put(session, id, "x"); });
  }
  EXPECT_THAT(store->VerifyFile(), testing::IsEmpty());
  std::fstream log(Path("live.db-wal"), std::ios::in | std::ios::out | std::ios::binary);
  log.seekp(60000);
  log << "damage";
  log.close();
  std::vector<std::string> rules;
  for (const base::Issue& issue : store->VerifyFile()) rules.push_back(issue.rule);
  EXPECT_THAT(rules, testing::Contains("log_frame"));
}

// A checkpoint that a reader holds back copies what was written once and leaves out what was
// written again, so pages in the middle of the file are holes until the next one: the log has them.
TEST_F(DamageTest, AHoleThatTheLogFillsIsSound) {
  auto store = Open({}, "live.db");
  const StoreFiles files{Path("live.db"), ""};
  Connection checkpoints(files.path, ChecksumVfs(""), Connection::Mode::kReadWrite);
  ConfigureConnection(checkpoints, 1000);
  checkpoints.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
  const LogScan before = ScanLogOf(files);
  ASSERT_EQ(before.frames, 0U);
  store->Write([](Session& session) {
    for (std::int64_t id = 0; id < 9; ++id) Put(session, id, std::string(40000, 'a'));
  });
  Reader reader = store->Read();
  Statement held = reader->Prepare(ReadThing());
  held.Bind(1, std::int64_t{0});
  ASSERT_TRUE(held.Step());
  store->Write([](Session& session) {
    session.Execute("UPDATE thing SET body = zeroblob(40001) WHERE id = 3");
  });
  checkpoints.Execute("PRAGMA wal_checkpoint(PASSIVE)");

  const std::string file = ReadFile(files.path);
  std::size_t holes = 0;
  for (std::size_t page = 0; page * kPage < file.size(); ++page) {
    const std::string_view bytes(file.data() + page * kPage, kPage);
    holes += PageIsSound(bytes, static_cast<std::uint32_t>(page + 1)) ? 0 : 1;
  }
  EXPECT_GT(holes, 2U);
  EXPECT_THAT(CheckPages(files, before), testing::IsEmpty());
}

TEST(PageChecksum, KnowsContentAndNumber) {
  std::string page(512, 'p');
  const std::uint64_t checksum = PageChecksum(page, 3);
  EXPECT_EQ(PageChecksum(page, 3), checksum);
  EXPECT_NE(PageChecksum(page, 4), checksum);
  for (std::size_t at = 0; at < page.size() - kChecksumBytes; ++at) {
    EXPECT_NE(PageChecksum(Flipped(page, at), 3), checksum) << at;
  }
}

}  // namespace
}  // namespace socle::store
