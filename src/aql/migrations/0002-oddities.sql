-- Oddities of two more kinds, which the rows that are here do not have: they are derived anew by reindex.
UPDATE aql_layout SET stale = EXISTS (SELECT 1 FROM object);
