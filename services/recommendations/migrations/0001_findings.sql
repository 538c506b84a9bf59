CREATE TABLE findings (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  -- By limb, then kind, then id.
  listed NAMETEXT NOT NULL,
  state BIGINT NOT NULL
);
CREATE UNIQUE INDEX findings_by_listed ON findings (parent, listed);

CREATE TABLE recommendations (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  -- By review, then number, then id.
  listed NAMETEXT NOT NULL,
  region NAMETEXT NOT NULL,
  state BIGINT NOT NULL
);
CREATE UNIQUE INDEX recommendations_by_listed ON recommendations (parent, listed);
CREATE INDEX recommendations_by_region ON recommendations (region, listed);

-- A region's own clocks and rules for letters and plans.
CREATE TABLE follow_up_rules (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);
