// What an evaluation allocates: a simple path its result, and nothing with memory used again.

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>
#include <span>

#include "fhir/json.h"
#include "fhir/path_expression.h"

namespace {
thread_local std::size_t allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace socle::fhir {
namespace {

TEST(FhirPathAllocations, ASimplePathAllocatesItsResultOnly) {
  const ReadResult read = ReadJson(R"({"resourceType":"Patient","active":true,"name":[
      {"use":"official","family":"A","given":["x","y"]},{"family":"B"}],"birthDate":"1974"})");
  const PathItem item(read.tree.root());
  for (const std::string_view text :
       {"Patient.name.given", "name.where(use = 'official').family", "name.exists(given.exists())",
        "active and name.count() > 1", "birthDate < @2020-01-01", "name[0].given[1]",
        "descendants().count() > 1", "name.family | name.given", "name.given.first().length() = 1",
        "birthDate + 1 year = @1975", "(1 + 2 * 3.5) / 2 = 4",
        "name[0].family.matches('^[A-Z]$')"}) {
    const auto expression = PathExpression::Compile(text);
    PathResult result;
    expression.EvaluateInto(std::span(&item, 1), {}, result);
    std::size_t before = allocations;
    expression.EvaluateInto(std::span(&item, 1), {}, result);
    EXPECT_EQ(allocations - before, 0u) << text;
    before = allocations;
    const PathResult fresh = expression.Evaluate(read.tree.root());
    // The stack of descendants grows once or twice on its way.
    EXPECT_LE(allocations - before, text.starts_with("desc") ? 3u : 1u) << text;
  }
}

}  // namespace
}  // namespace socle::fhir
