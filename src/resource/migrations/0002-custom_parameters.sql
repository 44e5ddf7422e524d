-- Search parameters of the store's own: what docs/formats/search.md says, column by column. Derived from the heads of
-- fhir.SearchParameter, but for how far their rows have come: that is why verify does not compare these tables.

-- `version` is version.id of the resource: the number of the rows is made of it. `state`: 0 its rows are being made, 1
-- they are there, 2 they are to be removed. `type`, `ehr`, `object`, `part`: the last resource whose rows were made.
CREATE TABLE fhir_custom_parameter (
  version    INTEGER PRIMARY KEY,
  owner      INTEGER NOT NULL,
  state      INTEGER NOT NULL,
  code       TEXT NOT NULL,
  url        TEXT NOT NULL,
  kind       TEXT NOT NULL,
  bases      TEXT NOT NULL,
  targets    TEXT NOT NULL,
  expression TEXT NOT NULL,
  type       INTEGER NOT NULL,
  ehr        INTEGER NOT NULL,
  object     INTEGER NOT NULL,
  part       INTEGER NOT NULL,
  indexed    INTEGER NOT NULL,
  failed     INTEGER NOT NULL
);

-- Which state of them it is: counted up by each change.
CREATE TABLE fhir_custom_state (
  id         INTEGER PRIMARY KEY,
  generation INTEGER NOT NULL
);
INSERT INTO fhir_custom_state (id, generation) VALUES (1, 0);
