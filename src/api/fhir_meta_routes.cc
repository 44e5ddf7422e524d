#include "api/fhir_exchange.h"
#include "api/fhir_parameters.h"
#include "json/writer.h"

namespace socle::api {
namespace {

using base::Error;
using base::ErrorCode;
using http::Execution;
using http::Method;

/// The elements of meta that $meta-add and $meta-delete are about.
constexpr std::string_view kSets[] = {"profile", "security", "tag"};

/// A Meta, given as JSON, as the parameter "return"; none where it is empty.
std::string ParametersWith(std::string_view meta) {
  std::string body;
  json::Writer json(body);
  json.BeginObject().Member("resourceType", "Parameters").Key("parameter").BeginArray();
  json.BeginObject().Member("name", "return");
  if (!meta.empty()) json.Key("valueMeta").Raw(meta);
  json.EndObject().EndArray().EndObject();
  return body;
}

/// The answer of all that are about one resource: its meta.
http::Response MetaAnswer(const FhirExchange& exchange, const resource::StoredResource& resource) {
  const fhir::ReadResult read = fhir::ReadJson(resource.json);
  std::string text;
  const fhir::Node* const meta = read.tree.root().Child("meta");
  if (meta != nullptr) fhir::WriteJson(*meta, text);
  http::Response response = exchange.Answer(200, ParametersWith(text));
  SetVersionHeaders(response, resource);
  return response;
}

/// Of a resource, or of a version of it where the path names one.
http::Response GetMeta(const Context& context, const FhirExchange& exchange) {
  const bool is_version = exchange.request().parameters.size() > 2;
  return MetaAnswer(
      exchange, is_version
                    ? context.resources.ReadVersion(exchange.access(), exchange.Type(),
                                                    exchange.Id(), exchange.Version())
                    : context.resources.Read(exchange.access(), exchange.Type(), exchange.Id()));
}

/// What is in use among the resources of a type, or of all.
http::Response GetMetaInUse(const Context& context, const FhirExchange& exchange) {
  const bool is_typed = !exchange.request().parameters.empty();
  record::Snapshot snapshot = context.record.OpenSnapshot();
  const std::string meta =
      context.search.MetaInUse(snapshot, is_typed ? exchange.Type() : fhir::TypeId::kNone);
  context.record.NoteQuery(exchange.access(), {}, 0);
  return exchange.Answer(200, ParametersWith(meta == "{}" ? std::string_view() : meta));
}

/// Whether two items of a set are the same: profiles by their URL, codings by system and code.
bool IsSame(const fhir::Node& a, const fhir::Node& b) {
  return a.text == b.text && a.ChildText("system") == b.ChildText("system") &&
         a.ChildText("code") == b.ChildText("code");
}

/// The item of `meta` in the set `name` that is the same as `item`, or null.
const fhir::Node* FindSame(const fhir::Node& meta, fhir::NameId name, const fhir::Node& item) {
  const fhir::Node* at = meta.Child(name);
  while (at != nullptr && at->name == name) {
    if (IsSame(*at, item)) return at;
    at = at->next_sibling;
  }
  return nullptr;
}

/// The meta of `root`, made where there is none.
fhir::Node* MetaOf(fhir::Tree& tree, fhir::Node* root) {
  const fhir::NameId name = fhir::FindName("meta");
  if (const fhir::Node* meta = root->Child(name); meta != nullptr) return tree.Mutable(*meta);
  const fhir::Type& type = fhir::Get(root->type);
  const fhir::Element* const element = fhir::FindElement(type, name);
  fhir::Node* const meta = tree.NewNode(element->types[0].type);
  meta->name = name;
  meta->element = static_cast<std::uint16_t>(element - type.elements.data());
  tree.Insert(root, meta);
  return meta;
}

enum class Edit : std::uint8_t { kAdd, kDelete };

/// `resource` with the items of `given` added to its meta, or taken out.
fhir::Tree Edited(const fhir::Node& resource, const fhir::Node& given, Edit edit) {
  fhir::Tree tree = TreeOf(resource);
  fhir::Node* const root = tree.Mutable(tree.root());
  fhir::Node* const meta = MetaOf(tree, root);
  for (const std::string_view set : kSets) {
    const fhir::NameId name = fhir::FindName(set);
    for (const fhir::Node* item = given.Child(name); item != nullptr && item->name == name;
         item = item->next_sibling) {
      const fhir::Node* const same = FindSame(*meta, name, *item);
      if (edit == Edit::kDelete && same != nullptr) tree.Remove(tree.Mutable(*same));
      if (edit == Edit::kAdd && same == nullptr) tree.Insert(meta, tree.Copy(*item));
    }
  }
  if (meta->first_child == nullptr) tree.Remove(meta);
  tree.Number();
  return tree;
}

/// Source: FHIR R4, Resource operations $meta-add and $meta-delete. The change is a version.
http::Response EditMeta(const Context& context, const FhirExchange& exchange, Edit edit) {
  const fhir::Tree body = FhirBody(exchange.request());
  const fhir::Node* const given =
      IsParameters(body.root()) ? ParameterValue(body.root(), "meta") : nullptr;
  if (given == nullptr || fhir::Get(given->type).name != "Meta") {
    throw Error(ErrorCode::kBadRequest,
                "a Parameters resource with the parameter meta (valueMeta) is expected");
  }
  const auto written = context.resources.Change(
      exchange.access(), exchange.Type(), exchange.Id(),
      [&](const fhir::Node& resource) { return Edited(resource, *given, edit); },
      exchange.IfMatch());
  return MetaAnswer(exchange, written.resource);
}

void Add(const Context&, std::vector<http::Route>& routes, Method method, std::string_view path,
         std::string operation, std::string summary, FhirHandler handler) {
  auto route = FhirRoute(method, path, Execution::kBlocking, std::move(operation),
                         std::move(summary), std::move(handler));
  route.responses = {{200, "the meta of the resource"}, {404, "no such resource"}};
  routes.push_back(std::move(route));
}

}  // namespace

void AddFhirMetaRoutes(const Context& context, std::vector<http::Route>& routes) {
  const auto get = [&context](const FhirExchange& exchange) { return GetMeta(context, exchange); };
  const auto in_use = [&context](const FhirExchange& exchange) {
    return GetMetaInUse(context, exchange);
  };
  for (const Method method : {Method::kGet, Method::kPost}) {
    const std::string end = method == Method::kPost ? "_post" : "";
    Add(context, routes, method, "/{type}/{id}/$meta", "meta" + end, "The meta of a resource", get);
    Add(context, routes, method, "/{type}/{id}/_history/{vid}/$meta", "meta_version" + end,
        "The meta of a version of a resource", get);
    Add(context, routes, method, "/{type}/$meta", "meta_type" + end,
        "The profiles, tags and security labels in use among resources of a type", in_use);
    Add(context, routes, method, "/$meta", "meta_system" + end,
        "The profiles, tags and security labels in use", in_use);
  }
  Add(context, routes, Method::kPost, "/{type}/{id}/$meta-add", "meta_add",
      "Add profiles, tags, security labels",
      [&context](const FhirExchange& exchange) { return EditMeta(context, exchange, Edit::kAdd); });
  Add(context, routes, Method::kPost, "/{type}/{id}/$meta-delete", "meta_delete",
      "Take away profiles, tags, security labels", [&context](const FhirExchange& exchange) {
        return EditMeta(context, exchange, Edit::kDelete);
      });
}

}  // namespace socle::api
