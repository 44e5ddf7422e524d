#include "store/sqlite/file_check.h"

#include <bit>
#include <utility>

#include "store/sqlite/checksum_vfs.h"
#include "store/sqlite/schema.h"

namespace socle::store {

namespace {

using base::Error;
using base::ErrorCode;
using base::Issue;

constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr std::size_t kDatabaseHeader = 100;
constexpr std::uint64_t kLockByte = 0x40000000;  // its page is never written (file format, 1.7)

// Another process may be writing what is read: how often it is read again, and how long after.
constexpr int kTries = 20;
constexpr int kPauseMilliseconds = 5;

std::uint32_t BigEndian(std::string_view bytes, std::size_t offset, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[offset + i]);
  }
  return value;
}

struct Header {
  bool magic = false;
  std::uint32_t page_size = 0, reserved = 0, pages = 0, application = 0;
};

Header Parse(std::string_view bytes) {
  Header header;
  header.magic = bytes.starts_with(kMagic);
  header.page_size = BigEndian(bytes, 16, 2);
  if (header.page_size == 1) header.page_size = 65536;
  header.reserved = BigEndian(bytes, 20, 1);
  header.pages = BigEndian(bytes, 28, 4);
  header.application = BigEndian(bytes, 68, 4);
  return header;
}

bool IsPageSize(std::uint32_t size) {
  return size >= 512 && size <= 65536 && std::has_single_bit(size);
}

bool FirstPageIsSound(RawFile& file, const Header& header) {
  if (!header.magic || header.reserved != kChecksumBytes || !IsPageSize(header.page_size)) {
    return false;
  }
  const std::string page = file.Read(0, header.page_size);
  return page.size() == header.page_size && PageIsSound(page, 1);
}

bool IsEmpty(const StoreFiles& files, const std::string& path, RawFile::Kind kind) {
  return !RawFile::Exists(files.vfs, path) || RawFile(files.vfs, path, kind).Size() == 0;
}

void CheckLogBeforeOpen(const StoreFiles& files, const LogScan& log) {
  if (!log.lost_commits) return;
  throw Error(ErrorCode::kCorrupt,
              "the log of the store " + files.path + " is damaged: commits behind frame " +
                  std::to_string(log.valid_frames) +
                  " would be lost. Keep the files as they are and restore a backup.")
      .At("log frame " + std::to_string(log.valid_frames + 1));
}

Issue BadPage(std::uint64_t number) {
  return {"page " + std::to_string(number), "page_checksum", "the checksum of its content",
          "another one", "Page " + std::to_string(number) + " is not what was written."};
}

class PageCheck {
 public:
  PageCheck(const StoreFiles& files, LogScan log)
      : files_(files),
        file_(files.vfs, files.path, RawFile::Kind::kDatabase),
        log_(std::move(log)) {}

  std::vector<Issue> Run() {
    const std::string head = file_.Read(0, kDatabaseHeader);
    if (head.size() < kDatabaseHeader) return {};  // a new store that lies in its log
    const Header header = Parse(head);
    page_size_ = IsPageSize(header.page_size) ? header.page_size : kStorePageSize;
    if (!HeaderIsSound(header)) {
      issues_.push_back({"file", "header", "a store's first bytes", "others",
                         "The file's header is not that of a store."});
    }
    ReadPages();
    for (int i = 0; i < kTries && (!bad_.empty() || !LengthIsSound()); ++i) LookAgain();
    if (!LengthIsSound()) issues_.push_back(BadLength());
    for (std::uint32_t number : bad_) issues_.push_back(BadPage(number));
    return std::move(issues_);
  }

 private:
  bool HeaderIsSound(const Header& header) const {
    return log_.pages.contains(1) ||
           (header.magic && header.reserved == kChecksumBytes && header.page_size == page_size_);
  }

  // With a log the file may be shorter or longer than the database.
  bool LengthIsSound() {
    const std::uint64_t size = file_.Size();
    return size % page_size_ == 0 && (log_.frames > 0 || size / page_size_ == PagesOfHeader());
  }

  std::uint32_t PagesOfHeader() { return Parse(file_.Read(0, kDatabaseHeader)).pages; }

  Issue BadLength() {
    return {"file", "file_length", std::to_string(PagesOfHeader()) + " pages",
            std::to_string(file_.Size()) + " bytes, pages of " + std::to_string(page_size_),
            "The file's length is not that of its pages."};
  }

  void ReadPages() {
    const std::size_t pages_a_read = (std::size_t{1} << 20) / page_size_;
    const std::uint64_t pages = file_.Size() / page_size_;
    for (std::uint64_t first = 0; first < pages; first += pages_a_read) {
      const std::string chunk = file_.Read(first * page_size_, pages_a_read * page_size_);
      for (std::size_t i = 0; (i + 1) * page_size_ <= chunk.size(); ++i) {
        const auto number = static_cast<std::uint32_t>(first + i + 1);
        const std::string_view page(chunk.data() + i * page_size_, page_size_);
        if (!IsSound(number, page)) bad_.push_back(number);
      }
    }
  }

  bool IsSound(std::uint32_t number, std::string_view page) const {
    if (number == kLockByte / page_size_ + 1) return page.find_first_not_of('\0') == page.npos;
    return PageIsSound(page, number) || log_.pages.contains(number);
  }

  // A page that is written meanwhile, or is a hole because a checkpoint wrote only those behind it,
  // is in the log for as long: first the page, then the log, which may have begun anew since the
  // last look.
  void LookAgain() {
    sqlite3_sleep(kPauseMilliseconds);
    std::erase_if(bad_, [this](std::uint32_t number) {
      const std::string page = file_.Read((number - 1) * std::uint64_t{page_size_}, page_size_);
      return page.size() < page_size_ || IsSound(number, page);  // or cut off meanwhile
    });
    log_ = ScanLogOf(files_);
    std::erase_if(bad_, [this](std::uint32_t number) { return log_.pages.contains(number); });
  }

  const StoreFiles& files_;
  RawFile file_;
  LogScan log_;
  std::uint32_t page_size_ = 0;
  std::vector<Issue> issues_;
  std::vector<std::uint32_t> bad_;
};

}  // namespace

Found CheckBeforeOpen(const StoreFiles& files) {
  if (IsEmpty(files, files.path, RawFile::Kind::kDatabase)) return Found::kNothing;
  // A journal is left when the making of the store was cut off: SQLite undoes it.
  if (!IsEmpty(files, files.journal(), RawFile::Kind::kDatabase)) return Found::kStore;
  const LogScan log = ScanLogOf(files);
  RawFile file(files.vfs, files.path, RawFile::Kind::kDatabase);
  std::string head = file.Read(0, kDatabaseHeader);
  head.resize(kDatabaseHeader);
  const Header header = Parse(head);
  if (!log.pages.contains(1) && !FirstPageIsSound(file, header)) {
    if (header.application == kApplicationId) {
      throw Error(ErrorCode::kCorrupt, "the store " + files.path +
                                           " is damaged: its first page is not what was written. "
                                           "Restore a backup.")
          .At("page 1");
    }
    if (!header.magic) {
      throw Error(
          ErrorCode::kUsage,
          files.path + " is not a store: it is no database, or damaged from its first byte.");
    }
    throw Error(ErrorCode::kUsage,
                files.path +
                    " belongs to another program: it is an SQLite database, but not a store. Name "
                    "another file.");
  }
  CheckLogBeforeOpen(files, log);
  return Found::kStore;
}

LogScan ScanLogOf(const StoreFiles& files) {
  if (!RawFile::Exists(files.vfs, files.log())) return {};
  RawFile log(files.vfs, files.log(), RawFile::Kind::kLog);
  constexpr int kStill = 3;  // scans that end at the same frame: it is damaged
  LogScan scan = ScanLog(log);
  int still = 0;
  for (int i = 0; i < kTries && still < kStill; ++i) {
    if (scan.stray_frames.empty() && !scan.lost_commits) break;
    sqlite3_sleep(kPauseMilliseconds);
    LogScan again = ScanLog(log);
    still = again.valid_frames == scan.valid_frames ? still + 1 : 0;
    scan = std::move(again);
  }
  return scan;
}

std::vector<base::Issue> CheckPages(const StoreFiles& files, LogScan log) {
  return PageCheck(files, std::move(log)).Run();
}

}  // namespace socle::store
