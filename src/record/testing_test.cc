#include "record/testing.h"

#include <gtest/gtest.h>

namespace socle::record {
namespace {

/// A body's words.
class TextDocument : public Document {
 public:
  explicit TextDocument(std::string_view text) {
    std::istringstream in{std::string(text)};
    for (std::string word; in >> word;) ++words_[word];
  }
  const std::map<std::string, std::int64_t>& words() const { return words_; }

 private:
  std::map<std::string, std::int64_t> words_;
};

class Words : public IndexRows {
 public:
  std::map<std::string, std::int64_t> words;
};

std::vector<KindDefinition> NoteKinds() {
  const DocumentReader reader = [](const ObjectUid&, std::string_view text) {
    return std::make_shared<const TextDocument>(text);
  };
  return {{kNote, reader}, {kOther, reader}};
}

}  // namespace

std::span<const store::Migration> WordIndex::migrations() const {
  static constexpr store::Migration kMigrations[] = {
      {"words", 1, "words",
       "CREATE TABLE test_word (ehr INTEGER NOT NULL, object INTEGER NOT NULL, word TEXT NOT NULL, "
       "count INTEGER NOT NULL, PRIMARY KEY (ehr, object, word)) WITHOUT ROWID;"}};
  return kMigrations;
}

std::unique_ptr<IndexRows> WordIndex::Prepare(const NewVersion& version) const {
  auto rows = std::make_unique<Words>();
  rows->words = version.document == nullptr
                    ? TextDocument(version.body).words()
                    : static_cast<const TextDocument&>(*version.document).words();
  return rows;
}

void WordIndex::Write(store::Session& session, const VersionInfo& version, IndexRows* rows) {
  const auto bind = [&](store::Statement& statement) {
    statement.Bind(1, version.ehr.value()).Bind(2, std::int64_t{version.object});
  };
  {
    auto statement = session.PrepareText("DELETE FROM test_word WHERE ehr = ?1 AND object = ?2");
    bind(statement);
    statement.Run();
  }
  if (rows == nullptr) return;
  for (const auto& [word, count] : static_cast<Words*>(rows)->words) {
    auto statement = session.PrepareText("INSERT INTO test_word VALUES (?1, ?2, ?3, ?4)");
    bind(statement);
    statement.BindText(3, word).Bind(4, count).Run();
  }
}

void WordIndex::Clear(store::Session& session, std::optional<EhrKey> ehr) {
  auto statement = session.PrepareText("DELETE FROM test_word WHERE ?1 IS NULL OR ehr = ?1");
  if (ehr.has_value()) {
    statement.Bind(1, ehr->value());
  } else {
    statement.BindNull(1);
  }
  statement.Run();
}

std::vector<std::string> WordIndex::Rows(store::Store& store) {
  std::vector<std::string> rows;
  store::Reader reader = store.Read();
  auto statement = reader->PrepareText(
      "SELECT ehr || '/' || object || '/' || word || '/' || count FROM test_word ORDER BY ehr, "
      "object, word");
  while (statement.Step()) rows.emplace_back(statement.Text(0));
  return rows;
}

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
  record_ = std::make_unique<Record>(*store_, NoteKinds(), indexers_, options_);
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
  return record_->Commit(
      Anyone(),
      Request(CommitRequest::CreateEhr{EhrId(base::Uuid::New().ToString()), "test.system"},
              std::move(versions)));
}

CommitReceipt Hospital::Commit(EhrKey ehr, std::vector<NewVersion> versions) {
  return record_->Commit(Anyone(), Request(ehr, std::move(versions)));
}

void Hospital::Damage(const std::string& sql) {
  store_->Write([&](store::Session& session) { session.Execute(sql); });
}

}  // namespace socle::record
