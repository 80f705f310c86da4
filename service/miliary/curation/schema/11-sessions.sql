-- Who is logged in: of the secret in the browser's cookie only the hash.
CREATE TABLE session (
  secret TEXT PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (id),
  begun TEXT NOT NULL,
  seen TEXT NOT NULL
);
CREATE INDEX session_of_account ON session (account);

-- Attempts to log in that have not succeeded. What was tried is kept as a digest: it may be a password in the wrong field.
CREATE TABLE attempt (
  what TEXT NOT NULL,
  at TEXT NOT NULL
);
CREATE INDEX attempt_of_what ON attempt (what, at);
