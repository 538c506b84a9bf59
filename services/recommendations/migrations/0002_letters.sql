-- The sections of a letter's body name their paragraphs; the text is in the tables below.
CREATE TABLE letters (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  region NAMETEXT NOT NULL,
  state BIGINT NOT NULL
);
CREATE INDEX letters_by_parent ON letters (parent, name);
CREATE INDEX letters_by_region ON letters (region, name);
CREATE INDEX letters_by_state ON letters (state);

CREATE TABLE paragraphs (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX paragraphs_by_parent ON paragraphs (parent, name);

-- Every version of every paragraph, also of those that were removed; rows are added and never change.
CREATE TABLE paragraph_versions (
  paragraph NAMETEXT NOT NULL,
  number BIGINT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (paragraph, number)
);

-- Letters as they were shared or put up for signing; rows are added and never change.
CREATE TABLE letter_versions (
  letter NAMETEXT NOT NULL,
  number BIGINT NOT NULL,
  occasion BIGINT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (letter, number)
);

CREATE TABLE corrections (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX corrections_by_parent ON corrections (parent, name);
