CREATE TABLE offers (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  -- By id, then authority.
  listed NAMETEXT NOT NULL,
  region NAMETEXT NOT NULL,
  state BIGINT NOT NULL
);
CREATE INDEX offers_by_parent ON offers (parent, name);
CREATE INDEX offers_by_region ON offers (region, listed);

CREATE TABLE asks (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  -- By id, then authority.
  listed NAMETEXT NOT NULL,
  region NAMETEXT NOT NULL,
  state BIGINT NOT NULL
);
CREATE INDEX asks_by_parent ON asks (parent, name);
CREATE INDEX asks_by_region ON asks (region, listed);

CREATE TABLE match_runs (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  -- Newest first.
  listed NAMETEXT NOT NULL,
  state BIGINT NOT NULL
);
CREATE INDEX match_runs_by_listed ON match_runs (parent, listed);

-- What a run looked at; kept for its explanations.
CREATE TABLE match_problems (
  run NAMETEXT PRIMARY KEY,
  problem BLOB NOT NULL
);

-- Runs that go on, and when their process was last heard of.
CREATE TABLE match_run_signs (
  run NAMETEXT PRIMARY KEY,
  seen BIGINT NOT NULL
);

CREATE TABLE support_matches (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  -- Newest first.
  listed NAMETEXT NOT NULL,
  state BIGINT NOT NULL
);
CREATE INDEX support_matches_by_listed ON support_matches (parent, listed);
CREATE INDEX support_matches_by_state ON support_matches (state, name);

-- What each side says to a proposal, and what it says came of the match: apart from the match, whose version and times
-- would otherwise tell the other side that something was said.
CREATE TABLE support_answers (
  match NAMETEXT NOT NULL,
  side BIGINT NOT NULL,
  answer BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (match, side)
);
CREATE TABLE support_outcomes (
  match NAMETEXT NOT NULL,
  side BIGINT NOT NULL,
  outcome BLOB NOT NULL,
  PRIMARY KEY (match, side)
);
