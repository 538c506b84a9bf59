CREATE TABLE item_words (
  item NAMETEXT PRIMARY KEY,
  words TSVECTOR NOT NULL
);
CREATE INDEX item_words_by_word ON item_words USING GIN (words);
