-- One tree instead of two, as for changes (common/storage/migrations).
CREATE TABLE numbered_texts (
  number INTEGER PRIMARY KEY,
  item NAMETEXT NOT NULL,
  review NAMETEXT NOT NULL
);
INSERT INTO numbered_texts SELECT number, item, review FROM changed_texts ORDER BY number;
DROP TABLE changed_texts;
ALTER TABLE numbered_texts RENAME TO changed_texts;
