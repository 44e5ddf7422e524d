#include "record/import.h"

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <sstream>

#include "base/error.h"
#include "record/export_format.h"
#include "record/pipeline.h"
#include "record/schema.h"
#include "record/seal.h"

namespace socle::record {
namespace {

using base::Error;
using base::ErrorCode;

constexpr std::string_view kWork = "import";
constexpr std::size_t kBatch = 500;  // contributions in a job
constexpr std::size_t kBatchesAhead = 4;
constexpr std::size_t kGroupsAhead = 256;  // contributions read and not written
constexpr std::size_t kBytesAhead = std::size_t{64} << 20;

[[noreturn]] void Corrupt(const std::string& what) {
  throw Error(ErrorCode::kCorrupt, "the export is damaged: " + what);
}

std::string ReadAll(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Error(ErrorCode::kUsage, "there is no export: cannot read " + path.string());
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

/// Checks a file's size and digest.
void CheckFile(const std::filesystem::path& directory, const ManifestFile& file) {
  std::ifstream in(directory / file.name, std::ios::binary);
  if (!in) Corrupt("the file " + file.name + " is missing");
  base::Sha256 hash;
  std::string block(1 << 20, '\0');
  std::uint64_t bytes = 0;
  while (in) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto got = static_cast<std::size_t>(in.gcount());
    hash.Add(std::string_view(block).substr(0, got));
    bytes += got;
  }
  if (bytes != file.bytes) Corrupt("the file " + file.name + " does not have its size");
  if (hash.Finish() != file.digest) Corrupt("the file " + file.name + " does not have its digest");
}

/// The lines of one file, with their numbers.
class Lines {
 public:
  Lines(const std::filesystem::path& directory, const ManifestFile& file) : name_(file.name) {
    CheckFile(directory, file);
    in_.open(directory / file.name, std::ios::binary);
  }
  bool Next(std::string& line) {
    if (!std::getline(in_, line)) return false;
    ++number_;
    return true;
  }
  std::string place() const { return name_ + ":" + std::to_string(number_); }

 private:
  std::string name_;
  std::ifstream in_;
  std::uint64_t number_ = 0;
};

/// The lines of one contribution.
struct Group {
  std::string place;
  std::string contribution;
  std::vector<std::string> versions;  // their lines, and where a body follows, its line after it
  std::size_t bytes = 0;
};

/// A contribution that waits for the writer, and what it must come out as.
struct Ready {
  std::shared_ptr<PreparedCommit> commit;
  ExportedContribution expected;
  std::string place;
  std::size_t bytes = 0;
};

const Principal& Importer() {
  static const Principal principal{"import", "Import"};
  return principal;
}

NewVersion VersionOf(ExportedVersion exported, const Audit& audit, const Kinds& kinds) {
  NewVersion version;
  version.kind = std::move(exported.kind);
  version.uid = std::move(exported.uid);
  version.preceding = exported.number - 1;
  version.restores = version.preceding > 0 && exported.lifecycle != Lifecycle::kDeleted;
  version.lifecycle = exported.lifecycle;
  version.change_type = exported.change_type.value_or(audit.change_type);
  version.description = std::move(exported.description);
  version.body = std::move(exported.body);
  version.body_class = std::move(exported.body_class);
  const std::int64_t kind = kinds.Id(version.kind);
  const bool wanted = !kinds.Indexers(kind).empty() && version.lifecycle != Lifecycle::kDeleted;
  if (const DocumentReader& reader = kinds.Reader(kind); wanted && reader) {
    version.document = reader(version.uid, version.body);
  }
  return version;
}

/// Parses, checks, compresses and indexes one contribution. Safe from any thread.
Ready Prepare(const ImportInto& into, Group group) {
  try {
    Ready ready{.commit = {},
                .expected = ReadContribution(group.contribution),
                .place = group.place,
                .bytes = group.bytes};
    CommitRequest request;
    request.target = EhrKey(ready.expected.ehr);
    request.contribution = ready.expected.uid;
    request.audit = ready.expected.audit;
    std::vector<base::Digest> digests;
    for (std::size_t i = 0; i < group.versions.size(); ++i) {
      ExportedVersion version = ReadVersion(group.versions[i]);
      if (version.body_follows) version.body = std::move(group.versions[++i]);
      if (version.number == 0) Corrupt("a version has no number");
      if (!into.kinds.Defines(version.kind)) {
        throw Error(ErrorCode::kUsage,
                    "this program does not know the kind " + version.kind.value());
      }
      digests.push_back(version.digest);
      into.trainer.Offer(version.body_class, ready.expected.ehr, version.body);
      request.versions.push_back(VersionOf(std::move(version), request.audit, into.kinds));
    }
    ready.commit =
        into.committer.Prepare({Importer(), Scope::Open(), "import"}, std::move(request));
    ready.commit->trail.reset();
    for (std::size_t i = 0; i < digests.size(); ++i) {
      if (ready.commit->versions[i].digest != digests[i]) {
        Corrupt("version " + std::to_string(i + 1) +
                " of a contribution is not what its digest says");
      }
    }
    return ready;
  } catch (const Error& error) {
    throw Error(error).At(group.place);
  }
}

/// The jobs that were submitted: at most some at a time, and the first error of any.
class Jobs {
 public:
  void WaitForRoom(std::size_t most) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return under_way_ <= most; });
    if (error_ != nullptr) std::rethrow_exception(error_);
  }
  void Begin() {
    std::lock_guard lock(mutex_);
    ++under_way_;
  }
  void End(std::exception_ptr error) {
    std::lock_guard lock(mutex_);
    if (error_ == nullptr) error_ = std::move(error);
    --under_way_;
    room_.notify_all();
  }
  /// Waits for all; throws nothing.
  ~Jobs() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] { return under_way_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable room_;
  std::size_t under_way_ = 0;
  std::exception_ptr error_;
};

class Import {
 public:
  Import(const ImportInto& into, std::filesystem::path directory, const Progress& progress)
      : into_(into), directory_(std::move(directory)), progress_(progress) {}

  void Run() {
    manifest_ = ReadManifest(ReadAll(directory_ / kManifestFile));
    Begin();
    for (const ManifestFile& file : manifest_.files) {
      if (file.name == kEhrsFile) {
        ReadEhrs(file);
      } else if (file.name == kErasedFile) {
        ReadErased(file);
      } else if (file.name == kSealsFile) {
        ReadSeals(file);
      } else if (file.name == ContributionsFile(++contribution_files_)) {
        ReadContributions(file);
      } else {
        Corrupt("the file " + file.name + " is not expected");
      }
    }
    Check();
    into_.store.Write(
        [](store::Session& session) { session.Prepare(Sql().end_work).BindText(1, kWork).Run(); });
    if (progress_)
      progress_("contributions imported", seen_.contributions, manifest_.contributions);
  }

 private:
  void Begin() {
    into_.store.Write([](store::Session& session) {
      for (const sql::Query* query :
           {&Sql().count_ehrs, &Sql().count_objects, &Sql().count_contributions}) {
        store::Statement count = session.Prepare(*query);
        if (count.Step() && count.Int(0) != 0) {
          throw Error(ErrorCode::kConflict, "the store is not empty: an import needs one that is");
        }
      }
      store::Statement erased = session.Prepare(Sql().max_erased_ehr);
      store::Statement seals = session.Prepare(Sql().last_seal);
      if ((erased.Step() && !erased.IsNull(0)) || seals.Step()) {
        throw Error(ErrorCode::kConflict, "the store has held a record: an import needs a new one");
      }
      session.Prepare(Sql().begin_work).BindText(1, kWork).Bind(2, base::Now().micros).Run();
    });
  }

  /// Runs `each` for every line of `file`, many lines in a job.
  void ReadLines(
      const ManifestFile& file,
      const std::function<void(store::Session&, Names::Fresh&, const std::string&)>& each) {
    Lines lines(directory_, file);
    std::vector<std::string> batch;
    std::string line;
    const auto write = [&] {
      try {
        WriteInterning(into_.store, into_.names, [&](store::Session& session, Names::Fresh& fresh) {
          for (const std::string& one : batch) each(session, fresh, one);
        });
      } catch (const Error& error) {
        if (error.code() == ErrorCode::kConflict) Corrupt(file.name + " says something twice");
        throw;
      }
      batch.clear();
    };
    while (lines.Next(line)) {
      batch.push_back(std::move(line));
      if (batch.size() == 10 * kBatch) write();
    }
    if (!batch.empty()) write();
  }

  void ReadEhrs(const ManifestFile& file);
  void ReadErased(const ManifestFile& file);
  void ReadSeals(const ManifestFile& file);
  void ReadContributions(const ManifestFile& file);
  bool NextGroup(Lines& lines, Group& group);
  void Submit(std::vector<Ready> batch);
  void WriteOne(store::Session& session, Ready& ready);
  void Check();

  const ImportInto& into_;
  const std::filesystem::path directory_;
  const Progress& progress_;
  Manifest manifest_, seen_;
  std::uint64_t contribution_files_ = 0;
  std::uint64_t last_position_ = 0;
  Jobs jobs_;
};

void Import::ReadEhrs(const ManifestFile& file) {
  ReadLines(file, [&](store::Session& session, Names::Fresh& fresh, const std::string& line) {
    const EhrInfo ehr = ReadEhr(line);
    if (ehr.ehr.value() <= kInstitution) Corrupt("an EHR's number is not above zero");
    const std::int64_t system = into_.names.Intern(session, ehr.system_id, fresh);
    session.Prepare(Sql().insert_ehr)
        .Bind(1, ehr.ehr.value())
        .BindBlob(2, EncodeEhrId(ehr.id))
        .Bind(3, system)
        .Bind(4, ehr.time_created.micros)
        .Run();
    ++seen_.ehrs;
  });
}

void Import::ReadErased(const ManifestFile& file) {
  ReadLines(file, [&](store::Session& session, Names::Fresh&, const std::string& line) {
    if (IsErasure(line)) {
      const ExportedErasure erasure = ReadErasure(line);
      session.Prepare(Sql().keep_ehr)
          .Bind(1, erasure.ehr)
          .Bind(2, ToInt(erasure.contributions))
          .Bind(3, ToInt(erasure.position))
          .Run();
      ++seen_.erased_ehrs;
      return;
    }
    const ExportedStub stub = ReadStub(line);
    session.Prepare(Sql().insert_erased)
        .Bind(1, ToInt(stub.position))
        .Bind(2, stub.ehr)
        .Bind(3, ToInt(stub.seq))
        .BindBlob(4, stub.digest.View())
        .Run();
    ++seen_.erased_contributions;
  });
}

void Import::ReadSeals(const ManifestFile& file) {
  ReadLines(file, [&](store::Session& session, Names::Fresh&, const std::string& line) {
    const Seal seal = ReadSeal(line);
    session.Prepare(Sql().insert_seal)
        .Bind(1, ToInt(seal.number))
        .Bind(2, ToInt(seal.last))
        .Bind(3, seal.time.micros)
        .BindBlob(4, seal.digest.View())
        .Run();
    ++seen_.seals;
  });
}

bool Import::NextGroup(Lines& lines, Group& group) {
  group = {};
  if (!lines.Next(group.contribution)) return false;
  group.place = lines.place();
  group.bytes = group.contribution.size();
  // The number of lines is the line's own last member; the rest of it is read by another thread.
  constexpr std::string_view kCount = R"("versions":)";
  const std::size_t at = group.contribution.rfind(kCount);
  const std::uint64_t versions =
      at == std::string::npos
          ? 0
          : std::strtoull(group.contribution.c_str() + at + kCount.size(), nullptr, 10);
  if (versions > kMostVersions) Corrupt("a contribution has too many versions");
  std::string line;
  for (std::uint64_t i = 0; i < versions; ++i) {
    if (!lines.Next(line)) Corrupt(lines.place() + ": a version is missing");
    const bool body_follows = line.ends_with(R"("body":"json"}})");
    group.bytes += line.size();
    group.versions.push_back(std::move(line));
    if (!body_follows) continue;
    if (!lines.Next(line)) Corrupt(lines.place() + ": a body is missing");
    group.bytes += line.size();
    group.versions.push_back(std::move(line));
  }
  return true;
}

void Import::ReadContributions(const ManifestFile& file) {
  Lines lines(directory_, file);
  Pipeline<Group, Ready> pipeline(PipelineThreads(),
                                  [&](Group group) { return Prepare(into_, std::move(group)); });
  std::vector<Ready> batch;
  std::size_t bytes = 0;
  const auto pop = [&] {
    batch.push_back(pipeline.Pop());
    bytes -= batch.back().bytes;
    if (batch.size() < kBatch) return;
    Submit(std::move(batch));
    batch.clear();
  };
  Group group;
  while (NextGroup(lines, group)) {
    bytes += group.bytes;
    pipeline.Push(std::move(group));
    while (pipeline.size() >= kGroupsAhead || (bytes > kBytesAhead && pipeline.size() > 0)) pop();
  }
  while (pipeline.size() > 0) pop();
  if (!batch.empty()) Submit(std::move(batch));
  jobs_.WaitForRoom(0);
}

void Import::Submit(std::vector<Ready> batch) {
  jobs_.WaitForRoom(kBatchesAhead - 1);
  // Shared: the store copies its jobs, and `run` and `done` both need it.
  const auto ready = std::make_shared<std::vector<Ready>>(std::move(batch));
  for (const Ready& one : *ready) {
    ++seen_.contributions;
    seen_.versions += one.commit->versions.size();
  }
  jobs_.Begin();
  try {
    into_.store.Submit({[this, ready](store::Session& session) {
                          for (Ready& one : *ready) WriteOne(session, one);
                        },
                        [this, ready](std::exception_ptr error) {
                          if (error == nullptr) {
                            for (Ready& one : *ready)
                              into_.names.Keep(std::move(one.commit->fresh));
                          }
                          jobs_.End(std::move(error));
                        }});
  } catch (...) {
    jobs_.End(nullptr);
    throw;
  }
  if (progress_) progress_("contributions imported", seen_.contributions, manifest_.contributions);
}

void Import::WriteOne(store::Session& session, Ready& ready) {
  try {
    if (ready.expected.position <= last_position_) Corrupt("positions do not grow");
    last_position_ = ready.expected.position;
    into_.committer.Write(session, *ready.commit, GivenPlace{ready.expected.position});
    const ContributionInfo& written = ready.commit->receipt.contribution;
    if (written.seq != ready.expected.seq)
      Corrupt("a contribution of its EHR is missing before it");
    if (written.digest != ready.expected.digest) {
      Corrupt("the contribution is not what its digest says");
    }
  } catch (const Error& error) {
    // What does not follow here (no such EHR, a version out of order) is the export's fault.
    const bool fault = error.code() == ErrorCode::kNotFound ||
                       error.code() == ErrorCode::kConflict ||
                       error.code() == ErrorCode::kPreconditionFailed;
    throw Error(fault ? ErrorCode::kCorrupt : error.code(), error.message()).At(ready.place);
  }
}

void Import::Check() {
  store::Reader reader = into_.store.Read();
  const auto count = [&](const sql::Query& query) {
    store::Statement statement = reader->Prepare(query);
    return statement.Step() ? static_cast<std::uint64_t>(statement.Int(0)) : 0;
  };
  if (seen_.ehrs != manifest_.ehrs || seen_.contributions != manifest_.contributions ||
      seen_.versions != manifest_.versions || seen_.seals != manifest_.seals ||
      seen_.erased_ehrs != manifest_.erased_ehrs ||
      seen_.erased_contributions != manifest_.erased_contributions ||
      count(Sql().count_objects) != manifest_.objects) {
    Corrupt("its counts are not those of the manifest");
  }
  Seal before;
  store::Statement statement = reader->Prepare(Sql().all_seals);
  while (statement.Step()) {
    const Seal seal{.number = static_cast<std::uint64_t>(statement.Int(0)),
                    .last = static_cast<std::uint64_t>(statement.Int(1)),
                    .time = {statement.Int(3)},
                    .digest = StoredDigest(statement.Blob(2))};
    SealDigest digest(seal.number, before.digest, seal.last, seal.time);
    ForEachDigest(reader.session(), before.last, seal.last,
                  [&](const PlacedDigest& placed) { digest.Add(placed.position, placed.digest); });
    if (seal.number != before.number + 1 || digest.Finish() != seal.digest) {
      Corrupt("seal " + std::to_string(seal.number) + " is broken");
    }
    before = seal;
  }
}

}  // namespace

void ImportRecord(const ImportInto& into, const std::string& directory, const Progress& progress) {
  Import(into, directory, progress).Run();
}

}  // namespace socle::record
