-- The latest EHR_STATUS of each EHR, as queries need it. Derived: rebuilt by reindex.
CREATE TABLE ehr_status (
  ehr               INTEGER NOT NULL PRIMARY KEY,
  is_queryable      INTEGER NOT NULL,
  is_modifiable     INTEGER NOT NULL,
  subject_id        TEXT,
  subject_namespace TEXT
);
CREATE UNIQUE INDEX ehr_status_subject ON ehr_status (subject_id, subject_namespace)
  WHERE subject_id IS NOT NULL;
