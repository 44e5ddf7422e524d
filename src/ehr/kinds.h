#pragma once

#include "record/types.h"

namespace socle::ehr {

/// The kinds of objects that openEHR brings into the record.
const record::Kind& CompositionKind();  // "openehr.composition"
const record::Kind& EhrStatusKind();    // "openehr.ehr_status": one in each EHR
const record::Kind& EhrAccessKind();    // "openehr.ehr_access": one in each EHR
const record::Kind&
TemplateKind();  // "openehr.template": in the institution's record, uid = template id

}  // namespace socle::ehr
