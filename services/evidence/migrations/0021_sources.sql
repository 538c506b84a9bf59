-- As what somebody was met on the occasion: an interviewee without its names. NULL = as in interviewees.
ALTER TABLE attended ADD COLUMN body BLOB;
-- Whether the lead or the review manager recorded it (1), or the occasion's author (0).
ALTER TABLE attendances ADD COLUMN by_leads BIGINT NOT NULL DEFAULT 0;
-- Who has read or changed what is kept of interviewees, and why.
CREATE TABLE source_reads (
  review NAMETEXT NOT NULL,
  number BIGINT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (review, number)
);
