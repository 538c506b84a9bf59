-- Files of a review. `size` and `sha256` (hexadecimal digits; empty while UPLOADING and once DISPOSED) say which content a row refers to.
CREATE TABLE attachments (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  version BIGINT NOT NULL,
  body BLOB NOT NULL,
  state BIGINT NOT NULL,
  size BIGINT NOT NULL,
  sha256 NAMETEXT NOT NULL
);
CREATE INDEX attachments_by_parent ON attachments (parent, name);
CREATE INDEX attachments_by_content ON attachments (parent, sha256);
CREATE INDEX attachments_by_state ON attachments (state);

-- How far uploads are: what is safe in the blob store under `blob`, and the digest of it so far. Once all bytes are there and
-- right, `sha256` is their digest in hexadecimal digits, and what is left is to make them the attachment's content.
CREATE TABLE uploads (
  name NAMETEXT PRIMARY KEY,
  parent NAMETEXT NOT NULL,
  blob NAMETEXT NOT NULL,
  committed_size BIGINT NOT NULL,
  blob_state BLOB NOT NULL,
  digest_state BLOB NOT NULL,
  sha256 NAMETEXT NOT NULL,
  update_time BIGINT NOT NULL
);
CREATE INDEX uploads_by_time ON uploads (update_time);
CREATE INDEX uploads_by_content ON uploads (parent, sha256);

-- Contents to be destroyed. From the time that a process claims one (0: none has), nobody makes the content anew until the row is gone.
CREATE TABLE blob_erasures (
  review NAMETEXT NOT NULL,
  sha256 NAMETEXT NOT NULL,
  claimed BIGINT NOT NULL,
  PRIMARY KEY (review, sha256)
);
