#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/digest.h"

namespace socle::generate {

/// A file that is written from its beginning, with its digest. Not buffered: what comes should be
/// in large blocks. One thread at a time. Errors: kStorageFull.
class OutputFile {
 public:
  explicit OutputFile(const std::filesystem::path& path);

  void Write(std::string_view bytes);
  /// The SHA-256 of what was written, hexadecimal. Nothing may be written after.
  std::string Close();
  std::uint64_t bytes() const { return bytes_; }

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  [[noreturn]] void Fail() const;

  std::unique_ptr<std::FILE, Closer> file_;
  std::string name_;
  base::Sha256 sha256_;
  std::uint64_t bytes_ = 0;
};

/// Makes `directory` where it is not there. Errors: kUsage (it cannot be made, or holds something).
void PrepareDirectory(const std::filesystem::path& directory);

}  // namespace socle::generate
