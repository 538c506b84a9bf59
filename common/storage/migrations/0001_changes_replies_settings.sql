-- The tables of common/: what every service's store has.

-- Every change of a resource, in commit order. `revision` counts up by one.
CREATE TABLE changes (
  revision BIGINT PRIMARY KEY,
  kind BIGINT NOT NULL,     -- peerchallenge.changes.v1.Change.Kind
  type TEXT NOT NULL,       -- full message name of the resource
  name TEXT NOT NULL,
  time BIGINT NOT NULL,     -- microseconds since 1970
  version BIGINT NOT NULL,  -- of the resource
  before BLOB,              -- the resource, serialised; NULL when created
  after BLOB                -- NULL when deleted
);

-- Replies to mutations that carried a request id.
CREATE TABLE replies (
  caller NAMETEXT NOT NULL,
  request_id NAMETEXT NOT NULL,
  request_hash BLOB NOT NULL,  -- of method and request
  reply BLOB NOT NULL,         -- serialised
  time BIGINT NOT NULL,        -- microseconds since 1970
  PRIMARY KEY (caller, request_id)
);
CREATE INDEX replies_by_time ON replies (time);

-- What the replicas of a service share, for example keys.
CREATE TABLE settings (
  name NAMETEXT PRIMARY KEY,
  value BLOB NOT NULL
);
