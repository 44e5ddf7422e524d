#include "ehr/kinds.h"

namespace socle::ehr {

const record::Kind& CompositionKind() {
  static const record::Kind kind("openehr.composition");
  return kind;
}
const record::Kind& EhrStatusKind() {
  static const record::Kind kind("openehr.ehr_status");
  return kind;
}
const record::Kind& EhrAccessKind() {
  static const record::Kind kind("openehr.ehr_access");
  return kind;
}
const record::Kind& TemplateKind() {
  static const record::Kind kind("openehr.template");
  return kind;
}

}  // namespace socle::ehr
