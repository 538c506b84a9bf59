-- How far the changes of another service are taken over (common/changes/followed.h).
CREATE TABLE followed (
  what NAMETEXT PRIMARY KEY,
  resume_token TEXT NOT NULL,
  fresh_time BIGINT NOT NULL  -- microseconds since 1970
);
