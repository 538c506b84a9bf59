-- SQLite keeps a table whose key is an INTEGER (and not a BIGINT) as one tree instead of two, to whose end changes are added.
CREATE TABLE numbered_changes (
  revision INTEGER PRIMARY KEY,
  kind BIGINT NOT NULL,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  time BIGINT NOT NULL,
  version BIGINT NOT NULL,
  before BLOB,
  after BLOB
);
INSERT INTO numbered_changes SELECT revision, kind, type, name, time, version, before, after FROM changes ORDER BY revision;
DROP TABLE changes;
ALTER TABLE numbered_changes RENAME TO changes;
