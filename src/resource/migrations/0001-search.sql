-- The search tables of FHIR resources: what docs/formats/search.md says, column by column. Derived: rebuilt by
-- reindex. A row belongs to the resource (ehr, object, part): `part` is 0 for a resource that is an object of its
-- own, and tells apart the views of one object. `element` is the pre-order number of the repeating element of the
-- resource that the value stands in, 0 where there is none: composites compare it. `param` numbers a search
-- parameter of a resource type. The indexes `_of` begin with the resource: where a search has its candidates from
-- another criterion, a date, a quantity, a text or a reference of theirs is one look-up and not a range of all patients'.

-- Every resource that is there. `type` numbers its type, `version` is version.id of its head.
CREATE TABLE fhir_resource (
  type    INTEGER NOT NULL,
  ehr     INTEGER NOT NULL,
  object  INTEGER NOT NULL,
  part    INTEGER NOT NULL,
  version INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  PRIMARY KEY (type, ehr, object, part)
) WITHOUT ROWID;
CREATE INDEX fhir_resource_updated ON fhir_resource (type, updated);

-- Codes, identifiers, booleans. `system` numbers a code system (resource/code_systems.h), 0 where there is none.
CREATE TABLE fhir_token (
  param   INTEGER NOT NULL,
  code    TEXT NOT NULL,
  system  INTEGER NOT NULL,
  ehr     INTEGER NOT NULL,
  object  INTEGER NOT NULL,
  part    INTEGER NOT NULL,
  element INTEGER NOT NULL,
  PRIMARY KEY (param, code, system, ehr, object, part, element)
) WITHOUT ROWID;

-- References to resources here: `target` is the id (a UUID in 16 bytes, else its text), `type` its type.
-- Others: `type` 0 and the URL.
CREATE TABLE fhir_reference (
  param   INTEGER NOT NULL,
  target  BLOB NOT NULL,
  type    INTEGER NOT NULL,
  ehr     INTEGER NOT NULL,
  object  INTEGER NOT NULL,
  part    INTEGER NOT NULL,
  element INTEGER NOT NULL,
  PRIMARY KEY (param, target, type, ehr, object, part, element)
) WITHOUT ROWID;
CREATE INDEX fhir_reference_of ON fhir_reference (ehr, object, part, param, type, target);

-- Intervals of time, in milliseconds since 1970, UTC: from `low`, `span` long. `wide`: 0 below a day and an hour,
-- 1 up to 400 days, 2 beyond or open, so that those that can reach a moment are a range of `low`.
CREATE TABLE fhir_date (
  param   INTEGER NOT NULL,
  wide    INTEGER NOT NULL,
  low     INTEGER NOT NULL,
  span    INTEGER NOT NULL,
  ehr     INTEGER NOT NULL,
  object  INTEGER NOT NULL,
  part    INTEGER NOT NULL,
  element INTEGER NOT NULL,
  PRIMARY KEY (param, wide, low, span, ehr, object, part, element)
) WITHOUT ROWID;
CREATE INDEX fhir_date_of ON fhir_date (ehr, object, part, param, low, span);

-- Numbers and quantities. `unit` 0: the value as it is written, for searches without a unit; else the canonical
-- value in the dimension that `unit` numbers, or the value in a unit that has none.
CREATE TABLE fhir_quantity (
  param   INTEGER NOT NULL,
  unit    INTEGER NOT NULL,
  value   REAL NOT NULL,
  ehr     INTEGER NOT NULL,
  object  INTEGER NOT NULL,
  part    INTEGER NOT NULL,
  element INTEGER NOT NULL,
  PRIMARY KEY (param, unit, value, ehr, object, part, element)
) WITHOUT ROWID;
CREATE INDEX fhir_quantity_of ON fhir_quantity (ehr, object, part, param, unit, value);

-- Texts, without case and accents; those of codes under the negative number of their parameter, and not in the index.
-- `exact` is the text itself where that is another.
CREATE TABLE fhir_string (
  param   INTEGER NOT NULL,
  text    TEXT NOT NULL,
  ehr     INTEGER NOT NULL,
  object  INTEGER NOT NULL,
  part    INTEGER NOT NULL,
  element INTEGER NOT NULL,
  exact   TEXT,
  PRIMARY KEY (param, text, ehr, object, part, element)
) WITHOUT ROWID;
CREATE INDEX fhir_string_of ON fhir_string (ehr, object, part, param, text) WHERE param > 0;

-- URIs, URLs and canonicals.
CREATE TABLE fhir_uri (
  param   INTEGER NOT NULL,
  uri     TEXT NOT NULL,
  ehr     INTEGER NOT NULL,
  object  INTEGER NOT NULL,
  part    INTEGER NOT NULL,
  element INTEGER NOT NULL,
  PRIMARY KEY (param, uri, ehr, object, part, element)
) WITHOUT ROWID;
