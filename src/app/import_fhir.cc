#include "app/import_fhir.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <functional>
#include <iostream>
#include <mutex>
#include <thread>

#include "app/commands.h"
#include "app/progress.h"
#include "app/wiring.h"
#include "base/compress.h"
#include "base/error.h"
#include "fhir/json.h"
#include "json/document.h"
#include "json/writer.h"

namespace socle::app {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::ErrorCode;

constexpr std::size_t kMostBytes = std::size_t{1} << 30;
constexpr std::size_t kLinesTogether = 5000;

/// Types to which others refer, in the order in which they are loaded; the rest follows.
constexpr std::array<std::string_view, 16> kFirstTypes{
    "Organization", "Location",      "Practitioner", "PractitionerRole",
    "Patient",      "RelatedPerson", "Device",       "Medication",
    "Substance",    "Group",         "Coverage",     "EpisodeOfCare",
    "Encounter",    "Condition",     "Specimen",     "Observation"};

bool EndsIn(const fs::path& path, std::string_view end) {
  return path.filename().string().ends_with(end);
}

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) throw Error(ErrorCode::kUsage, "cannot read the file").At(path.string());
  return EndsIn(path, ".gz") ? base::GzipDecompress(text, kMostBytes) : text;
}

/// Whether the file's beginning reads as a resource.
bool BeginsAsResource(const fs::path& path) {
  if (EndsIn(path, ".json.gz")) return true;
  std::ifstream file(path, std::ios::binary);
  std::string head(std::size_t{64} << 10, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  if (EndsIn(path, ".ndjson")) head = head.substr(0, head.find('\n'));
  return head.find("\"resourceType\"") != std::string::npos;
}

std::vector<fs::path> FilesOf(const fs::path& path) {
  std::vector<fs::path> files;
  const auto take = [&](const fs::path& file) {
    const bool is_fhir =
        EndsIn(file, ".json") || EndsIn(file, ".json.gz") || EndsIn(file, ".ndjson");
    if (is_fhir && file.filename() != "manifest.json" && BeginsAsResource(file)) {
      files.push_back(file);
    }
  };
  if (fs::is_regular_file(path)) take(path);
  if (fs::is_directory(path)) {
    for (const auto& entry : fs::directory_iterator(path)) {
      if (entry.is_regular_file()) take(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Where a file comes: lines by the type that they are named after ("Patient.ndjson",
/// "Observation.0001.ndjson").
std::size_t RankOf(const fs::path& file) {
  const std::string name = file.filename().string();
  const auto* const found =
      std::find(kFirstTypes.begin(), kFirstTypes.end(), name.substr(0, name.find('.')));
  return static_cast<std::size_t>(found - kFirstTypes.begin());
}

bool IsLines(const fs::path& file) { return EndsIn(file, ".ndjson"); }
/// Files of hospitals and practitioners, to which the patients' Bundles refer: Synthea's
/// ("hospitalInformation…", "practitionerInformation…") and the generator's ("hospital.json").
bool IsReferredTo(const fs::path& file) {
  const std::string name = file.filename().string();
  return name.find("nformation") != std::string::npos || name.rfind("hospital", 0) == 0;
}

/// What one line says it is.
struct NamedLine {
  std::string type, id;  // either may be absent
};
NamedLine NameOf(std::string_view line) {
  const json::Document document = json::Document::Parse(line);
  const json::Value* const type = document.root().Find("resourceType");
  const json::Value* const id = document.root().Find("id");
  return {type == nullptr ? std::string() : std::string(type->text()),
          id == nullptr ? std::string() : std::string(id->text())};
}

bool IsBlank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

/// The resources of all lines, by a digest of their names: lines refer to one another in circles.
class ExpectedLines {
 public:
  /// Errors: kMalformed (a line is no JSON).
  explicit ExpectedLines(const std::vector<fs::path>& files) {
    for (const fs::path& file : files) {
      std::ifstream in(file, std::ios::binary);
      for (std::string line; std::getline(in, line);) {
        if (IsBlank(line)) continue;
        const NamedLine name = NameOf(line);
        digests_.push_back(Digest(name.type, name.id));
      }
    }
    std::sort(digests_.begin(), digests_.end());
  }
  bool Has(fhir::TypeId type, std::string_view id) const {
    return std::binary_search(digests_.begin(), digests_.end(), Digest(fhir::Get(type).name, id));
  }

 private:
  static std::size_t Digest(std::string_view type, std::string_view id) {
    return std::hash<std::string>()(std::string(type).append("/").append(id));
  }
  std::vector<std::size_t> digests_;
};

/// Loads texts through the service. Safe from any thread, because what it counts is atomic.
class FhirLoader {
 public:
  FhirLoader(Platform& platform, std::function<void(std::uint64_t)> progress)
      : platform_(platform), progress_(std::move(progress)) {}

  std::uint64_t count() const { return count_; }

  void LoadFile(const fs::path& file) {
    try {
      if (IsLines(file)) {
        LoadLines(file);
      } else {
        LoadText(ReadFile(file));
      }
    } catch (Error& error) {
      std::string place = file.filename().string();
      if (!error.issues().empty()) {
        place += ": " + error.issues().front().path + ": " + error.issues().front().message;
      } else if (!error.place().empty()) {
        place += ": " + error.place();
      }
      throw error.At(place);
    }
  }

 private:
  void LoadLines(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string line, bundle;
    std::size_t lines = 0;
    while (std::getline(in, line)) {
      if (IsBlank(line)) continue;
      Append(bundle, line);
      if (++lines % kLinesTogether == 0) Flush(bundle);
    }
    Flush(bundle);
  }

  /// Adds the resource `json` to the transaction that `bundle` begins.
  static void Append(std::string& bundle, std::string_view json) {
    const NamedLine name = NameOf(json);
    if (name.type.empty()) throw Error(ErrorCode::kMalformed, "a line is no resource of FHIR");
    bundle += bundle.empty() ? R"({"resourceType":"Bundle","type":"transaction","entry":[)" : ",";
    bundle.append("{\"resource\":").append(json).append(",\"request\":{\"method\":");
    bundle += name.id.empty() ? "\"POST\",\"url\":" : "\"PUT\",\"url\":";
    std::string url = name.type;
    if (!name.id.empty()) url.append("/").append(name.id);
    json::AppendQuoted(bundle, url);
    bundle += "}}";
  }

  void Flush(std::string& bundle) {
    if (bundle.empty()) return;
    bundle += "]}";
    LoadText(bundle);
    bundle.clear();
  }

  void LoadText(std::string_view text) {
    fhir::ReadLimits limits;
    limits.bytes = kMostBytes;
    const fhir::ReadResult read = fhir::ReadJson(text, limits);
    if (read.tree.empty()) throw Error(ErrorCode::kMalformed, "no resource of FHIR R4");
    for (const fhir::Issue& issue : read.issues) {
      if (issue.severity > fhir::Severity::kError) continue;
      throw Error(ErrorCode::kMalformed, issue.text).At(issue.expression);
    }
    const fhir::Node& root = read.tree.root();
    if (fhir::Get(root.type).name != "Bundle") return LoadOthers({&root});
    const std::string_view type = root.ChildText("type");
    std::vector<const fhir::Node*> resources;
    std::size_t entries = 0;
    const fhir::NameId name = fhir::FindName("entry");
    for (const fhir::Node* entry = root.Child(name); entry != nullptr && entry->name == name;
         entry = entry->next_sibling) {
      ++entries;
      if (const auto* resource = entry->Child("resource")) resources.push_back(resource);
    }
    if (type != "transaction" && type != "batch") return LoadOthers(resources);
    Process(root, entries);
  }

  void LoadOthers(const std::vector<const fhir::Node*>& resources) {
    std::string bundle, json;
    for (const fhir::Node* resource : resources) {
      json.clear();
      fhir::WriteJson(*resource, json);
      Append(bundle, json);
    }
    Flush(bundle);
  }

  void Process(const fhir::Node& bundle, std::size_t entries) {
    const record::Access access{ProgramPrincipal(), record::Scope::Open(), "import"};
    platform_.resources().Process(access, bundle, {});
    const std::uint64_t done = count_ += entries;
    const std::lock_guard lock(mutex_);
    progress_(done);
  }

  Platform& platform_;
  const std::function<void(std::uint64_t)> progress_;
  std::mutex mutex_;
  std::atomic<std::uint64_t> count_{0};
};

/// Loads files with several threads. Errors: the first of any.
void LoadAtOnce(FhirLoader& loader, const std::vector<fs::path>& files) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    for (std::size_t at = next++; at < files.size(); at = next++) {
      try {
        loader.LoadFile(files[at]);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (failure == nullptr) failure = std::current_exception();
        next = files.size();
      }
    }
  };
  std::vector<std::thread> threads;
  const unsigned count = std::max(2U, std::thread::hardware_concurrency() * 2);
  for (unsigned i = 0; i < count; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  if (failure != nullptr) std::rethrow_exception(failure);
}

}  // namespace

bool HoldsFhir(const fs::path& path) { return !FilesOf(path).empty(); }

int ImportFhir(const Configuration& configuration, const fs::path& path) {
  std::vector<fs::path> first, bundles, lines;
  for (const fs::path& file : FilesOf(path)) {
    (IsLines(file) ? lines : IsReferredTo(file) ? first : bundles).push_back(file);
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const fs::path& a, const fs::path& b) { return RankOf(a) < RankOf(b); });
  const ExpectedLines expected(lines);
  Platform platform(configuration, Opening::kCreate);
  platform.Expect(
      [&expected](fhir::TypeId type, std::string_view id) { return expected.Has(type, id); });
  Progress progress;
  FhirLoader loader(platform,
                    [&](std::uint64_t done) { progress.Report("resources", done, done); });
  for (const fs::path& file : first) loader.LoadFile(file);
  LoadAtOnce(loader, bundles);
  for (const fs::path& file : lines) loader.LoadFile(file);
  progress.Finish();
  std::cout << "imported " << GroupDigits(loader.count()) << " resources\n";
  return kDone;
}

}  // namespace socle::app
