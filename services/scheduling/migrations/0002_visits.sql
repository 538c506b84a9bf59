-- Plans are no longer the only searches in the background.
ALTER TABLE plan_problems RENAME TO search_problems;
ALTER TABLE search_problems RENAME COLUMN plan TO search;
ALTER TABLE plan_runners RENAME TO search_runners;
ALTER TABLE plan_runs RENAME TO search_runs;
ALTER TABLE search_runs RENAME COLUMN plan TO search;

CREATE TABLE visit_settings (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);

CREATE TABLE venues (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX venues_by_parent ON venues (parent, name);

CREATE TABLE participants (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX participants_by_parent ON participants (parent, name);

CREATE TABLE participant_groups (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX participant_groups_by_parent ON participant_groups (parent, name);

CREATE TABLE sessions (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX sessions_by_parent ON sessions (parent, name);

-- `listed` sorts by age: a number or a time with leading zeros.
CREATE TABLE builds (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  listed NAMETEXT NOT NULL
);
CREATE UNIQUE INDEX builds_by_parent ON builds (parent, listed);

CREATE TABLE timetables (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  listed NAMETEXT NOT NULL
);
CREATE UNIQUE INDEX timetables_by_parent ON timetables (parent, listed);

CREATE TABLE disruptions (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  listed NAMETEXT NOT NULL
);
CREATE UNIQUE INDEX disruptions_by_parent ON disruptions (parent, listed);

CREATE TABLE releases (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  listed NAMETEXT NOT NULL
);
CREATE UNIQUE INDEX releases_by_parent ON releases (parent, listed);

-- What a version changed against the one before, and why.
CREATE TABLE timetable_changes (
  timetable NAMETEXT PRIMARY KEY,
  changes BLOB NOT NULL
);

-- What things were called when a release went out; calendars show them so for ever.
CREATE TABLE release_contents (
  release NAMETEXT PRIMARY KEY,
  sessions BLOB NOT NULL,
  venues BLOB NOT NULL,
  participant_groups BLOB NOT NULL,
  people BLOB NOT NULL
);
