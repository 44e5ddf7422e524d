-- The EHRs that questions to all of them leave out, found without reading the others.
CREATE INDEX ehr_status_hidden ON ehr_status (ehr) WHERE is_queryable = 0;
