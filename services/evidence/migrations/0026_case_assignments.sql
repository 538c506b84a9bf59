-- Which cases a case auditor audits.
CREATE TABLE case_assignments (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX case_assignments_by_parent ON case_assignments (parent, name);
