#include "resource/transaction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/bytes.h"
#include "json/document.h"
#include "resource/testing.h"

namespace socle::resource {
namespace {

using base::ErrorCode;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kBase = "http://hospital.example/fhir";

std::string Entry(const std::string& method, const std::string& url, const std::string& resource,
                  const std::string& full_url = "", const std::string& more = "") {
  std::string entry = "{";
  if (!full_url.empty()) entry += R"("fullUrl":")" + full_url + R"(",)";
  if (!resource.empty()) entry += R"("resource":)" + resource + ",";
  return entry + R"("request":{"method":")" + method + R"(","url":")" + url + "\"" + more + "}}";
}

std::string Bundle(const std::vector<std::string>& entries,
                   const std::string& type = "transaction") {
  std::string bundle = R"({"resourceType":"Bundle","type":")" + type + R"(","entry":[)";
  for (const std::string& entry : entries) {
    if (bundle.back() == '}') bundle += ',';
    bundle += entry;
  }
  return bundle + "]}";
}

const std::string kUrnA = "urn:uuid:aaaaaaaa-0000-4000-8000-000000000001";
const std::string kUrnB = "urn:uuid:aaaaaaaa-0000-4000-8000-000000000002";

std::string Patient(const std::string& members = "") {
  return R"({"resourceType":"Patient",)" + members + R"("active":true})";
}

std::string Observation(const std::string& subject, const std::string& members = "") {
  return R"({"resourceType":"Observation",)" + members +
         R"("status":"final","code":{"text":"a"},"subject":{"reference":")" + subject + R"("}})";
}

class TransactionTest : public testing::Test {
 protected:
  std::string Post(const std::string& bundle) {
    const fhir::Tree tree = Parse(bundle);
    return ward_->Process(Anyone(), tree.root(), {.base = kBase});
  }
  base::Error Fails(const std::string& bundle) {
    const auto before = ward_.record().Count();
    const base::Error error = Ward::ErrorOf([&] { Post(bundle); });
    EXPECT_EQ(ward_.record().Count().versions, before.versions);
    EXPECT_EQ(ward_.record().Count().ehrs, before.ehrs);
    return error;
  }
  /// The member `name` of each entry's response: "status", "location".
  static std::vector<std::string> Responses(const std::string& answer, std::string_view name) {
    const fhir::Tree tree = Parse(answer);
    std::vector<std::string> texts;
    const fhir::NameId entry = fhir::FindName("entry");
    for (const fhir::Node* at = tree.root().Child(entry); at != nullptr && at->name == entry;
         at = at->next_sibling) {
      texts.emplace_back(at->Child("response")->ChildText(name));
    }
    return texts;
  }
  /// "Patient/1" of a location.
  static std::string NameIn(const std::string& location) {
    const std::string relative = location.substr(kBase.size() + 1);
    return relative.substr(0, relative.find("/_history"));
  }
  StoredResource Read(const std::string& name) {
    const std::size_t slash = name.find('/');
    return ward_->Read(Anyone(), Type(name.substr(0, slash)), ResourceId(name.substr(slash + 1)));
  }

  Ward ward_;
};

TEST_F(TransactionTest, CreatesWhatRefersToOneAnother) {
  const std::string answer = Post(Bundle({
      Entry("POST", "Observation",
            Observation(kUrnA, R"("hasMember":[{"reference":")" + kUrnB + R"("}],)")),
      Entry("POST", "Observation", Observation(kUrnA), kUrnB),
      Entry(
          "POST", "Patient",
          Patient(R"("extension":[{"url":"http://example.org/e","valueUri":")" + kUrnB + R"("}],)"),
          kUrnA),
  }));
  EXPECT_THAT(Responses(answer, "status"),
              ElementsAre("201 Created", "201 Created", "201 Created"));
  const auto locations = Responses(answer, "location");
  const std::string patient = NameIn(locations[2]), member = NameIn(locations[1]);
  const StoredResource first = Read(NameIn(locations[0]));
  EXPECT_THAT(first.json, HasSubstr(R"("subject":{"reference":")" + patient + R"("})"));
  EXPECT_THAT(first.json, HasSubstr(R"("hasMember":[{"reference":")" + member + R"("}])"));
  EXPECT_THAT(Read(patient).json, HasSubstr(R"("valueUri":")" + member + "\""));
  EXPECT_EQ(first.key.ehr, Read(patient).key.ehr);
  EXPECT_NE(first.key.ehr.value(), record::kInstitution);
  EXPECT_THAT(Responses(answer, "etag"), ElementsAre("W/\"1\"", "W/\"1\"", "W/\"1\""));
  EXPECT_TRUE(ward_.record().Verify({}).empty());
}

TEST_F(TransactionTest, APatientMovesIntoTheEhrThatAnotherDoorMade) {
  const record::EhrKey ehr = ward_.Put(Patient(R"("id":"host",)")).resource.key.ehr;
  ward_.patients().ehrs["p"] = ehr;
  const auto names = Responses(Post(Bundle({Entry("POST", "Observation", Observation("Patient/p")),
                                            Entry("PUT", "Patient/p", Patient(R"("id":"p",)"))})),
                               "location");
  EXPECT_EQ(Read("Patient/p").key.ehr, ehr);
  EXPECT_EQ(Read(NameIn(names[0])).key.ehr, ehr);
}

TEST_F(TransactionTest, ACircleOfReferencesIsFine) {
  const auto link = [](const std::string& other) {
    return Patient(R"("link":[{"other":{"reference":")" + other + R"("},"type":"seealso"}],)");
  };
  const auto names = Responses(Post(Bundle({Entry("POST", "Patient", link(kUrnB), kUrnA),
                                            Entry("POST", "Patient", link(kUrnA), kUrnB)})),
                               "location");
  EXPECT_THAT(Read(NameIn(names[0])).json, HasSubstr(NameIn(names[1])));
  EXPECT_THAT(Read(NameIn(names[1])).json, HasSubstr(NameIn(names[0])));
}

TEST_F(TransactionTest, ResolvesRelativeAndConditionalReferences) {
  ward_.Put(R"({"resourceType":"Organization","id":"o","identifier":[{"value":"org"}],)"
            R"("name":"A"})");
  const auto names = Responses(Post(Bundle({Entry("POST", "Patient",
                                                  Patient(R"("managingOrganization":{"reference":)"
                                                          R"("Organization?identifier=org"},)"),
                                                  "http://other.example/r4/Patient/7"),
                                            Entry("POST", "Observation", Observation("Patient/7"),
                                                  "http://other.example/r4/Observation/8")})),
                               "location");
  EXPECT_THAT(Read(NameIn(names[0])).json, HasSubstr(R"("Organization/o")"));
  EXPECT_THAT(Read(NameIn(names[1])).json, HasSubstr("\"" + NameIn(names[0]) + "\""));
  const base::Error error =
      Fails(Bundle({Entry("POST", "Observation", Observation("Patient?identifier=nobody"))}));
  EXPECT_EQ(error.code(), ErrorCode::kPreconditionFailed);
  EXPECT_EQ(error.place(), "Bundle.entry[0]");
}

TEST_F(TransactionTest, DoesAllKindsAtOnce) {
  ward_.Put(Patient(R"("id":"gone",)"));
  ward_.Put(Patient(R"("id":"patched",)"));
  const std::string patch = base::ToBase64(R"([{"op":"replace","path":"/active","value":false}])");
  const std::string answer = Post(Bundle({
      Entry("GET", "Patient/new", ""),
      Entry("PUT", "Patient/new", Patient(R"("id":"new",)")),
      Entry("PATCH", "Patient/patched",
            R"({"resourceType":"Binary","contentType":"application/json-patch+json","data":")" +
                patch + R"("})"),
      Entry("DELETE", "Patient/gone", ""),
      Entry("DELETE", "Patient/never", ""),
      Entry("POST", "Patient", Patient(R"("identifier":[{"value":"x"}],)"), "",
            R"(,"ifNoneExist":"identifier=x")"),
      Entry("POST", "Patient", Patient(R"("identifier":[{"value":"x"}],)"), "",
            R"(,"ifNoneExist":"identifier=x")"),
  }));
  EXPECT_THAT(Responses(answer, "status"),
              ElementsAre("200 OK", "201 Created", "200 OK", "204 No Content", "204 No Content",
                          "201 Created", "200 OK"));
  const auto locations = Responses(answer, "location");
  EXPECT_EQ(locations[5], locations[6]);
  EXPECT_THAT(Read("Patient/patched").json, HasSubstr(R"("active":false)"));
  EXPECT_EQ(Ward::CodeOf([&] { Read("Patient/gone"); }), ErrorCode::kGone);
  const std::string again =
      Post(Bundle({Entry("POST", "Patient", Patient(), "", R"(,"ifNoneExist":"identifier=x")")}));
  EXPECT_THAT(Responses(again, "status"), ElementsAre("200 OK"));
  EXPECT_EQ(Responses(again, "location")[0], locations[5]);
}

TEST_F(TransactionTest, NamesTheEntryThatFailsAndLeavesNothing) {
  ward_.Put(Patient(R"("id":"p",)"));
  const std::string good = Entry("POST", "Patient", Patient(), kUrnA);
  const auto refused = [&](const std::string& entry, ErrorCode code) {
    const base::Error error = Fails(Bundle({good, entry}));
    EXPECT_EQ(error.code(), code) << entry;
    EXPECT_EQ(error.place(), "Bundle.entry[1]") << entry;
    return error;
  };
  const base::Error invalid =
      refused(Entry("POST", "Observation", R"({"resourceType":"Observation","code":{"text":"a"}})"),
              ErrorCode::kInvalid);
  ASSERT_EQ(invalid.issues().size(), 1u);
  EXPECT_EQ(invalid.issues()[0].path, "Bundle.entry[1].resource");
  const base::Error dangling =
      refused(Entry("POST", "Observation", Observation("Patient/nobody")), ErrorCode::kInvalid);
  ASSERT_EQ(dangling.issues().size(), 1u);
  EXPECT_EQ(dangling.issues()[0].path, "Bundle.entry[1].resource.subject");
  refused(Entry("PUT", "Patient/p", Patient(R"("id":"p",)"), "", R"(,"ifMatch":"W/\"7\"")"),
          ErrorCode::kPreconditionFailed);
  refused(Entry("PUT", "Patient/q", Patient(R"("id":"p",)")), ErrorCode::kBadRequest);
  refused(Entry("POST", "Patient", Patient(), kUrnA), ErrorCode::kBadRequest);
  refused(Entry("POST", "Observation", Patient()), ErrorCode::kBadRequest);
  refused(Entry("SHOUT", "Patient", Patient()), ErrorCode::kBadRequest);
  refused(Entry("GET", "Patient/nobody", ""), ErrorCode::kNotFound);
  refused(Entry("GET", "_history", ""), ErrorCode::kNotImplemented);
  const base::Error twice =
      Fails(Bundle({Entry("DELETE", "Patient/p", ""),
                    Entry("PUT", "Patient/p", Patient(R"("id":"p","language":"de",)"))}));
  EXPECT_EQ(twice.code(), ErrorCode::kBadRequest);
  EXPECT_EQ(twice.place(), "Bundle.entry[1]");
}

TEST_F(TransactionTest, DeletesWhatRefersTogetherWithWhatIsReferredTo) {
  ward_.Put(Patient(R"("id":"p",)"));
  ward_.Put(Observation("Patient/p", R"("id":"o",)"));
  const std::string patient = Entry("DELETE", "Patient/p", "");
  const base::Error error = Fails(Bundle({patient}));
  EXPECT_EQ(error.code(), ErrorCode::kConflict);
  EXPECT_EQ(error.place(), "Bundle.entry[0]");
  // It may not go while an update goes on referring to it.
  EXPECT_EQ(
      Fails(Bundle({patient, Entry("PUT", "Observation/o",
                                   Observation("Patient/p", R"("id":"o","language":"de",)"))}))
          .code(),
      ErrorCode::kInvalid);
  Post(Bundle({patient, Entry("DELETE", "Observation/o", "")}));
  EXPECT_EQ(Ward::CodeOf([&] { Read("Patient/p"); }), ErrorCode::kGone);
}

TEST_F(TransactionTest, ManyWhoCreateTheSameAtOnceMakeOne) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i) {
    threads.emplace_back([&] {
      Post(Bundle({Entry("POST", "Patient", Patient(R"("identifier":[{"value":"x"}],)"), kUrnA,
                         R"(,"ifNoneExist":"identifier=x")"),
                   Entry("POST", "Observation", Observation(kUrnA))}));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(ward_->History(Anyone(), {.type = Type("Patient")}).versions.size(), 1u);
  EXPECT_EQ(ward_->History(Anyone(), {.type = Type("Observation")}).versions.size(), 6u);
}

TEST_F(TransactionTest, ABatchDoesEachByItself) {
  std::vector<std::string> entries = {
      Entry("GET", "Patient/p", ""),
      Entry("PUT", "Patient/p", Patient(R"("id":"p",)")),
      Entry("POST", "Observation", R"({"resourceType":"Observation","code":{"text":"a"}})"),
      Entry("SHOUT", "Patient", Patient()),
      Entry("DELETE", "Patient/nobody", ""),
  };
  const std::string answer = Post(Bundle(entries, "batch"));
  EXPECT_THAT(Responses(answer, "status"),
              ElementsAre("200 OK", "201 Created", "422", "400", "204 No Content"));
  EXPECT_THAT(answer, HasSubstr(R"("expression":["Observation"])"));
  entries.clear();
  for (int i = 0; i < 200; ++i) entries.push_back(Entry("POST", "Patient", Patient()));
  for (const std::string& status : Responses(Post(Bundle(entries, "batch")), "status")) {
    EXPECT_EQ(status, "201 Created");
  }
  EXPECT_EQ(ward_.record().Count().versions, 201u);
}

TEST_F(TransactionTest, RefusesWhatIsNone) {
  EXPECT_EQ(Fails(Bundle({Entry("POST", "Patient", Patient())}, "collection")).place(),
            "Bundle.type");
  const base::Error error = Fails(R"({"resourceType":"Bundle","type":"transaction","entry":[)"
                                  R"({"resource":{"resourceType":"Patient"}}]})");
  EXPECT_EQ(error.code(), ErrorCode::kBadRequest);
}

TEST(TransactionLimitTest, RefusesTooManyEntries) {
  Ward ward({.most_batch_entries = 3, .most_transaction_entries = 2});
  const std::string entry = Entry("POST", "Patient", Patient());
  const auto code = [&](std::size_t entries, const std::string& type) {
    const fhir::Tree tree = Parse(Bundle(std::vector(entries, entry), type));
    return Ward::CodeOf([&] { ward->Process(Anyone(), tree.root(), {.base = kBase}); });
  };
  EXPECT_EQ(code(3, "transaction"), ErrorCode::kTooLarge);
  EXPECT_EQ(code(4, "batch"), ErrorCode::kTooLarge);
  ward->Process(Anyone(), Parse(Bundle({entry, entry, entry}, "batch")).root(), {.base = kBase});
  ward->Process(Anyone(), Parse(Bundle({entry, entry})).root(), {.base = kBase});
  EXPECT_EQ(ward.record().Count().versions, 5u);
}

TEST(TransactionLimitTest, MoreThanOneContributionHolds) {
  Ward ward;
  std::vector<std::string> entries = {Entry("POST", "Patient", Patient(), kUrnA)};
  for (int i = 0; i < 1500; ++i)
    entries.push_back(Entry("POST", "Observation", Observation(kUrnA)));
  const fhir::Tree tree = Parse(Bundle(entries));
  ward->Process(Anyone(), tree.root(), {.base = kBase});
  EXPECT_EQ(ward.record().Count().versions, 1501u);
  EXPECT_EQ(ward.record().Count().contributions, 2u);
  EXPECT_EQ(ward.record().Count().ehrs, 1u);
}

}  // namespace
}  // namespace socle::resource
