#include "record/export_format.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/bytes.h"
#include "base/error.h"
#include "base/iso8601.h"
#include "json/document.h"
#include "json/writer.h"
#include "record/chain.h"
#include "record/schema.h"

namespace socle::record {
namespace {

constexpr std::array<std::string_view, 9> kChangeTypes = {
    "creation", "amendment",   "modification", "synthesis",        "unknown",
    "deleted",  "attestation", "restoration",  "format conversion"};
constexpr std::array<std::string_view, 5> kLifecycles = {"complete", "incomplete", "deleted",
                                                         "inactive", "abandoned"};

[[noreturn]] void Corrupt(const std::string& what) {
  throw base::Error(base::ErrorCode::kCorrupt, "the export is damaged: " + what);
}

template <class Enum, std::size_t n>
std::string_view WordOf(const std::array<std::string_view, n>& words, Enum value) {
  const auto index = static_cast<std::size_t>(value) - 1;
  if (index >= n) throw base::Error(base::ErrorCode::kCorrupt, "a stored code is out of its range");
  return words[index];
}

template <class Enum, std::size_t n>
Enum ValueOf(const std::array<std::string_view, n>& words, std::string_view word) {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) Corrupt("an unknown word stands for a code");
  return static_cast<Enum>(found - words.begin() + 1);
}

/// ISO 8601, or "@" and microseconds where that cannot say it (a year beyond 9999).
std::string TimeText(base::Instant time) {
  std::string text = base::FormatIso(time);
  const auto read = base::IsoDateTime::Parse(text);
  if (read.has_value() && read->Start() == time) return text;
  return "@" + std::to_string(time.micros);
}

base::Instant TimeOf(std::string_view text) {
  if (text.starts_with('@')) {
    std::int64_t micros = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), micros);
    if (error == std::errc{} && end == text.data() + text.size()) return {micros};
  } else if (const auto read = base::IsoDateTime::Parse(text)) {
    return read->Start();
  }
  Corrupt("a time is not one");
}

/// An object's members, wanted by name and type.
class Members {
 public:
  explicit Members(const json::Value& object) : object_(object) {
    if (!object.is_object()) Corrupt("an object was expected");
  }

  const json::Value& At(std::string_view name) const {
    const json::Value* value = object_.Find(name);
    if (value == nullptr) Corrupt("the member " + std::string(name) + " is missing");
    return *value;
  }
  bool Has(std::string_view name) const { return object_.Find(name) != nullptr; }
  std::string_view Text(std::string_view name) const {
    const json::Value& value = At(name);
    if (!value.is_string()) Corrupt("the member " + std::string(name) + " is not a text");
    return value.text();
  }
  std::int64_t Int(std::string_view name) const {
    const json::Value& value = At(name);
    std::int64_t number = 0;
    const std::string_view text = value.text();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (value.kind() != json::Kind::kNumber || error != std::errc{} ||
        end != text.data() + text.size() || number < 0) {
      Corrupt("the member " + std::string(name) + " is not a whole number");
    }
    return number;
  }
  std::uint64_t Count(std::string_view name) const { return static_cast<std::uint64_t>(Int(name)); }
  base::Digest Hash(std::string_view name) const {
    const auto bytes = base::FromHex(Text(name));
    if (!bytes.has_value() || bytes->size() != 32) Corrupt("a digest is not one");
    return StoredDigest(*bytes);
  }
  base::Uuid Id(std::string_view name) const {
    const auto uuid = base::Uuid::Parse(Text(name));
    if (!uuid.has_value()) Corrupt("a UUID is not one");
    return *uuid;
  }
  base::Instant Time(std::string_view name) const { return TimeOf(Text(name)); }

 private:
  const json::Value& object_;
};

/// A line that is an object with the one member `name`.
class Line {
 public:
  Line(std::string_view line, std::string_view name)
      : document_(Parse(line)), members_(Members(document_.root()).At(name)) {}
  const Members* operator->() const { return &members_; }

  static json::Document Parse(std::string_view text) {
    try {
      // A version's text may be all that a body may be, with its escapes.
      return json::Document::Parse(text, {.bytes = std::size_t{1} << 30, .depth = 16});
    } catch (const base::Error& error) {
      throw base::Error(base::ErrorCode::kCorrupt, "the export is damaged: " + error.message());
    }
  }

 private:
  json::Document document_;
  Members members_;
};

/// Whether `body` can stand as a line of its own: a JSON text without line breaks.
bool IsJsonLine(std::string_view body) {
  if (body.empty() || body.find_first_of("\r\n") != std::string_view::npos) return false;
  if (body.front() != '{' && body.front() != '[') return false;
  try {
    json::Document::Parse(body);
    return true;
  } catch (const base::Error&) {
    return false;
  }
}

void WriteBody(json::Writer& writer, const std::string& body, bool is_line) {
  if (body.empty()) {
    writer.Member("body", "none");
  } else if (is_line) {
    writer.Member("body", "json");
  } else if (base::IsUtf8(body)) {
    writer.Member("body", "text").Member("text", body);
  } else {
    writer.Member("body", "base64").Member("base64", base::ToBase64(body));
  }
}

json::Writer& Begin(json::Writer& writer, std::string_view name) {
  return writer.BeginObject().Key(name).BeginObject();
}

void End(std::string& out, json::Writer& writer) {
  writer.EndObject().EndObject();
  out += '\n';
}

}  // namespace

std::string ContributionsFile(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  return "contributions-" + std::string(digits.size() < 6 ? 6 - digits.size() : 0, '0') + digits +
         ".ndjson";
}

void WriteEhr(std::string& out, const EhrInfo& ehr) {
  json::Writer writer(out);
  Begin(writer, "ehr").Key("number").Integer(ehr.ehr.value());
  writer.Member("ehr_id", ehr.id.value()).Member("system", ehr.system_id);
  writer.Member("time_created", TimeText(ehr.time_created));
  End(out, writer);
}

EhrInfo ReadEhr(std::string_view line) {
  const Line ehr(line, "ehr");
  return {.ehr = EhrKey(ehr->Int("number")),
          .id = EhrId(std::string(ehr->Text("ehr_id"))),
          .system_id = std::string(ehr->Text("system")),
          .time_created = ehr->Time("time_created")};
}

void WriteContribution(std::string& out, const ExportedContribution& contribution) {
  json::Writer writer(out);
  Begin(writer, "contribution").Key("position").Integer(ToInt(contribution.position));
  writer.Key("ehr").Integer(contribution.ehr).Key("seq").Integer(ToInt(contribution.seq));
  writer.Member("uid", contribution.uid.ToString());
  writer.Member("time", TimeText(*contribution.audit.time));
  writer.Member("committer", contribution.audit.committer);
  writer.Member("system", contribution.audit.system_id);
  writer.Member("change_type", WordOf(kChangeTypes, contribution.audit.change_type));
  if (contribution.audit.description) writer.Member("description", *contribution.audit.description);
  writer.Member("digest", contribution.digest.ToHex());
  writer.Key("versions").Integer(ToInt(contribution.versions));
  End(out, writer);
}

ExportedContribution ReadContribution(std::string_view line) {
  const Line read(line, "contribution");
  ExportedContribution contribution;
  contribution.position = read->Count("position");
  contribution.ehr = read->Int("ehr");
  contribution.seq = read->Count("seq");
  contribution.uid = read->Id("uid");
  contribution.audit.time = read->Time("time");
  contribution.audit.committer = std::string(read->Text("committer"));
  contribution.audit.system_id = std::string(read->Text("system"));
  contribution.audit.change_type = ValueOf<ChangeType>(kChangeTypes, read->Text("change_type"));
  if (read->Has("description"))
    contribution.audit.description = std::string(read->Text("description"));
  contribution.digest = read->Hash("digest");
  contribution.versions = read->Count("versions");
  return contribution;
}

void WriteVersion(std::string& out, const ExportedVersion& version) {
  const bool is_line = IsJsonLine(version.body);
  json::Writer writer(out);
  Begin(writer, "version").Member("kind", version.kind.value()).Member("uid", version.uid.value());
  writer.Key("number").Integer(version.number);
  writer.Member("lifecycle", WordOf(kLifecycles, version.lifecycle));
  if (version.change_type) writer.Member("change_type", WordOf(kChangeTypes, *version.change_type));
  if (version.description) writer.Member("description", *version.description);
  writer.Member("class", version.body_class).Member("digest", version.digest.ToHex());
  WriteBody(writer, version.body, is_line);
  End(out, writer);
  if (!is_line) return;
  out += version.body;
  out += '\n';
}

ExportedVersion ReadVersion(std::string_view line) {
  const Line read(line, "version");
  ExportedVersion version;
  version.kind = Kind(std::string(read->Text("kind")));
  version.uid = ObjectUid(std::string(read->Text("uid")));
  version.number = static_cast<std::uint32_t>(read->Int("number"));
  version.lifecycle = ValueOf<Lifecycle>(kLifecycles, read->Text("lifecycle"));
  if (read->Has("change_type")) {
    version.change_type = ValueOf<ChangeType>(kChangeTypes, read->Text("change_type"));
  }
  if (read->Has("description")) version.description = std::string(read->Text("description"));
  version.body_class = std::string(read->Text("class"));
  version.digest = read->Hash("digest");
  const std::string_view body = read->Text("body");
  version.body_follows = body == "json";
  if (body == "text") {
    version.body = std::string(read->Text("text"));
  } else if (body == "base64") {
    auto bytes = base::FromBase64(read->Text("base64"));
    if (!bytes.has_value()) Corrupt("a body is not base64");
    version.body = *std::move(bytes);
  } else if (body != "json" && body != "none") {
    Corrupt("an unknown word stands for a body");
  }
  return version;
}

void WriteSeal(std::string& out, const Seal& seal) {
  json::Writer writer(out);
  Begin(writer, "seal")
      .Key("number")
      .Integer(ToInt(seal.number))
      .Key("last")
      .Integer(ToInt(seal.last));
  writer.Member("time", TimeText(seal.time)).Member("digest", seal.digest.ToHex());
  End(out, writer);
}

Seal ReadSeal(std::string_view line) {
  const Line read(line, "seal");
  return {.number = read->Count("number"),
          .last = read->Count("last"),
          .time = read->Time("time"),
          .digest = read->Hash("digest")};
}

void WriteErasure(std::string& out, const ExportedErasure& erasure) {
  json::Writer writer(out);
  Begin(writer, "erasure").Key("ehr").Integer(erasure.ehr);
  writer.Key("contributions").Integer(ToInt(erasure.contributions));
  writer.Key("position").Integer(ToInt(erasure.position));
  End(out, writer);
}

void WriteStub(std::string& out, const ExportedStub& stub) {
  json::Writer writer(out);
  Begin(writer, "erased").Key("position").Integer(ToInt(stub.position));
  writer.Key("ehr").Integer(stub.ehr).Key("seq").Integer(ToInt(stub.seq));
  writer.Member("digest", stub.digest.ToHex());
  End(out, writer);
}

bool IsErasure(std::string_view line) { return line.starts_with(R"({"erasure")"); }

ExportedErasure ReadErasure(std::string_view line) {
  const Line read(line, "erasure");
  return {.ehr = read->Int("ehr"),
          .contributions = read->Count("contributions"),
          .position = read->Count("position")};
}

ExportedStub ReadStub(std::string_view line) {
  const Line read(line, "erased");
  return {.position = read->Count("position"),
          .ehr = read->Int("ehr"),
          .seq = read->Count("seq"),
          .digest = read->Hash("digest")};
}

std::string WriteManifest(const Manifest& manifest) {
  std::string out;
  json::Writer writer(out, 2);
  writer.BeginObject()
      .Member("format", kExportFormat)
      .Key("format_version")
      .Integer(kExportVersion);
  writer.Key("counts").BeginObject();
  writer.Key("ehrs").Integer(ToInt(manifest.ehrs)).Key("objects").Integer(ToInt(manifest.objects));
  writer.Key("contributions").Integer(ToInt(manifest.contributions));
  writer.Key("versions")
      .Integer(ToInt(manifest.versions))
      .Key("seals")
      .Integer(ToInt(manifest.seals));
  writer.Key("erased_ehrs").Integer(ToInt(manifest.erased_ehrs));
  writer.Key("erased_contributions").Integer(ToInt(manifest.erased_contributions)).EndObject();
  writer.Key("files").BeginArray();
  for (const ManifestFile& file : manifest.files) {
    writer.BeginObject().Member("name", file.name).Key("bytes").Integer(ToInt(file.bytes));
    writer.Member("sha256", file.digest.ToHex()).EndObject();
  }
  writer.EndArray().EndObject();
  out += '\n';
  return out;
}

Manifest ReadManifest(std::string_view text) {
  const json::Document document = Line::Parse(text);
  const Members root(document.root());
  if (root.Text("format") != kExportFormat) Corrupt("the manifest is of another format");
  if (root.Int("format_version") != kExportVersion) {
    throw base::Error(base::ErrorCode::kUsage,
                      "the export is of a format version that this program "
                      "does not know: " +
                          std::to_string(root.Int("format_version")));
  }
  const Members counts(root.At("counts"));
  Manifest manifest{.ehrs = counts.Count("ehrs"),
                    .objects = counts.Count("objects"),
                    .contributions = counts.Count("contributions"),
                    .versions = counts.Count("versions"),
                    .seals = counts.Count("seals"),
                    .erased_ehrs = counts.Count("erased_ehrs"),
                    .erased_contributions = counts.Count("erased_contributions"),
                    .files = {}};
  for (const json::Value& value : root.At("files")) {
    const Members file(value);
    manifest.files.push_back({.name = std::string(file.Text("name")),
                              .bytes = file.Count("bytes"),
                              .digest = file.Hash("sha256")});
  }
  return manifest;
}

}  // namespace socle::record
