#include "template/template.h"

#include "template/definition.h"
#include "template/opt_reader.h"
#include "template/validator.h"
#include "xml/document.h"

namespace socle::tmpl {

Template::Template() = default;
Template::~Template() = default;

std::shared_ptr<const Template> Template::Parse(std::string_view xml) {
  const xml::Document document = xml::Document::Parse(xml);
  std::vector<base::Issue> faults;
  std::unique_ptr<Definition> definition = ReadOpt(document.root(), faults);
  if (!faults.empty()) {
    const std::string message = "the template has " + std::to_string(faults.size()) +
                                (faults.size() == 1 ? " fault: " : " faults, the first: ") +
                                faults.front().message;
    std::string place = faults.front().path;
    throw base::Error(base::ErrorCode::kInvalid, message)
        .At(std::move(place))
        .WithIssues(std::move(faults));
  }
  definition->Seal();
  std::shared_ptr<Template> result(new Template);
  result->definition_ = std::move(definition);
  return result;
}

const std::string& Template::template_id() const { return definition_->template_id; }
const std::string& Template::concept_name() const { return definition_->concept_name; }
const std::string& Template::uid() const { return definition_->uid; }
const std::string& Template::archetype_id() const { return definition_->archetype_id; }
std::string_view Template::root_type() const { return definition_->root().type_name; }
const std::string& Template::language() const { return definition_->language; }
const Definition& Template::definition() const { return *definition_; }

std::vector<base::Issue> Template::Validate(const rm::Node& composition) const {
  return Validator(*definition_).Run(composition);
}

}  // namespace socle::tmpl
