#include "resource/transaction_names.h"

#include "base/error.h"
#include "fhir/ids.h"
#include "resource/references.h"
#include "resource/request_url.h"

namespace socle::resource {
namespace {

/// "http://example.org/fhir/" of "http://example.org/fhir/Patient/1"; empty for another URL.
std::string_view ServiceOf(std::string_view full_url) {
  if (!full_url.starts_with("http")) return {};
  const std::size_t id = full_url.rfind('/');
  if (id == std::string_view::npos || id == 0) return {};
  const std::size_t type = full_url.rfind('/', id - 1);
  if (type == std::string_view::npos || !ParseReference(full_url.substr(type + 1))) return {};
  return full_url.substr(0, type + 1);
}

bool IsUriType(fhir::TypeId type) {
  return type == fhir::type::kUri || type == fhir::type::kUrl || type == fhir::type::kCanonical ||
         type == fhir::type::kOid || type == fhir::type::kUuid;
}

/// Whether `text` is a conditional reference: "Patient?identifier=x". Errors: kBadRequest (it would
/// be one, of a type that there is not).
bool IsConditional(std::string_view text) {
  const std::size_t query = text.find('?');
  if (query == std::string_view::npos) return false;
  const std::string_view name = text.substr(0, query);
  const fhir::TypeId type = fhir::FindType(name);
  if (type != fhir::TypeId::kNone && fhir::Get(type).kind == fhir::TypeKind::kResource) return true;
  if (name.find_first_of(":/.#") == std::string_view::npos) {
    throw base::Error(base::ErrorCode::kBadRequest,
                      "a conditional reference begins with a type of resource");
  }
  return false;
}

}  // namespace

void TransactionNames::Add(std::string_view full_url, std::string name) {
  if (full_url.empty()) return;
  if (!names_.emplace(full_url, std::move(name)).second) {
    throw base::Error(base::ErrorCode::kBadRequest, "two entries have the same fullUrl");
  }
}

void TransactionNames::Resolve(fhir::Tree& tree, std::string_view full_url, const Ask& ask) {
  Visit(tree, tree.root(), ServiceOf(full_url), ask);
}

void TransactionNames::Visit(fhir::Tree& tree, const fhir::Node& node, std::string_view base,
                             const Ask& ask) {
  for (const fhir::Node* child = node.first_child; child != nullptr; child = child->next_sibling) {
    if (node.type == fhir::type::kReference && child->name == fhir::name::kReference) {
      if (const auto name = NameOf(child->text, base, ask)) {
        tree.Mutable(*child)->text = tree.Intern(*name);
      }
    } else if (IsUriType(child->type) && child->text.starts_with("urn:")) {
      const auto found = names_.find(child->text);
      if (found != names_.end()) tree.Mutable(*child)->text = tree.Intern(found->second);
    } else if (child->first_child != nullptr && child->type != fhir::type::kBundleEntry) {
      Visit(tree, *child, base, ask);
    }
  }
}

std::optional<std::string> TransactionNames::NameOf(std::string_view reference,
                                                    std::string_view base, const Ask& ask) {
  if (const auto found = names_.find(reference); found != names_.end()) return found->second;
  if (!base.empty() && ParseReference(reference)) {
    const auto found = names_.find(std::string(base).append(reference));
    if (found != names_.end()) return found->second;
  }
  if (!IsConditional(reference)) return std::nullopt;
  const auto known = conditional_.find(reference);
  if (known != conditional_.end()) return known->second;
  const std::size_t query = reference.find('?');
  SearchRequest request;
  request.type = fhir::FindType(reference.substr(0, query));
  request.parameters = ParseQuery(reference.substr(query + 1));
  return conditional_.emplace(reference, ask(request)).first->second;
}

}  // namespace socle::resource
