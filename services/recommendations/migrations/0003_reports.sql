CREATE TABLE committee_reports (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  -- By day of the meeting, then by review and id.
  listed NAMETEXT NOT NULL,
  region NAMETEXT NOT NULL
);
CREATE UNIQUE INDEX committee_reports_by_listed ON committee_reports (parent, listed);
CREATE INDEX committee_reports_by_region ON committee_reports (region, listed);

-- What is not for publication, apart from the reports.
CREATE TABLE exempt_annexes (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);
