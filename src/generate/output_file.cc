#include "generate/output_file.h"

#include "base/error.h"

namespace socle::generate {

OutputFile::OutputFile(const std::filesystem::path& path)
    : file_(std::fopen(path.c_str(), "wbe")), name_(path.filename().string()) {
  if (file_ == nullptr) Fail();
  std::setvbuf(file_.get(), nullptr, _IONBF, 0);
}

void OutputFile::Write(std::string_view bytes) {
  sha256_.Add(bytes);
  bytes_ += bytes.size();
  if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) Fail();
}

std::string OutputFile::Close() {
  if (std::fclose(file_.release()) != 0) Fail();
  return sha256_.Finish().ToHex();
}

void OutputFile::Fail() const {
  throw base::Error(base::ErrorCode::kStorageFull, "cannot write " + name_);
}

void PrepareDirectory(const std::filesystem::path& directory) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  const bool usable = !error && std::filesystem::is_empty(directory, error) && !error;
  if (usable) return;
  throw base::Error(base::ErrorCode::kUsage,
                    "the directory must be new or empty: " + directory.string());
}

}  // namespace socle::generate
