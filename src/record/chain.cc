#include "record/chain.h"

#include <cstring>

#include "base/error.h"
#include "record/schema.h"

namespace socle::record {
namespace {

void AddOptional(base::Sha256& hash, const std::optional<std::string_view>& text) {
  hash.AddInt(text.has_value() ? 1 : 0);
  if (text.has_value()) hash.AddField(*text);
}

}  // namespace

base::Digest ChainStart(const EhrId& ehr, std::string_view system_id, base::Instant time_created) {
  base::Sha256 hash;
  hash.AddField("socle.ehr.1").AddField(EncodeEhrId(ehr)).AddField(system_id);
  return hash.AddInt(time_created.micros).Finish();
}

base::Digest VersionDigest(const VersionContent& version) {
  base::Sha256 hash;
  hash.AddField("socle.version.1").AddField(version.kind).AddField(version.uid);
  hash.AddInt(version.number).AddInt(static_cast<std::int64_t>(version.lifecycle));
  hash.AddInt(static_cast<std::int64_t>(version.change_type));
  AddOptional(hash, version.description);
  return hash.AddField(version.body).Finish();
}

base::Digest ContributionDigest(const base::Digest& previous, const EhrId& ehr, std::uint64_t seq,
                                const base::Uuid& uid, const Audit& audit,
                                std::span<const base::Digest> versions) {
  base::Sha256 hash;
  hash.AddField("socle.contribution.1").Add(previous.View()).AddField(EncodeEhrId(ehr));
  hash.AddInt(static_cast<std::int64_t>(seq)).AddField(uid.View());
  hash.AddInt(audit.time.value_or(base::Instant{}).micros);
  hash.AddField(audit.committer).AddField(audit.system_id);
  hash.AddInt(static_cast<std::int64_t>(audit.change_type));
  AddOptional(hash, audit.description);
  hash.AddInt(static_cast<std::int64_t>(versions.size()));
  for (const base::Digest& version : versions) hash.Add(version.View());
  return hash.Finish();
}

base::Digest StoredDigest(std::string_view bytes) {
  base::Digest digest;
  if (bytes.size() != digest.bytes.size()) {
    throw base::Error(base::ErrorCode::kCorrupt, "a stored digest does not have 32 bytes");
  }
  std::memcpy(digest.bytes.data(), bytes.data(), bytes.size());
  return digest;
}

}  // namespace socle::record
