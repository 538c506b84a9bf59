CREATE TABLE action_plans (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  host NAMETEXT NOT NULL,
  overdue BIGINT NOT NULL  -- 1: one of its clocks or actions is
);
CREATE INDEX action_plans_by_parent ON action_plans (parent, name);
CREATE INDEX action_plans_by_host ON action_plans (host, name);

-- What a plan began with, and which changes made it public.
CREATE TABLE action_plan_origins (
  plan NAMETEXT PRIMARY KEY,
  letter NAMETEXT NOT NULL,
  issue_date NAMETEXT NOT NULL,  -- YYYY-MM-DD, as all dates here
  rules BLOB NOT NULL,           -- FollowUpRules with defaults filled in: those that hold for the plan
  public_after BIGINT,           -- the last revision before it was published; NULL while it is not
  public_until BIGINT            -- the last one of its publication
);

CREATE TABLE recommendation_responses (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  -- By number of the recommendation.
  listed NAMETEXT NOT NULL
);
CREATE UNIQUE INDEX recommendation_responses_by_listed ON recommendation_responses (parent, listed);

CREATE TABLE actions (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  -- By due date, then review, then id.
  listed NAMETEXT NOT NULL,
  region NAMETEXT NOT NULL,
  overdue BIGINT NOT NULL
);
CREATE UNIQUE INDEX actions_by_listed ON actions (parent, listed);
CREATE INDEX actions_by_region ON actions (region, listed);

CREATE TABLE action_updates (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  -- Newest first.
  listed NAMETEXT NOT NULL
);
CREATE UNIQUE INDEX action_updates_by_listed ON action_updates (parent, listed);

CREATE TABLE progress_reviews (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  -- Newest first.
  listed NAMETEXT NOT NULL
);
CREATE UNIQUE INDEX progress_reviews_by_listed ON progress_reviews (parent, listed);

-- By when things must have happened: the clocks of plans (kind: PlanClock.Kind) and actions (kind 0).
CREATE TABLE deadlines (
  name NAMETEXT NOT NULL,
  kind BIGINT NOT NULL,
  due_date NAMETEXT NOT NULL,
  office_date NAMETEXT NOT NULL,
  board_date NAMETEXT NOT NULL,
  PRIMARY KEY (name, kind)
);

-- When a plan or an action next changes by itself, because a day passes.
CREATE TABLE day_changes (
  name NAMETEXT PRIMARY KEY,
  next_date NAMETEXT NOT NULL
);
CREATE INDEX day_changes_by_date ON day_changes (next_date);
