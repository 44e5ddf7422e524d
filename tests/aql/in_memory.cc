#include "aql/binder.h"
#include "aql/corpus.h"
#include "aql/parser.h"
#include "subjects.h"

namespace socle::aql {
namespace {

class Memory : public Subject {
 public:
  explicit Memory(const CaseData& data) : corpus_(data.system_id) {
    for (const auto& ehr : data.ehrs) corpus_.AddEhr(ehr.ehr_id, ehr.time_created);
    for (const auto& commit : data.commits) {
      Corpus::Commit out;
      out.ehr_id = commit.ehr_id;
      out.uid = commit.uid;
      out.data = commit.data;
      out.time = commit.time;
      out.committer = commit.committer.value_or(out.committer);
      out.change_type = commit.change_type.value_or(out.change_type);
      corpus_.Add(out);
    }
  }

  Result Ask(const CaseQuestion& question) override {
    EvaluateOptions options{{}, question.now, nullptr, {}};
    if (question.ehr_id) options.ehr_ids = {*question.ehr_id};
    return Evaluate(Bind(Parse(question.aql), question.parameters), corpus_, options);
  }

 private:
  Corpus corpus_;
};

}  // namespace

std::unique_ptr<Subject> InMemory(const CaseData& data) { return std::make_unique<Memory>(data); }

}  // namespace socle::aql
