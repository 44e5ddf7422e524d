#include "record/testing.h"

#include <gtest/gtest.h>

namespace socle::record {
namespace {

/// A body as it is: the toy indexers look at its bytes.
class TextDocument : public Document {};

std::vector<KindDefinition> Kinds() {
  const DocumentReader reader = [](std::string_view) {
    return std::make_shared<const TextDocument>();
  };
  return {{kNote, reader}, {kOther, reader}};
}

}  // namespace

base::Error ErrorOf(const std::function<void()>& run) {
  try {
    run();
  } catch (const base::Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error was thrown";
  return {base::ErrorCode::kInternal, "no error was thrown"};
}

Hospital::Hospital(std::vector<Indexer*> indexers, RecordOptions options)
    : folder_(std::filesystem::temp_directory_path() /
              ("record_test_" + base::Uuid::New().ToString())),
      indexers_(std::move(indexers)),
      options_(options) {
  std::filesystem::create_directories(folder_);
  Open();
}

Hospital::~Hospital() {
  Close();
  std::filesystem::remove_all(folder_);
}

void Hospital::Open() {
  const auto migrations = Record::Migrations(indexers_);
  store_ = store::Store::Open("sqlite:" + (folder_ / "record.db").string(), {}, migrations);
  record_ = std::make_unique<Record>(*store_, Kinds(), indexers_, options_);
}

void Hospital::Close() {
  record_.reset();
  store_.reset();
}

void Hospital::Reopen() {
  Close();
  Open();
}

CommitReceipt Hospital::Create(std::vector<NewVersion> versions) {
  return record_->Commit(Anyone(),
                         Request(CommitRequest::CreateEhr{EhrId(base::Uuid::New()), "test.system"},
                                 std::move(versions)));
}

CommitReceipt Hospital::Commit(EhrKey ehr, std::vector<NewVersion> versions) {
  return record_->Commit(Anyone(), Request(ehr, std::move(versions)));
}

void Hospital::Damage(const std::string& sql) {
  store_->Write([&](store::Session& session) { session.Execute(sql); });
}

}  // namespace socle::record
