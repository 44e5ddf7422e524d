#include <deque>

#include "api/fhir_exchange.h"
#include "api/fhir_parameters.h"
#include "fhir/location.h"
#include "fhir/path_expression.h"
#include "fhir/primitive.h"
#include "json/writer.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;
using http::Execution;
using http::Method;

// The extensions that the FHIRPath Lab reads: where an item stands, and one that no value[x] holds.
constexpr std::string_view kPlaceExtension =
    "http://fhir.forms-lab.com/StructureDefinition/resource-path";
constexpr std::string_view kJsonExtension =
    "http://fhir.forms-lab.com/StructureDefinition/json-value";

/// "valueHumanName" where a parameter may have such a value, else empty.
std::string ValueName(fhir::TypeId type) {
  std::string name = "value";
  std::string_view of = fhir::Get(type).name;
  name += static_cast<char>(std::toupper(static_cast<unsigned char>(of[0])));
  name += of.substr(1);
  static const fhir::Type& parameter = fhir::Get(fhir::FindType("Parameters.parameter"));
  return fhir::FindProperty(parameter, fhir::FindName(name)) == nullptr ? std::string() : name;
}

std::string JsonOf(const fhir::Node& node) {
  std::string text;
  fhir::WriteJson(node, text);
  return text;
}

void WriteExtensions(json::Writer& json, const fhir::Node& node, bool with_json) {
  json.Key("extension").BeginArray();
  json.BeginObject().Member("url", kPlaceExtension);
  json.Member("valueString", fhir::LocationOf(node)).EndObject();
  if (with_json) {
    json.BeginObject().Member("url", kJsonExtension);
    json.Member("valueString", JsonOf(node)).EndObject();
  }
  json.EndArray();
}

void WriteNode(json::Writer& json, const fhir::Node& node) {
  const fhir::Type& type = fhir::Get(node.type);
  const bool is_primitive = type.kind == fhir::TypeKind::kPrimitive;
  const bool is_resource = type.kind == fhir::TypeKind::kResource;
  const std::string value = is_resource ? std::string() : ValueName(node.type);
  WriteExtensions(json, node, value.empty() && !is_resource && !is_primitive);
  json.Member("name", type.name);
  if (is_resource) {
    json.Key("resource").Raw(JsonOf(node));
  } else if (is_primitive && node.has_value && !node.text.empty()) {
    json.Key(value.empty() ? "valueString" : value);
    if (value.empty() || fhir::FormOf(node.type) == fhir::JsonForm::kString) {
      json.String(node.text);
    } else {
      json.Raw(node.text);
    }
  } else if (!is_primitive && !value.empty()) {
    json.Key(value).Raw(JsonOf(node));
  }
}

void WriteQuantity(json::Writer& json, const fhir::PathQuantity& quantity) {
  json.Key("valueQuantity").BeginObject();
  json.Key("value").Number(quantity.value.ToString());
  json.Member("unit", quantity.unit);
  if (!quantity.calendar) {
    json.Member("system", "http://unitsofmeasure.org").Member("code", quantity.unit);
  }
  json.EndObject();
}

/// One item as a part: {"name": type, "value[x]": value}.
void WriteItem(json::Writer& json, const fhir::PathItem& item) {
  json.BeginObject();
  switch (item.kind()) {
    case fhir::PathKind::kNode:
      WriteNode(json, *item.node());
      break;
    case fhir::PathKind::kBoolean:
      json.Member("name", "boolean").Key("valueBoolean").Boolean(item.boolean());
      break;
    case fhir::PathKind::kInteger:
      json.Member("name", "integer").Key("valueInteger").Integer(item.integer());
      break;
    case fhir::PathKind::kDecimal:
      json.Member("name", "decimal").Key("valueDecimal").Number(item.ToString());
      break;
    case fhir::PathKind::kDate:
      json.Member("name", "date").Member("valueDate", item.ToString());
      break;
    case fhir::PathKind::kDateTime:
      json.Member("name", "dateTime").Member("valueDateTime", item.ToString());
      break;
    case fhir::PathKind::kTime:
      json.Member("name", "time").Member("valueTime", item.ToString());
      break;
    case fhir::PathKind::kQuantity:
      json.Member("name", "Quantity");
      WriteQuantity(json, item.quantity());
      break;
    case fhir::PathKind::kTypeInfo:
      json.Member("name", "TypeInfo");
      json.Member("valueString",
                  std::string(item.type_namespace()) + "." + std::string(item.type_name()));
      break;
    case fhir::PathKind::kString:
      json.Member("name", "string");
      if (!item.text().empty()) json.Member("valueString", item.text());
      break;
    case fhir::PathKind::kTypeOnly:
      json.Member("name", fhir::Get(item.type()).name);
      break;
  }
  json.EndObject();
}

/// What trace() wrote, as parts. One thread at a time.
class Traces : public fhir::PathTrace {
 public:
  void Trace(std::string_view name, std::span<const fhir::PathItem> items) override {
    std::string text;
    json::Writer json(text);
    json.BeginObject().Member("name", "trace").Member("valueString", name);
    if (!items.empty()) {
      json.Key("part").BeginArray();
      for (const fhir::PathItem& item : items) WriteItem(json, item);
      json.EndArray();
    }
    json.EndObject();
    texts_.push_back(std::move(text));
  }
  const std::vector<std::string>& texts() const { return texts_; }
  void Clear() { texts_.clear(); }

 private:
  std::vector<std::string> texts_;
};

/// Resolves literal references to what is stored here. One thread at a time.
class StoredResolver : public fhir::PathResolver {
 public:
  StoredResolver(const Context& context, const record::Access& access)
      : context_(context), access_(access) {}

  std::optional<fhir::PathItem> Resolve(std::string_view reference,
                                        std::string_view type) override {
    const std::size_t slash = reference.find('/');
    if (slash == std::string_view::npos) return types_.Resolve(reference, type);
    const fhir::TypeId target = fhir::FindType(reference.substr(0, slash));
    const std::string_view id = reference.substr(slash + 1);
    if (target == fhir::TypeId::kNone || !resource::IsId(id)) {
      return types_.Resolve(reference, type);
    }
    try {
      const auto stored = context_.resources.Read(access_, target, resource::ParseId(id));
      trees_.push_back(std::move(fhir::ReadJson(stored.json).tree));
      return fhir::PathItem(trees_.back().root());
    } catch (const Error&) {
      return types_.Resolve(reference, type);
    }
  }

 private:
  const Context& context_;
  const record::Access& access_;
  fhir::TypeOnlyResolver types_;
  std::deque<fhir::Tree> trees_;
};

/// What is asked. Views look at the request's body.
struct PathQuestion {
  fhir::Tree body;    // the Parameters, where they came as such
  fhir::Tree stored;  // the resource, of the body or of the path
  std::string expression, context;
  const fhir::Node* resource = nullptr;
  std::deque<fhir::PathItem> items;  // of the variables, one each
  std::vector<fhir::PathVariable> variables;
};

void ReadVariables(PathQuestion& question) {
  const fhir::Node* const given = FindParameter(question.body.root(), "variables");
  if (given == nullptr) return;
  const fhir::NameId part = fhir::FindName("part");
  for (const fhir::Node* at = given->Child(part); at != nullptr && at->name == part;
       at = at->next_sibling) {
    const fhir::Node* value = at->Child("value");
    if (value == nullptr) value = at->Child("resource");
    std::span<const fhir::PathItem> items;
    if (value != nullptr) items = {&question.items.emplace_back(*value), 1};
    question.variables.push_back({at->ChildText("name"), items});
  }
}

PathQuestion QuestionOf(const Context& context, const FhirExchange& exchange) {
  PathQuestion question;
  const http::Request& request = exchange.request();
  if (!request.body.empty()) {
    question.body = FhirBody(request);
    const fhir::Node& root = question.body.root();
    if (!IsParameters(root)) {
      throw Error(ErrorCode::kBadRequest,
                  "a Parameters resource is expected: expression, resource, variables");
    }
    question.expression = ParameterText(root, "expression");
    question.context = ParameterText(root, "context");
    if (const fhir::Node* given = ParameterResource(root, "resource"); given != nullptr) {
      question.stored = TreeOf(*given);  // places begin with its type
      question.resource = &question.stored.root();
    }
    ReadVariables(question);
  }
  if (const auto* text = request.Query("expression")) question.expression = *text;
  if (const auto* text = request.Query("context")) question.context = *text;
  if (question.expression.empty()) {
    throw Error(ErrorCode::kBadRequest, "the parameter expression is expected");
  }
  if (request.parameters.size() > 1) {
    const auto stored = context.resources.Read(exchange.access(), exchange.Type(), exchange.Id());
    question.stored = std::move(fhir::ReadJson(stored.json).tree);
    question.resource = &question.stored.root();
  }
  return question;
}

/// The parameter "result" for one input.
void WriteResult(json::Writer& json, std::string_view place, const fhir::PathResult& result,
                 const Traces& traces) {
  json.BeginObject().Member("name", "result");
  if (!place.empty()) json.Member("valueString", place);
  if (!result.empty() || !traces.texts().empty()) {
    json.Key("part").BeginArray();
    for (const fhir::PathItem& item : result) WriteItem(json, item);
    for (const std::string& trace : traces.texts()) json.Raw(trace);
    json.EndArray();
  }
  json.EndObject();
}

http::Response Evaluate(const Context& context, const FhirExchange& exchange) {
  const PathQuestion question = QuestionOf(context, exchange);
  const auto expression = fhir::PathExpression::Compile(question.expression);
  StoredResolver resolver(context, exchange.access());
  Traces traces;
  fhir::PathEnvironment environment;
  environment.variables = question.variables;
  environment.resolver = &resolver;
  environment.trace = &traces;
  environment.resource = question.resource;

  std::string body;
  json::Writer json(body);
  json.BeginObject().Member("resourceType", "Parameters").Member("id", "fhirpath");
  json.Key("parameter").BeginArray();
  json.BeginObject().Member("name", "parameters").Key("part").BeginArray();
  json.BeginObject().Member("name", "evaluator");
  json.Member("valueString", "Socle " + context.version).EndObject();
  json.BeginObject().Member("name", "expression");
  json.Member("valueString", question.expression).EndObject();
  json.EndArray().EndObject();
  if (question.context.empty()) {
    std::vector<fhir::PathItem> input;
    if (question.resource != nullptr) input.emplace_back(*question.resource);
    WriteResult(json, {}, expression.Evaluate(input, environment), traces);
  } else if (question.resource != nullptr) {
    const auto outer = fhir::PathExpression::Compile(question.context);
    const auto inputs = outer.Evaluate(*question.resource, environment);
    for (const fhir::PathItem& item : inputs) {
      traces.Clear();
      const auto result = expression.Evaluate(std::span(&item, 1), environment);
      WriteResult(json, item.is_node() ? fhir::LocationOf(*item.node()) : item.ToString(), result,
                  traces);
    }
  }
  json.EndArray().EndObject();
  return exchange.Answer(200, std::move(body));
}

void Add(const Context& context, std::vector<http::Route>& routes, Method method,
         std::string_view path, std::string operation) {
  auto route = FhirRoute(
      method, path, Execution::kBlocking, std::move(operation), "Evaluate a FHIRPath expression",
      [&context](const FhirExchange& exchange) { return Evaluate(context, exchange); });
  route.parameters.push_back({"expression", "query", "the expression", false});
  route.parameters.push_back(
      {"context", "query", "an expression for the items it starts at", false});
  route.responses = {{200, "Parameters: each item with its type and its place"},
                     {400, "no FHIRPath: the place, what was expected"},
                     {408, "it took too many steps"}};
  routes.push_back(std::move(route));
}

}  // namespace

void AddFhirPathRoutes(const Context& context, std::vector<http::Route>& routes) {
  Add(context, routes, Method::kPost, "/$fhirpath", "fhirpath");
  Add(context, routes, Method::kGet, "/$fhirpath", "fhirpath_get");
  Add(context, routes, Method::kPost, "/{type}/{id}/$fhirpath", "fhirpath_instance");
  Add(context, routes, Method::kGet, "/{type}/{id}/$fhirpath", "fhirpath_instance_get");
}

}  // namespace socle::api
