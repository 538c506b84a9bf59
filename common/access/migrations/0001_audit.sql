-- The audit log: who tried or did what. Rows are only ever added.
CREATE TABLE audit_entries (
  id BIGINT PRIMARY KEY,         -- counts up by one
  time BIGINT NOT NULL,          -- microseconds since 1970
  subject NAMETEXT NOT NULL,     -- empty: nobody known
  method NAMETEXT NOT NULL,
  resource NAMETEXT NOT NULL,
  region NAMETEXT NOT NULL,      -- empty: of none
  peer TEXT NOT NULL,
  request_id TEXT NOT NULL,
  code BIGINT NOT NULL,          -- of google.rpc.Code
  reason BIGINT NOT NULL,        -- of peerchallenge.errors.v1.ErrorReason
  count BIGINT NOT NULL,         -- calls that the row stands for
  chain BLOB NOT NULL            -- SHA-256 over the chain of the row before and this row's fields
);
CREATE INDEX audit_entries_by_time ON audit_entries (time);
CREATE INDEX audit_entries_by_subject ON audit_entries (subject, id);
