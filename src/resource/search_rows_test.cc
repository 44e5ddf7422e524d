#include "resource/search_rows.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "base/compress.h"
#include "base/error.h"
#include "base/instant.h"
#include "fhir/json.h"
#include "record/schema.h"
#include "resource/code_systems.h"
#include "resource/row_order.h"
#include "resource/search_parameters.h"
#include "resource/type_number.h"

namespace socle::resource {
namespace {

namespace fs = std::filesystem;

const SearchParameters& Parameters() {
  static const auto parameters = BaseSearchParameters();
  return *parameters;
}

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Numbers as a case's writer spells them; what the resource's own texts name.
class Names {
 public:
  explicit Names(const fhir::Node& node) { Add(node); }

  std::string System(std::int64_t number) const {
    const auto found = systems_.find(number);
    return found == systems_.end() ? "?" + std::to_string(number) : found->second;
  }
  std::string Unit(std::int64_t number) const {
    if (number == 0) return "as written";
    const auto found = units_.find(number);
    return found == units_.end() ? "?" + std::to_string(number) : found->second;
  }

 private:
  void Add(const fhir::Node& node) {
    const std::string text(node.text);
    systems_.emplace(SystemNumber(text), text);
    for (fhir::NameId written :
         {fhir::FindName("code"), fhir::FindName("unit"), fhir::FindName("currency")}) {
      const fhir::Node* code = node.Child(written);
      if (code == nullptr) continue;
      const std::string name(code->text);
      const std::string system(written == fhir::FindName("currency") ? "urn:iso:std:iso:4217"
                                                                     : node.ChildText("system"));
      units_.emplace(UnitNumber(system, name), system + "|" + name);
      units_.emplace(UnitNumber({}, name), "|" + name);
      const auto known = Parameters().units().Find(name);
      if (known->unit) {
        units_.emplace(DimensionNumber(known->canonical_code),
                       "dimension " + known->canonical_code);
      }
    }
    for (const fhir::Node* child = node.first_child; child != nullptr; child = child->next_sibling)
      Add(*child);
  }

  std::map<std::int64_t, std::string> systems_, units_;
};

struct Describe {
  const Names& names;

  std::string operator()(const TokenRow& row) const {
    return "token " + names.System(row.system) + "|" + row.code;
  }
  std::string operator()(const ReferenceRow& row) const {
    if (row.type == 0) return "reference " + row.target;
    return "reference " + std::string(fhir::Get(TypeOfNumber(row.type)).name) + "/" +
           record::DecodeUid(row.target).value();
  }
  std::string operator()(const DateRow& row) const {
    const auto moment = [](std::int64_t ms) -> std::string {
      if (ms == kFirstMoment) return "always";
      return ms == kLastMoment ? "ever" : base::FormatIso({ms * 1000});
    };
    return "date " + moment(row.low) + " to " + moment(row.low + row.span);
  }
  std::string operator()(const QuantityRow& row) const {
    std::ostringstream text;
    text << "quantity " << row.value << " (" << names.Unit(row.unit) << ")";
    return text.str();
  }
  std::string operator()(const StringRow& row) const {
    return "string " + row.text + (row.exact ? " (" + *row.exact + ")" : "");
  }
  std::string operator()(const UriRow& row) const { return "uri " + row.uri; }
};

/// Of a row of a pair, the code that it is of: "loinc.org|8302-2"; the row is left as without it.
std::string TakeCode(SearchRow& row, const std::vector<SearchRow>& rows, const Names& names) {
  auto* const date = std::get_if<DateRow>(&row.value);
  std::int64_t& number = date != nullptr ? date->pair : std::get<QuantityRow>(row.value).unit;
  const std::int64_t pair = std::exchange(number, 0);
  for (const SearchRow& one : rows) {
    const auto* const token = std::get_if<TokenRow>(&one.value);
    if (token != nullptr && PairNumber(token->code, token->system) == pair) {
      return names.System(token->system) + "|" + token->code;
    }
  }
  return "?";
}

/// One line a row: the parameter's code, the row, its element where it has one. Sorted.
std::string RowsAsText(const fhir::Node& resource) {
  std::map<std::int64_t, std::string> codes{{kUncoveredReferences, "(none)"}};
  for (const SearchParameter* parameter : Parameters().Of(resource.type)) {
    codes[parameter->number] = parameter->code;
    codes[-parameter->number] = parameter->code + ":";
  }
  const Names names(resource);
  std::vector<std::string> lines;
  const std::vector<SearchRow> rows = RowsOf(Parameters(), resource);
  for (SearchRow row : rows) {
    std::string line = codes.at(row.param);
    if (row.param < 0) {
      if (std::holds_alternative<StringRow>(row.value)) {
        line += "text";
      } else if (std::holds_alternative<TokenRow>(row.value)) {
        line += "of-type";
      } else {
        line += "of " + TakeCode(row, rows, names);
      }
    }
    line += " " + std::visit(Describe{names}, row.value);
    if (row.element > 0) line += " #" + std::to_string(row.element);
    lines.push_back(std::move(line));
  }
  std::ranges::sort(lines);
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

struct Case {
  std::string title, resource, rows;
};

/// The cases of a file: `resource`, its JSON, `---- rows`, one line a row.
std::vector<Case> CasesOf(const fs::path& path) {
  std::vector<Case> cases;
  std::istringstream file(ReadFile(path));
  std::string title;
  bool in_rows = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("# ")) {
      title = path.filename().string() + ": " + line.substr(2);
    } else if (line == "resource") {
      cases.push_back({title, {}, {}});
      in_rows = false;
    } else if (line == "---- rows") {
      in_rows = true;
    } else if (!line.empty() && !cases.empty()) {
      (in_rows ? cases.back().rows : cases.back().resource) += line + "\n";
    }
  }
  return cases;
}

TEST(SearchRows, AreThoseOfTheCases) {
  std::size_t count = 0;
  for (const auto& file : fs::directory_iterator(SOCLE_SOURCE_DIR "/tests/search/rows")) {
    if (file.path().extension() != ".txt") continue;
    for (const Case& test : CasesOf(file.path())) {
      ++count;
      const fhir::ReadResult read = fhir::ReadJson(test.resource);
      ASSERT_FALSE(read.tree.empty()) << test.title;
      EXPECT_TRUE(read.issues.empty()) << test.title;
      EXPECT_EQ(RowsAsText(read.tree.root()), test.rows) << test.title;
    }
  }
  EXPECT_GE(count, 20U);
}

TEST(SearchRows, StandInTheOrderOfTheirTablesAndEachOnce) {
  std::size_t resources = 0;
  for (const auto& file : fs::directory_iterator(SOCLE_CORPUS_DIR "/fhir/synthea")) {
    const fhir::ReadResult bundle =
        fhir::ReadJson(base::GzipDecompress(ReadFile(file.path()), 256U << 20));
    for (const fhir::Node* entry = bundle.tree.root().Child("entry"); entry != nullptr;
         entry = entry->next_sibling) {
      const fhir::Node* resource = entry->Child("resource");
      ASSERT_NE(resource, nullptr);
      ++resources;
      const std::vector<SearchRow> rows = RowsOf(Parameters(), *resource);
      EXPECT_GE(rows.size(), 3U);
      for (std::size_t i = 1; i < rows.size(); ++i) {
        ASSERT_TRUE(Before(rows[i - 1], rows[i])) << RowsAsText(*resource);
      }
    }
  }
  EXPECT_EQ(resources, 11'484U);
}

std::string PatientWithNames(std::size_t count) {
  std::string json = R"({"resourceType":"Patient","name":[)";
  for (std::size_t i = 0; i < count; ++i) {
    json += (i == 0 ? "" : ",") + std::string(R"({"family":"N)") + std::to_string(i) + "\"}";
  }
  return json + "]}";
}

TEST(SearchRows, AreRefusedWhereTheyAreTooMany) {
  // Each name is a row of `name` and of `family`; `deceased` is one more.
  const auto count = [](std::size_t names) {
    return RowsOf(Parameters(), fhir::ReadJson(PatientWithNames(names)).tree.root()).size();
  };
  EXPECT_EQ(count(9'999), 19'999U);
  try {
    count(100'000);
    FAIL() << "100,000 names were indexed";
  } catch (const base::Error& error) {
    EXPECT_EQ(error.code(), base::ErrorCode::kTooLarge);
  }
}

TEST(SearchRows, CutLongTextsAtCharacters) {
  std::string name;
  for (int i = 0; i < 600; ++i) name += "é";
  const fhir::ReadResult read =
      fhir::ReadJson(R"({"resourceType":"Organization","name":")" + name + "\"}");
  const std::vector<SearchRow> rows = RowsOf(Parameters(), read.tree.root());
  ASSERT_FALSE(rows.empty());
  const auto& row = std::get<StringRow>(rows.front().value);
  EXPECT_EQ(row.text, std::string(512, 'e'));
  EXPECT_EQ(row.exact, name.substr(0, 1024));
}

}  // namespace
}  // namespace socle::resource
