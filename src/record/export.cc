#include "record/export.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/error.h"
#include "record/chain.h"
#include "record/export_format.h"
#include "record/reading.h"
#include "record/schema.h"

namespace socle::record {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::uint64_t kContributionsInFile = 10000;
constexpr std::uint64_t kBytesInFile = std::uint64_t{256} << 20;
constexpr std::size_t kBuffer = 1 << 20;
constexpr std::uint64_t kProgressEvery = 1000;

/// One file of the export, digested as it is written. On disk once Close returns.
class ExportFile {
 public:
  ExportFile(const std::filesystem::path& directory, std::string name)
      : path_(directory / name), out_(path_, std::ios::binary | std::ios::trunc) {
    file_.name = std::move(name);
    Check();
  }

  /// Where lines are appended; Flush writes them when they are many.
  std::string& buffer() { return buffer_; }
  void Flush(std::size_t at_least = kBuffer) {
    if (buffer_.size() < at_least) return;
    hash_.Add(buffer_);
    file_.bytes += buffer_.size();
    out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.clear();
    Check();
  }
  std::uint64_t bytes() const { return file_.bytes + buffer_.size(); }

  ManifestFile Close() {
    Flush(0);
    out_.close();
    Check();
    Sync(path_, O_WRONLY);
    file_.digest = hash_.Finish();
    return std::move(file_);
  }

  static void Sync(const std::filesystem::path& path, int flags) {
    const int file = ::open(path.c_str(), flags | O_CLOEXEC);
    if (file < 0) Fail(path);
    const int result = ::fsync(file);
    ::close(file);
    if (result != 0) Fail(path);
  }

 private:
  [[noreturn]] static void Fail(const std::filesystem::path& path) {
    throw Error(ErrorCode::kStorageFull, "cannot write " + path.string());
  }
  void Check() {
    if (!out_) Fail(path_);
  }

  std::filesystem::path path_;
  std::ofstream out_;
  std::string buffer_;
  base::Sha256 hash_;
  ManifestFile file_;
};

/// Walks the snapshot and writes it. One thread at a time.
class Exporter {
 public:
  Exporter(store::Session& session, const Kinds& kinds, Codec& codec, Names& names,
           std::filesystem::path directory, const Progress& progress)
      : session_(session),
        kinds_(kinds),
        codec_(codec),
        names_(names),
        rows_(kinds, codec, names),
        directory_(std::move(directory)),
        progress_(progress) {}

  void Run() {
    WriteEhrs();
    WriteContributions();
    WriteErased();
    WriteSeals();
    store::Statement objects = session_.Prepare(Sql().count_objects);
    if (objects.Step()) manifest_.objects = static_cast<std::uint64_t>(objects.Int(0));
    // Complete only when it bears its name: a manifest that is there is whole.
    const std::filesystem::path path = directory_ / kManifestFile;
    const std::string unfinished = std::string(kManifestFile) + ".unfinished";
    ExportFile file(directory_, unfinished);
    file.buffer() = WriteManifest(manifest_);
    file.Close();
    std::filesystem::rename(directory_ / unfinished, path);
    ExportFile::Sync(directory_, O_RDONLY);
  }

 private:
  void WriteEhrs() {
    ExportFile file(directory_, std::string(kEhrsFile));
    store::Statement statement = session_.Prepare(Sql().all_ehrs);
    while (statement.Step()) {
      if (statement.Int(0) == kInstitution) continue;
      WriteEhr(file.buffer(), {.ehr = EhrKey(statement.Int(0)),
                               .id = DecodeEhrId(statement.Blob(1)),
                               .system_id = names_.Text(session_, statement.Int(2)),
                               .time_created = {statement.Int(3)}});
      file.Flush();
      ++manifest_.ehrs;
    }
    manifest_.files.push_back(file.Close());
  }

  void WriteContributions();
  /// Appends the versions of the contribution at `position` to `lines`: their number.
  std::uint64_t AppendVersions(store::Statement& versions, bool& more, std::uint64_t position,
                               std::string& lines);
  ExportedVersion VersionOf(const store::Statement& row);

  void WriteErased() {
    ExportFile file(directory_, std::string(kErasedFile));
    {
      store::Statement statement = session_.Prepare(Sql().erased_ehrs);
      while (statement.Step()) {
        WriteErasure(file.buffer(), {.ehr = statement.Int(0),
                                     .contributions = static_cast<std::uint64_t>(statement.Int(1)),
                                     .position = static_cast<std::uint64_t>(statement.Int(2))});
        file.Flush();
        ++manifest_.erased_ehrs;
      }
    }
    store::Statement statement = session_.Prepare(Sql().exported_stubs);
    while (statement.Step()) {
      WriteStub(file.buffer(), {.position = static_cast<std::uint64_t>(statement.Int(0)),
                                .ehr = statement.Int(1),
                                .seq = static_cast<std::uint64_t>(statement.Int(2)),
                                .digest = StoredDigest(statement.Blob(3))});
      file.Flush();
      ++manifest_.erased_contributions;
    }
    manifest_.files.push_back(file.Close());
  }

  void WriteSeals() {
    ExportFile file(directory_, std::string(kSealsFile));
    store::Statement statement = session_.Prepare(Sql().all_seals);
    while (statement.Step()) {
      WriteSeal(file.buffer(), {.number = static_cast<std::uint64_t>(statement.Int(0)),
                                .last = static_cast<std::uint64_t>(statement.Int(1)),
                                .time = {statement.Int(3)},
                                .digest = StoredDigest(statement.Blob(2))});
      file.Flush();
      ++manifest_.seals;
    }
    manifest_.files.push_back(file.Close());
  }

  store::Session& session_;
  const Kinds& kinds_;
  Codec& codec_;
  Names& names_;
  const Rows rows_;
  const std::filesystem::path directory_;
  const Progress& progress_;
  Manifest manifest_;
};

ExportedVersion Exporter::VersionOf(const store::Statement& row) {
  ExportedVersion version;
  version.kind = kinds_.Name(row.Int(keKind));
  version.uid = DecodeUid(row.Blob(keUid));
  version.number = static_cast<std::uint32_t>(row.Int(keNumber));
  version.lifecycle = static_cast<Lifecycle>(row.Int(keLifecycle));
  if (!row.IsNull(keChangeType))
    version.change_type = static_cast<ChangeType>(row.Int(keChangeType));
  if (!row.IsNull(keDescription)) version.description = std::string(row.Text(keDescription));
  version.body_class = names_.Text(session_, row.Int(keClass));
  version.digest = StoredDigest(row.Blob(keDigest));
  version.body = codec_.Decode(session_, row.Int(keCodec), row.Blob(keBody));
  return version;
}

std::uint64_t Exporter::AppendVersions(store::Statement& versions, bool& more,
                                       std::uint64_t position, std::string& lines) {
  const std::int64_t first = ToInt(position) * kVersionsInContribution;
  std::uint64_t count = 0;
  while (more && versions.Int(keId) < first + kVersionsInContribution) {
    if (versions.Int(keId) < first) {
      throw Error(ErrorCode::kCorrupt, "a version belongs to no contribution: run verify");
    }
    WriteVersion(lines, VersionOf(versions));
    ++count;
    more = versions.Step();
  }
  return count;
}

void Exporter::WriteContributions() {
  store::Statement versions = session_.Prepare(Sql().exported_versions);
  store::Statement contributions = session_.Prepare(Sql().feed_after);
  contributions.Bind(1, std::int64_t{0}).Bind(2, INT64_MAX);
  bool more = versions.Step();
  std::optional<ExportFile> file;
  std::uint64_t in_file = 0, files = 0;
  std::string lines;
  while (contributions.Step()) {
    if (file.has_value() && (in_file == kContributionsInFile || file->bytes() >= kBytesInFile)) {
      manifest_.files.push_back(file->Close());
      file.reset();
    }
    if (!file.has_value()) {
      file.emplace(directory_, ContributionsFile(++files));
      in_file = 0;
    }
    const ContributionInfo info = rows_.Contribution(session_, contributions);
    lines.clear();
    const std::uint64_t count = AppendVersions(versions, more, info.position, lines);
    WriteContribution(file->buffer(), {.position = info.position,
                                       .ehr = info.ehr.value(),
                                       .seq = info.seq,
                                       .uid = info.uid,
                                       .audit = info.audit,
                                       .digest = info.digest,
                                       .versions = count});
    file->buffer() += lines;
    file->Flush();
    ++in_file;
    manifest_.versions += count;
    if (++manifest_.contributions % kProgressEvery == 0 && progress_) {
      progress_("contributions exported", manifest_.contributions, 0);
    }
  }
  if (more) throw Error(ErrorCode::kCorrupt, "a version belongs to no contribution: run verify");
  if (file.has_value()) manifest_.files.push_back(file->Close());
}

}  // namespace

void ExportRecord(store::Session& session, const Kinds& kinds, Codec& codec, Names& names,
                  const std::string& directory, const Progress& progress) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  if (error) throw Error(ErrorCode::kStorageFull, "cannot make the directory " + directory);
  if (!std::filesystem::is_empty(directory, error) || error) {
    throw Error(ErrorCode::kConflict, "the directory " + directory + " is not empty");
  }
  Exporter(session, kinds, codec, names, directory, progress).Run();
}

}  // namespace socle::record
