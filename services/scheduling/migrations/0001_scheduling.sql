CREATE TABLE regions (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX regions_by_parent ON regions (parent, name);

CREATE TABLE authorities (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX authorities_by_parent ON authorities (parent, name);

CREATE TABLE people (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  authority NAMETEXT NOT NULL,
  account TEXT
);
CREATE INDEX people_by_parent ON people (parent, name);
CREATE UNIQUE INDEX people_by_account ON people (account);

CREATE TABLE interests (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  region NAMETEXT NOT NULL,
  authority NAMETEXT NOT NULL
);
CREATE INDEX interests_by_parent ON interests (parent, name);
CREATE INDEX interests_by_region ON interests (region, name);

CREATE TABLE role_grants (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  subject TEXT NOT NULL
);
CREATE INDEX role_grants_by_parent ON role_grants (parent, name);
CREATE INDEX role_grants_by_subject ON role_grants (subject);

CREATE TABLE programmes (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX programmes_by_parent ON programmes (parent, name);

CREATE TABLE plans (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  state BIGINT NOT NULL
);
CREATE INDEX plans_by_parent ON plans (parent, name);
CREATE INDEX plans_by_state ON plans (state);

-- What a plan was made for, as it was then, for explanations.
CREATE TABLE plan_problems (
  plan NAMETEXT PRIMARY KEY,
  problem BLOB NOT NULL
);

-- Processes that run plans and when they were last seen, in microseconds since 1970.
CREATE TABLE plan_runners (
  runner NAMETEXT PRIMARY KEY,
  seen BIGINT NOT NULL
);
-- Which process runs which plan, and whether someone asked it to stop.
CREATE TABLE plan_runs (
  plan NAMETEXT PRIMARY KEY,
  runner NAMETEXT NOT NULL,
  cancel BIGINT NOT NULL
);

CREATE TABLE reviews (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  programme NAMETEXT NOT NULL,
  host NAMETEXT NOT NULL,
  hidden_until BIGINT
);
CREATE INDEX reviews_by_parent ON reviews (parent, name);
CREATE INDEX reviews_by_programme ON reviews (programme, name);
CREATE INDEX reviews_by_host ON reviews (host, name);
CREATE INDEX reviews_by_hidden_until ON reviews (hidden_until);
