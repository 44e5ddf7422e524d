#include "record/schema.h"

#include "base/bytes.h"
#include "base/error.h"

namespace socle::record {
namespace {

using sql::Asc;
using sql::Col;
using sql::Desc;
using sql::Expr;
using sql::Insert;
using sql::Int;
using sql::Param;
using sql::Query;
using sql::Select;

constexpr std::size_t kUuidBytes = 16;
constexpr std::size_t kLongestUid = 255;

enum class Content { kInfo, kBody };

/// The columns of VersionColumn.
Select VersionColumns(Content content) {
  Select select({Col("v", "id"), Col("v", "ehr"), Col("v", "object"), Col("v", "number"),
                 Col("o", "head"), Col("o", "kind"), Col("o", "uid"), Col("v", "lifecycle"),
                 Col("v", "change_type"), Col("v", "description"), Col("c", "seq"), Col("c", "uid"),
                 Col("c", "time"), Col("c", "committer"), Col("c", "system"),
                 Col("c", "change_type"), Col("c", "description")});
  if (content == Content::kBody) select.Column(Col("v", "codec")).Column(Col("v", "body"));
  return select;
}

Expr SameObject() {
  return Col("v", "ehr") == Col("o", "ehr") && Col("v", "object") == Col("o", "object");
}

Expr SameContribution() {
  return Col("c", "position") == Col("v", "id") / Int(kVersionsInContribution);
}

Expr ObjectIs(int uid, int kind) {
  return Col("o", "uid") == Param(uid) && Col("o", "kind") == Param(kind);
}

/// Versions of the objects that `object` picks, of those the ones that `version` picks.
Select FromObject(Content content, const Expr& object, const Expr& version) {
  return VersionColumns(content)
      .From("object", "o")
      .JoinInOrder("version", "v", SameObject() && version)
      .JoinInOrder("contribution", "c", SameContribution())
      .Where(object);
}

/// Versions found from the EHR's public id (1), an object's uid (2) and kind (3).
Select FromEhr(const Expr& version) {
  return VersionColumns(Content::kBody)
      .From("ehr", "e")
      .JoinInOrder("object", "o", ObjectIs(2, 3) && Col("o", "ehr") == Col("e", "ehr"))
      .JoinInOrder("version", "v", SameObject() && version)
      .JoinInOrder("contribution", "c", SameContribution())
      .Where(Col("e", "ehr_id") == Param(1));
}

Expr Head() { return Col("v", "number") == Col("o", "head"); }

Select Contributions() {
  return Select({Col("position"), Col("ehr"), Col("seq"), Col("uid"), Col("time"), Col("committer"),
                 Col("system"), Col("change_type"), Col("description"), Col("digest")})
      .From("contribution");
}

/// Versions of the contributions that `which` picks, in the order of commit.
Select VersionsOf(const Expr& which) {
  return VersionColumns(Content::kInfo)
      .From("version", "v")
      .JoinInOrder("object", "o", SameObject())
      .JoinInOrder("contribution", "c", SameContribution())
      .Where(which)
      .OrderBy({Asc(Col("v", "id"))});
}

/// Versions with their bodies in the order of commit, of the kinds 1 to kMostKindsAtOnce, behind
/// the version `after`; of the EHR `ehr`, or of all where that is 0.
Select InOrder(int ehr, int after, const Expr& version) {
  static_assert(kMostKindsAtOnce == 4);
  const Expr kind = sql::In(Col("o", "kind"), {Param(1), Param(2), Param(3), Param(4)});
  Select select = VersionColumns(Content::kBody);
  if (ehr == 0) {
    select.From("version", "v").JoinInOrder("object", "o", SameObject() && kind && version);
  } else {
    select.From("object", "o")
        .JoinInOrder("version", "v", SameObject() && version)
        .Where(Col("o", "ehr") == Param(ehr) && kind);
  }
  return select.JoinInOrder("contribution", "c", SameContribution())
      .Where(Col("v", "id") > Param(after))
      .OrderBy({Asc(Col("v", "id"))});
}

Expr LiveHead() { return Head() && Col("o", "deleted") == Int(0); }

Select MaxOf(std::string_view table, std::string_view column) {
  return Select({sql::Max(Col(column))}).From(table);
}

Select CountOf(std::string_view table) { return Select({sql::CountRows()}).From(table); }

sql::Delete EraseFrom(std::string_view table) {
  return sql::Delete(table).Where(Col("ehr") == Param(1));
}

Queries MakeQueries() {
  const Expr ehr_of_object = Col("o", "ehr") == Param(3);
  return Queries{
      .ehr_by_id =
          Query("record.ehr_by_id", Select({Col("ehr"), Col("system"), Col("time_created")})
                                        .From("ehr")
                                        .Where(Col("ehr_id") == Param(1))),
      .ehr_by_key =
          Query("record.ehr_by_key", Select({Col("ehr_id"), Col("system"), Col("time_created")})
                                         .From("ehr")
                                         .Where(Col("ehr") == Param(1))),
      .ehr_state = Query(
          "record.ehr_state",
          Select({Col("e", "ehr_id"), Col("e", "system"), Col("e", "time_created"), Col("c", "seq"),
                  Col("c", "time"), Col("c", "digest")})
              .From("ehr", "e")
              .LeftJoin("contribution", "c",
                        Col("c", "ehr") == Col("e", "ehr") &&
                            Col("c", "seq") == sql::Value(Select({sql::Max(Col("l", "seq"))})
                                                              .From("contribution", "l")
                                                              .Where(Col("l", "ehr") == Param(1))))
              .Where(Col("e", "ehr") == Param(1))),
      .max_ehr = Query("record.max_ehr", MaxOf("ehr", "ehr")),
      .max_erased_ehr = Query("record.max_erased_ehr", MaxOf("erased_ehr", "ehr")),
      .insert_ehr =
          Query("record.insert_ehr", Insert("ehr", {"ehr", "ehr_id", "system", "time_created"})),

      .last_position = Query("record.last_position", MaxOf("contribution", "position")),
      .last_object =
          Query("record.last_object", MaxOf("object", "object").Where(Col("ehr") == Param(1))),
      .object_by_uid = Query("record.object_by_uid",
                             Select({Col("ehr"), Col("object"), Col("head"), Col("deleted")})
                                 .From("object")
                                 .Where(Col("uid") == Param(1) && Col("kind") == Param(2))),
      .insert_object = Query("record.insert_object",
                             Insert("object", {"ehr", "object", "kind", "uid", "head", "deleted"})),
      .update_object = Query("record.update_object",
                             sql::Update("object")
                                 .Set("head", Param(3))
                                 .Set("deleted", Param(4))
                                 .Where(Col("ehr") == Param(1) && Col("object") == Param(2))),
      .insert_version =
          Query("record.insert_version",
                Insert("version", {"id", "ehr", "object", "number", "lifecycle", "change_type",
                                   "description", "class", "codec", "digest", "body"})),
      .insert_contribution =
          Query("record.insert_contribution",
                Insert("contribution", {"position", "ehr", "seq", "uid", "time", "committer",
                                        "system", "change_type", "description", "digest"})),

      .read = Query("record.read", FromEhr(Head())),
      .read_number = Query("record.read_number", FromEhr(Col("v", "number") == Param(4))),
      .read_head_of = Query("record.read_head_of",
                            FromObject(Content::kBody, ObjectIs(1, 2) && ehr_of_object, Head())),
      .read_number_of =
          Query("record.read_number_of", FromObject(Content::kBody, ObjectIs(1, 2) && ehr_of_object,
                                                    Col("v", "number") == Param(4))),
      .read_at =
          Query("record.read_at", FromObject(Content::kBody, ObjectIs(1, 2) && ehr_of_object, {})
                                      .Where(Col("c", "time") <= Param(4))
                                      .OrderBy({Desc(Col("v", "number"))})
                                      .Limit(1)),
      .read_single =
          Query("record.read_single",
                FromObject(Content::kBody,
                           Col("o", "ehr") == Param(1) && Col("o", "kind") == Param(2), Head())
                    .OrderBy({Asc(Col("o", "object"))})
                    .Limit(1)),
      .read_anywhere =
          Query("record.read_anywhere", FromObject(Content::kBody, ObjectIs(1, 2), Head())),
      .read_number_anywhere =
          Query("record.read_number_anywhere",
                FromObject(Content::kBody, ObjectIs(1, 2), Col("v", "number") == Param(3))),
      .info_of = Query("record.info_of",
                       FromObject(Content::kInfo, ObjectIs(1, 2) && ehr_of_object, Head())),
      .history =
          Query("record.history", FromObject(Content::kInfo, ObjectIs(1, 2) && ehr_of_object, {})
                                      .OrderBy({Asc(Col("v", "number"))})),
      .list = Query("record.list",
                    FromObject(Content::kInfo,
                               Col("o", "ehr") == Param(1) && Col("o", "kind") == Param(2) &&
                                   Col("o", "deleted") == Int(0),
                               Head())
                        .OrderBy({Asc(Col("o", "object"))})),
      .versions_in =
          Query("record.versions_in", VersionsOf(sql::Between(Col("v", "id"), Param(1), Param(2)))),
      .body_of =
          Query("record.body_of", Select({Col("v", "codec"), Col("v", "body"), Col("o", "uid")})
                                      .From("version", "v")
                                      .JoinInOrder("object", "o",
                                                   Col("o", "ehr") == Col("v", "ehr") &&
                                                       Col("o", "object") == Col("v", "object"))
                                      .Where(Col("v", "id") == Param(1))),
      .version_id = Query("record.version_id",
                          Select({Col("id")})
                              .From("version")
                              .Where(Col("ehr") == Param(1) && Col("object") == Param(2) &&
                                     Col("number") == Param(3))),
      .contributions_of =
          Query("record.contributions_of",
                Contributions().Where(Col("ehr") == Param(1)).OrderBy({Asc(Col("seq"))})),
      .contribution_by_seq =
          Query("record.contribution_by_seq",
                Contributions().Where(Col("ehr") == Param(1) && Col("seq") == Param(2))),
      .feed_after = Query("record.feed_after", Contributions()
                                                   .Where(Col("position") > Param(1))
                                                   .OrderBy({Asc(Col("position"))})
                                                   .Limit(Param(2))),
      .ehrs_after = Query("record.ehrs_after",
                          Select({Col("ehr"), Col("ehr_id"), Col("system"), Col("time_created")})
                              .From("ehr")
                              .Where(Col("ehr") > Param(1))
                              .OrderBy({Asc(Col("ehr"))})
                              .Limit(Param(2))),
      .head_by_id =
          Query("record.head_by_id", VersionColumns(Content::kBody)
                                         .From("version", "v")
                                         .JoinInOrder("object", "o", SameObject() && LiveHead())
                                         .JoinInOrder("contribution", "c", SameContribution())
                                         .Where(Col("v", "id") == Param(1))),
      .heads_after = Query("record.heads_after", InOrder(0, 5, LiveHead())),
      .versions_after = Query("record.versions_after", InOrder(0, 5, {})),
      .heads_in_ehr = Query("record.heads_in_ehr", InOrder(5, 6, LiveHead())),
      .versions_in_ehr = Query("record.versions_in_ehr", InOrder(5, 6, {})),

      .object_before = Query("record.object_before",
                             FromObject(Content::kInfo, ObjectIs(1, 2), Col("v", "id") < Param(3))
                                 .OrderBy({Desc(Col("v", "number"))})),
      .versions_before = Query("record.versions_before",
                               VersionColumns(Content::kInfo)
                                   .From("version", "v")
                                   .JoinInOrder("object", "o", SameObject())
                                   .JoinInOrder("contribution", "c", SameContribution())
                                   .Where(Col("v", "id") < Param(1))
                                   .OrderBy({Desc(Col("v", "id"))})),
      .kind_before =
          Query("record.kind_before",
                FromObject(Content::kInfo, Col("o", "kind") == Param(1), Col("v", "id") < Param(2))
                    .OrderBy({Desc(Col("v", "id"))})
                    .Limit(Param(3))),
      .some_of_kind = Query("record.some_of_kind", Select({sql::CountRows()})
                                                       .From(Select({Col("object")})
                                                                 .From("object")
                                                                 .Where(Col("kind") == Param(1))
                                                                 .Limit(Param(2)),
                                                             "some")),
      .time_of = Query("record.time_of",
                       Select({Col("c", "time")})
                           .From("version", "v")
                           .JoinInOrder("contribution", "c", SameContribution())
                           .Where(Col("v", "ehr") == Param(1) && Col("v", "object") == Param(2) &&
                                  Col("v", "number") == Param(3))),

      .name_by_text = Query("record.name_by_text",
                            Select({Col("id")}).From("name").Where(Col("text") == Param(1))),
      .name_by_id = Query("record.name_by_id",
                          Select({Col("text")}).From("name").Where(Col("id") == Param(1))),
      .insert_name = Query("record.insert_name", Insert("name", {"id", "text"})),
      .max_name = Query("record.max_name", MaxOf("name", "id")),
      .all_kinds = Query("record.all_kinds",
                         Select({Col("id"), Col("name")}).From("kind").OrderBy({Asc(Col("id"))})),
      .insert_kind = Query("record.insert_kind", Insert("kind", {"id", "name"})),
      .dictionary_by_id = Query(
          "record.dictionary_by_id",
          Select({Col("bytes"), Col("digest")}).From("dictionary").Where(Col("id") == Param(1))),
      .dictionaries =
          Query("record.dictionaries", Select({Col("d", "id"), Col("n", "text")})
                                           .From("dictionary", "d")
                                           .Join("name", "n", Col("n", "id") == Col("d", "class"))
                                           .OrderBy({Asc(Col("d", "id"))})),
      .insert_dictionary = Query("record.insert_dictionary",
                                 Insert("dictionary", {"id", "class", "time", "bytes", "digest"})),
      .max_dictionary = Query("record.max_dictionary", MaxOf("dictionary", "id")),
      .newest_bodies =
          Query("record.newest_bodies",
                Select({Col("v", "ehr"), Col("n", "text"), Col("v", "codec"), Col("v", "body")})
                    .From("version", "v")
                    .JoinInOrder("name", "n", Col("n", "id") == Col("v", "class"))
                    .OrderBy({Desc(Col("v", "id"))})
                    .Limit(Param(1))),

      .insert_trail = Query("record.insert_trail",
                            Insert("access_trail", {"time", "principal", "purpose", "action", "ehr",
                                                    "kind", "object", "number", "result"})),

      .last_seal =
          Query("record.last_seal", Select({Col("number"), Col("last"), Col("digest"), Col("time")})
                                        .From("seal")
                                        .OrderBy({Desc(Col("number"))})
                                        .Limit(1)),
      .insert_seal =
          Query("record.insert_seal", Insert("seal", {"number", "last", "time", "digest"})),
      .digests_after = Query("record.digests_after",
                             Select({Col("position"), Col("digest")})
                                 .From("contribution")
                                 .Where(Col("position") > Param(1) && Col("position") <= Param(2))
                                 .OrderBy({Asc(Col("position"))})),
      .erased_after = Query("record.erased_after",
                            Select({Col("position"), Col("digest")})
                                .From("erased_contribution")
                                .Where(Col("position") > Param(1) && Col("position") <= Param(2))
                                .OrderBy({Asc(Col("position"))})),

      .subscriber =
          Query("record.subscriber",
                Select({Col("position")}).From("subscriber").Where(Col("name") == Param(1))),
      .store_subscriber =
          Query("record.store_subscriber",
                Insert("subscriber", {"name", "position"})
                    .OnConflictUpdate({"name"}, {{"position", sql::Excluded("position")}})),

      .all_ehrs = Query("record.all_ehrs",
                        Select({Col("ehr"), Col("ehr_id"), Col("system"), Col("time_created")})
                            .From("ehr")
                            .OrderBy({Asc(Col("ehr"))})),
      .objects_of = Query("record.objects_of", Select({Col("object"), Col("kind"), Col("uid"),
                                                       Col("head"), Col("deleted")})
                                                   .From("object")
                                                   .Where(Col("ehr") == Param(1))
                                                   .OrderBy({Asc(Col("object"))})),
      .stored_versions = Query("record.stored_versions",
                               Select({Col("id"), Col("ehr"), Col("object"), Col("number"),
                                       Col("lifecycle"), Col("change_type"), Col("description"),
                                       Col("class"), Col("codec"), Col("digest"), Col("body")})
                                   .From("version")
                                   .Where(sql::Between(Col("id"), Param(1), Param(2)))
                                   .OrderBy({Asc(Col("id"))})),
      .all_dictionaries =
          Query("record.all_dictionaries", Select({Col("id"), Col("bytes"), Col("digest")})
                                               .From("dictionary")
                                               .OrderBy({Asc(Col("id"))})),
      .all_seals =
          Query("record.all_seals", Select({Col("number"), Col("last"), Col("digest"), Col("time")})
                                        .From("seal")
                                        .OrderBy({Asc(Col("number"))})),
      .erased_ehrs =
          Query("record.erased_ehrs", Select({Col("ehr"), Col("contributions"), Col("position")})
                                          .From("erased_ehr")
                                          .OrderBy({Asc(Col("ehr"))})),
      .erased_stubs = Query(
          "record.erased_stubs",
          Select({Col("ehr"), sql::CountRows()}).From("erased_contribution").GroupBy({Col("ehr")})),
      .heads = Query(
          "record.heads",
          FromObject(Content::kBody, sql::Between(Col("o", "ehr"), Param(1), Param(2)), Head())
              .JoinInOrder("name", "n", Col("n", "id") == Col("v", "class"))
              .Column(Col("n", "text"))
              .OrderBy({Asc(Col("o", "ehr")), Asc(Col("o", "object"))})),

      .exported_versions =
          Query("record.exported_versions",
                Select({Col("v", "id"), Col("o", "kind"), Col("o", "uid"), Col("v", "number"),
                        Col("v", "lifecycle"), Col("v", "change_type"), Col("v", "description"),
                        Col("v", "class"), Col("v", "codec"), Col("v", "digest"), Col("v", "body")})
                    .From("version", "v")
                    .JoinInOrder("object", "o", SameObject())
                    .OrderBy({Asc(Col("v", "id"))})),
      .exported_stubs = Query("record.exported_stubs",
                              Select({Col("position"), Col("ehr"), Col("seq"), Col("digest")})
                                  .From("erased_contribution")
                                  .OrderBy({Asc(Col("position"))})),
      .insert_erased = Query("record.insert_erased",
                             Insert("erased_contribution", {"position", "ehr", "seq", "digest"})),

      .keep_digests =
          Query("record.keep_digests",
                Insert("erased_contribution", {"position", "ehr", "seq", "digest"})
                    .From(Select({Col("position"), Col("ehr"), Col("seq"), Col("digest")})
                              .From("contribution")
                              .Where(Col("ehr") == Param(1)))),
      .keep_ehr =
          Query("record.keep_ehr", Insert("erased_ehr", {"ehr", "contributions", "position"})),
      .erase_versions = Query("record.erase_versions", EraseFrom("version")),
      .erase_contributions = Query("record.erase_contributions", EraseFrom("contribution")),
      .erase_objects = Query("record.erase_objects", EraseFrom("object")),
      .erase_ehr = Query("record.erase_ehr", EraseFrom("ehr")),

      .unfinished = Query("record.unfinished", Select({Col("work")}).From("unfinished").Limit(1)),
      .begin_work = Query("record.begin_work", Insert("unfinished", {"work", "time"})),
      .end_work =
          Query("record.end_work", sql::Delete("unfinished").Where(Col("work") == Param(1))),
      .count_ehrs =
          Query("record.count_ehrs", CountOf("ehr").Where(Col("ehr") > Int(kInstitution))),
      .count_objects = Query("record.count_objects", CountOf("object")),
      .count_versions = Query("record.count_versions", CountOf("version")),
      .count_contributions = Query("record.count_contributions", CountOf("contribution")),
  };
}

}  // namespace

const Queries& Sql() {
  static const Queries queries = MakeQueries();
  return queries;
}

std::string EncodeUid(const ObjectUid& uid) {
  const std::string& text = uid.value();
  if (text.empty() || text.size() > kLongestUid || text.find('\0') != std::string::npos ||
      !base::IsUtf8(text)) {
    throw base::Error(base::ErrorCode::kBadRequest,
                      "an object's id is 1 to 255 bytes of UTF-8 without NUL");
  }
  if (const auto uuid = base::Uuid::Parse(text); uuid && uuid->ToString() == text) {
    return std::string(uuid->View());
  }
  std::string stored = text;
  if (stored.size() == kUuidBytes) stored += '\0';
  return stored;
}

ObjectUid DecodeUid(std::string_view stored) {
  if (const auto uuid = base::Uuid::FromBytes(stored)) return ObjectUid(uuid->ToString());
  if (!stored.empty() && stored.back() == '\0') stored.remove_suffix(1);
  return ObjectUid(std::string(stored));
}

std::string EncodeEhrId(const EhrId& id) { return EncodeUid(ObjectUid(id.value())); }

EhrId DecodeEhrId(std::string_view stored) { return EhrId(DecodeUid(stored).value()); }

}  // namespace socle::record
