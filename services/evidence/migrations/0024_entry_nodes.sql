-- The complete subtrees of the log's tree that an entry is the last leaf of, the smallest of two leaves first; NULL: none. They
-- follow from the leaves (services/evidence/backfills.h).
ALTER TABLE ledger_entries ADD COLUMN nodes BLOB;
DROP TABLE ledger_nodes;
INSERT INTO backfills (name, place) VALUES ('entry_nodes', '');
