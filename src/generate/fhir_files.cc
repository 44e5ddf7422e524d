#include "generate/fhir_files.h"

#include <algorithm>
#include <array>
#include <deque>
#include <exception>
#include <thread>
#include <vector>

#include "generate/fhir_bundle.h"
#include "generate/fhir_hospital.h"
#include "generate/output_file.h"
#include "json/writer.h"

namespace socle::generate {
namespace {

/// One file each; in the order in which a server can take them with the fewest references ahead.
constexpr std::array<std::string_view, 11> kTypes = {
    "Organization", "Location",  "Practitioner", "PractitionerRole", "Patient",          "Coverage",
    "Appointment",  "Encounter", "Condition",    "Procedure",        "DocumentReference"};
constexpr std::uint32_t kPatientsAChunk = 100;

/// Lines by type, in the order of kTypes.
struct Lines {
  std::array<std::string, kTypes.size()> text;
  std::array<std::uint64_t, kTypes.size()> count{};

  void Add(const FhirResource& resource) {
    const auto type = static_cast<std::size_t>(
        std::find(kTypes.begin(), kTypes.end(), resource.type) - kTypes.begin());
    text[type].append(resource.json).append("\n");
    ++count[type];
  }
};

void WriteBundle(const std::filesystem::path& path, std::span<const FhirResource> resources) {
  OutputFile file(path);
  file.Write(MakeFhirTransaction(resources));
  file.Write("\n");
  file.Close();
}

class Writing {
 public:
  Writing(const Hospital& hospital, const std::filesystem::path& directory, FhirBundles bundles)
      : hospital_(hospital), fhir_(hospital), directory_(directory), bundles_(bundles) {
    for (std::string_view type : kTypes) {
      files_.emplace_back(directory / (std::string(type) + ".ndjson"));
    }
    if (bundles == FhirBundles::kYes) std::filesystem::create_directory(directory / "bundles");
  }

  void WriteShared() {
    const std::vector<FhirResource> shared = fhir_.Shared();
    Lines lines;
    for (const FhirResource& resource : shared) lines.Add(resource);
    Append(lines);
    if (bundles_ == FhirBundles::kYes) WriteBundle(BundlePath("hospital"), shared);
  }

  /// Chunks of patients, `threads` at a time, written in their order.
  void WritePatients(unsigned threads,
                     const std::function<void(const FhirWriteProgress&)>& progress) {
    const std::uint32_t patients = hospital_.options().patients;
    const std::uint32_t step = kPatientsAChunk * threads;
    for (std::uint32_t first = 0; first < patients; first += std::min(step, patients - first)) {
      std::vector<Lines> chunks(threads);
      MakeChunks(first, chunks);
      for (const Lines& lines : chunks) Append(lines);
      written_.patients += std::min(step, patients - first);
      if (progress) progress(written_);
    }
  }

  const FhirWriteProgress& Finish() {
    std::string text;
    json::Writer json(text, 2);
    json.BeginObject().Member("format", "socle-generated-fhir").Key("version").Integer(1);
    json.Member("fhir_version", "4.0.1").Member("hospital", hospital_.name());
    json.Key("patients").Integer(hospital_.options().patients);
    json.Key("years").Integer(hospital_.options().years);
    json.Member("seed", std::to_string(hospital_.options().seed));
    json.Key("resources").Integer(static_cast<std::int64_t>(written_.resources));
    json.Key("files").BeginArray();
    for (std::size_t i = 0; i < kTypes.size(); ++i) {
      json.BeginObject().Member("type", kTypes[i]);
      json.Member("file", std::string(kTypes[i]) + ".ndjson");
      json.Key("resources").Integer(static_cast<std::int64_t>(counts_[i]));
      json.Key("bytes").Integer(static_cast<std::int64_t>(files_[i].bytes()));
      json.Member("sha256", files_[i].Close()).EndObject();
    }
    json.EndArray().EndObject();
    OutputFile manifest(directory_ / "manifest.json");
    manifest.Write(text + "\n");
    manifest.Close();
    return written_;
  }

 private:
  void MakeChunks(std::uint32_t first, std::vector<Lines>& chunks) {
    std::vector<std::exception_ptr> failures(chunks.size());
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < chunks.size(); ++i) {
        const std::uint32_t from = first + static_cast<std::uint32_t>(i) * kPatientsAChunk;
        threads.emplace_back([this, from, &lines = chunks[i], &failure = failures[i]] {
          try {
            MakeChunk(from, lines);
          } catch (...) {
            failure = std::current_exception();
          }
        });
      }
    }
    for (const std::exception_ptr& failure : failures) {
      if (failure) std::rethrow_exception(failure);
    }
  }

  void MakeChunk(std::uint32_t first, Lines& lines) const {
    const std::uint32_t end = std::min(first + kPatientsAChunk, hospital_.options().patients);
    for (std::uint32_t index = first; index < end; ++index) {
      const Record record = hospital_.Generate(index);
      const std::vector<FhirResource> resources = fhir_.Of(record, index);
      for (const FhirResource& resource : resources) lines.Add(resource);
      if (bundles_ == FhirBundles::kYes) WriteBundle(BundlePath(record.patient.ipp), resources);
    }
  }

  void Append(const Lines& lines) {
    for (std::size_t i = 0; i < kTypes.size(); ++i) {
      files_[i].Write(lines.text[i]);
      counts_[i] += lines.count[i];
      written_.resources += lines.count[i];
      written_.bytes += lines.text[i].size();
    }
  }

  std::filesystem::path BundlePath(std::string_view name) const {
    return directory_ / "bundles" / (std::string(name) + ".json");
  }

  const Hospital& hospital_;
  const FhirHospital fhir_;
  const std::filesystem::path& directory_;
  const FhirBundles bundles_;
  std::deque<OutputFile> files_;  // they cannot be moved
  std::array<std::uint64_t, kTypes.size()> counts_{};
  FhirWriteProgress written_;
};

}  // namespace

FhirWriteProgress WriteFhirFiles(const Hospital& hospital, const std::filesystem::path& directory,
                                 FhirBundles bundles, unsigned threads,
                                 const std::function<void(const FhirWriteProgress&)>& progress) {
  PrepareDirectory(directory);
  Writing writing(hospital, directory, bundles);
  writing.WriteShared();
  writing.WritePatients(std::max(1U, threads), progress);
  return writing.Finish();
}

}  // namespace socle::generate
