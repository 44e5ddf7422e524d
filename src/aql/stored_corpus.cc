#include "aql/stored_corpus.h"

#include <utility>

#include "rm/ids.h"

namespace socle::aql {
namespace {

namespace type = rm::type;
using record::StoredVersion;
using Versions = record::Snapshot::Selection::Versions;

constexpr std::size_t kEhrsAtOnce = 1000;
constexpr std::uint64_t kBytesOfEhr = 512;

}  // namespace

StoredCorpus::StoredCorpus(record::Snapshot& snapshot, const StoredModel& model,
                           const EngineLimits& limits, std::string system_id, const Reach& reach,
                           Scope scope)
    : snapshot_(snapshot),
      model_(model),
      limits_(limits),
      system_id_(std::move(system_id)),
      reach_(reach),
      scope_(std::move(scope)) {
  if (!scope_.all) return;
  for (const record::EhrKey ehr : model_.not_queryable(snapshot_.session())) {
    hidden_.insert(ehr.value());
  }
}

std::unique_ptr<Corpus> StoredCorpus::Next(const std::function<void()>& check) {
  if (done_) return nullptr;
  auto corpus = std::make_unique<Corpus>(system_id_);
  part_bytes_ = 0;
  part_items_ = 0;
  // Versions of several named EHRs would not come in the order of commit.
  if (reach_.unit == Reach::Unit::kVersion && scope_.only) {
    AddOnly(*corpus, check);
  } else if (reach_.unit == Reach::Unit::kEhr && scope_.only && scope_.all) {
    AddOnlyEhrs(*corpus, check);
  } else if (reach_.unit == Reach::Unit::kVersion && (scope_.all || scope_.ehrs.size() < 2)) {
    AddVersions(*corpus, check);
  } else {
    AddEhrs(*corpus, check);
  }
  return corpus;
}

bool StoredCorpus::IsFull() const {
  return part_items_ >= limits_.batch_items || part_bytes_ >= limits_.batch_bytes;
}

std::vector<record::Kind> StoredCorpus::Kinds() const {
  std::vector<record::Kind> kinds;
  if (reach_.compositions) kinds.push_back(model_.composition);
  if (reach_.statuses) kinds.push_back(model_.ehr_status);
  if (reach_.folders) kinds.push_back(model_.folder);
  if (reach_.parties && scope_.all) kinds.push_back(model_.party);
  return kinds;
}

void StoredCorpus::AddVersions(Corpus& corpus, const std::function<void()>& check) {
  record::Snapshot::Selection selection{.kinds = Kinds(), .after = after_};
  if (reach_.history) selection.versions = Versions::kAll;
  done_ = true;
  if (!scope_.all) {
    if (scope_.ehrs.empty()) return;
    selection.ehr = scope_.ehrs.front().ehr;
  }
  std::map<std::int64_t, std::string> ids;  // of the EHRs in this part
  snapshot_.Each(selection, [&](const StoredVersion& version) {
    check();
    done_ = Take(corpus, version, ids);
    if (done_) after_ = version.info.id;
    return done_;
  });
}

bool StoredCorpus::Take(Corpus& corpus, const StoredVersion& version,
                        std::map<std::int64_t, std::string>& ehr_ids) {
  if (IsFull()) return false;
  const record::VersionInfo& info = version.info;
  if (IsHidden(info.ehr)) return true;
  const auto [at, fresh] = ehr_ids.try_emplace(info.ehr.value());
  if (fresh && info.ehr.value() != record::kInstitution) {
    const auto ehr = snapshot_.FindEhr(info.ehr);
    if (!ehr) {
      throw base::Error(base::ErrorCode::kCorrupt, "a version of an EHR that is not there");
    }
    at->second = ehr->id.value();
    AddEhr(corpus, *ehr);
  }
  AddVersion(corpus, at->second, version);
  ++part_items_;
  return true;
}

void StoredCorpus::AddOnly(Corpus& corpus, const std::function<void()>& check) {
  std::map<std::int64_t, std::string> ids;
  for (; next_only_ < scope_.only->size(); ++next_only_) {
    check();
    const auto version = snapshot_.Head((*scope_.only)[next_only_]);
    if (!version || version->info.kind != model_.composition) continue;
    if (!Take(corpus, *version, ids)) return;
  }
  done_ = true;
}

void StoredCorpus::AddOnlyEhrs(Corpus& corpus, const std::function<void()>& check) {
  for (; next_only_ < scope_.only->size() && !IsFull(); ++next_only_) {
    const auto ehr = snapshot_.FindEhr(record::EhrKey((*scope_.only)[next_only_]));
    if (ehr && !IsHidden(ehr->ehr)) AddWhole(corpus, *ehr, check);
  }
  done_ = next_only_ == scope_.only->size();
}

void StoredCorpus::AddEhrs(Corpus& corpus, const std::function<void()>& check) {
  // Several parts only where rows of one have nothing to do with those of another.
  const bool parts = reach_.unit == Reach::Unit::kEhr;
  if (!scope_.all) {
    while (next_ehr_ < scope_.ehrs.size() && !(parts && IsFull())) {
      AddWhole(corpus, scope_.ehrs[next_ehr_++], check);
    }
    done_ = next_ehr_ == scope_.ehrs.size();
    return;
  }
  while (true) {
    const auto ehrs = snapshot_.Ehrs(record::EhrKey(after_), kEhrsAtOnce);
    for (const record::EhrInfo& ehr : ehrs) {
      if (parts && IsFull()) return;
      after_ = ehr.ehr.value();
      if (!IsHidden(ehr.ehr)) AddWhole(corpus, ehr, check);
    }
    if (ehrs.size() < kEhrsAtOnce) break;
  }
  done_ = true;
  if (reach_.parties) AddParties(corpus, check);
}

void StoredCorpus::AddParties(Corpus& corpus, const std::function<void()>& check) {
  record::Snapshot::Selection parties{.kinds = {model_.party},
                                      .ehr = record::EhrKey(record::kInstitution)};
  if (reach_.history) parties.versions = Versions::kAll;
  snapshot_.Each(parties, [&](const StoredVersion& version) {
    check();
    AddVersion(corpus, {}, version);
    return true;
  });
}

void StoredCorpus::AddWhole(Corpus& corpus, const record::EhrInfo& ehr,
                            const std::function<void()>& check) {
  check();
  AddEhr(corpus, ehr);
  ++part_items_;
  if (reach_.only_ehrs) return;
  record::Snapshot::Selection selection{.kinds = Kinds(), .ehr = ehr.ehr};
  if (reach_.history) selection.versions = Versions::kAll;
  snapshot_.Each(selection, [&](const StoredVersion& version) {
    check();
    AddVersion(corpus, ehr.id.value(), version);
    return true;
  });
}

void StoredCorpus::AddEhr(Corpus& corpus, const record::EhrInfo& ehr) {
  ++ehrs_;
  Count(kBytesOfEhr);
  corpus.AddEhr(ehr.id.value(), ehr.time_created, ehr.system_id);
  if (!reach_.status_of_ehr) return;
  snapshot_.Each({.kinds = {model_.ehr_status}, .ehr = ehr.ehr}, [&](const StoredVersion& status) {
    Count(status.body.size());
    corpus.SetStatus(ehr.id.value(), status.body);
    return false;
  });
}

rm::ClassId StoredCorpus::TypeOf(const record::Kind& kind) const {
  if (kind == model_.composition) return type::kComposition;
  if (kind == model_.ehr_status) return type::kEhrStatus;
  return kind == model_.folder ? type::kFolder : type::kParty;
}

void StoredCorpus::AddVersion(Corpus& corpus, std::string_view ehr_id,
                              const StoredVersion& version) {
  const record::VersionInfo& info = version.info;
  ++versions_;
  Count(version.body.size());
  const std::string original = model_.original_version(version);
  std::string versioned;
  Corpus::Version out{.ehr_id = ehr_id, .uid = info.uid.value(), .type = TypeOf(info.kind)};
  if (reach_.objects && info.number == 1) {
    versioned =
        model_.versioned_object(VersionedClass(out.type), record::EhrId(std::string(ehr_id)), info);
  }
  out.original = original;
  out.versioned = versioned;
  out.position = static_cast<std::uint64_t>(info.id);
  out.deleted = info.lifecycle == record::Lifecycle::kDeleted;
  out.latest = info.number == info.head;
  corpus.Add(out);
}

void StoredCorpus::Count(std::uint64_t bytes) {
  bytes_ += bytes;
  part_bytes_ += bytes;
  if (part_bytes_ <= limits_.bytes_at_once) return;
  throw base::Error(base::ErrorCode::kTooLarge,
                    "the query looks at more than " + std::to_string(limits_.bytes_at_once >> 20) +
                        " MiB of documents at once: restrict it to one EHR (ehr_id)");
}

}  // namespace socle::aql
