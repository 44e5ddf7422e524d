#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "record/seal.h"
#include "record/types.h"

namespace socle::record {

/// The lines of an export: docs/formats/export.md. Each writer appends one line, or for a version
/// with a JSON body two; each reader takes a line apart. Errors of the readers: kCorrupt (not JSON,
/// a member that is missing or of another type).

inline constexpr std::string_view kExportFormat = "socle-export";
inline constexpr std::int64_t kExportVersion = 1;
inline constexpr std::string_view kManifestFile = "manifest.json";
inline constexpr std::string_view kEhrsFile = "ehrs.ndjson";
inline constexpr std::string_view kSealsFile = "seals.ndjson";
inline constexpr std::string_view kErasedFile = "erased.ndjson";
/// "contributions-000001.ndjson"
std::string ContributionsFile(std::uint64_t number);

struct ExportedVersion {
  Kind kind;
  ObjectUid uid;
  std::uint32_t number = 0;
  Lifecycle lifecycle = Lifecycle::kComplete;
  std::optional<ChangeType> change_type;   // where it is not the contribution's
  std::optional<std::string> description;  // likewise
  std::string body_class;
  base::Digest digest;
  std::string body;
  bool body_follows = false;  // on the next line
};

struct ExportedContribution {
  std::uint64_t position = 0;
  std::int64_t ehr = 0;
  std::uint64_t seq = 0;
  base::Uuid uid;
  Audit audit;
  base::Digest digest;
  std::uint64_t versions = 0;
};

struct ExportedErasure {
  std::int64_t ehr = 0;
  std::uint64_t contributions = 0, position = 0;
};
struct ExportedStub {
  std::uint64_t position = 0;
  std::int64_t ehr = 0;
  std::uint64_t seq = 0;
  base::Digest digest;
};

struct ManifestFile {
  std::string name;
  std::uint64_t bytes = 0;
  base::Digest digest;
};
struct Manifest {
  std::uint64_t ehrs = 0, objects = 0, contributions = 0, versions = 0, seals = 0, erased_ehrs = 0,
                erased_contributions = 0;
  std::vector<ManifestFile> files;
};

void WriteEhr(std::string& out, const EhrInfo& ehr);
void WriteContribution(std::string& out, const ExportedContribution& contribution);
void WriteVersion(std::string& out, const ExportedVersion& version);
void WriteSeal(std::string& out, const Seal& seal);
void WriteErasure(std::string& out, const ExportedErasure& erasure);
void WriteStub(std::string& out, const ExportedStub& stub);
std::string WriteManifest(const Manifest& manifest);

EhrInfo ReadEhr(std::string_view line);
ExportedContribution ReadContribution(std::string_view line);
/// Without its body where `body_follows`.
ExportedVersion ReadVersion(std::string_view line);
Seal ReadSeal(std::string_view line);
/// Which of the two lines of erased.ndjson it is.
bool IsErasure(std::string_view line);
ExportedErasure ReadErasure(std::string_view line);
ExportedStub ReadStub(std::string_view line);
Manifest ReadManifest(std::string_view text);

}  // namespace socle::record
