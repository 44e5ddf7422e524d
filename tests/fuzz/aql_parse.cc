// links: aql
// Any bytes are a query or a fault with a place; a query that was read is printed, read again and
// is the same; one that can be bound is answered.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "aql/binder.h"
#include "aql/corpus.h"
#include "aql/evaluator.h"
#include "aql/parser.h"
#include "aql/printer.h"
#include "base/bytes.h"
#include "base/error.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

/// An EHR with a directory: few nodes, so that wild queries end soon.
const socle::aql::Corpus& OnePatient() {
  static const socle::aql::Corpus corpus = [] {
    socle::aql::Corpus made("fuzz");
    made.AddEhr("11111111-1111-4111-8111-111111111111", {});
    socle::aql::Corpus::Commit commit;
    commit.ehr_id = "11111111-1111-4111-8111-111111111111";
    commit.uid = "22222222-2222-4222-8222-222222222222";
    commit.data =
        R"({"_type":"FOLDER","name":{"value":"root"},"archetype_node_id":"at0001",)"
        R"("folders":[{"_type":"FOLDER","name":{"value":"a"},"archetype_node_id":"at0004"}]})";
    made.Add(commit);
    return made;
  }();
  return corpus;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace socle;
  aql::ast::Query tree;
  try {
    tree = aql::Parse({reinterpret_cast<const char*>(data), size});
  } catch (const base::Error& error) {
    Require(error.code() == base::ErrorCode::kMalformed ||
            error.code() == base::ErrorCode::kBadRequest);
    Require(error.issues().size() == 1 && !error.place().empty());
    Require(base::IsUtf8(error.message()));
    return 0;
  }
  const std::string printed = aql::Print(tree);
  Require(aql::Parse(printed) == tree);
  try {
    aql::Parameters parameters;
    for (const char* const name : {"p", "q", "id", "skip"}) {
      parameters[name] = {{{aql::ast::Literal::Kind::kString, "3", {}}}, false};
    }
    aql::Evaluate(aql::Bind(tree, parameters), OnePatient(), {});
  } catch (const base::Error& error) {
    Require(error.code() == base::ErrorCode::kBadRequest ||
            error.code() == base::ErrorCode::kNotImplemented);
  }
  return 0;
}
