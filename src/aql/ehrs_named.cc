#include "aql/ehrs_named.h"

#include <algorithm>

#include "rm/ids.h"

namespace socle::aql {
namespace {

namespace attribute = rm::attribute;
namespace type = rm::type;

bool IsEhrId(const bound::Path& path) {
  return bound::IsPath(path, {attribute::kEhrId, attribute::kValue});
}

const bound::Access* EhrIdAccess(const bound::Query& query, const bound::Expression& expression) {
  const auto* use = std::get_if<bound::PathUse>(&expression.value);
  if (use == nullptr) return nullptr;
  const bound::Access& access = query.accesses[use->access];
  const bool is_ehr = query.sources[access.source].type == type::kEhr;
  return is_ehr && !access.predicate && IsEhrId(access.path) ? &access : nullptr;
}

}  // namespace

std::optional<std::string> IdOf(const bound::Predicate& predicate) {
  if (predicate.kind != bound::Predicate::Kind::kComparison ||
      predicate.comparison != ast::Comparison::kEqual || !IsEhrId(predicate.path)) {
    return std::nullopt;
  }
  const auto* literal = std::get_if<ast::Literal>(&predicate.operand);
  if (literal == nullptr || literal->kind != ast::Literal::Kind::kString) return std::nullopt;
  return literal->text;
}

std::optional<std::vector<std::string>> IdsOf(const bound::Query& query,
                                              const bound::Condition& condition) {
  const bool equal = condition.kind == bound::Condition::Kind::kComparison &&
                     condition.comparison == ast::Comparison::kEqual;
  if (!equal && condition.kind != bound::Condition::Kind::kMatches) return std::nullopt;
  std::size_t path = 0;
  if (equal && EhrIdAccess(query, condition.expressions[0]) == nullptr) path = 1;
  if (EhrIdAccess(query, condition.expressions[path]) == nullptr) return std::nullopt;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < condition.expressions.size(); ++i) {
    if (i == path) continue;
    const ast::Literal* literal = bound::LiteralOf(condition.expressions[i]);
    if (literal == nullptr || literal->kind != ast::Literal::Kind::kString) return std::nullopt;
    ids.push_back(literal->text);
  }
  return ids;
}

std::vector<const bound::Condition*> Conjuncts(const bound::Condition& condition) {
  if (condition.kind != bound::Condition::Kind::kAnd) return {&condition};
  std::vector<const bound::Condition*> all;
  for (const bound::Condition& operand : condition.operands) {
    const auto inner = Conjuncts(operand);
    all.insert(all.end(), inner.begin(), inner.end());
  }
  return all;
}

std::size_t EhrSources(const bound::Query& query) {
  return static_cast<std::size_t>(
      std::count_if(query.sources.begin(), query.sources.end(),
                    [](const bound::Source& source) { return source.type == type::kEhr; }));
}

std::optional<std::vector<std::string>> EhrsNamed(const bound::Query& query) {
  if (EhrSources(query) != 1) return std::nullopt;
  std::optional<std::vector<std::string>> named;
  const auto narrow = [&](const std::vector<std::string>& ids) {
    if (!named) {
      named = ids;
      return;
    }
    std::erase_if(*named, [&](const std::string& id) {
      return std::find(ids.begin(), ids.end(), id) == ids.end();
    });
  };
  for (const bound::Source& source : query.sources) {
    if (source.type != type::kEhr || !source.predicate) continue;
    if (const auto id = IdOf(*source.predicate)) narrow({*id});
  }
  if (!query.where) return named;
  for (const bound::Condition* conjunct : Conjuncts(*query.where)) {
    if (const auto ids = IdsOf(query, *conjunct)) narrow(*ids);
  }
  return named;
}

}  // namespace socle::aql
