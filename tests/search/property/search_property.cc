// Random resources, changes and searches: each answer, taken page by page, must be what the plain
// matcher finds, in the order that was asked for. SOCLE_PROPERTY_SEARCHES says how many;
// SOCLE_PROPERTY_SEED where to begin.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "fhir/json.h"
#include "plain_matcher.h"
#include "resource/search_syntax.h"
#include "scratch_search.h"

namespace socle::resource {
namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::size_t Below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  bool Once(std::size_t n) { return Below(n) == 0; }
  const std::string& Of(const std::vector<std::string>& all) { return all[Below(all.size())]; }

 private:
  std::mt19937_64 random_;
};

const std::vector<std::string> kDates{"2020",       "2020-02",
                                      "2020-02-29", "2020-02-29T10:00:00Z",
                                      "2021-07-01", "2021-07-01T10:30:00.5+02:00",
                                      "2022-01",    "2023"};
const std::vector<std::string> kNames{"Smith", "smithson", "Sm\u00efth",
                                      "Lee",   "De Lee",   "O\u2019Neil"};
const std::vector<std::string> kCodes{"a", "b", "c", "d"};
const std::vector<std::string> kSystems{"http://loinc.org", "urn:x"};
const std::vector<std::string> kNumbers{"1", "1.0", "2.5", "1000", "0.001", "-3"};
const std::vector<std::string> kUnits{"g", "kg", "mg", "mm[Hg]", "{drops}"};
const std::vector<std::string> kStatuses{"final", "amended", "preliminary"};
const std::vector<std::string> kGenders{"male", "female", "other"};
const std::vector<std::string> kPrefixes{"", "eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"};

std::string Id(const std::string& letter, std::size_t n) { return letter + std::to_string(n); }

std::string Coding(Dice& dice) {
  std::string text = "{";
  if (!dice.Once(4)) text += R"("system":")" + dice.Of(kSystems) + R"(",)";
  return text + R"("code":")" + dice.Of(kCodes) + R"("})";
}

std::string Concept(Dice& dice) {
  std::string text = R"({"coding":[)" + Coding(dice);
  if (dice.Once(3)) text += "," + Coding(dice);
  return text + "]}";
}

std::string Quantity(Dice& dice) {
  std::string text = R"({"value":)" + dice.Of(kNumbers);
  if (!dice.Once(4)) {
    text += R"(,"system":"http://unitsofmeasure.org","code":")" + dice.Of(kUnits) + R"(")";
  }
  return text + "}";
}

std::string MakePatient(Dice& dice, const std::string& id) {
  std::string text = R"({"resourceType":"Patient","id":")" + id + R"(")";
  if (!dice.Once(5)) {
    text += R"(,"name":[{"family":")" + dice.Of(kNames) + R"(","given":[")" + dice.Of(kNames) +
            R"("]}])";
  }
  if (!dice.Once(4)) text += R"(,"gender":")" + dice.Of(kGenders) + R"(")";
  if (!dice.Once(4)) text += R"(,"birthDate":")" + dice.Of(kDates).substr(0, 10) + R"(")";
  if (dice.Once(2)) {
    text +=
        R"(,"managingOrganization":{"reference":"Organization/)" + Id("g", dice.Below(3)) + R"("})";
  }
  return text + "}";
}

std::string MakeOrganization(Dice& dice, const std::string& id) {
  std::string text =
      R"({"resourceType":"Organization","id":")" + id + R"(","name":")" + dice.Of(kNames) + R"(")";
  if (dice.Once(2)) {
    text += R"(,"partOf":{"reference":"Organization/)" + Id("g", dice.Below(3)) + R"("})";
  }
  return text + "}";
}

std::string MakeObservation(Dice& dice, const std::string& id) {
  std::string text = R"({"resourceType":"Observation","id":")" + id + R"(","status":")" +
                     dice.Of(kStatuses) + R"(","code":)" + Concept(dice);
  if (!dice.Once(6)) {
    text += R"(,"subject":{"reference":"Patient/)" + Id("p", dice.Below(8)) + R"("})";
  }
  if (dice.Once(3)) {
    text += R"(,"effectivePeriod":{"start":"2020-02-10","end":"2022-03"})";
  } else if (dice.Once(6)) {
    text += R"(,"effectivePeriod":{"start":"2021-01"})";
  } else if (!dice.Once(4)) {
    text += R"(,"effectiveDateTime":")" + dice.Of(kDates) + R"(")";
  }
  if (dice.Once(2)) {
    text += R"(,"valueQuantity":)" + Quantity(dice);
  } else if (dice.Once(2)) {
    text += R"(,"component":[{"code":)" + Concept(dice) + R"(,"valueQuantity":)" + Quantity(dice) +
            R"(},{"code":)" + Concept(dice) + R"(,"valueQuantity":)" + Quantity(dice) + "}]";
  }
  return text + "}";
}

std::string Many(Dice& dice, const std::function<std::string()>& one) {
  std::string text = one();
  while (dice.Once(3)) text += "," + one();
  return text;
}

std::string TokenText(Dice& dice) {
  switch (dice.Below(4)) {
    case 0:
      return "|" + dice.Of(kCodes);
    case 1:
      return dice.Of(kSystems) + "|" + dice.Of(kCodes);
    case 2:
      return dice.Once(3) ? dice.Of(kSystems) + "|" : dice.Of(kCodes);
    default:
      return dice.Of(kCodes);
  }
}

std::string QuantityText(Dice& dice) {
  std::string text = dice.Of(kPrefixes) + dice.Of(kNumbers);
  if (dice.Once(2)) text += "||" + dice.Of(kUnits);
  if (dice.Once(4)) text = text.substr(0, text.find('|')) + "|http://unitsofmeasure.org|kg";
  return text;
}

std::string DateText(Dice& dice) { return dice.Of(kPrefixes) + dice.Of(kDates); }

std::string PatientCriterion(Dice& dice, int depth);

std::string ObservationCriterion(Dice& dice, int depth) {
  switch (dice.Below(depth > 2 ? 8 : 12)) {
    case 0:
      return "code=" + Many(dice, [&] { return TokenText(dice); });
    case 1:
      return "code:not=" + Many(dice, [&] { return TokenText(dice); });
    case 2:
      return "combo-code=" + Many(dice, [&] { return TokenText(dice); });
    case 3:
      return "date=" + Many(dice, [&] { return DateText(dice); });
    case 4:
      return "value-quantity=" + Many(dice, [&] { return QuantityText(dice); });
    case 5:
      return "status=" + Many(dice, [&] { return dice.Of(kStatuses); });
    case 6:
      return "component-code-value-quantity=" +
             Many(dice, [&] { return TokenText(dice) + "$" + QuantityText(dice); });
    case 7:
      return "code-value-quantity=" +
             Many(dice, [&] { return TokenText(dice) + "$" + QuantityText(dice); });
    case 8:
      return "subject=" +
             Many(dice, [&] { return (dice.Once(2) ? "Patient/" : "") + Id("p", dice.Below(9)); });
    case 9: {
      static const std::vector<std::string> kNamesOf{"date", "subject", "value-quantity", "patient",
                                                     "combo-value-quantity"};
      return dice.Of(kNamesOf) + ":missing=" + (dice.Once(2) ? "true" : "false");
    }
    default:
      return (dice.Once(2) ? "patient." : "subject:Patient.") + PatientCriterion(dice, depth + 1);
  }
}

std::string PatientCriterion(Dice& dice, int depth) {
  switch (dice.Below(depth > 2 ? 6 : 10)) {
    case 0:
      return "gender=" + Many(dice, [&] { return dice.Of(kGenders); });
    case 1:
      return "gender:not=" + Many(dice, [&] { return dice.Of(kGenders); });
    case 2:
      return "birthdate=" + Many(dice, [&] { return DateText(dice); });
    case 3: {
      static const std::vector<std::string> kModifiers{"", ":exact", ":contains"};
      const std::string modifier = dice.Of(kModifiers);
      return (dice.Once(2) ? "family" : "name") + modifier + "=" + Many(dice, [&] {
               static const std::vector<std::string> kParts{"mi", "LEE", "\u00efth", "e l"};
               return modifier == ":contains" ? dice.Of(kParts) : dice.Of(kNames);
             });
    }
    case 4:
      return "_id=" + Many(dice, [&] { return Id("p", dice.Below(10)); });
    case 5: {
      static const std::vector<std::string> kWords{"smith",
                                                   "sm*",
                                                   "LEE",
                                                   "de lee",
                                                   "neil OR \u00ef*",
                                                   "NOT smith",
                                                   "de (lee OR smith) NOT neil"};
      if (dice.Once(2)) return "_content=" + Many(dice, [&] { return dice.Of(kWords); });
      return "gender:missing=" + std::string(dice.Once(2) ? "true" : "false");
    }
    case 6:
      return "organization.name=" + dice.Of(kNames);
    case 7:
      return "organization.partof.name=" + dice.Of(kNames);
    default:
      return "_has:Observation:patient:" + ObservationCriterion(dice, depth + 1);
  }
}

std::string FilterTest(Dice& dice, bool patients) {
  static const std::vector<std::string> kTexts{"eq", "ne", "co", "sw", "ew"};
  static const std::vector<std::string> kTokens{"eq", "ne"};
  static const std::vector<std::string> kOrders{"eq", "ne", "gt", "lt", "ge",
                                                "le", "sa", "eb", "ap"};
  static const std::vector<std::string> kParts{"mi", "LEE", "\u00efth", "Smith", "de lee"};
  const auto quoted = [&] { return "\"" + dice.Of(kParts) + "\""; };
  const auto date = [&] {
    return (dice.Once(4) ? "po" : dice.Of(kOrders)) + " " + dice.Of(kDates);
  };
  if (patients) {
    switch (dice.Below(7)) {
      case 0:
        return "gender " + dice.Of(kTokens) + " " + dice.Of(kGenders);
      case 1:
        return "birthdate " + date();
      case 2:
        return "gender pr " + std::string(dice.Once(2) ? "true" : "false");
      case 3:
        return "_id " + dice.Of(kTokens) + " " + Id("p", dice.Below(9));
      case 4:
        return "organization.name " + dice.Of(kTexts) + " " + quoted();
      case 5:
        return "organization[name " + dice.Of(kTexts) + " " + quoted() + "].partof.name " +
               dice.Of(kTexts) + " " + quoted();
      default:
        return "name " + dice.Of(kTexts) + " " + quoted();
    }
  }
  switch (dice.Below(8)) {
    case 0:
      return "code " + dice.Of(kTokens) + " " + TokenText(dice);
    case 1:
      return "date " + date();
    case 2:
      return "value-quantity " + dice.Of(kOrders) + " \"" + dice.Of(kNumbers) +
             (dice.Once(2) ? "||" + dice.Of(kUnits) : std::string()) + "\"";
    case 3:
      return "status " + dice.Of(kTokens) + " " + dice.Of(kStatuses);
    case 4:
      return "subject " + std::string(dice.Once(2) ? "re" : dice.Of(kTokens)) + " Patient/" +
             Id("p", dice.Below(9));
    case 5:
      return "patient[gender " + dice.Of(kTokens) + " " + dice.Of(kGenders) + "].family " +
             dice.Of(kTexts) + " " + quoted();
    case 6:
      return "code-value-quantity eq \"" + TokenText(dice) + "$" + QuantityText(dice) + "\"";
    default:
      return "value-quantity pr " + std::string(dice.Once(2) ? "true" : "false");
  }
}

std::string FilterText(Dice& dice, bool patients, int depth) {
  switch (dice.Below(depth > 2 ? 2 : 6)) {
    case 2:
      return FilterText(dice, patients, depth + 1) + " and " +
             FilterText(dice, patients, depth + 1);
    case 3:
      return FilterText(dice, patients, depth + 1) + " or " + FilterText(dice, patients, depth + 1);
    case 4:
      return "not (" + FilterText(dice, patients, depth + 1) + ")";
    case 5:
      return "(" + FilterText(dice, patients, depth + 1) + " or " +
             FilterText(dice, patients, depth + 1) + ") and " +
             FilterText(dice, patients, depth + 1);
    default:
      return FilterTest(dice, patients);
  }
}

std::string SearchText(Dice& dice) {
  const bool patients = dice.Once(2);
  std::string text = patients ? "Patient?" : "Observation?";
  const std::size_t criteria = dice.Below(4);
  for (std::size_t i = 0; i < criteria; ++i) {
    text += (patients ? PatientCriterion(dice, 0) : ObservationCriterion(dice, 0)) + "&";
    if (patients || !dice.Once(4)) continue;
    // What has rows together.
    text += "code=" + Many(dice, [&] { return TokenText(dice); }) + "&";
    text += (dice.Once(2) ? "value-quantity=" + dice.Of(kPrefixes) + dice.Of(kNumbers)
                          : "date=" + DateText(dice)) +
            "&";
  }
  // Not so deep that it is refused.
  if (dice.Once(3)) text += "_filter=" + FilterText(dice, patients, 1) + "&";
  text += "_count=" + std::to_string(1 + dice.Below(7));
  if (dice.Once(2)) {
    static const std::vector<std::string> kOfPatients{"birthdate", "family", "gender"};
    static const std::vector<std::string> kOfObservations{"date", "status", "code"};
    const auto& keys = patients ? kOfPatients : kOfObservations;
    text += "&_sort=" + (dice.Once(2) ? "-" + dice.Of(keys) : dice.Of(keys));
    if (dice.Once(2)) text += "," + dice.Of(keys);
    if (dice.Once(3)) text += ",-" + dice.Of(keys);
  }
  return text;
}

/// Codes whose parameters are there once more, as the store's own.
const std::vector<std::string> kMirrored{"gender",         "birthdate", "family",  "name",
                                         "organization",   "partof",    "code",    "date",
                                         "value-quantity", "status",    "subject", "patient"};

const fhir::SearchParameterDefinition* DefinitionOf(std::string_view type, std::string_view code) {
  for (const auto& definition : fhir::SearchParameters()) {
    const auto& bases = definition.base;
    if (definition.code == code &&
        std::find(bases.begin(), bases.end(), fhir::FindType(type)) != bases.end()) {
      return &definition;
    }
  }
  return nullptr;
}

/// "Patient" and "gender": of Patient.gender the parameter x-gender.
std::string MirrorOf(const std::string& type, const fhir::SearchParameterDefinition& definition) {
  std::string expression;
  for (const char c : definition.expression)
    expression += c == '"' ? std::string("\\\"") : std::string(1, c);
  std::string text = R"({"resourceType":"SearchParameter","id":"x-)" + type + "-" +
                     std::string(definition.code) + R"(","url":"urn:x:)" + type +
                     std::string(definition.code) +
                     R"(","name":"x","status":"active","description":"x","code":"x-)" +
                     std::string(definition.code) + R"(","base":[")" + type + R"("],"type":")" +
                     std::string(definition.type) + R"(","expression":")" + expression + R"(")";
  if (!definition.targets.empty()) {
    text += R"(,"target":[)";
    for (const fhir::TypeId target : definition.targets) {
      text += (text.ends_with('[') ? "\"" : ",\"") + std::string(fhir::Get(target).name) + "\"";
    }
    text += "]";
  }
  return text + "}";
}

/// The search with the codes that are mirrored as those of the mirrors.
std::string Mirrored(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && ((text[end] >= 'a' && text[end] <= 'z') || text[end] == '-')) ++end;
    const std::string word = text.substr(i, end - i);
    const bool begins =
        i > 0 && std::string_view("?&.:( =[").find(text[i - 1]) != std::string_view::npos;
    const bool ends =
        end < text.size() && std::string_view("=:. [").find(text[end]) != std::string_view::npos;
    const bool is_code = std::find(kMirrored.begin(), kMirrored.end(), word) != kMirrored.end();
    if (begins && ends && is_code) out += "x-";
    out += word;
    i = end;
    if (i < text.size()) out += text[i++];
  }
  return out;
}

std::size_t Setting(const char* name, std::size_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

class World {
 public:
  explicit World(Dice& dice) {
    for (std::size_t i = 0; i < 3; ++i) Put(MakeOrganization(dice, Id("g", i)));
    for (std::size_t i = 0; i < 9; ++i) Put(MakePatient(dice, Id("p", i)));
    for (std::size_t i = 0; i < 40; ++i) Put(MakeObservation(dice, Id("o", i)));
    // Changes, and deletions.
    for (std::size_t i = 0; i < 10; ++i) Put(MakeObservation(dice, Id("o", dice.Below(40))));
    for (std::size_t i = 0; i < 3; ++i) Put(MakePatient(dice, Id("p", dice.Below(9))));
    for (std::size_t i = 0; i < 3; ++i) Remove("Observation", Id("o", dice.Below(40)));
    Remove("Patient", "p8");
  }

  void Check(const std::string& text) {
    SCOPED_TRACE(text);
    const std::size_t wanted = CheckPages(text, [] {});
    SearchRequest count = RequestOf(text);
    count.parameters.emplace_back("_summary", "count");
    EXPECT_EQ(scratch_.Run(count).total, wanted);
  }

  /// What a search by the store's own parameters finds, in their order, is what one by those of R4
  /// that have the same expressions finds.
  void CheckMirrored(const std::string& text) {
    SCOPED_TRACE(text);
    const std::string mirrored = Mirrored(text);
    SCOPED_TRACE(mirrored);
    const auto ids = [&](const std::string& asked) {
      std::vector<std::string> all;
      for (const SearchEntry& entry : scratch_.Run(RequestOf(asked)).entries) {
        all.push_back(entry.resource.id.value());
      }
      return all;
    };
    EXPECT_EQ(ids(mirrored), ids(text));
  }

  void PutMirrors() {
    for (const char* type : {"Patient", "Observation", "Organization"}) {
      for (const std::string& code : kMirrored) {
        const auto* definition = DefinitionOf(type, code);
        if (definition != nullptr) Put(MirrorOf(type, *definition));
      }
    }
  }
  void IndexParameters() { scratch_.IndexParameters(); }
  void ChangeSome(Dice& dice) {
    for (std::size_t i = 0; i < 6; ++i) {
      Change(dice, "Patient", Id("p", dice.Below(12)), &MakePatient);
      Change(dice, "Observation", Id("o", dice.Below(45)), &MakeObservation);
    }
  }

  /// Resources of the type that is searched change while the pages are read, which show them as
  /// they were.
  void CheckWhileOthersWrite(Dice& dice, const std::string& text) {
    SCOPED_TRACE(text);
    const bool patients = text.starts_with("Patient");
    CheckPages(text, [&] {
      for (std::size_t i = dice.Below(4); i > 0; --i) {
        if (patients) {
          Change(dice, "Patient", Id("p", dice.Below(12)), &MakePatient);
        } else {
          Change(dice, "Observation", Id("o", dice.Below(45)), &MakeObservation);
        }
      }
    });
  }

 private:
  void Put(const std::string& json) {
    scratch_.Put(json);
    const fhir::ReadResult read = fhir::ReadJson(json);
    const fhir::Node& root = read.tree.root();
    PlainResource resource{root.type, std::string(root.ChildText("id")),
                           RowsOf(*parameters_, root)};
    plain_[{resource.type, resource.id}] = resource;
  }

  void Remove(const std::string& type, const std::string& id) {
    scratch_.Delete(type + "/" + id);
    plain_.erase({fhir::FindType(type), id});
  }

  void Change(Dice& dice, const std::string& type, const std::string& id,
              std::string (*make)(Dice&, const std::string&)) {
    const bool there = plain_.contains({fhir::FindType(type), id});
    if (there && dice.Once(3)) {
      Remove(type, id);
    } else {
      Put(make(dice, id));
    }
  }

  /// How many there are. `between`: what happens before each further page.
  std::size_t CheckPages(const std::string& text, const std::function<void()>& between) {
    const SearchRequest request = RequestOf(text);
    const SearchQuery query = ParseSearch(*parameters_, request, base::Now());
    const PlainWorld before = plain_;
    std::vector<std::string> wanted;
    for (const auto& [name, resource] : before) {
      if (resource.type != request.type) continue;
      const auto& criteria = query.parts.front().criteria;
      const bool meets = std::all_of(criteria.begin(), criteria.end(), [&](const Criterion& one) {
        return Meets(before, resource, one);
      });
      if (meets) wanted.push_back(resource.id);
    }
    const std::vector<StoredResource> found = Pages(request, query.count, between);
    std::vector<std::string> ids;
    for (const StoredResource& one : found) ids.push_back(one.id.value());
    std::sort(ids.begin(), ids.end());
    EXPECT_EQ(ids, wanted);
    if (ids != wanted) return wanted.size();
    for (std::size_t i = 1; i < found.size(); ++i) {
      EXPECT_TRUE(InOrder(before, found[i - 1], found[i], query)) << i;
    }
    return wanted.size();
  }

  std::vector<StoredResource> Pages(SearchRequest request, std::uint32_t count,
                                    const std::function<void()>& between) {
    std::vector<StoredResource> all;
    for (int page = 0; page < 100; ++page) {
      if (page > 0) between();
      const SearchAnswer answer = scratch_.Run(request);
      for (const SearchEntry& entry : answer.entries) all.push_back(entry.resource);
      EXPECT_EQ(answer.previous.empty(), page == 0);
      if (answer.next.empty()) {
        CheckBack(request, answer, all);
        return all;
      }
      EXPECT_EQ(answer.entries.size(), count);
      request.parameters = answer.next;
    }
    ADD_FAILURE() << "pages without an end";
    return all;
  }

  /// From the last page, `answer`, back to the first: the same resources in the same order.
  void CheckBack(SearchRequest request, SearchAnswer answer,
                 const std::vector<StoredResource>& wanted) {
    std::vector<StoredResource> all;
    for (std::size_t page = 0; page < 100; ++page) {
      std::vector<StoredResource> before;
      for (const SearchEntry& entry : answer.entries) before.push_back(entry.resource);
      before.insert(before.end(), all.begin(), all.end());
      all = std::move(before);
      EXPECT_EQ(answer.next.empty(), page == 0);
      if (answer.previous.empty()) break;
      request.parameters = answer.previous;
      answer = scratch_.Run(request);
    }
    ASSERT_EQ(all.size(), wanted.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_EQ(all[i].id, wanted[i].id) << i;
      EXPECT_EQ(all[i].version, wanted[i].version) << i;
    }
  }

  static bool InOrder(const PlainWorld& world, const StoredResource& a, const StoredResource& b,
                      const SearchQuery& query) {
    const auto& sort = query.parts.front().sort;
    for (const SortKey& key : sort) {
      const auto left = SortText(world.at({a.type, a.id.value()}), key);
      const auto right = SortText(world.at({b.type, b.id.value()}), key);
      if (left == right) continue;
      if (!left || !right) return left.has_value();
      return key.descending ? *left > *right : *left < *right;
    }
    const bool descending = !sort.empty() && sort.front().descending;
    const auto left = std::pair(a.key.ehr.value(), a.key.object);
    const auto right = std::pair(b.key.ehr.value(), b.key.object);
    return descending ? left > right : left < right;
  }

  ScratchSearch scratch_;
  std::shared_ptr<const SearchParameters> parameters_ = scratch_.parameters();
  PlainWorld plain_;
};

/// As many searches as are asked for, `of_one_world` in each world of its own. `begin` is done to a
/// world that is new, `search` for each search of it.
void InWorlds(std::size_t first_seed, std::size_t of_one_world,
              const std::function<void(World&, Dice&)>& begin,
              const std::function<void(World&, Dice&)>& search) {
  const std::size_t searches = Setting("SOCLE_PROPERTY_SEARCHES", 300);
  const std::size_t seed = Setting("SOCLE_PROPERTY_SEED", 1) + first_seed;
  for (std::size_t done = 0; done < searches && !testing::Test::HasFailure();
       done += of_one_world) {
    Dice dice(seed + done);
    SCOPED_TRACE("seed " + std::to_string(seed + done));
    World world(dice);
    begin(world, dice);
    const std::size_t of_this = std::min(of_one_world, searches - done);
    for (std::size_t i = 0; i < of_this && !testing::Test::HasFailure(); ++i) search(world, dice);
  }
}

void AsItIs(World& /*world*/, Dice& /*dice*/) {}

/// Custom parameters take the codes of R4's with an x before, on each type one resource.
TEST(SearchProperty, CustomParametersFindWhatThoseOfTheDefinitionsFind) {
  InWorlds(
      2'000'000, 100,
      [](World& world, Dice& dice) {
        world.PutMirrors();
        if (dice.Once(2)) world.ChangeSome(dice);  // before their rows are made
        world.IndexParameters();
        world.ChangeSome(dice);
      },
      [](World& world, Dice& dice) { world.CheckMirrored(SearchText(dice)); });
}

TEST(SearchProperty, AnswersAreThoseOfThePlainMatcher) {
  InWorlds(0, 100, &AsItIs, [](World& world, Dice& dice) { world.Check(SearchText(dice)); });
}

TEST(SearchProperty, PagesShowTheSetAsItWas) {
  InWorlds(1'000'000, 50, &AsItIs, [](World& world, Dice& dice) {
    const std::string text = SearchText(dice);
    // Other resources count as they are now: those of the searched type must not be among them.
    if (text.find("_has") == std::string::npos) world.CheckWhileOthersWrite(dice, text);
  });
}

}  // namespace
}  // namespace socle::resource
