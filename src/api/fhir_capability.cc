#include "api/fhir_capability.h"

#include <map>
#include <vector>

#include "api/fhir_format.h"
#include "base/instant.h"
#include "json/writer.h"

namespace socle::api {
namespace {

using resource::SearchParameter;
using resource::SearchType;

constexpr FhirOperation kOperations[] = {
    {"validate", "http://hl7.org/fhir/OperationDefinition/Resource-validate", ""},
    {"meta", "http://hl7.org/fhir/OperationDefinition/Resource-meta", ""},
    {"meta-add", "http://hl7.org/fhir/OperationDefinition/Resource-meta-add", ""},
    {"meta-delete", "http://hl7.org/fhir/OperationDefinition/Resource-meta-delete", ""},
    {"everything", "http://hl7.org/fhir/OperationDefinition/Patient-everything", "Patient"},
    {"everything", "http://hl7.org/fhir/OperationDefinition/Encounter-everything", "Encounter"},
};

constexpr std::string_view kInteractions[] = {"read",         "vread",  "update",
                                              "patch",        "delete", "history-instance",
                                              "history-type", "create", "search-type"};
constexpr std::string_view kSystemInteractions[] = {"transaction", "batch", "search-system",
                                                    "history-system"};

std::string_view NameOf(SearchType type) {
  constexpr std::string_view kNames[] = {"number",    "date",     "string", "token",  "reference",
                                         "composite", "quantity", "uri",    "special"};
  return kNames[static_cast<std::size_t>(type)];
}

/// What _include and _revinclude take, by the type that they are asked of.
struct Includes {
  std::map<fhir::TypeId, std::vector<std::string>> forward, reverse;
};

Includes IncludesOf(const resource::SearchParameters& parameters) {
  Includes includes;
  for (const std::string_view name : fhir::ResourceTypes()) {
    const fhir::TypeId type = fhir::FindType(name);
    for (const SearchParameter* parameter : parameters.Of(type)) {
      if (parameter->kind != SearchType::kReference) continue;
      const std::string path = std::string(name) + ":" + parameter->code;
      includes.forward[type].push_back(path);
      for (const fhir::TypeId target : parameter->targets) includes.reverse[target].push_back(path);
    }
  }
  return includes;
}

void WriteTexts(json::Writer& json, std::string_view name, const std::vector<std::string>& texts) {
  if (texts.empty()) return;
  json.Key(name).BeginArray();
  for (const std::string& text : texts) json.String(text);
  json.EndArray();
}

/// "interaction" or another list of objects with one code.
template <typename Codes>
void WriteCodes(json::Writer& json, const Codes& codes) {
  json.Key("interaction").BeginArray();
  for (const std::string_view code : codes) json.BeginObject().Member("code", code).EndObject();
  json.EndArray();
}

void WriteSearchParameters(json::Writer& json,
                           const std::vector<const SearchParameter*>& parameters) {
  if (parameters.empty()) return;
  json.Key("searchParam").BeginArray();
  for (const SearchParameter* parameter : parameters) {
    // _text and _content are none while they are not indexed.
    if (!resource::IsIndexed(*parameter) && !resource::IsOfTheResource(parameter->code)) continue;
    json.BeginObject().Member("name", parameter->code);
    if (!parameter->url.empty()) json.Member("definition", parameter->url);
    json.Member("type", NameOf(parameter->kind)).EndObject();
  }
  json.EndArray();
}

void WriteOperations(json::Writer& json, std::string_view type) {
  json.Key("operation").BeginArray();
  for (const FhirOperation& operation : kOperations) {
    if (!operation.type.empty() && operation.type != type) continue;
    json.BeginObject().Member("name", operation.name);
    json.Member("definition", operation.definition).EndObject();
  }
  json.EndArray();
}

void WriteResource(json::Writer& json, const Context& context,
                   const resource::SearchParameters& parameters, std::string_view name,
                   const Includes& includes) {
  const fhir::TypeId type = fhir::FindType(name);
  json.BeginObject().Member("type", name);
  json.Member("profile", "http://hl7.org/fhir/StructureDefinition/" + std::string(name));
  WriteCodes(json, kInteractions);
  json.Member("versioning", "versioned");
  for (const std::string_view flag : {"readHistory", "updateCreate", "conditionalCreate"}) {
    json.Key(flag).Boolean(true);
  }
  json.Member("conditionalRead", "full-support").Key("conditionalUpdate").Boolean(true);
  json.Member("conditionalDelete", context.fhir_deletes_many ? "multiple" : "single");
  json.Key("referencePolicy").BeginArray();
  for (const std::string_view policy : {"literal", "logical", "enforced", "local"}) {
    if (policy != "enforced" || context.fhir_enforces_references) json.String(policy);
  }
  json.EndArray();
  const auto find = [type](const auto& of) {
    const auto found = of.find(type);
    return found == of.end() ? std::vector<std::string>() : found->second;
  };
  WriteTexts(json, "searchInclude", find(includes.forward));
  WriteTexts(json, "searchRevInclude", find(includes.reverse));
  WriteSearchParameters(json, parameters.Of(type));
  WriteOperations(json, name);
  json.EndObject();
}

void WriteRest(json::Writer& json, const Context& context) {
  json.Key("rest").BeginArray().BeginObject().Member("mode", "server");
  const auto parameters = context.search_parameters.Latest();
  const Includes includes = IncludesOf(*parameters);
  json.Key("resource").BeginArray();
  for (const std::string_view name : fhir::ResourceTypes()) {
    WriteResource(json, context, *parameters, name, includes);
  }
  json.EndArray();
  WriteCodes(json, kSystemInteractions);
  // Of every type; R4 has no definitions of them.
  json.Key("searchParam").BeginArray();
  for (const std::string_view parameter : {"_filter", "_has", "_list"}) {
    json.BeginObject().Member("name", parameter).Member("type", "special").EndObject();
  }
  json.EndArray();
  json.Key("compartment").BeginArray();
  for (const std::string_view compartment :
       {"device", "encounter", "patient", "practitioner", "relatedPerson"}) {
    json.String("http://hl7.org/fhir/CompartmentDefinition/" + std::string(compartment));
  }
  json.EndArray();
  json.EndObject().EndArray();
}

}  // namespace

std::string CapabilityStatementOf(const Context& context, std::string_view base) {
  std::string body;
  json::Writer json(body);
  json.BeginObject().Member("resourceType", "CapabilityStatement").Member("name", "Socle");
  json.Member("title", "Socle's FHIR R4 door").Member("status", "active");
  json.Member("date", base::FormatIso(base::Now())).Member("kind", "instance");
  json.Key("software").BeginObject().Member("name", "Socle").Member("version", context.version);
  json.EndObject();
  json.Key("implementation").BeginObject().Member("description", "Socle at " + context.system_id);
  json.Member("url", base).EndObject();
  json.Member("fhirVersion", "4.0.1").Key("format").BeginArray();
  for (const std::string_view format :
       {kFhirJson, kFhirXml, std::string_view("json"), std::string_view("xml")}) {
    json.String(format);
  }
  json.EndArray().Key("patchFormat").BeginArray().String("application/json-patch+json");
  json.String(kFhirJson).String(kFhirXml).EndArray();
  WriteRest(json, context);
  json.EndObject();
  return body;
}

}  // namespace socle::api
