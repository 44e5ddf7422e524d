#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "app/commands.h"
#include "app/import_fhir.h"
#include "app/loader.h"
#include "app/progress.h"
#include "base/error.h"
#include "json/document.h"

namespace socle::app {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) throw Error(ErrorCode::kUsage, "cannot read the file").At(path.string());
  return text;
}

/// A member of a directory's manifest as text; empty where there is none.
std::string ManifestMember(const fs::path& directory, std::string_view name) {
  const fs::path manifest = directory / "manifest.json";
  if (!fs::exists(manifest)) return {};
  const json::Document document = json::Document::Parse(ReadFile(manifest));
  const json::Value* member = document.root().Find(name);
  return member == nullptr ? std::string() : std::string(member->text());
}

/// How many compositions a generated hospital's manifest counts; 0 where nothing says so.
std::uint64_t CompositionsOf(const fs::path& directory) {
  const std::string text = ManifestMember(directory, "compositions");
  std::uint64_t count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

/// The EHRs of files of lines, one after another. One thread at a time.
class LinesReader {
 public:
  explicit LinesReader(std::vector<fs::path> files) : files_(std::move(files)) {}

  /// The next EHR: its line and those of its compositions that follow it.
  std::optional<EhrToLoad> Next() {
    EhrToLoad ehr;
    while (pending_ || ReadLine()) {
      pending_ = false;
      if (line_.empty()) continue;
      const bool begins = line_.find("\"composition\":") == std::string::npos;
      if (!ehr.lines.empty() && (begins || file_changed_)) {
        pending_ = true;
        return ehr;
      }
      if (ehr.lines.empty())
        ehr.place = files_[at_ - 1].filename().string() + ":" + std::to_string(number_);
      file_changed_ = false;
      ehr.lines += line_;
      ehr.lines += '\n';
    }
    if (ehr.lines.empty()) return std::nullopt;
    return ehr;
  }

 private:
  bool ReadLine() {
    while (!file_.is_open() || !std::getline(file_, line_)) {
      if (at_ == files_.size()) return false;
      file_.close();
      file_.clear();
      file_.open(files_[at_++], std::ios::binary);
      if (!file_)
        throw Error(ErrorCode::kUsage, "cannot read the file").At(files_[at_ - 1].string());
      number_ = 0;
      file_changed_ = true;
    }
    ++number_;
    return true;
  }

  std::vector<fs::path> files_;
  std::size_t at_ = 0;
  std::ifstream file_;
  std::string line_;
  std::size_t number_ = 0;
  bool pending_ = false, file_changed_ = false;
};

std::vector<fs::path> FilesEndingIn(const fs::path& directory, std::string_view end) {
  std::vector<fs::path> files;
  if (!fs::is_directory(directory)) return files;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.is_regular_file() && entry.path().string().ends_with(end))
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

int LoadLines(const Configuration& configuration, const fs::path& path) {
  std::vector<fs::path> files = FilesEndingIn(path, ".ndjson");
  if (fs::is_regular_file(path)) files.push_back(path);
  std::vector<std::string> templates;
  for (const auto& file : FilesEndingIn(path / "templates", ".opt"))
    templates.push_back(ReadFile(file));
  if (files.empty() && templates.empty()) {
    throw Error(ErrorCode::kUsage,
                "nothing to import there: an export, a generated hospital, a file of lines "
                "(docs/formats/), or FHIR (.json, .json.gz, .ndjson) is expected")
        .At(path.string());
  }
  Platform platform(configuration, Opening::kCreate);
  const std::size_t uploaded = LoadTemplates(platform, templates);
  LinesReader reader(std::move(files));
  const std::uint64_t total = CompositionsOf(path);
  Progress progress;
  const LoadResult loaded = Load(
      platform, [&] { return reader.Next(); },
      [&](std::uint64_t done) { progress.Report("compositions", done, std::max(done, total)); });
  progress.Report("compositions", loaded.compositions, loaded.compositions);
  progress.Finish();
  std::cout << "imported " << GroupDigits(uploaded) << " templates, " << GroupDigits(loaded.ehrs)
            << " EHRs, " << GroupDigits(loaded.compositions) << " compositions\n";
  return kDone;
}

int ImportExport(const Configuration& configuration, const fs::path& path) {
  Platform platform(configuration, Opening::kCreate);
  Progress progress;
  platform.record().Import(path.string(), progress.Callback());
  progress.Finish();
  const auto counts = platform.record().Count();
  std::cout << "imported " << GroupDigits(counts.ehrs) << " EHRs, " << GroupDigits(counts.objects)
            << " objects, " << GroupDigits(counts.versions) << " versions, "
            << GroupDigits(counts.contributions) << " contributions\n";
  return kDone;
}

}  // namespace

int RunImport(const Configuration& configuration, const ImportOptions& options, Log&) {
  const fs::path path = options.directory;
  if (!fs::exists(path))
    throw Error(ErrorCode::kUsage, "no such file or directory").At(path.string());
  if (ManifestMember(path, "format") == "socle-export") return ImportExport(configuration, path);
  return HoldsFhir(path) ? ImportFhir(configuration, path) : LoadLines(configuration, path);
}

}  // namespace socle::app
