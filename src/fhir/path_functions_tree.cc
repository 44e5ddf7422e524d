#include "fhir/path_equality.h"
#include "fhir/path_functions.h"

// FHIRPath N1, Tree navigation; trace, type.
namespace socle::fhir::path_function {
namespace {

void PushChildrenOf(PathCall& call, std::size_t item) {
  const Node* node = call.machine[item].node();
  if (node == nullptr) return;
  for (const Node* at = node->first_child; at != nullptr; at = at->next_sibling) {
    call.machine.Push(*at);
  }
}

}  // namespace

void Children(PathCall& call) {
  for (std::size_t i = call.base; i < call.end; ++i) PushChildrenOf(call, i);
  call.ReturnRest();
}

// DEVIATION: N1 calls it repeat(children()), which would drop equal elements; a tree has none
// twice, and all engines give each.
void Descendants(PathCall& call) {
  for (std::size_t i = call.base; i < call.machine.size(); ++i) PushChildrenOf(call, i);
  call.ReturnRest();
}

void Trace(PathCall& call) {
  PathEvaluator& machine = call.machine;
  const auto name = call.StringArgument(0);
  PathTrace* trace = machine.environment().trace;
  if (trace == nullptr) return;
  const std::size_t begin = machine.size();
  if (call.Has(1)) {
    for (std::size_t i = call.base; i < call.end; ++i) call.EvaluateFor(1, i);
    trace->Trace(name.value_or(""), machine.Items({begin, machine.size()}));
    machine.Shrink(begin);
  } else {
    trace->Trace(name.value_or(""), machine.Items(call.input()));
  }
}

void Type(PathCall& call) {
  for (std::size_t i = call.base; i < call.end; ++i) {
    PathItem& item = call.machine[i];
    if (const Node* node = item.node()) {
      item = PathItem::TypeInfo(node->type);
    } else if (item.kind() == PathKind::kTypeOnly) {
      item = PathItem::TypeInfo(item.type());
    } else if (item.kind() != PathKind::kTypeInfo) {
      item = PathItem::TypeInfo(TypeId::kNone, SystemName(item.kind()));
    }
  }
}

}  // namespace socle::fhir::path_function
