#include "generate/files.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

#include "generate/output_file.h"
#include "generate/templates.h"
#include "json/writer.h"

namespace socle::generate {
namespace {

constexpr std::uint32_t kPatientsAFile = 100;
constexpr std::size_t kBlock = 1 << 20;

struct FileEntry {
  std::string name, sha256;
  std::uint64_t bytes = 0, ehrs = 0, compositions = 0;
};

std::string FileName(std::uint32_t number) {
  const std::string digits = std::to_string(number);
  return "ehrs-" + std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits + ".ndjson";
}

void AppendPatient(json::Writer& json, const Patient& patient) {
  std::string date;
  AppendDate(date, patient.birth);
  json.Key("patient").BeginObject();
  json.Member("ipp", patient.ipp).Member("ins", patient.ins);
  json.Member("ins_authority", kInsTestAuthority);
  json.Member("family_name", patient.family_name).Member("given_name", patient.given_name);
  json.Member("sex", patient.sex == Sex::kFemale ? "female" : "male").Member("birth_date", date);
  json.Member("birth_place", patient.birth_place->name);
  json.Member("birth_place_code", patient.birth_place->insee);
  json.Key("address").BeginObject().Member("street", patient.address.street);
  json.Member("postal_code", patient.address.commune->postal_code);
  json.Member("commune", patient.address.commune->name);
  json.Member("commune_code", patient.address.commune->insee);
  json.Member("country", "FR").EndObject();
  json.EndObject();
}

void AppendStays(json::Writer& json, const Record& record) {
  json.Key("stays").BeginArray();
  for (const Stay& stay : record.stays) {
    std::string from, to;
    AppendDateTime(from, stay.admission);
    AppendDateTime(to, stay.discharge);
    json.BeginObject().Member("id", stay.id).Member("department", stay.department);
    json.Member("unit", stay.unit).Member("bed", stay.bed).Member("reason", stay.reason);
    json.Member("admission", from).Member("discharge", to).EndObject();
  }
  json.EndArray();
}

FileEntry WriteRecords(const Hospital& hospital, const std::filesystem::path& directory,
                       std::uint32_t number) {
  FileEntry entry{FileName(number), {}, 0, 0, 0};
  OutputFile file(directory / entry.name);
  std::string block;
  const std::uint32_t first = number * kPatientsAFile;
  const std::uint32_t end = std::min(first + kPatientsAFile, hospital.options().patients);
  for (std::uint32_t index = first; index < end; ++index) {
    const Record record = hospital.Generate(index);
    AppendLines(block, record);
    ++entry.ehrs;
    entry.compositions += record.compositions.size();
    if (block.size() < kBlock) continue;
    file.Write(block);
    block.clear();
  }
  file.Write(block);
  entry.bytes = file.bytes();
  entry.sha256 = file.Close();
  return entry;
}

void AppendFiles(json::Writer& json, std::string_view key, const std::vector<FileEntry>& files,
                 bool records) {
  json.Key(key).BeginArray();
  for (const FileEntry& file : files) {
    json.BeginObject().Member("file", file.name);
    if (records) {
      json.Key("ehrs").Integer(static_cast<std::int64_t>(file.ehrs));
      json.Key("compositions").Integer(static_cast<std::int64_t>(file.compositions));
    }
    json.Key("bytes").Integer(static_cast<std::int64_t>(file.bytes));
    json.Member("sha256", file.sha256).EndObject();
  }
  json.EndArray();
}

void WriteManifest(const Hospital& hospital, const std::filesystem::path& directory,
                   const std::vector<FileEntry>& templates, const std::vector<FileEntry>& records) {
  std::uint64_t ehrs = 0, compositions = 0;
  for (const FileEntry& file : records) {
    ehrs += file.ehrs;
    compositions += file.compositions;
  }
  std::string text;
  json::Writer json(text, 2);
  json.BeginObject().Member("format", "socle-generated").Key("version").Integer(1);
  json.Member("hospital", hospital.name()).Member("system_id", hospital.system_id());
  json.Key("patients").Integer(hospital.options().patients);
  json.Key("years").Integer(hospital.options().years);
  json.Member("seed", std::to_string(hospital.options().seed));
  json.Key("ehrs").Integer(static_cast<std::int64_t>(ehrs));
  json.Key("compositions").Integer(static_cast<std::int64_t>(compositions));
  AppendFiles(json, "templates", templates, false);
  AppendFiles(json, "records", records, true);
  json.EndObject();
  text += '\n';
  OutputFile file(directory / "manifest.json");
  file.Write(text);
  file.Close();
}

std::vector<FileEntry> WriteTemplates(const std::filesystem::path& directory) {
  std::vector<FileEntry> entries;
  for (const EmbeddedTemplate& embedded : Templates()) {
    FileEntry entry{"templates/" + std::string(embedded.template_id) + ".opt", {}, 0, 0, 0};
    OutputFile file(directory / entry.name);
    file.Write(embedded.xml);
    entry.bytes = file.bytes();
    entry.sha256 = file.Close();
    entries.push_back(std::move(entry));
  }
  return entries;
}

/// Files of records, taken by threads one after another. Safe from any thread, because `next_` is
/// an atomic, every file's entry has one writer, and what is shared is under the mutex.
class Writers {
 public:
  Writers(const Hospital& hospital, const std::filesystem::path& directory,
          const std::function<void(const WriteProgress&)>& progress)
      : hospital_(hospital),
        directory_(directory),
        progress_(progress),
        entries_((hospital.options().patients + kPatientsAFile - 1) / kPatientsAFile) {}

  void Run(unsigned threads) {
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads; ++i) others.emplace_back([this] { Work(); });
    Work();
    others.clear();
    if (failure_) std::rethrow_exception(failure_);
  }

  const std::vector<FileEntry>& entries() const { return entries_; }
  const WriteProgress& written() const { return written_; }

 private:
  void Work() try {
    for (std::uint32_t number = next_++; number < entries_.size(); number = next_++) {
      entries_[number] = WriteRecords(hospital_, directory_, number);
      const std::lock_guard lock(mutex_);
      written_.ehrs += entries_[number].ehrs;
      written_.compositions += entries_[number].compositions;
      written_.bytes += entries_[number].bytes;
      if (progress_) progress_(written_);
    }
  } catch (...) {
    next_ = static_cast<std::uint32_t>(entries_.size());
    const std::lock_guard lock(mutex_);
    if (!failure_) failure_ = std::current_exception();
  }

  const Hospital& hospital_;
  const std::filesystem::path& directory_;
  const std::function<void(const WriteProgress&)>& progress_;
  std::atomic<std::uint32_t> next_{0};
  std::vector<FileEntry> entries_;
  std::mutex mutex_;
  WriteProgress written_;
  std::exception_ptr failure_;
};

}  // namespace

void AppendLines(std::string& out, const Record& record) {
  const std::string ehr_id = record.ehr_id.ToString();
  json::Writer json(out);
  json.BeginObject().Member("ehr_id", ehr_id).Member("time", base::FormatIso(record.created));
  json.Key("ehr_status").Raw(record.ehr_status);
  AppendPatient(json, record.patient);
  AppendStays(json, record);
  json.EndObject();
  out += '\n';
  for (const Composition& composition : record.compositions) {
    out.append(R"({"ehr_id":")").append(ehr_id).append(R"(","uid":")");
    out.append(composition.uid.ToString()).append(R"(","template_id":")");
    out.append(composition.template_id).append(R"(","time":")");
    out.append(base::FormatIso(composition.committed)).append(R"(","committer":{"id":")");
    out.append(composition.committer->id).append(R"(","name":)");
    json::AppendQuoted(out, composition.committer->name);
    out.append(R"(,"role":")").append(composition.committer->role);
    out.append(R"("},"composition":)").append(composition.json).append("}\n");
  }
}

WriteProgress WriteFiles(const Hospital& hospital, const std::filesystem::path& directory,
                         unsigned threads,
                         const std::function<void(const WriteProgress&)>& progress) {
  PrepareDirectory(directory);
  std::filesystem::create_directory(directory / "templates");
  const std::vector<FileEntry> templates = WriteTemplates(directory);
  Writers writers(hospital, directory, progress);
  writers.Run(std::max(1U, threads));
  WriteManifest(hospital, directory, templates, writers.entries());
  return writers.written();
}

}  // namespace socle::generate
