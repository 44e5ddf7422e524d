#include "rm/invariants.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "json/document.h"
#include "rm/json.h"

namespace socle::rm {
namespace {

/// "path rule" of every violation of `text` as a `type`.
std::vector<std::string> Violations(std::string_view type, std::string_view text) {
  const json::Document document = json::Document::Parse(text);
  try {
    ReadJson(document.root(), type);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::kInvalid);
    std::vector<std::string> found;
    for (const base::Issue& issue : error.issues()) found.push_back(issue.path + " " + issue.rule);
    return found;
  }
  return {};
}

struct Case {
  std::string_view type;
  std::string_view text;
  std::vector<std::string> expected = {};  // none: accepted
};

void Hold(const std::vector<Case>& cases) {
  for (const Case& one : cases) EXPECT_EQ(Violations(one.type, one.text), one.expected) << one.text;
}

std::string Coded(std::string_view code, std::string_view terminology = "openehr") {
  return R"({"_type":"DV_CODED_TEXT","value":"x","defining_code":{"terminology_id":{"value":")" +
         std::string(terminology) + R"("},"code_string":")" + std::string(code) + "\"}}";
}

TEST(Invariants, Texts) {
  Hold({
      {"DV_TEXT", R"({"value":"a"})"},
      {"DV_TEXT", R"({"value":""})", {"/value invariant:Value_valid"}},
      {"DV_TEXT", R"({"value":"a","formatting":""})", {"/formatting invariant:Formatting_valid"}},
      {"DV_TEXT",
       R"({"value":"a","language":{"terminology_id":{"value":"ISO_639-1"},"code_string":"en-US"}})"},
      {"DV_TEXT",
       R"({"value":"a","language":{"terminology_id":{"value":"ISO_639-1"},"code_string":"haw"}})"},
      {"DV_TEXT",
       R"({"value":"a","language":{"terminology_id":{"value":"ISO_639-1"},"code_string":"e n"}})",
       {"/language invariant:Language_valid"}},
      {"DV_TEXT",
       R"({"value":"a","encoding":{"terminology_id":{"value":"IANA_character-sets"},"code_string":"UTF 8"}})",
       {"/encoding invariant:Encoding_valid"}},
      {"CODE_PHRASE",
       R"({"terminology_id":{"value":"x"},"code_string":""})",
       {"/code_string invariant:Code_string_valid"}},
      {"CODE_PHRASE",
       R"({"terminology_id":{"value":""},"code_string":"a"})",
       {"/terminology_id/value invariant:Value_valid"}},
      {"TERM_MAPPING",
       R"({"match":"=","target":{"terminology_id":{"value":"x"},"code_string":"1"}})"},
      {"TERM_MAPPING",
       R"({"match":"!","target":{"terminology_id":{"value":"x"},"code_string":"1"}})",
       {"/match invariant:Match_valid"}},
      {"DV_IDENTIFIER", R"({"id":""})", {"/id invariant:Id_valid"}},
      {"DV_IDENTIFIER", R"({"id":"1"})"},
  });
}

TEST(Invariants, UrisAndEncapsulated) {
  const std::string png =
      R"("media_type":{"terminology_id":{"value":"IANA_media-types"},"code_string":"image/png"})";
  const std::string sum = R"(,"integrity_check":"AAAA")";
  const std::string sha =
      R"(,"integrity_check_algorithm":{"terminology_id":{"value":"openehr_integrity_check_algorithms"},"code_string":"SHA-1"})";
  const std::string md5 =
      R"(,"integrity_check_algorithm":{"terminology_id":{"value":"openehr_integrity_check_algorithms"},"code_string":"MD5"})";
  Hold({
      {"DV_URI", R"({"value":"http://a"})"},
      {"DV_URI", R"({"value":""})", {"/value invariant:Value_valid"}},
      {"DV_EHR_URI", R"({"value":"ehr:/a"})"},
      {"DV_EHR_URI", R"({"value":"EHR://a"})"},
      {"DV_EHR_URI", R"({"value":"http://a"})", {"/value invariant:Scheme_valid"}},
      {"DV_PARSABLE", R"({"value":"","formalism":"text"})"},
      {"DV_PARSABLE", R"({"value":"a","formalism":""})", {"/formalism invariant:Formalism_valid"}},
  });
  const auto multimedia = [&](const std::string& rest) { return "{" + png + rest + "}"; };
  EXPECT_EQ(Violations("DV_MULTIMEDIA", multimedia(R"(,"size":4,"data":"AAAA")")),
            std::vector<std::string>{});
  EXPECT_EQ(Violations("DV_MULTIMEDIA", multimedia(R"(,"size":4)")),
            std::vector<std::string>{"/ invariant:Not_empty"});
  EXPECT_EQ(Violations("DV_MULTIMEDIA", multimedia(R"(,"size":-1,"uri":{"value":"http://a"})")),
            std::vector<std::string>{"/size invariant:Size_valid"});
  EXPECT_EQ(
      Violations("DV_MULTIMEDIA", multimedia(R"(,"size":4,"data":"AAAA")" + sum)),
      std::vector<std::string>{"/integrity_check_algorithm invariant:Integrity_check_validity"});
  EXPECT_EQ(Violations("DV_MULTIMEDIA", multimedia(R"(,"size":4,"data":"AAAA")" + sum + sha)),
            std::vector<std::string>{});
  EXPECT_EQ(Violations("DV_MULTIMEDIA", multimedia(R"(,"size":4,"data":"AAAA")" + sum + md5)),
            std::vector<std::string>{
                "/integrity_check_algorithm invariant:Integrity_check_algorithm_validity"});
}

TEST(Invariants, Quantities) {
  const std::string range =
      R"(,"normal_range":{"lower":{"magnitude":1,"units":"mm"},"upper":{"magnitude":3,"units":"mm"},)"
      R"("lower_unbounded":false,"upper_unbounded":false,"lower_included":true,"upper_included":false})";
  const auto status = [&](std::string_view magnitude, std::string_view code) {
    return R"({"magnitude":)" + std::string(magnitude) +
           R"(,"units":"mm","normal_status":{"terminology_id":)" +
           R"({"value":"openehr_normal_statuses"},"code_string":")" + std::string(code) + "\"}" +
           range + "}";
  };
  const std::vector<std::string> none;
  const std::vector<std::string> inconsistent = {
      "/normal_status invariant:Normal_range_and_status_consistency"};
  EXPECT_EQ(Violations("DV_QUANTITY", status("1", "N")), none);
  EXPECT_EQ(Violations("DV_QUANTITY", status("2.99", "N")), none);
  EXPECT_EQ(Violations("DV_QUANTITY", status("3", "H")), none);
  EXPECT_EQ(Violations("DV_QUANTITY", status("3", "N")), inconsistent);
  EXPECT_EQ(Violations("DV_QUANTITY", status("2", "H")), inconsistent);
  EXPECT_EQ(Violations("DV_QUANTITY", status("2", "X")).front(),
            "/normal_status invariant:Normal_status_validity");
  Hold({
      {"DV_QUANTITY", R"({"magnitude":1,"units":"mm"})"},
      {"DV_QUANTITY", R"({"magnitude":1,"units":""})", {"/units invariant:Units_valid"}},
      {"DV_QUANTITY", R"({"magnitude":1,"units":"1","precision":-1,"magnitude_status":"<="})"},
      {"DV_QUANTITY",
       R"({"magnitude":1,"units":"1","precision":-2,"magnitude_status":"<<"})",
       {"/magnitude_status invariant:Magnitude_status_valid",
        "/precision invariant:Precision_valid"}},
      {"DV_COUNT",
       R"({"magnitude":1,"accuracy":0,"accuracy_is_percent":true})",
       {"/accuracy_is_percent invariant:Accuracy_is_percent_validity"}},
      {"DV_COUNT",
       R"({"magnitude":1,"accuracy":100.5,"accuracy_is_percent":true})",
       {"/accuracy invariant:Accuracy_validity"}},
      {"DV_COUNT", R"({"magnitude":1,"accuracy":100.5,"accuracy_is_percent":false})"},
      {"DV_PROPORTION", R"({"numerator":1.5,"denominator":2,"type":0})"},
      {"DV_PROPORTION", R"({"numerator":1.5,"denominator":1.0,"type":1})"},
      {"DV_PROPORTION", R"({"numerator":1.5,"denominator":1e2,"type":2})"},
      {"DV_PROPORTION", R"({"numerator":1.0,"denominator":2,"type":3})"},
      {"DV_PROPORTION",
       R"({"numerator":1,"denominator":2,"type":5})",
       {"/type invariant:Type_validity"}},
      {"DV_PROPORTION",
       R"({"numerator":1,"denominator":2,"type":-1})",
       {"/type invariant:Type_validity"}},
      {"DV_PROPORTION",
       R"({"numerator":1,"denominator":0.0,"type":0})",
       {"/denominator invariant:Valid_denominator"}},
      {"DV_PROPORTION",
       R"({"numerator":1,"denominator":2,"type":1})",
       {"/denominator invariant:Unitary_validity"}},
      {"DV_PROPORTION",
       R"({"numerator":1,"denominator":2,"type":2})",
       {"/denominator invariant:Percent_validity"}},
      {"DV_PROPORTION",
       R"({"numerator":1.5,"denominator":2,"type":4})",
       {"/numerator invariant:Fraction_validity"}},
      {"DV_PROPORTION",
       R"({"numerator":1.5,"denominator":2,"type":0,"precision":0})",
       {"/numerator invariant:Precision_validity"}},
      {"DV_PROPORTION",
       R"({"numerator":1.5,"denominator":2,"type":0,"is_integral":true})",
       {"/numerator invariant:Is_integral_validity"}},
  });
}

TEST(Invariants, Intervals) {
  const std::string one = R"("lower":{"_type":"DV_COUNT","magnitude":1})";
  const std::string two = R"("upper":{"_type":"DV_COUNT","magnitude":2})";
  const auto flags = [](bool lower, bool upper, bool lower_in, bool upper_in) {
    const auto text = [](bool value) { return std::string(value ? "true" : "false"); };
    return R"("lower_unbounded":)" + text(lower) + R"(,"upper_unbounded":)" + text(upper) +
           R"(,"lower_included":)" + text(lower_in) + R"(,"upper_included":)" + text(upper_in) +
           "}";
  };
  const auto of = [&](const std::string& limits, const std::string& rest) {
    return Violations("DV_INTERVAL", "{" + limits + "," + rest);
  };
  const std::vector<std::string> none;
  EXPECT_EQ(of(one + "," + two, flags(false, false, true, true)), none);
  EXPECT_EQ(of(one, flags(false, true, true, false)), none);
  EXPECT_EQ(of(one, flags(false, true, true, true)),
            std::vector<std::string>{"/upper_included invariant:Upper_included_valid"});
  EXPECT_EQ(of(one, flags(false, false, true, true)),
            std::vector<std::string>{"/upper invariant:Limits_consistent"});
  EXPECT_EQ(of(one + "," + two, flags(true, false, false, true)),
            std::vector<std::string>{"/lower invariant:Limits_consistent"});
  EXPECT_EQ(
      of(R"("lower":{"_type":"DV_COUNT","magnitude":3},)" + two, flags(false, false, true, true)),
      std::vector<std::string>{"/upper invariant:Limits_consistent"});
  EXPECT_EQ(
      of(R"("lower":{"_type":"DV_ORDINAL","value":1,"symbol":)" + Coded("1", "local") + "}," + two,
         flags(false, false, true, true)),
      std::vector<std::string>{"/upper invariant:Limits_comparable"});
  EXPECT_EQ(
      of(R"("lower":{"_type":"DV_QUANTITY","magnitude":1,"units":"mm"},"upper":{"_type":"DV_QUANTITY","magnitude":1,"units":"m"})",
         flags(false, false, true, true)),
      std::vector<std::string>{"/upper invariant:Limits_comparable"});
  EXPECT_EQ(
      of(R"("lower":{"_type":"DV_DATE","value":"2021-05"},"upper":{"_type":"DV_DATE","value":"2021-04-03"})",
         flags(false, false, true, true)),
      std::vector<std::string>{"/upper invariant:Limits_consistent"});
  EXPECT_EQ(
      of(R"("lower":{"_type":"DV_DATE","value":"2021-05"},"upper":{"_type":"DV_DATE","value":"2021-05-03"})",
         flags(false, false, true, true)),
      none);
}

TEST(Invariants, Times) {
  for (const char* good : {"2021", "2021-05", "2021-05-03", "20210503"}) {
    EXPECT_EQ(Violations("DV_DATE", R"({"value":")" + std::string(good) + "\"}"),
              std::vector<std::string>{})
        << good;
  }
  const std::vector<std::string> bad = {"/value invariant:Value_valid"};
  for (const char* text : {"", "2021-02-30", "03.05.2021", "2021-5-3", "2021-05-03T10:00"}) {
    EXPECT_EQ(Violations("DV_DATE", R"({"value":")" + std::string(text) + "\"}"), bad) << text;
  }
  for (const char* text :
       {"2021-05-03T10:00:00,5+01:00", "2021-05-03T10", "2021-05", "20210503T101010Z"}) {
    EXPECT_EQ(Violations("DV_DATE_TIME", R"({"value":")" + std::string(text) + "\"}"),
              std::vector<std::string>{})
        << text;
  }
  for (const char* text : {"2021-05-03 10:00", "T10", "2021-05-03T25:00"}) {
    EXPECT_EQ(Violations("DV_DATE_TIME", R"({"value":")" + std::string(text) + "\"}"), bad) << text;
  }
  EXPECT_EQ(Violations("DV_TIME", R"({"value":"10:61"})"), bad);
  EXPECT_EQ(Violations("DV_TIME", R"({"value":"10:30"})"), std::vector<std::string>{});
  EXPECT_EQ(Violations("DV_DURATION", R"({"value":"-P1Y2W3DT4H"})"), std::vector<std::string>{});
  EXPECT_EQ(Violations("DV_DURATION", R"({"value":"P"})"), bad);
  EXPECT_EQ(Violations("DV_GENERAL_TIME_SPECIFICATION",
                       R"({"value":{"value":"x","formalism":"HL7:PIVL"}})"),
            bad);
}

TEST(Invariants, DataStructures) {
  const std::string at = R"("archetype_node_id":"at0001","name":{"value":"n"})";
  const std::string element = R"({"_type":"ELEMENT",)" + at;
  const auto of = [&](const std::string& rest) {
    return Violations("ELEMENT", element + rest + "}");
  };
  const std::vector<std::string> none;
  EXPECT_EQ(of(R"(,"value":{"_type":"DV_COUNT","magnitude":1})"), none);
  EXPECT_EQ(of(R"(,"null_flavour":)" + Coded("253")), none);
  EXPECT_EQ(of(R"(,"null_flavour":)" + Coded("433")),
            std::vector<std::string>{"/null_flavour invariant:Null_flavour_valid"});
  EXPECT_EQ(of(R"(,"null_flavour":)" + Coded("UNK", "HL7")),
            std::vector<std::string>{"/null_flavour invariant:Null_flavour_valid"});
  EXPECT_EQ(of(""), std::vector<std::string>{"/ invariant:Null_flavour_indicated"});
  EXPECT_EQ(of(R"(,"value":{"_type":"DV_COUNT","magnitude":1},"null_flavour":)" + Coded("253")),
            std::vector<std::string>{"/ invariant:Null_flavour_indicated"});
  EXPECT_EQ(of(R"(,"value":{"_type":"DV_COUNT","magnitude":1},"null_reason":{"value":"r"})"),
            std::vector<std::string>{"/null_reason invariant:Null_reason_valid"});
  const std::string full = element + R"(,"value":{"_type":"DV_COUNT","magnitude":1}})";
  const auto row = [&](const std::string& items) {
    return R"({)" + at + R"(,"items":[)" + items + "]}";
  };
  const auto table = [&](const std::string& rows) {
    return Violations("ITEM_TABLE", "{" + at + R"(,"rows":[)" + rows + "]}");
  };
  EXPECT_EQ(table(row(full + "," + full) + "," + row(full + "," + full)), none);
  EXPECT_EQ(table(row(full + "," + full) + "," + row(full)),
            std::vector<std::string>{"/rows[at0001][2] invariant:Valid_structure"});
  EXPECT_EQ(table(row(R"({"_type":"CLUSTER",)" + at + R"(,"items":[)" + full + "]}")),
            std::vector<std::string>{"/rows[at0001]/items[at0001] invariant:Valid_structure"});
  EXPECT_EQ(Violations("HISTORY", "{" + at + R"(,"origin":{"value":"2021-01-01T10:00:00"}})"),
            std::vector<std::string>{"/ invariant:Events_valid"});
}

TEST(Invariants, Common) {
  Hold({
      {"PARTY_IDENTIFIED", R"({"name":"a"})"},
      {"PARTY_IDENTIFIED", R"({})", {"/ invariant:Basic_validity"}},
      {"PARTY_IDENTIFIED", R"({"name":""})", {"/name invariant:Name_valid"}},
      {"PARTY_IDENTIFIED", R"({"identifiers":[{"id":"1"}]})"},
      {"OBJECT_REF",
       R"({"id":{"_type":"GENERIC_ID","value":"1","scheme":"s"},"namespace":"local","type":"ANY"})"},
      {"OBJECT_REF",
       R"({"id":{"_type":"GENERIC_ID","value":"1","scheme":"s"},"namespace":"1.2.3","type":"ANY"})"},
      {"OBJECT_REF",
       R"({"id":{"_type":"GENERIC_ID","value":"1","scheme":""},"namespace":"a b","type":""})",
       {"/type invariant:Type_valid", "/namespace invariant:Namespace_valid",
        "/id/scheme invariant:Scheme_valid"}},
      {"PARTY_REF",
       R"({"id":{"_type":"HIER_OBJECT_ID","value":"a"},"namespace":"x","type":"PERSON"})"},
      {"PARTY_REF",
       R"({"id":{"_type":"HIER_OBJECT_ID","value":"a"},"namespace":"x","type":"COMPOSITION"})",
       {"/type invariant:Type_validity"}},
      {"PARTY_REF",
       R"({"id":{"_type":"HIER_OBJECT_ID","value":"a"},"namespace":"x","type":"ANY"})"},
      {"HIER_OBJECT_ID", R"({"value":"9624982A-9F42-41A5-9318-AE13D5F5031F::a"})"},
      {"HIER_OBJECT_ID", R"({"value":"a b"})", {"/value invariant:Value_valid"}},
      {"OBJECT_VERSION_ID",
       R"({"value":"9624982a-9f42-41a5-9318-ae13d5f5031f::local.ehr::1.1.2"})"},
      {"OBJECT_VERSION_ID",
       R"({"value":"9624982a-9f42-41a5-9318-ae13d5f5031f::local.ehr::0"})",
       {"/value invariant:Value_valid"}},
      {"OBJECT_VERSION_ID",
       R"({"value":"9624982a-9f42-41a5-9318-ae13d5f5031f"})",
       {"/value invariant:Value_valid"}},
      {"ARCHETYPE_ID", R"({"value":"openEHR-EHR-OBSERVATION.blood_pressure.v2"})"},
      {"ARCHETYPE_ID",
       R"({"value":"openEHR-EHR-OBSERVATION.blood_pressure"})",
       {"/value invariant:Value_valid"}},
      {"ARCHETYPED",
       R"({"archetype_id":{"value":"openEHR-EHR-CLUSTER.a.v1"},"rm_version":""})",
       {"/rm_version invariant:Rm_version_valid"}},
      {"FEEDER_AUDIT_DETAILS", R"({"system_id":""})", {"/system_id invariant:System_id_valid"}},
      {"ITEM_TREE",
       R"({"archetype_node_id":"","name":{"value":"a"}})",
       {"/archetype_node_id invariant:Archetype_node_id_valid"}},
      {"ITEM_TREE",
       R"({"archetype_node_id":"at1","name":{"value":"a"},"archetype_details":{"archetype_id":{"value":"openEHR-EHR-ITEM_TREE.a.v1"},"rm_version":"1.1.0"}})",
       {"/archetype_node_id invariant:Archetyped_valid"}},
  });
  const std::string audit =
      R"({"system_id":"s","time_committed":{"value":"2021-01-01T10:00:00Z"},"committer":{"_type":"PARTY_SELF"},"change_type":)";
  EXPECT_EQ(Violations("AUDIT_DETAILS", audit + Coded("249") + "}"), std::vector<std::string>{});
  EXPECT_EQ(Violations("AUDIT_DETAILS", audit + Coded("532") + "}"),
            std::vector<std::string>{"/change_type invariant:Change_type_valid"});
  const std::string version =
      R"({"contribution":{"id":{"_type":"HIER_OBJECT_ID","value":"c"},"namespace":"local","type":"CONTRIBUTION"},"commit_audit":)" +
      audit + Coded("249") + R"(},"lifecycle_state":)" + Coded("532");
  EXPECT_EQ(Violations("ORIGINAL_VERSION", version + R"(,"uid":{"value":"a::b::1"}})"),
            std::vector<std::string>{});
  EXPECT_EQ(
      Violations("ORIGINAL_VERSION", version + R"(,"uid":{"value":"a::b::2"}})"),
      std::vector<std::string>{"/preceding_version_uid invariant:Preceding_version_uid_validity"});
  EXPECT_EQ(
      Violations(
          "ORIGINAL_VERSION",
          version + R"(,"uid":{"value":"a::b::1"},"preceding_version_uid":{"value":"a::b::1"}})"),
      std::vector<std::string>{"/preceding_version_uid invariant:Preceding_version_uid_validity"});
}

TEST(Invariants, Ehr) {
  const std::string language =
      R"("language":{"terminology_id":{"value":"ISO_639-1"},"code_string":"en"})";
  const auto composition = [&](const std::string& category, const std::string& rest) {
    return R"({"archetype_node_id":"openEHR-EHR-COMPOSITION.a.v1","name":{"value":"n"},"composer":{"_type":"PARTY_SELF"},)" +
           language +
           R"(,"territory":{"terminology_id":{"value":"ISO_3166-1"},"code_string":"FR"},"category":)" +
           category + rest + "}";
  };
  const std::string details =
      R"(,"archetype_details":{"archetype_id":{"value":"openEHR-EHR-COMPOSITION.a.v1"},"rm_version":"1.1.0"})";
  EXPECT_EQ(Violations("COMPOSITION", composition(Coded("433"), details)),
            std::vector<std::string>{});
  EXPECT_EQ(Violations("COMPOSITION", composition(Coded("433"), "")),
            std::vector<std::string>{"/archetype_details invariant:Is_archetype_root"});
  EXPECT_EQ(Violations("COMPOSITION", composition(Coded("532"), details)),
            std::vector<std::string>{"/category invariant:Category_validity"});
  EXPECT_EQ(Violations("COMPOSITION", composition(Coded("433", "local"), details)),
            std::vector<std::string>{"/category invariant:Category_validity"});
  const auto context = [&](const std::string& setting, const std::string& location) {
    return R"({"start_time":{"value":"2021-01-01T10:00:00Z"},"location":")" + location +
           R"(","setting":)" + setting + "}";
  };
  EXPECT_EQ(Violations("EVENT_CONTEXT", context(Coded("238"), "a")), std::vector<std::string>{});
  EXPECT_EQ(Violations("EVENT_CONTEXT", context(Coded("ward", "local"), "a")),
            std::vector<std::string>{});
  EXPECT_EQ(Violations("EVENT_CONTEXT", context(Coded("1"), "")),
            (std::vector<std::string>{"/setting invariant:Setting_valid",
                                      "/location invariant:location_valid"}));
  EXPECT_EQ(Violations("ISM_TRANSITION", R"({"current_state":)" + Coded("245") + "}"),
            std::vector<std::string>{});
  EXPECT_EQ(Violations("ISM_TRANSITION", R"({"current_state":)" + Coded("253") + "}"),
            std::vector<std::string>{"/current_state invariant:Current_state_valid"});
}

}  // namespace
}  // namespace socle::rm
