-- Rows of contained resources are numbered 2^16 further from 0, no longer 2^40: three bytes less in
-- each of them.
UPDATE fhir_resource SET type = type - 1099511562240 WHERE type >= 1099511627776;
UPDATE fhir_token SET param = param - 1099511562240
  WHERE param BETWEEN 1099511627776 AND 1099511693312;
UPDATE fhir_token SET param = param + 1099511562240
  WHERE param BETWEEN -1099511693312 AND -1099511627776;
UPDATE fhir_reference SET param = param - 1099511562240
  WHERE param BETWEEN 1099511627776 AND 1099511693312;
UPDATE fhir_date SET param = param - 1099511562240
  WHERE param BETWEEN 1099511627776 AND 1099511693312;
UPDATE fhir_quantity SET param = param - 1099511562240
  WHERE param BETWEEN 1099511627776 AND 1099511693312;
UPDATE fhir_string SET param = param - 1099511562240
  WHERE param BETWEEN 1099511627776 AND 1099511693312;
UPDATE fhir_string SET param = param + 1099511562240
  WHERE param BETWEEN -1099511693312 AND -1099511627776;
UPDATE fhir_uri SET param = param - 1099511562240
  WHERE param BETWEEN 1099511627776 AND 1099511693312;

-- They are not in the index by time either: a search for them by _lastUpdated alone reads those of their type.
DROP INDEX fhir_resource_updated;
CREATE INDEX fhir_resource_updated ON fhir_resource (type, updated) WHERE type < 65536;

-- Rows of a code and a value together stand under negative numbers, their `element` is negative, and they are not in
-- the indexes by resource. A store that has resources already gets them with `socle reindex`, which sets `paired`; until
-- then no search asks for them.
ALTER TABLE fhir_custom_state ADD COLUMN paired INTEGER NOT NULL DEFAULT 1;
UPDATE fhir_custom_state SET paired = NOT EXISTS (SELECT 1 FROM fhir_resource);

DROP INDEX fhir_date_of;
CREATE INDEX fhir_date_of ON fhir_date (ehr, object, part, param, low, span) WHERE element >= 0;
DROP INDEX fhir_quantity_of;
CREATE INDEX fhir_quantity_of ON fhir_quantity (ehr, object, part, param, unit, value)
  WHERE element >= 0;
