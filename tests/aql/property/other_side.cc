#include "other_side.h"

namespace socle::aql::property {

AnswerFunction OtherSide() { return {}; }

}  // namespace socle::aql::property
