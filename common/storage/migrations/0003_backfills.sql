-- What rows that an older version has written still lack (common/storage/backfills.h). A migration adds a row, and it goes
-- when all is filled in.
CREATE TABLE backfills (
  name NAMETEXT PRIMARY KEY,
  place TEXT NOT NULL  -- how far it is; empty: at the beginning
);
