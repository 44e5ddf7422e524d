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

/// A VERSIONED_OBJECT of which nothing but the class is known.
rm::Tree BareObject(rm::ClassId type) {
  rm::Tree tree;
  tree.SetRoot(tree.NewNode(rm::FindClass(VersionedClass(type)), rm::AttributeId::kNone));
  tree.Number();
  return tree;
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

std::string_view VersionedClass(rm::ClassId type) {
  if (type == rm::type::kComposition) return "VERSIONED_COMPOSITION";
  if (type == rm::type::kEhrStatus) return "VERSIONED_EHR_STATUS";
  if (type == rm::type::kFolder) return "VERSIONED_FOLDER";
  return rm::IsA(type, rm::type::kParty) ? "VERSIONED_PARTY" : "VERSIONED_OBJECT";
}

const Node* CorpusVersion::data() const { return tree.root().Child(rm::attribute::kData); }

void Corpus::AddEhr(std::string_view ehr_id, base::Instant time_created, std::string_view system_id,
                    bool queryable) {
  if (ehr_index_.contains(std::string(ehr_id))) {
    throw base::Error(base::ErrorCode::kInternal, "two EHRs of one id");
  }
  std::string text;
  json::Writer out(text);
  out.BeginObject().Member("_type", "EHR");
  WriteValue(out, "system_id", "HIER_OBJECT_ID", system_id);
  WriteValue(out, "ehr_id", "HIER_OBJECT_ID", ehr_id);
  WriteValue(out, "time_created", "DV_DATE_TIME", base::FormatIso(time_created));
  out.EndObject();
  ehrs_.push_back({std::string(ehr_id), queryable, ReadTree(text), {}});
  ehr_index_.emplace(ehr_id, &ehrs_.back());
}

CorpusEhr* Corpus::EhrOf(std::string_view ehr_id) {
  if (ehr_id.empty()) return nullptr;
  const auto known = ehr_index_.find(std::string(ehr_id));
  if (known == ehr_index_.end()) {
    throw base::Error(base::ErrorCode::kInternal, "a commit to an unknown EHR");
  }
  return known->second;
}

CorpusObject* Corpus::FindObject(std::string_view ehr_id, std::string_view uid) {
  const auto known = object_index_.find(std::string(ehr_id) + '/' + std::string(uid));
  return known == object_index_.end() ? nullptr : known->second;
}

CorpusObject& Corpus::ObjectOf(CorpusEhr* ehr, const Version& version) {
  if (CorpusObject* const known = FindObject(version.ehr_id, version.uid)) return *known;
  std::deque<CorpusObject>& objects = ehr != nullptr ? ehr->objects : parties_;
  objects.push_back(
      {std::string(version.uid),
       version.versioned.empty() ? BareObject(version.type) : ReadTree(version.versioned),
       {}});
  object_index_.emplace(std::string(version.ehr_id) + '/' + std::string(version.uid),
                        &objects.back());
  return objects.back();
}

void Corpus::Add(const Version& version) {
  CorpusEhr* const ehr = EhrOf(version.ehr_id);
  CorpusObject& object = ObjectOf(ehr, version);
  object.versions.push_back(
      {ReadTree(version.original), version.position, version.deleted, version.latest});
  const Node* const data = object.versions.back().data();
  if (ehr != nullptr && version.type == rm::type::kEhrStatus && version.latest && data != nullptr) {
    PutStatus(*ehr, *data);
  }
}

void Corpus::SetStatus(std::string_view ehr_id, std::string_view status) {
  if (CorpusEhr* const ehr = EhrOf(ehr_id)) PutStatus(*ehr, ReadTree(status).root());
}

void Corpus::Add(const Commit& commit) {
  const auto document = json::Document::Parse(commit.data.empty() ? "{}" : commit.data);
  const json::Value* const named = document.root().Find("_type");
  CorpusObject* const object = FindObject(commit.ehr_id, commit.uid);
  const std::size_t number = object == nullptr ? 1 : object->versions.size() + 1;
  const std::string uid = commit.uid + "::" + system_id_ + "::" + std::to_string(number);

  Version version{.ehr_id = commit.ehr_id, .uid = commit.uid};
  version.type = named == nullptr ? rm::type::kComposition : rm::FindClass(named->text());
  version.position = ++position_;
  version.deleted = commit.data.empty();
  std::string text;
  json::Writer out(text);
  out.BeginObject().Member("_type", "ORIGINAL_VERSION");
  WriteReference(out, "contribution", "CONTRIBUTION", commit.contribution);
  WriteAudit(out, commit, system_id_);
  WriteValue(out, "uid", "OBJECT_VERSION_ID", uid);
  if (number > 1) {
    WriteValue(out, "preceding_version_uid", "OBJECT_VERSION_ID",
               commit.uid + "::" + system_id_ + "::" + std::to_string(number - 1));
  }
  WriteCoded(out, "lifecycle_state", "version lifecycle state",
             commit.data.empty() ? std::string("523") : commit.lifecycle);
  if (!commit.data.empty()) WriteWithUid(out, document.root(), uid);
  out.EndObject();
  version.original = text;
  const std::string versioned = VersionedJson(version.type, commit);
  version.versioned = versioned;

  if (object != nullptr) object->versions.back().latest = false;
  Add(version);
}

}  // namespace socle::aql
