#pragma once

#include <string>
#include <string_view>

#include "generate/random.h"
#include "random_template.h"

namespace socle::aql::property {

/// What a path leads to, so that it is compared with what might be there.
enum class Domain {
  kNumber,
  kUnits,
  kText,
  kWord,
  kCode,
  kBoolean,
  kDate,
  kTime,
  kDateTime,
  kDuration,
  kIdentifier,
  kUri,
  kPerson,
  kUid,
  kEhrId,
  kObject,  // compares with nothing
};

/// A path with its alias in front.
struct QueryPath {
  std::string text;
  Domain domain = Domain::kObject;
};

/// How a path names the nodes on its way.
enum class Precision {
  kFull,   // every node by its id
  kLoose,  // now and then without, or by a condition
};

/// "[at0004]", "[at0004, 'left']" or another predicate that `node` may answer to; perhaps nothing.
std::string NodePredicate(generate::Random& random, const Shape& node, Precision precision);

/// A path from `alias`, an instance of `from`, down to some value or attribute.
QueryPath RandomPath(generate::Random& random, const std::string& alias, const Shape& from,
                     Precision precision);

/// A literal of the domain as AQL writes it, and now and then one of another.
std::string RandomLiteral(generate::Random& random, Domain domain);
/// `text` between single quotes.
std::string Quoted(std::string_view text);

}  // namespace socle::aql::property
