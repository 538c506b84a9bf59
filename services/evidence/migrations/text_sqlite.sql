-- The number under which an item's words stand.
CREATE TABLE item_words_of (
  item NAMETEXT PRIMARY KEY,
  number BIGINT NOT NULL UNIQUE
);
-- Words come in the form in which they are compared, so the tokenizer only parts them at spaces.
CREATE VIRTUAL TABLE item_words USING fts5 (scope, words, tokenize = "unicode61 remove_diacritics 0");
