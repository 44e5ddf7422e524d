#include "store/sqlite/memory_file.h"

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>

namespace socle::store {
namespace {

/// An open file; `mirror` is what it must hold.
class MemoryFileTest : public testing::Test {
 protected:
  MemoryFileTest()
      : memory_(std::make_unique<char[]>(static_cast<std::size_t>(SizeOfMemoryFile()))),
        file_(reinterpret_cast<sqlite3_file*>(memory_.get())) {
    OpenMemoryFile(file_);
  }
  ~MemoryFileTest() override { file_->pMethods->xClose(file_); }

  void Write(const std::string& bytes, std::size_t at) {
    ASSERT_EQ(file_->pMethods->xWrite(file_, bytes.data(), static_cast<int>(bytes.size()),
                                      static_cast<sqlite3_int64>(at)),
              SQLITE_OK);
    if (mirror_.size() < at + bytes.size()) mirror_.resize(at + bytes.size());
    mirror_.replace(at, bytes.size(), bytes);
  }
  void Truncate(std::size_t size) {
    ASSERT_EQ(file_->pMethods->xTruncate(file_, static_cast<sqlite3_int64>(size)), SQLITE_OK);
    if (size < mirror_.size()) mirror_.resize(size);
  }
  void ExpectRead(std::size_t at, std::size_t size) {
    std::string read(size, 'x');
    const int code = file_->pMethods->xRead(file_, read.data(), static_cast<int>(size),
                                            static_cast<sqlite3_int64>(at));
    std::string wanted = at < mirror_.size() ? mirror_.substr(at, size) : "";
    EXPECT_EQ(code, wanted.size() == size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ);
    wanted.resize(size);  // SQLite wants zeros behind the end
    EXPECT_EQ(read, wanted);
  }
  std::size_t Size() {
    sqlite3_int64 size = -1;
    EXPECT_EQ(file_->pMethods->xFileSize(file_, &size), SQLITE_OK);
    return static_cast<std::size_t>(size);
  }

  std::string mirror_;

 private:
  std::unique_ptr<char[]> memory_;
  sqlite3_file* file_;
};

TEST_F(MemoryFileTest, BeginsEmpty) {
  EXPECT_EQ(Size(), 0U);
  ExpectRead(0, 10);
  ExpectRead(100, 1);
}

TEST_F(MemoryFileTest, HoldsWhatIsWritten) {
  std::mt19937 chance(7);
  for (int round = 0; round < 500; ++round) {
    const std::size_t at = chance() % 200'000;
    if (chance() % 20 == 0) {
      Truncate(at);
    } else {
      Write(std::string(1 + chance() % 9000, static_cast<char>('a' + round % 26)), at);
    }
    EXPECT_EQ(Size(), mirror_.size());
    ExpectRead(chance() % 200'000, 1 + chance() % 9000);
  }
  ExpectRead(0, mirror_.size());
}

TEST_F(MemoryFileTest, AGapIsZeros) {
  Write("end", 100'000);
  Truncate(0);
  Write("a", 0);
  Write("b", 100);  // what stood there before is not seen again
  ExpectRead(0, 101);
}

}  // namespace
}  // namespace socle::store
