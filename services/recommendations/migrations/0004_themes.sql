CREATE TABLE themes (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL
);
CREATE INDEX themes_by_parent ON themes (parent, name);

CREATE TABLE theme_releases (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  -- Newest first.
  listed NAMETEXT NOT NULL
);
CREATE UNIQUE INDEX theme_releases_by_listed ON theme_releases (parent, listed);

-- Whom the figures of a region's releases count until now.
CREATE TABLE theme_counted (
  region NAMETEXT NOT NULL,
  theme NAMETEXT NOT NULL,
  -- First day of the planning year; empty = all years.
  year TEXT NOT NULL,
  measure BIGINT NOT NULL,
  authority NAMETEXT NOT NULL,
  PRIMARY KEY (region, theme, year, measure, authority)
);

-- The letters that a release has taken in, with its last day.
CREATE TABLE theme_letters (
  region NAMETEXT NOT NULL,
  letter NAMETEXT NOT NULL,
  end_date TEXT NOT NULL,
  PRIMARY KEY (region, letter)
);

CREATE TABLE naming_consents (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  region NAMETEXT NOT NULL
);
CREATE INDEX naming_consents_by_region ON naming_consents (region, name);
