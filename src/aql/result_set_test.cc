#include "aql/result_set.h"

#include <gtest/gtest.h>

namespace socle::aql {
namespace {

Result Sample() {
  return {{{"#0", "c/uid/value"}, {"n", "COUNT(*)"}}, {{"\"a\"", "1"}, {"null", "{}"}}, {}};
}

TEST(ResultSet, IsTheFormOfTheRestApi) {
  EXPECT_EQ(ResultSetJson(Sample(), {{0}, "Socle/1", "SELECT 'x'", {}, {}}),
            R"j({"meta":{"_type":"RESULTSET","_schema_version":"1.0.3",)j"
            R"j("_created":"1970-01-01T00:00:00Z","_generator":"Socle/1",)j"
            R"j("_executed_aql":"SELECT 'x'"},"q":"SELECT 'x'",)j"
            R"j("columns":[{"path":"c/uid/value","name":"#0"},{"path":"COUNT(*)","name":"n"}],)j"
            R"j("rows":[["a",1],[null,{}]]})j");
}

TEST(ResultSet, NamesAStoredQueryAndTellsWarnings) {
  Result result = Sample();
  result.rows.clear();
  result.warnings.push_back({"1:5", "unknown_attribute", "a", "b", "m"});
  EXPECT_EQ(ResultSetJson(result, {{0}, "g", "q", "http://x", "org.a::b/1.0.0"}),
            R"j({"meta":{"_href":"http://x","_type":"RESULTSET","_schema_version":"1.0.3",)j"
            R"j("_created":"1970-01-01T00:00:00Z","_generator":"g","_executed_aql":"q",)j"
            R"j("warnings":[{"rule":"unknown_attribute","place":"1:5","message":"m"}]},)j"
            R"j("name":"org.a::b/1.0.0","columns":[{"path":"c/uid/value","name":"#0"},)j"
            R"j({"path":"COUNT(*)","name":"n"}],"rows":[]})j");
}

}  // namespace
}  // namespace socle::aql
