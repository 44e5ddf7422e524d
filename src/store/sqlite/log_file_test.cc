#include "store/sqlite/log_file.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "store/sqlite/library.h"
#include "store/store_fixture.h"

namespace socle::store {
namespace {

/// A log over SQLite's own VFS, in a folder of its own.
class LogFileTest : public StoreFixture {
 protected:
  LogFileTest() {
    PrepareLibrary();
    sqlite3_vfs* const base = sqlite3_vfs_find(nullptr);
    memory_ = std::make_unique<char[]>(static_cast<std::size_t>(SizeOfLogFile() + base->szOsFile));
    file_ = reinterpret_cast<sqlite3_file*>(memory_.get());
    name_ = sqlite3_create_filename(Path().c_str(), "", "", 0, nullptr);
    const int flags = SQLITE_OPEN_WAL | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    EXPECT_EQ(OpenLogFile(base, name_, file_, flags, nullptr), SQLITE_OK);
  }
  ~LogFileTest() override {
    if (file_->pMethods != nullptr) Close();
    sqlite3_free_filename(const_cast<char*>(name_));
  }

  void Close() {
    EXPECT_EQ(file_->pMethods->xClose(file_), SQLITE_OK);
    file_->pMethods = nullptr;
  }
  void Write(const std::string& bytes, std::size_t at) {
    ASSERT_EQ(file_->pMethods->xWrite(file_, bytes.data(), static_cast<int>(bytes.size()),
                                      static_cast<sqlite3_int64>(at)),
              SQLITE_OK);
  }
  void Sync() { ASSERT_EQ(file_->pMethods->xSync(file_, SQLITE_SYNC_NORMAL), SQLITE_OK); }
  std::string Read(std::size_t at, std::size_t size) {
    std::string bytes(size, '?');
    EXPECT_EQ(file_->pMethods->xRead(file_, bytes.data(), static_cast<int>(size),
                                     static_cast<sqlite3_int64>(at)),
              SQLITE_OK);
    return bytes;
  }
  /// What others see.
  std::string OnDisk() const { return ReadFile(Path()); }

  sqlite3_file* file_ = nullptr;

 private:
  std::unique_ptr<char[]> memory_;
  const char* name_ = nullptr;
};

TEST_F(LogFileTest, WritesAtOnceWhatFollowsWhenItIsToBeDurable) {
  Write("header", 0);
  Write("page", 6);
  EXPECT_EQ(OnDisk(), "");
  Sync();
  EXPECT_EQ(OnDisk(), "headerpage");
}

TEST_F(LogFileTest, WhatDoesNotFollowIsWrittenByItself) {
  Write("abc", 0);
  Write("XY", 1);  // over what is not written yet
  EXPECT_EQ(OnDisk(), "abc");
  Write("end", 6);
  Sync();
  EXPECT_EQ(OnDisk(), std::string("aXY\0\0\0end", 9));
}

TEST_F(LogFileTest, ReadsAndSizesKnowWhatIsGathered) {
  Write("abcdef", 0);
  EXPECT_EQ(Read(2, 3), "cde");
  Write("ghi", 6);
  sqlite3_int64 size = 0;
  ASSERT_EQ(file_->pMethods->xFileSize(file_, &size), SQLITE_OK);
  EXPECT_EQ(size, 9);
  Write("jkl", 9);
  ASSERT_EQ(file_->pMethods->xTruncate(file_, 10), SQLITE_OK);
  EXPECT_EQ(OnDisk(), "abcdefghij");
}

TEST_F(LogFileTest, MoreThanTheVfsTakesAtOnceIsWritten) {
  std::string all;
  for (int i = 0; i < 100; ++i) {
    const std::string page(8192, static_cast<char>('a' + i % 26));
    Write(page, all.size());
    all += page;
  }
  EXPECT_GT(OnDisk().size(), 0U);
  Close();
  EXPECT_EQ(OnDisk(), all);
}

}  // namespace
}  // namespace socle::store
