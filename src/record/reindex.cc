#include "record/reindex.h"

#include "base/error.h"
#include "record/pipeline.h"
#include "record/schema.h"

namespace socle::record {
namespace {

constexpr std::size_t kAhead = 64;
constexpr std::uint64_t kProgressEvery = 1000;

/// A head and its body, read and not yet parsed.
struct Head {
  StoredVersion version;
  std::string body_class;
  std::int64_t kind = 0;
};

HeadRows RowsOf(const Kinds& kinds, Head head) {
  HeadRows result{.version = std::move(head.version.info), .rows = {}};
  const bool deleted = result.version.lifecycle == Lifecycle::kDeleted;
  NewVersion version;
  if (!deleted) {
    version.kind = result.version.kind;
    version.uid = result.version.uid;
    version.preceding = result.version.number - 1;
    version.lifecycle = result.version.lifecycle;
    version.change_type = result.version.audit.change_type;
    version.description = result.version.audit.description;
    version.body = std::move(head.version.body);
    version.body_class = std::move(head.body_class);
    if (const DocumentReader& reader = kinds.Reader(head.kind))
      version.document = reader(version.uid, version.body);
  }
  for (Indexer* indexer : kinds.Indexers(head.kind)) {
    result.rows.emplace_back(indexer, deleted ? nullptr : indexer->Prepare(version));
  }
  return result;
}

}  // namespace

void ForEachHead(store::Session& session, const Kinds& kinds, const Rows& rows,
                 const std::function<void(HeadRows)>& each) {
  Pipeline<Head, HeadRows> pipeline(PipelineThreads(),
                                    [&](Head head) { return RowsOf(kinds, std::move(head)); });
  const auto read = [&](std::int64_t first, std::int64_t last, std::size_t ahead) {
    store::Statement statement = session.Prepare(Sql().heads);
    statement.Bind(1, first).Bind(2, last);
    while (statement.Step()) {
      const std::int64_t kind = statement.Int(kKind);
      if (kinds.Indexers(kind).empty()) continue;
      pipeline.Push({rows.VersionWithBody(session, statement),
                     std::string(statement.Text(kHeadClass)), kind});
      if (pipeline.size() >= ahead) each(pipeline.Pop());
    }
  };
  const auto drain = [&] {
    while (pipeline.size() > 0) each(pipeline.Pop());
  };
  // The institution's objects are few. No statement runs while their rows are written: an indexer
  // may change its tables by them.
  read(kInstitution, kInstitution, SIZE_MAX);
  drain();
  read(kInstitution + 1, INT64_MAX, kAhead);
  drain();
}

void RebuildIndexes(store::Session& writer, const Kinds& kinds, Codec& codec,
                    const std::vector<Indexer*>& indexers, std::uint64_t total,
                    const Progress& progress) {
  for (Indexer* indexer : indexers) indexer->Clear(writer, std::nullopt);
  // Names of its own: what the writer reads may yet be undone, and must not be remembered.
  Names names;
  const Rows rows(kinds, codec, names);
  std::uint64_t done = 0;
  ForEachHead(writer, kinds, rows, [&](HeadRows head) {
    for (auto& [indexer, index_rows] : head.rows)
      indexer->Write(writer, head.version, index_rows.get());
    if (++done % kProgressEvery == 0 && progress) progress("objects indexed", done, total);
  });
  if (progress) progress("objects indexed", done, total);
}

}  // namespace socle::record
