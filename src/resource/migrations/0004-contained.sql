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
