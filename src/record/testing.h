#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "record/record.h"
#include "store/store.h"

/// What the record's tests share: a store in a folder of its own and short ways to commit into it.
namespace socle::record {

inline const Kind kNote{"test.note"};
inline const Kind kOther{"test.other"};
inline const Principal kPrincipal{"tester", "A tester"};
inline const std::string kTesterJson = R"({"name":"A tester"})";

inline Access Anyone() { return {kPrincipal, Scope::Open(), "care"}; }

inline ObjectUid NoteUid(int number) {
  std::string digits = std::to_string(number);
  return ObjectUid("00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits);
}

inline NewVersion Note(int number, std::uint32_t preceding, std::string body) {
  NewVersion version;
  version.kind = kNote;
  version.uid = NoteUid(number);
  version.preceding = preceding;
  version.change_type = preceding == 0 ? ChangeType::kCreation : ChangeType::kModification;
  version.body = std::move(body);
  version.body_class = "note";
  return version;
}

inline NewVersion Deletion(int number, std::uint32_t preceding) {
  NewVersion version = Note(number, preceding, "");
  version.lifecycle = Lifecycle::kDeleted;
  version.change_type = ChangeType::kDeleted;
  return version;
}

inline CommitRequest Request(std::variant<EhrKey, CommitRequest::CreateEhr> target,
                             std::vector<NewVersion> versions) {
  CommitRequest request;
  request.target = std::move(target);
  request.audit.committer = kTesterJson;
  request.audit.system_id = "test.system";
  request.versions = std::move(versions);
  return request;
}

/// The error that `run` throws; a failed expectation and kInternal where it throws none.
base::Error ErrorOf(const std::function<void()>& run);

/// A toy index: how often each word stands in each note.
class WordIndex : public Indexer {
 public:
  std::string_view name() const override { return "words"; }
  std::span<const store::Migration> migrations() const override;
  bool Covers(const Kind& kind) const override { return kind == kNote; }
  std::unique_ptr<IndexRows> Prepare(const NewVersion& version) const override;
  void Write(store::Session& session, const VersionInfo& version, IndexRows* rows) override;
  void Clear(store::Session& session, std::optional<EhrKey> ehr) override;
  std::vector<std::string> Tables(store::Session&) const override { return {"test_word"}; }

  /// All rows, as text, in an order.
  static std::vector<std::string> Rows(store::Store& store);
};

/// A record in a new folder, which goes with it.
class Hospital {
 public:
  explicit Hospital(std::vector<Indexer*> indexers = {}, RecordOptions options = {});
  ~Hospital();
  Hospital(const Hospital&) = delete;
  Hospital& operator=(const Hospital&) = delete;

  Record* operator->() { return record_.get(); }
  Record& record() { return *record_; }
  store::Store& store() { return *store_; }
  const std::filesystem::path& folder() const { return folder_; }

  CommitReceipt Create(std::vector<NewVersion> versions);
  CommitReceipt Commit(EhrKey ehr, std::vector<NewVersion> versions);
  void Close();
  void Open();
  void Reopen();
  /// Runs SQL on the store, past the record: what a fault or a forger would do.
  void Damage(const std::string& sql);

 private:
  std::filesystem::path folder_;
  std::vector<Indexer*> indexers_;
  RecordOptions options_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<Record> record_;
};

}  // namespace socle::record
