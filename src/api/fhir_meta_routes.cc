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

/// The answer of all three: the meta of `resource` as the parameter "return".
http::Response MetaAnswer(const FhirExchange& exchange, const resource::StoredResource& resource) {
  const fhir::ReadResult read = fhir::ReadJson(resource.json);
  std::string body;
  json::Writer json(body);
  json.BeginObject().Member("resourceType", "Parameters").Key("parameter").BeginArray();
  json.BeginObject().Member("name", "return");
  if (const fhir::Node* meta = read.tree.root().Child("meta"); meta != nullptr) {
    std::string text;
    fhir::WriteJson(*meta, text);
    json.Key("valueMeta").Raw(text);
  }
  json.EndObject().EndArray().EndObject();
  http::Response response = exchange.Answer(200, std::move(body));
  SetVersionHeaders(response, resource);
  return response;
}

http::Response GetMeta(const Context& context, const FhirExchange& exchange) {
  return MetaAnswer(exchange,
                    context.resources.Read(exchange.access(), exchange.Type(), exchange.Id()));
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
  Add(context, routes, Method::kGet, "/{type}/{id}/$meta", "meta", "The meta of a resource", get);
  Add(context, routes, Method::kPost, "/{type}/{id}/$meta", "meta_post", "The meta of a resource",
      get);
  Add(context, routes, Method::kPost, "/{type}/{id}/$meta-add", "meta_add",
      "Add profiles, tags, security labels",
      [&context](const FhirExchange& exchange) { return EditMeta(context, exchange, Edit::kAdd); });
  Add(context, routes, Method::kPost, "/{type}/{id}/$meta-delete", "meta_delete",
      "Take away profiles, tags, security labels", [&context](const FhirExchange& exchange) {
        return EditMeta(context, exchange, Edit::kDelete);
      });
}

}  // namespace socle::api
