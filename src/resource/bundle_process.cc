#include "resource/bundle_process.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include "base/error.h"
#include "fhir/ids.h"
#include "resource/transaction.h"

namespace socle::resource {
namespace {

using base::Error;
using base::ErrorCode;
using Method = BundleEntry::Method;

/// Threads that do a batch's entries, so that the store makes several durable at once.
constexpr std::size_t kThreads = 8;
constexpr std::size_t kEntriesAThread = 4;

fhir::Tree CopyOf(const fhir::Node& resource) {
  fhir::Tree tree;
  fhir::Node* const root = tree.Copy(resource);
  root->name = fhir::NameId::kNone;
  tree.SetRoot(root);
  return tree;
}

EntryAnswer AnswerOf(Written written) {
  EntryAnswer answer;
  answer.status = written.created ? 201 : 200;
  answer.written = std::move(written.resource);
  return answer;
}

/// Whether the client has that version already; ifNoneMatch comes first.
bool IsKnown(const BundleEntry& entry, const StoredResource& resource) {
  if (entry.if_none_match) {
    return entry.if_none_match == resource.version || entry.if_none_match == kAnyVersion;
  }
  return entry.if_modified_since && resource.updated.micros <= entry.if_modified_since->micros;
}

std::size_t CountEntries(const fhir::Node& bundle) {
  std::size_t count = 0;
  for (const fhir::Node* at = bundle.Child(fhir::name::kEntry);
       at != nullptr && at->name == fhir::name::kEntry; at = at->next_sibling) {
    ++count;
  }
  return count;
}

/// Calls `work` for each of 0 to `count` - 1, on several threads where there are many. `work` does
/// not throw.
template <class Work>
void InParallel(std::size_t count, const Work& work) {
  std::atomic<std::size_t> next{0};
  const auto run = [&] {
    for (std::size_t i = next++; i < count; i = next++) work(i);
  };
  std::vector<std::thread> threads;
  const std::size_t wanted = std::min(kThreads, count / kEntriesAThread);
  for (std::size_t i = 1; i < wanted; ++i) threads.emplace_back(run);
  run();
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

std::string BundleProcess::Run() {
  const std::string_view type = bundle_.ChildText("type");
  if (type == "batch") {
    CheckSize(type, service_.limits_.most_batch_entries);
    return Batch();
  }
  if (type == "transaction") {
    CheckSize(type, service_.limits_.most_transaction_entries);
    return WithRetries(
        [&] { return TransactionProcess(service_, access_, bundle_, options_).Run(); });
  }
  throw Error(ErrorCode::kBadRequest, "a Bundle that is posted here is a batch or a transaction")
      .At("Bundle.type");
}

void BundleProcess::CheckSize(std::string_view type, std::size_t most) const {
  const std::size_t count = CountEntries(bundle_);
  if (count <= most) return;
  throw Error(ErrorCode::kTooLarge, "a " + std::string(type) + " holds at most " +
                                        std::to_string(most) + " entries, this one has " +
                                        std::to_string(count))
      .At("Bundle.entry");
}

std::string BundleProcess::Batch() {
  std::vector<BundleEntry> entries;
  std::vector<EntryAnswer> answers;
  for (const fhir::Node* at = bundle_.Child(fhir::name::kEntry);
       at != nullptr && at->name == fhir::name::kEntry; at = at->next_sibling) {
    answers.emplace_back();
    try {
      entries.push_back(ParseEntry(*at, answers.size() - 1, options_.base));
    } catch (const Error& error) {
      answers.back() = resource::AnswerOf(error);
    }
  }
  for (const auto& methods :
       std::initializer_list<std::pair<Method, Method>>{{Method::kDelete, Method::kDelete},
                                                        {Method::kPost, Method::kPost},
                                                        {Method::kPut, Method::kPatch},
                                                        {Method::kGet, Method::kGet}}) {
    std::vector<const BundleEntry*> now;
    for (const BundleEntry& entry : entries) {
      if (entry.method == methods.first || entry.method == methods.second) now.push_back(&entry);
    }
    InParallel(now.size(), [&](std::size_t i) { answers[now[i]->index] = DoOrFail(*now[i]); });
  }
  return ResponseBundle("batch-response", options_.base, answers);
}

EntryAnswer BundleProcess::DoOrFail(const BundleEntry& entry) {
  try {
    return Do(entry);
  } catch (const Error& error) {
    return resource::AnswerOf(error);
  } catch (const std::exception& error) {
    return resource::AnswerOf(
        Error(ErrorCode::kInternal, "the entry could not be done").WithDetail(error.what()));
  }
}

EntryAnswer BundleProcess::Do(const BundleEntry& entry) {
  if (entry.url.is_other) return Other(entry);
  if (entry.method == Method::kGet) return Get(entry);
  EntryAnswer answer = entry.method == Method::kDelete ? Delete(entry) : AnswerOf(Write(entry));
  Prefer(options_.preferred, answer);
  return answer;
}

EntryAnswer BundleProcess::Other(const BundleEntry& entry) {
  if (options_.other) return options_.other(entry);
  throw Error(ErrorCode::kNotImplemented,
              "a Bundle's entry names one type or one resource: other requests go by themselves");
}

Written BundleProcess::Write(const BundleEntry& entry) {
  if (entry.method == Method::kPost) {
    return service_.Create(access_, CopyOf(*entry.resource), entry.if_none_exist);
  }
  if (entry.method == Method::kPut) {
    return entry.url.id
               ? service_.Update(access_, *entry.url.id, CopyOf(*entry.resource), entry.if_match)
               : service_.UpdateWhere(access_, entry.Condition(), CopyOf(*entry.resource));
  }
  const Patch patch = PatchOf(*entry.resource);
  return entry.url.id
             ? service_.Change(access_, entry.url.type, *entry.url.id, patch, entry.if_match)
             : service_.ChangeWhere(access_, entry.Condition(), patch);
}

EntryAnswer BundleProcess::Delete(const BundleEntry& entry) {
  EntryAnswer answer;
  answer.status = 204;
  if (entry.url.id) {
    answer.written = service_.Delete(access_, entry.url.type, *entry.url.id, entry.if_match);
  } else {
    service_.DeleteWhere(access_, entry.Condition(), options_.deletes_many);
  }
  return answer;
}

EntryAnswer BundleProcess::Get(const BundleEntry& entry) {
  EntryAnswer answer;
  answer.status = 200;
  if (!entry.url.id) {
    SearchRequest request = entry.Condition();
    request.base = options_.base;
    record::Snapshot snapshot = service_.parts_.record.OpenSnapshot();
    const SearchAnswer found = service_.parts_.search.Run(snapshot, request);
    service_.parts_.record.NoteQuery(access_, {}, found.entries.size());
    answer.resource = SearchBundle(options_.base, request, found);
    return answer;
  }
  StoredResource read = entry.url.version ? service_.ReadVersion(access_, entry.url.type,
                                                                 *entry.url.id, *entry.url.version)
                                          : service_.Read(access_, entry.url.type, *entry.url.id);
  std::string json = std::exchange(read.json, {});
  if (IsKnown(entry, read)) {
    answer.status = 304;
  } else if (!entry.is_head) {
    answer.resource = std::move(json);
  }
  answer.written = std::move(read);
  return answer;
}

std::string RecordedResources::Process(const record::Access& access, const fhir::Node& bundle,
                                       const ProcessOptions& options) {
  return BundleProcess(*this, access, bundle, options).Run();
}

}  // namespace socle::resource
