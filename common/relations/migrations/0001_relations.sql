-- A copy of what scheduling knows of who is who: regions, authorities, people, role grants, and reviews with the sessions,
-- groups and timetable that are released for them. Evidence had these tables before they were shared.
CREATE TABLE IF NOT EXISTS relations (
  name NAMETEXT PRIMARY KEY,
  kind NAMETEXT NOT NULL,    -- message name without its package
  parent NAMETEXT NOT NULL,  -- the review that it lies below, or its region; empty for a region
  subject TEXT,              -- the account of a person, the subject of a grant
  body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS relations_by_parent ON relations (parent, kind, name);
CREATE INDEX IF NOT EXISTS relations_by_subject ON relations (subject, kind);

-- How far the copy is. One row, and none before the copy was filled for the first time.
CREATE TABLE IF NOT EXISTS relations_state (
  id BIGINT PRIMARY KEY,
  resume_token TEXT NOT NULL,  -- of scheduling's ChangesService.Watch
  fresh_time BIGINT NOT NULL   -- it has everything until then; microseconds since 1970
);

-- A copy from before has no regions and authorities: it is listed again.
DELETE FROM relations_state;
