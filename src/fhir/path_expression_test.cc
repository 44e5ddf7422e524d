#include "fhir/path_expression.h"

#include <gtest/gtest.h>

#include <string>

#include "base/error.h"
#include "fhir/ids.h"
#include "fhir/json.h"
#include "fhir/location.h"
#include "fhir/path_check.h"

namespace socle::fhir {
namespace {

Tree Read(std::string_view json) {
  ReadResult read = ReadJson(json);
  EXPECT_TRUE(read.issues.empty()) << read.issues[0].text;
  return std::move(read.tree);
}

/// The one error that `text` gives, as "code rule place"; empty where there is none.
std::string FaultOf(std::string_view text, const Node* node = nullptr,
                    const PathEnvironment& environment = {}) {
  try {
    const auto expression = PathExpression::Compile(text);
    if (node != nullptr) expression.Evaluate(*node, environment);
    if (node == nullptr) expression.Evaluate(std::span<const PathItem>(), environment);
    return {};
  } catch (const base::Error& error) {
    std::string fault(base::Describe(error.code()).name);
    if (!error.issues().empty()) fault += ' ' + error.issues()[0].rule + ' ' + error.place();
    return fault;
  }
}

TEST(PathExpression, EverySearchParameterOfR4CompilesAndFitsItsTypes) {
  std::size_t compiled = 0;
  for (const SearchParameterDefinition& parameter : SearchParameters()) {
    if (parameter.expression.empty()) continue;
    const auto expression = PathExpression::Compile(parameter.expression);
    ++compiled;
    for (const TypeId base : parameter.base) {
      for (const PathFinding& finding : CheckPath(expression, base)) {
        // An expression for several types names each: what fits another base is no fault.
        const std::string_view found =
            std::string_view(finding.text).substr(finding.text.rfind(' ') + 1);
        const bool names_another = parameter.base.size() > 1 && FindType(found) != TypeId::kNone;
        EXPECT_TRUE(names_another) << parameter.url << ' ' << finding.place << ": " << finding.text
                                   << " in " << parameter.expression;
      }
    }
  }
  EXPECT_GT(compiled, 1000u);
}

TEST(PathExpression, EveryInvariantOfR4Compiles) {
  for (const Invariant& invariant : Invariants()) {
    try {
      PathExpression::Compile(invariant.expression);
    } catch (const base::Error& error) {
      ADD_FAILURE() << invariant.key << ": " << error.message() << " in " << invariant.expression;
    }
  }
  EXPECT_GT(Invariants().size(), 200u);
}

TEST(PathExpression, NodesComeFromTheTreeItself) {
  const Tree tree = Read(R"({"resourceType":"Patient","name":[{"family":"A"},
      {"family":"B","given":["x","y"]}]})");
  const auto expression = PathExpression::Compile("Patient.name.given");
  const PathResult result = expression.Evaluate(tree.root());
  ASSERT_EQ(result.size(), 2u);
  EXPECT_EQ(LocationOf(*result[1].node()), "Patient.name[1].given[1]");
  EXPECT_EQ(result[1].node()->text, "y");
  EXPECT_EQ(expression.text(), "Patient.name.given");
}

TEST(PathExpression, ReferencesResolve) {
  const Tree tree = Read(R"({"resourceType":"Bundle","type":"collection","entry":[
      {"fullUrl":"https://example.org/fhir/Patient/1","resource":{"resourceType":"Patient",
        "id":"1","managingOrganization":{"reference":"#o"},
        "contained":[{"resourceType":"Organization","id":"o","name":"here"}]}},
      {"fullUrl":"urn:uuid:0c3201bd-1cbf-4d64-b04d-cd9187a4c6e0",
       "resource":{"resourceType":"Observation","status":"final","code":{"text":"x"},
        "subject":{"reference":"Patient/1"},"encounter":{"reference":"Encounter/9"},
        "hasMember":[{"reference":"urn:uuid:0c3201bd-1cbf-4d64-b04d-cd9187a4c6e0"}]}}]})");
  const auto test = [&](std::string_view text, const PathEnvironment& environment = {}) {
    return PathExpression::Compile(text).Test(tree.root(), environment);
  };
  EXPECT_EQ(test("entry[0].resource.managingOrganization.resolve().name = 'here'"), true);
  EXPECT_EQ(test("entry[1].resource.subject.resolve() is Patient"), true);
  EXPECT_EQ(test("entry[1].resource.subject.resolve().id = '1'"), true);
  EXPECT_EQ(test("entry[1].resource.hasMember.resolve().status = 'final'"), true);
  EXPECT_EQ(test("entry[1].resource.encounter.resolve().empty()"), true);
  TypeOnlyResolver types;
  PathEnvironment environment;
  environment.resolver = &types;
  EXPECT_EQ(test("entry[1].resource.encounter.resolve() is Encounter", environment), true);
  EXPECT_EQ(test("entry[1].resource.encounter.where(resolve() is Patient).empty()", environment),
            true);
  EXPECT_EQ(test("entry[1].resource.encounter.resolve() is DomainResource", environment), true);
}

TEST(PathExpression, ReferencesSayTheirType) {
  EXPECT_EQ(TypeOfReference("Patient/1"), type::kPatient);
  EXPECT_EQ(TypeOfReference("https://example.org/fhir/Patient/1"), type::kPatient);
  EXPECT_EQ(TypeOfReference("Patient/1/_history/3"), type::kPatient);
  for (const std::string_view text : {"", "#p", "urn:uuid:0c3201bd-1cbf-4d64-b04d-cd9187a4c6e0",
                                      "Patient", "Patient/", "/1", "HumanName/1", "Nothing/1"}) {
    EXPECT_EQ(TypeOfReference(text), TypeId::kNone) << text;
  }
}

class Terms : public PathTerminology {
 public:
  std::optional<bool> MemberOf(const PathItem& coded, std::string_view value_set) override {
    if (value_set == "unknown") return std::nullopt;
    return coded.node()->text == value_set;
  }
  std::optional<bool> Subsumes(const PathItem& a, const PathItem& b) override {
    return a.node()->text.size() < b.node()->text.size();
  }
};

TEST(PathExpression, TerminologyIsAsked) {
  const Tree tree = Read(R"({"resourceType":"Patient","gender":"male","language":"en"})");
  Terms terms;
  PathEnvironment environment;
  environment.terminology = &terms;
  const auto test = [&](std::string_view text) {
    return PathExpression::Compile(text).Test(tree.root(), environment);
  };
  EXPECT_EQ(test("gender.memberOf('male')"), true);
  EXPECT_EQ(test("gender.memberOf('female')"), false);
  EXPECT_EQ(test("gender.memberOf('unknown')"), std::nullopt);
  EXPECT_EQ(test("language.subsumes(%context.gender)"), true);
  EXPECT_EQ(test("language.subsumedBy(%context.gender)"), false);
  EXPECT_EQ(FaultOf("gender.memberOf('male')", &tree.root()), "not_implemented");
}

class Traces : public PathTrace {
 public:
  void Trace(std::string_view name, std::span<const PathItem> items) override {
    written += std::string(name) + ':' + std::to_string(items.size()) + ' ';
  }
  std::string written;
};

TEST(PathExpression, AsOfSeveralItemsIsAFaultUnlessAskedFor) {
  const Tree tree = Read(R"({"resourceType":"Patient","id":"1","active":true})");
  PathEnvironment environment;
  EXPECT_EQ(FaultOf("children().as(boolean)", &tree.root(), environment),
            "bad_request singleton 1:12");
  environment.as_function = PathAs::kFilters;
  const auto expression = PathExpression::Compile("children().as(boolean)");
  EXPECT_EQ(expression.Evaluate(tree.root(), environment).size(), 1u);
  EXPECT_EQ(FaultOf("children() as boolean", &tree.root()), "");
}

TEST(PathExpression, TraceChangesNothing) {
  const Tree tree = Read(R"({"resourceType":"Patient","name":[{"given":["x","y"]}]})");
  Traces traces;
  PathEnvironment environment;
  environment.trace = &traces;
  const auto result = PathExpression::Compile("name.trace('a', given).trace('b').given")
                          .Evaluate(tree.root(), environment);
  EXPECT_EQ(result.size(), 2u);
  EXPECT_EQ(traces.written, "a:2 b:1 ");
}

TEST(PathExpression, ResourceIsWhatHoldsTheNode) {
  const Tree tree = Read(R"({"resourceType":"Patient","id":"outer","contained":[
      {"resourceType":"Organization","id":"inner","name":"n"}]})");
  const Node* name = tree.root().Child("contained")->Child("name");
  const auto text = [&](std::string_view expression) {
    return PathExpression::Compile(expression).Evaluate(*name)[0].ToString();
  };
  EXPECT_EQ(text("%resource.id"), "inner");
  EXPECT_EQ(text("%rootResource.id"), "outer");
  EXPECT_EQ(text("%context"), "n");
}

TEST(PathExpression, TheMomentIsOneDuringAnEvaluation) {
  PathEnvironment environment;
  environment.now = base::Instant{1'772'368'245'123'456};
  environment.zone_minutes = 120;
  const auto text = [&](std::string_view expression) {
    return PathExpression::Compile(expression)
        .Evaluate(std::span<const PathItem>(), environment)[0]
        .ToString();
  };
  EXPECT_EQ(text("now()"), "2026-03-01T14:30:45.123+02:00");
  EXPECT_EQ(text("today()"), "2026-03-01");
  EXPECT_EQ(text("timeOfDay()"), "14:30:45.123");
  const auto equal = PathExpression::Compile("now() = now()");
  EXPECT_TRUE(equal.Evaluate(std::span<const PathItem>())[0].boolean());
}

TEST(PathExpression, EveryEvaluationEnds) {
  PathEnvironment environment;
  environment.limits.steps = 100'000;
  environment.limits.items = 10'000;
  environment.limits.text_bytes = 1 << 20;
  for (const std::string_view endless :
       {"1.repeat($this + 1)", "'a'.repeat($this & $this)", "'a'.repeat($this & 'a')",
        "('a'|'b').repeat('x' & $this | 'y' & $this)"}) {
    const std::string fault = FaultOf(endless, nullptr, environment);
    EXPECT_TRUE(fault == "timeout" || fault == "too_large") << endless << ": " << fault;
  }
  std::string growing = "'aaaaaaaaaaaaaaaa'";
  for (int i = 0; i < 40; ++i) growing += ".replace('a', 'aaaaaaaaaaaaaaaa')";
  EXPECT_EQ(FaultOf(growing, nullptr, environment), "too_large");
  EXPECT_EQ(FaultOf("'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'.matches('(a*)*b')"), "");
}

TEST(PathExpression, WhatIsTooDeepOrTooLongIsRefused) {
  EXPECT_EQ(FaultOf(std::string(1000, '(') + "1" + std::string(1000, ')')).substr(0, 17),
            "bad_request depth");
  EXPECT_EQ(FaultOf(std::string(1000, '-') + "1").substr(0, 17), "bad_request depth");
  std::string chain = "a";
  for (int i = 0; i < 1000; ++i) chain += ".a";
  EXPECT_EQ(FaultOf(chain).substr(0, 17), "bad_request depth");
  EXPECT_EQ(FaultOf(std::string(100'000, ' ') + "1"), "bad_request length 1:1");
}

TEST(PathExpression, AResultIsUsedAgain) {
  const auto expression = PathExpression::Compile("'a' & 'b' & $this");
  PathResult result;
  for (const std::string_view text : {"x", "y"}) {
    const PathItem item = PathItem::String(text);
    expression.EvaluateInto(std::span(&item, 1), {}, result);
    ASSERT_EQ(result.size(), 1u);
    EXPECT_EQ(result[0].text(), "ab" + std::string(text));
  }
}

}  // namespace
}  // namespace socle::fhir
