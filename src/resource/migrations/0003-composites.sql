-- Composites among the search parameters of the store's own: their components, a JSON array of objects with
-- `definition`, `kind` and `expression`; empty for others.
ALTER TABLE fhir_custom_parameter ADD COLUMN components TEXT NOT NULL DEFAULT '';
