-- What an older version did not store (services/recommendations/backfills.h).
INSERT INTO backfills (name, place) VALUES ('told_answers', '');
