-- The key by which an entry's salt follows from its author (ledger/entry.h). NULL: the salt does not, or is erased.
ALTER TABLE ledger_entries ADD COLUMN author_key BLOB;
