#include "resource/transaction.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/uuid.h"
#include "fhir/ids.h"
#include "fhir/json.h"
#include "resource/bundle_process.h"
#include "resource/resource_input.h"

namespace socle::resource {
namespace {

using base::Error;
using base::ErrorCode;
using Method = BundleEntry::Method;

std::string NameOf(fhir::TypeId type, const ResourceId& id) {
  return std::string(fhir::Get(type).name) + "/" + id.value();
}

std::string NameOf(const SearchRequest& condition) {
  return std::string(fhir::Get(condition.type).name) + "?" +
         base::FormatUrlQuery(condition.parameters);
}

/// Runs `run`; what it throws is at `place`, unless it says where.
template <class Run>
void At(const std::string& place, const Run& run) {
  try {
    run();
  } catch (const RacedError&) {
    throw;
  } catch (const Error& error) {
    if (!error.place().empty()) throw;
    throw Error(error).At(place);
  }
}

}  // namespace

std::string TransactionProcess::Run() {
  Parse();
  {
    record::Snapshot snapshot = service_.parts_.record.OpenSnapshot();
    for (const Method method : {Method::kDelete, Method::kPost, Method::kPut, Method::kPatch}) {
      for (const BundleEntry& entry : entries_) {
        if (entry.method == method && !entry.OnlyReads())
          At(entry.place, [&] { Identify(entry, snapshot); });
      }
    }
    RefuseTwice();
    for (Write& write : writes_) {
      At(write.entry->place, [&] { MakeChange(write, snapshot); });
    }
    CheckReads(snapshot);
  }
  std::vector<EntryAnswer> answers(entries_.size());
  std::vector<Changed> done;
  if (!changes_.empty()) {
    const auto bodies = options_.preferred == ReturnPreference::kRepresentation
                            ? ResourceWriter::Bodies::kGive
                            : ResourceWriter::Bodies::kLeave;
    done = service_.writer_.Write(access_, changes_, conditions_, bodies);
  }
  Answer(std::move(done), answers);
  BundleProcess process(service_, access_, bundle_, options_);
  for (const BundleEntry* entry : reads_) answers[entry->index] = process.Read(*entry);
  return ResponseBundle("transaction-response", options_.base, answers);
}

void TransactionProcess::Parse() {
  for (const fhir::Node* at = bundle_.Child(fhir::name::kEntry);
       at != nullptr && at->name == fhir::name::kEntry; at = at->next_sibling) {
    entries_.push_back(ParseEntry(*at, entries_.size(), options_.base));
  }
  for (const BundleEntry& entry : entries_) {
    if (entry.OnlyReads()) {
      reads_.push_back(&entry);
    } else if (entry.url.is_other) {
      throw Error(ErrorCode::kNotImplemented,
                  "an operation that writes cannot be part of a transaction: it goes by itself")
          .At(entry.place);
    }
  }
}

std::optional<ResourceId> TransactionProcess::Ask(const SearchRequest& condition,
                                                  record::Snapshot& snapshot) {
  conditions_.push_back(AskCondition(service_.parts_.search, snapshot.session(), condition));
  const std::vector<ResourceId>& found = conditions_.back().found;
  if (found.empty()) return std::nullopt;
  return found.front();
}

void TransactionProcess::IdentifyMany(const BundleEntry& entry, record::Snapshot& snapshot) {
  const std::size_t most = service_.limits_.most_deletions;
  auto found = Matches(service_.parts_.search, snapshot.session(), entry.Condition(), most + 1);
  if (found.size() > most) {
    throw Error(ErrorCode::kTooLarge,
                "the condition matches more than " + std::to_string(most) + " resources");
  }
  for (ResourceId& id : found) {
    Write write;
    write.entry = &entry;
    write.id = std::move(id);
    writes_.push_back(std::move(write));
  }
}

void TransactionProcess::Identify(const BundleEntry& entry, record::Snapshot& snapshot) {
  if (options_.deletes_many && entry.method == Method::kDelete && !entry.url.id) {
    return IdentifyMany(entry, snapshot);
  }
  Write write;
  write.entry = &entry;
  if (entry.method == Method::kPost) {
    IdentifyPost(write, snapshot);
  } else if (entry.method == Method::kPut) {
    IdentifyPut(write, snapshot);
  } else if (!IdentifyOther(write, snapshot)) {
    return;
  }
  if (entry.method == Method::kPost || entry.method == Method::kPut) {
    names_.Add(entry.full_url, NameOf(entry.url.type, write.id));
  }
  writes_.push_back(std::move(write));
}

void TransactionProcess::IdentifyPost(Write& write, record::Snapshot& snapshot) {
  const BundleEntry& entry = *write.entry;
  if (entry.if_none_exist) {
    // The same condition twice means the same resource.
    const auto [same, fresh] =
        conditional_creates_.emplace(NameOf(*entry.if_none_exist), writes_.size());
    if (!fresh) {
      write.same_as = same->second;
      write.id = writes_[same->second].id;
      return;
    }
    if (auto id = Ask(*entry.if_none_exist, snapshot)) {
      write.found = service_.parts_.source.Find(snapshot, entry.url.type, *id);
      write.id = std::move(*id);
      return;
    }
  }
  write.id = ResourceId(base::Uuid::New().ToString());
  write.is_new = true;
}

void TransactionProcess::IdentifyPut(Write& write, record::Snapshot& snapshot) {
  const BundleEntry& entry = *write.entry;
  const std::string_view given = IdOf(*entry.resource);
  if (entry.url.id) {
    if (given != entry.url.id->value()) {
      throw Error(ErrorCode::kBadRequest, "the resource's id is not the one in the entry's URL");
    }
    write.id = *entry.url.id;
    return;
  }
  if (auto id = Ask(entry.Condition(), snapshot)) {
    if (!given.empty() && given != id->value()) {
      throw Error(ErrorCode::kBadRequest, "the condition matches a resource of another id");
    }
    write.id = std::move(*id);
    return;
  }
  const auto [same, fresh] =
      conditional_creates_.emplace(NameOf(entry.Condition()), writes_.size());
  if (!fresh) {
    throw Error(ErrorCode::kBadRequest,
                "this entry is about the same resource as " + writes_[same->second].entry->place)
        .At(entry.place);
  }
  if (given.empty()) {
    write.id = ResourceId(base::Uuid::New().ToString());
    write.is_new = true;
    return;
  }
  write.id = ParseId(given);
  const auto object =
      snapshot.FindObject(KindOf(entry.url.type), record::ObjectUid(write.id.value()));
  if (object && !object->deleted) {
    throw Error(ErrorCode::kConflict,
                "the condition matches nothing, and a resource of this id is there");
  }
}

bool TransactionProcess::IdentifyOther(Write& write, record::Snapshot& snapshot) {
  const BundleEntry& entry = *write.entry;
  if (entry.url.id) {
    write.id = *entry.url.id;
    return true;
  }
  auto id = Ask(entry.Condition(), snapshot);
  if (!id && entry.method == Method::kPatch) {
    throw Error(ErrorCode::kNotFound, "the condition matches no resource");
  }
  if (id) write.id = std::move(*id);
  return id.has_value();
}

void TransactionProcess::RefuseTwice() const {
  std::unordered_map<std::string, const BundleEntry*> seen;
  for (const Write& write : writes_) {
    if (write.found || write.same_as) continue;
    const auto [first, fresh] = seen.emplace(NameOf(write.entry->url.type, write.id), write.entry);
    if (!fresh) {
      throw Error(ErrorCode::kBadRequest,
                  "this entry is about the same resource as " + first->second->place)
          .At(write.entry->place);
    }
  }
}

fhir::Tree TransactionProcess::Patched(const Write& write, record::Snapshot& snapshot,
                                       Change& change) {
  const auto head = service_.parts_.source.Find(snapshot, change.type, change.id);
  if (!head || head->deleted) {
    throw Error(head ? ErrorCode::kGone : ErrorCode::kNotFound, "there is nothing to patch");
  }
  const bool of_any = !change.version || *change.version == kAnyVersion;
  if (!of_any && change.version != head->version) {
    throw Error(ErrorCode::kPreconditionFailed, "ifMatch is not the latest version");
  }
  change.is_based_on_version = of_any;
  change.version = head->version;
  const fhir::ReadResult before = fhir::ReadJson(head->json);
  fhir::Tree after = PatchOf(*write.entry->resource)(before.tree.root());
  if (after.empty() || after.root().type != change.type ||
      IdOf(after.root()) != change.id.value()) {
    throw Error(ErrorCode::kBadRequest, "a patch may not change a resource's type or id");
  }
  return after;
}

void TransactionProcess::MakeChange(Write& write, record::Snapshot& snapshot) {
  if (write.found || write.same_as) return;
  const BundleEntry& entry = *write.entry;
  Change change;
  change.type = entry.url.type;
  change.id = write.id;
  change.is_new = write.is_new;
  change.version = entry.if_match;
  change.place = entry.place;
  if (entry.method != Method::kDelete) {
    fhir::Tree tree;
    if (entry.method == Method::kPatch) {
      tree = Patched(write, snapshot, change);
    } else {
      fhir::Node* const root = tree.Copy(*entry.resource);
      root->name = fhir::NameId::kNone;
      tree.SetRoot(root);
    }
    names_.Resolve(tree, entry.full_url, [&](const SearchRequest& request) {
      const auto own = conditional_creates_.find(NameOf(request));
      if (own != conditional_creates_.end()) {
        return NameOf(request.type, writes_[own->second].id);
      }
      const auto id = Ask(request, snapshot);
      if (!id) {
        throw Error(ErrorCode::kPreconditionFailed, "a conditional reference matches no resource");
      }
      return NameOf(request.type, *id);
    });
    Normalise(tree, change.id);
    Check(service_.validator_, tree.root(), entry.place);
    change.document = std::make_shared<const ResourceDocument>(std::move(tree));
  }
  write.change = changes_.size();
  changes_.push_back(std::move(change));
}

void TransactionProcess::CheckReads(record::Snapshot& snapshot) const {
  std::unordered_map<std::string, bool> after;  // whether a write leaves it there
  for (const Change& change : changes_) {
    after.emplace(NameOf(change.type, change.id), change.document != nullptr);
  }
  for (const BundleEntry* entry : reads_) {
    At(entry->place, [&] {
      if (entry->url.is_other) {
        if (options_.other) return;  // asked after the commit alone
        throw Error(ErrorCode::kNotImplemented, "there is nobody here who answers that");
      }
      if (!entry->url.id) {
        service_.parts_.search.Match(snapshot.session(), entry->Condition(), 1);
        return;
      }
      const auto own = after.find(NameOf(entry->url.type, *entry->url.id));
      bool there = own != after.end() && own->second;
      if (own == after.end()) {
        const auto object =
            snapshot.FindObject(KindOf(entry->url.type), record::ObjectUid(entry->url.id->value()));
        there = object && !object->deleted;
      }
      if (!there && !entry->url.version) {
        throw Error(ErrorCode::kNotFound, "there is no such resource to read");
      }
    });
  }
}

void TransactionProcess::Answer(std::vector<Changed> done, std::vector<EntryAnswer>& answers) {
  for (const BundleEntry& entry : entries_) {
    // A condition that matched nothing to delete.
    if (entry.method == Method::kDelete) answers[entry.index].status = 204;
  }
  for (const Write& write : writes_) {
    EntryAnswer& answer = answers[write.entry->index];
    answer.status = 200;
    if (write.same_as) {
      answer.written = answers[writes_[*write.same_as].entry->index].written;
      continue;
    }
    if (write.found) {
      answer.written = *write.found;
      continue;
    }
    Changed& changed = done[*write.change];
    if (changed.outcome == Changed::Outcome::kCreated) answer.status = 201;
    if (write.entry->method == Method::kDelete) answer.status = 204;
    if (changed.outcome == Changed::Outcome::kAbsent) continue;
    answer.written = std::move(changed.resource);
  }
  for (const BundleEntry& entry : entries_) {
    if (!entry.OnlyReads()) Prefer(options_.preferred, answers[entry.index]);
  }
}

}  // namespace socle::resource
