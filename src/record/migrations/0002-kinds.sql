-- The objects of a kind, and those of a kind in an EHR, without a walk over all objects.
CREATE INDEX object_of_kind ON object (kind, ehr);
