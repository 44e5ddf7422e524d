#include "aql/corpus.h"

#include "base/error.h"
#include "json/document.h"
#include "json/writer.h"
#include "rm/ids.h"
#include "rm/json.h"
#include "rm/terminology.h"

namespace socle::aql {
namespace {

using rm::Node;

rm::Tree ReadTree(std::string_view text) {
  return rm::ReadStoredJson(json::Document::Parse(text).root());
}

void WriteValue(json::Writer& out, std::string_view key, std::string_view type,
                std::string_view value) {
  out.Key(key).BeginObject().Member("_type", type).Member("value", value).EndObject();
}

void WriteReference(json::Writer& out, std::string_view key, std::string_view type,
                    std::string_view uid) {
  out.Key(key).BeginObject().Member("_type", "OBJECT_REF");
  WriteValue(out, "id", "HIER_OBJECT_ID", uid);
  out.Member("namespace", "local").Member("type", type).EndObject();
}

void WriteCoded(json::Writer& out, std::string_view key, std::string_view group,
                std::string_view code) {
  out.Key(key).BeginObject().Member("_type", "DV_CODED_TEXT");
  out.Member("value", rm::Rubric(group, code));
  out.Key("defining_code").BeginObject().Member("_type", "CODE_PHRASE");
  WriteValue(out, "terminology_id", "TERMINOLOGY_ID", "openehr");
  out.Member("code_string", code).EndObject().EndObject();
}

/// `document` with another uid at its root.
void WriteWithUid(json::Writer& out, const json::Value& document, std::string_view uid) {
  out.Key("data").BeginObject();
  for (const json::Value& member : document) {
    if (member.key() != "uid") out.Key(member.key()).Value(member);
    if (member.key() == "_type") WriteValue(out, "uid", "OBJECT_VERSION_ID", uid);
  }
  out.EndObject();
}

void WriteAudit(json::Writer& out, const Corpus::Commit& commit, std::string_view system_id) {
  out.Key("commit_audit").BeginObject().Member("_type", "AUDIT_DETAILS");
  out.Member("system_id", system_id);
  WriteValue(out, "time_committed", "DV_DATE_TIME", base::FormatIso(commit.time));
  WriteCoded(out, "change_type", "audit change type",
             commit.data.empty() ? std::string("523") : commit.change_type);
  out.Key("committer").BeginObject().Member("_type", "PARTY_IDENTIFIED");
  out.Member("name", commit.committer).EndObject().EndObject();
}

std::string_view VersionedClass(rm::ClassId type) {
  if (type == rm::type::kComposition) return "VERSIONED_COMPOSITION";
  if (type == rm::type::kEhrStatus) return "VERSIONED_EHR_STATUS";
  if (type == rm::type::kFolder) return "VERSIONED_FOLDER";
  return rm::IsA(type, rm::type::kParty) ? "VERSIONED_PARTY" : "VERSIONED_OBJECT";
}

std::string VersionedJson(rm::ClassId type, const Corpus::Commit& commit) {
  std::string text;
  json::Writer out(text);
  out.BeginObject().Member("_type", VersionedClass(type));
  WriteValue(out, "uid", "HIER_OBJECT_ID", commit.uid);
  WriteReference(out, "owner_id", "EHR", commit.ehr_id.empty() ? "none" : commit.ehr_id);
  WriteValue(out, "time_created", "DV_DATE_TIME", base::FormatIso(commit.time));
  out.EndObject();
  return text;
}

void Copy(rm::Tree& tree, Node* parent, const Node& from, rm::AttributeId attribute) {
  Node* const node = tree.NewNode(from.type, attribute);
  node->text = tree.Intern(from.text);
  node->key = tree.Intern(from.key);
  tree.Append(parent, node);
  for (const Node* child = from.first_child; child != nullptr; child = child->next_sibling) {
    Copy(tree, node, *child, child->attribute);
  }
}

/// The EHR anew, with its latest status in it.
void PutStatus(CorpusEhr& ehr, const Node& status) {
  rm::Tree tree;
  Node* const root = tree.NewNode(rm::type::kEhr, rm::AttributeId::kNone);
  tree.SetRoot(root);
  for (const Node* child = ehr.tree.root().first_child; child; child = child->next_sibling) {
    if (child->attribute != rm::attribute::kEhrStatus) Copy(tree, root, *child, child->attribute);
  }
  Copy(tree, root, status, rm::attribute::kEhrStatus);
  tree.Number();
  ehr.tree = std::move(tree);
  ehr.queryable = status.ChildText(rm::attribute::kIsQueryable) != "false";
}

}  // namespace

const Node* CorpusVersion::data() const { return tree.root().Child(rm::attribute::kData); }

void Corpus::AddEhr(std::string_view ehr_id, base::Instant time_created) {
  if (ehr_index_.contains(std::string(ehr_id))) {
    throw base::Error(base::ErrorCode::kInternal, "two EHRs of one id");
  }
  std::string text;
  json::Writer out(text);
  out.BeginObject().Member("_type", "EHR");
  WriteValue(out, "system_id", "HIER_OBJECT_ID", system_id_);
  WriteValue(out, "ehr_id", "HIER_OBJECT_ID", ehr_id);
  WriteValue(out, "time_created", "DV_DATE_TIME", base::FormatIso(time_created));
  out.EndObject();
  ehrs_.push_back({std::string(ehr_id), true, ReadTree(text), {}});
  ehr_index_.emplace(ehr_id, &ehrs_.back());
}

CorpusObject& Corpus::ObjectOf(CorpusEhr* ehr, const Commit& commit, rm::ClassId type) {
  const auto [at, fresh] = object_index_.emplace(commit.ehr_id + '/' + commit.uid, nullptr);
  if (fresh) {
    std::deque<CorpusObject>& objects = ehr != nullptr ? ehr->objects : parties_;
    objects.push_back({commit.uid, ReadTree(VersionedJson(type, commit)), {}});
    at->second = &objects.back();
  }
  return *at->second;
}

void Corpus::Add(const Commit& commit) {
  const auto known = ehr_index_.find(commit.ehr_id);
  CorpusEhr* const ehr = known == ehr_index_.end() ? nullptr : known->second;
  if (ehr == nullptr && !commit.ehr_id.empty()) {
    throw base::Error(base::ErrorCode::kInternal, "a commit to an unknown EHR");
  }
  const auto document = json::Document::Parse(commit.data.empty() ? "{}" : commit.data);
  const json::Value* const named = document.root().Find("_type");
  const rm::ClassId type = named == nullptr ? rm::type::kComposition : rm::FindClass(named->text());
  CorpusObject& object = ObjectOf(ehr, commit, type);
  const std::string uid =
      commit.uid + "::" + system_id_ + "::" + std::to_string(object.versions.size() + 1);

  std::string text;
  json::Writer out(text);
  out.BeginObject().Member("_type", "ORIGINAL_VERSION");
  WriteReference(out, "contribution", "CONTRIBUTION", commit.contribution);
  WriteAudit(out, commit, system_id_);
  WriteValue(out, "uid", "OBJECT_VERSION_ID", uid);
  if (!object.versions.empty()) {
    WriteValue(out, "preceding_version_uid", "OBJECT_VERSION_ID",
               commit.uid + "::" + system_id_ + "::" + std::to_string(object.versions.size()));
  }
  WriteCoded(out, "lifecycle_state", "version lifecycle state",
             commit.data.empty() ? std::string("523") : commit.lifecycle);
  if (!commit.data.empty()) WriteWithUid(out, document.root(), uid);
  out.EndObject();

  rm::Tree tree = ReadTree(text);
  if (!object.versions.empty()) object.versions.back().latest = false;
  object.versions.push_back({std::move(tree), ++position_, commit.data.empty(), true});
  if (ehr != nullptr && type == rm::type::kEhrStatus) {
    PutStatus(*ehr, *object.versions.back().data());
  }
}

}  // namespace socle::aql
