-- The indexes that AQL queries, and the catalogue that tells which table and column holds which path. All
-- derived: rebuilt by reindex. The archetypes' own tables are made when a template is uploaded.
-- docs/formats/aql.md says what every column holds. The columns of a key stand first, in its order: the
-- integrity check of SQLite 3.40 takes others of a table WITHOUT ROWID for null. `ehr` is 0 in the catalogue, which is no patient's.

-- The latest version of each composition that is not deleted.
CREATE TABLE aql_composition (
  version       INTEGER PRIMARY KEY,
  ehr           INTEGER NOT NULL,
  object        INTEGER NOT NULL,
  number        INTEGER NOT NULL,
  archetype     INTEGER,
  template      INTEGER,
  name          TEXT,
  start_time    TEXT,
  start_instant INTEGER,
  composer      TEXT,
  span          INTEGER NOT NULL,
  holds         BLOB NOT NULL
);
CREATE INDEX aql_composition_of ON aql_composition (ehr, version);
CREATE INDEX aql_composition_start ON aql_composition (start_instant);

-- What the latest EHR_STATUS of each EHR says.
CREATE TABLE aql_ehr (
  ehr               INTEGER PRIMARY KEY,
  is_queryable      INTEGER NOT NULL,
  is_modifiable     INTEGER NOT NULL,
  subject_id        TEXT,
  subject_namespace TEXT,
  status_version    INTEGER NOT NULL
);
CREATE INDEX aql_ehr_silent ON aql_ehr (ehr) WHERE is_queryable = 0;

-- Versions that hold what the tables cannot tell exactly.
CREATE TABLE aql_oddity (
  archetype INTEGER NOT NULL,
  kind      INTEGER NOT NULL,
  id        INTEGER NOT NULL,
  ehr       INTEGER NOT NULL,
  PRIMARY KEY (archetype, kind, id)
) WITHOUT ROWID;

-- Versions that hold archetypes which have no rows.
CREATE TABLE aql_unlaid (
  id           INTEGER NOT NULL,
  archetype_id TEXT NOT NULL,
  ehr          INTEGER NOT NULL,
  PRIMARY KEY (id, archetype_id)
) WITHOUT ROWID;
CREATE INDEX aql_unlaid_archetype ON aql_unlaid (archetype_id);

-- The catalogue.
CREATE TABLE aql_layout (
  ehr        INTEGER PRIMARY KEY,
  generation INTEGER NOT NULL,
  slots      INTEGER NOT NULL,
  stale      INTEGER NOT NULL
);
-- A store that has a record before it has these tables is stale until reindex has filled them.
INSERT INTO aql_layout (ehr, generation, slots, stale)
  VALUES (0, 0, 0, EXISTS (SELECT 1 FROM object));

CREATE TABLE aql_template (
  number      INTEGER PRIMARY KEY,
  ehr         INTEGER NOT NULL,
  template_id TEXT NOT NULL UNIQUE
);

CREATE TABLE aql_archetype (
  number       INTEGER PRIMARY KEY,
  ehr          INTEGER NOT NULL,
  archetype_id TEXT NOT NULL UNIQUE
);

CREATE TABLE aql_table (
  archetype  INTEGER NOT NULL,
  number     INTEGER NOT NULL,
  ehr        INTEGER NOT NULL,
  name       TEXT NOT NULL UNIQUE,
  name_value TEXT NOT NULL,
  parent     INTEGER NOT NULL,
  PRIMARY KEY (archetype, number)
) WITHOUT ROWID;

CREATE TABLE aql_node (
  archetype INTEGER NOT NULL,
  number    INTEGER NOT NULL,
  ehr       INTEGER NOT NULL,
  parent    INTEGER,
  kind      TEXT NOT NULL,
  attribute TEXT NOT NULL,
  node_id   TEXT NOT NULL,
  type      TEXT NOT NULL,
  name      TEXT NOT NULL,
  table_number INTEGER NOT NULL,
  slot      INTEGER NOT NULL,
  path      TEXT NOT NULL,
  PRIMARY KEY (archetype, number)
) WITHOUT ROWID;

CREATE TABLE aql_column (
  archetype  INTEGER NOT NULL,
  table_number INTEGER NOT NULL,
  place      INTEGER NOT NULL,
  ehr        INTEGER NOT NULL,
  table_name TEXT NOT NULL,
  name       TEXT NOT NULL,
  path       TEXT NOT NULL,
  node       INTEGER NOT NULL,
  type       TEXT NOT NULL,
  part       TEXT NOT NULL,
  role       TEXT NOT NULL,
  sql_type   TEXT NOT NULL,
  otherwise  TEXT,
  PRIMARY KEY (archetype, table_number, place)
) WITHOUT ROWID;

CREATE TABLE aql_slot (
  slot         INTEGER PRIMARY KEY,
  ehr          INTEGER NOT NULL,
  archetype    INTEGER NOT NULL,
  path         TEXT NOT NULL,
  archetype_id TEXT NOT NULL
);
