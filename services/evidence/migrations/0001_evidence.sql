CREATE TABLE items (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  -- Newest capture day first, then by id.
  listed NAMETEXT NOT NULL
);
CREATE UNIQUE INDEX items_by_listed ON items (parent, listed);

-- Every version of every item; rows are added, and emptied by disposal, but never changed otherwise. Ids are random, so
-- that each index costs a capture a page of its own: there is none that can be done without.
CREATE TABLE item_versions (
  item NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  revision_id NAMETEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (item, version)
);

-- Items whose text has still to be taken into the index of words.
CREATE TABLE changed_texts (
  number BIGINT PRIMARY KEY,
  item NAMETEXT NOT NULL,
  review NAMETEXT NOT NULL
);

-- Items that were withdrawn before they were ever shared: their author's affair.
CREATE TABLE withdrawn_drafts (
  item NAMETEXT PRIMARY KEY,
  review NAMETEXT NOT NULL
);
CREATE INDEX withdrawn_drafts_by_review ON withdrawn_drafts (review);

CREATE TABLE item_conflicts (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  review NAMETEXT NOT NULL,
  state BIGINT NOT NULL
);
CREATE INDEX item_conflicts_by_parent ON item_conflicts (parent, name);
CREATE INDEX item_conflicts_by_review ON item_conflicts (review, name);

CREATE TABLE occasions (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX occasions_by_parent ON occasions (parent, name);

CREATE TABLE concerns (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  -- Newest first.
  listed NAMETEXT NOT NULL,
  -- While nobody has acknowledged it and it is not escalated: until when somebody must.
  due BIGINT
);
CREATE UNIQUE INDEX concerns_by_listed ON concerns (parent, listed);
CREATE INDEX concerns_by_due ON concerns (due);

CREATE TABLE concern_reads (
  concern NAMETEXT NOT NULL,
  number BIGINT NOT NULL,
  subject TEXT NOT NULL,
  method TEXT NOT NULL,
  time BIGINT NOT NULL,
  PRIMARY KEY (concern, number)
);

CREATE TABLE devices (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  owner NAMETEXT NOT NULL
);
CREATE INDEX devices_by_parent ON devices (parent, name);

-- What devices have signed, by their own count; a place that is taken twice is a fork.
CREATE TABLE device_captures (
  device NAMETEXT NOT NULL,
  sequence BIGINT NOT NULL,
  sha256 BLOB NOT NULL,
  previous_sha256 BLOB NOT NULL,
  item NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (device, sequence, sha256)
);

-- Who was met, apart from what was said: no times, no authors, no changes.
CREATE TABLE attendances (
  occasion NAMETEXT PRIMARY KEY,
  review NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  session NAMETEXT NOT NULL,
  source_class BIGINT NOT NULL,
  unnamed_people BIGINT NOT NULL
);
CREATE INDEX attendances_by_review ON attendances (review);
CREATE TABLE interviewees (
  name NAMETEXT PRIMARY KEY,
  review NAMETEXT NOT NULL,
  -- The display name without case, accents and runs of spaces; of an erased one, its own name.
  matched NAMETEXT NOT NULL,
  body BLOB NOT NULL
);
CREATE UNIQUE INDEX interviewees_by_match ON interviewees (review, matched);
CREATE TABLE attended (
  occasion NAMETEXT NOT NULL,
  interviewee NAMETEXT NOT NULL,
  PRIMARY KEY (occasion, interviewee)
);
CREATE INDEX attended_by_interviewee ON attended (interviewee);
-- Under which class each declared class of a review is shown; follows from the three tables above.
CREATE TABLE shown_classes (
  review NAMETEXT NOT NULL,
  declared BIGINT NOT NULL,
  shown BIGINT NOT NULL,
  PRIMARY KEY (review, declared)
);

CREATE TABLE ledgers (
  review NAMETEXT PRIMARY KEY,
  size BIGINT NOT NULL,
  -- Size at the newest checkpoint.
  signed_size BIGINT NOT NULL
);
CREATE TABLE ledger_entries (
  review NAMETEXT NOT NULL,
  number BIGINT NOT NULL,
  leaf BLOB NOT NULL,
  leaf_hash BLOB NOT NULL,
  subject NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  -- Whose capture it is; NULL for what is not one.
  author NAMETEXT,
  -- Both NULL once disposed. The record is NULL also where it follows from an item's version.
  salt BLOB,
  record BLOB,
  PRIMARY KEY (review, number)
);
-- Complete subtrees above the leaves.
CREATE TABLE ledger_nodes (
  review NAMETEXT NOT NULL,
  level BIGINT NOT NULL,
  number BIGINT NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (review, level, number)
);
CREATE TABLE checkpoints (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  size BIGINT NOT NULL
);
CREATE INDEX checkpoints_by_size ON checkpoints (parent, size);
CREATE TABLE anchored_documents (
  document NAMETEXT PRIMARY KEY,
  review NAMETEXT NOT NULL,
  kind BIGINT NOT NULL,
  sha256 BLOB NOT NULL,
  issue_date TEXT NOT NULL,
  number BIGINT NOT NULL
);
CREATE INDEX anchored_documents_by_review ON anchored_documents (review, kind);
-- The keys that sign checkpoints; the last is the current one.
CREATE TABLE ledger_keys (
  number BIGINT PRIMARY KEY,
  name TEXT NOT NULL,
  seed BLOB NOT NULL
);

CREATE TABLE retention_schedules (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);
CREATE TABLE holds (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  state BIGINT NOT NULL
);
CREATE INDEX holds_by_parent ON holds (parent, name);
CREATE TABLE disposal_runs (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  -- Newest first.
  listed NAMETEXT NOT NULL,
  state BIGINT NOT NULL
);
CREATE UNIQUE INDEX disposal_runs_by_listed ON disposal_runs (parent, listed);
CREATE INDEX disposal_runs_by_state ON disposal_runs (state);
CREATE TABLE disposal_records (
  run NAMETEXT NOT NULL,
  subject NAMETEXT NOT NULL,
  retention_class BIGINT NOT NULL,
  outcome BIGINT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (run, subject, retention_class)
);
