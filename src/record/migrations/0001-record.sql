-- The record. Logs (contribution, version, access_trail) grow at their end in the order of commit; unique
-- indexes that begin with `ehr` find one patient's rows. Why: docs/decisions/0007-record-layout.md.
-- docs/formats/record.md says what every column holds.

-- Texts that repeat: committers, systems, principals, purposes, body classes.
CREATE TABLE name (
  id   INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE
);

CREATE TABLE kind (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE ehr (
  ehr          INTEGER PRIMARY KEY,
  ehr_id       BLOB NOT NULL UNIQUE,
  system       INTEGER NOT NULL,
  time_created INTEGER NOT NULL
);

-- One commit. `position` is its place in the change feed, `seq` its place in its EHR.
CREATE TABLE contribution (
  position    INTEGER PRIMARY KEY,
  ehr         INTEGER NOT NULL,
  seq         INTEGER NOT NULL,
  uid         BLOB NOT NULL,
  time        INTEGER NOT NULL,
  committer   INTEGER NOT NULL,
  system      INTEGER NOT NULL,
  change_type INTEGER NOT NULL,
  description TEXT,
  digest      BLOB NOT NULL
);
CREATE UNIQUE INDEX contribution_of ON contribution (ehr, seq);

CREATE TABLE object (
  ehr     INTEGER NOT NULL,
  object  INTEGER NOT NULL,
  kind    INTEGER NOT NULL,
  uid     BLOB NOT NULL,
  head    INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  PRIMARY KEY (ehr, object)
) WITHOUT ROWID;
CREATE UNIQUE INDEX object_uid ON object (uid, kind);

-- `id` is the contribution's position times 1024, plus the version's place in it. change_type and description
-- are null where they are the contribution's.
CREATE TABLE version (
  id           INTEGER PRIMARY KEY,
  ehr          INTEGER NOT NULL,
  object       INTEGER NOT NULL,
  number       INTEGER NOT NULL,
  lifecycle    INTEGER NOT NULL,
  change_type  INTEGER,
  description  TEXT,
  class        INTEGER NOT NULL,
  codec        INTEGER NOT NULL,
  digest       BLOB NOT NULL,
  body         BLOB NOT NULL
);
CREATE UNIQUE INDEX version_of ON version (ehr, object, number);

CREATE TABLE dictionary (
  id     INTEGER PRIMARY KEY,
  class  INTEGER NOT NULL,
  time   INTEGER NOT NULL,
  bytes  BLOB NOT NULL,
  digest BLOB NOT NULL
);

-- A seal covers the digests of the contributions after the seal before it, up to `last`.
CREATE TABLE seal (
  number INTEGER PRIMARY KEY,
  last   INTEGER NOT NULL,
  time   INTEGER NOT NULL,
  digest BLOB NOT NULL
);

-- What stays of an EHR that was removed: no content, but the digests that seals cover.
CREATE TABLE erased_ehr (
  ehr           INTEGER PRIMARY KEY,
  contributions INTEGER NOT NULL,
  position      INTEGER NOT NULL
);
CREATE TABLE erased_contribution (
  position INTEGER PRIMARY KEY,
  ehr      INTEGER NOT NULL,
  seq      INTEGER NOT NULL,
  digest   BLOB NOT NULL
);

CREATE TABLE access_trail (
  position  INTEGER PRIMARY KEY,
  time      INTEGER NOT NULL,
  principal INTEGER NOT NULL,
  purpose   INTEGER NOT NULL,
  action    INTEGER NOT NULL,
  ehr       INTEGER,
  kind      INTEGER,
  object    INTEGER,
  number    INTEGER,
  result    INTEGER NOT NULL
);

CREATE TABLE subscriber (
  name     TEXT PRIMARY KEY,
  position INTEGER NOT NULL
) WITHOUT ROWID;

-- Work that must not be taken for finished: 'import'.
CREATE TABLE unfinished (
  work TEXT PRIMARY KEY,
  time INTEGER NOT NULL
) WITHOUT ROWID;

-- The institution's own record: data of no patient.
INSERT INTO ehr (ehr, ehr_id, system, time_created) VALUES (0, zeroblob(16), 0, 0);
INSERT INTO name (id, text) VALUES (0, '');
