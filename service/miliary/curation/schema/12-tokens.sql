-- What lets a script act for an account: of the secret only the hash; scopes with blanks between.
CREATE TABLE token (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (id),
  label TEXT NOT NULL,
  scopes TEXT NOT NULL,
  secret TEXT NOT NULL UNIQUE,
  created TEXT NOT NULL,
  expires TEXT NOT NULL,
  used TEXT,
  revoked TEXT
);
CREATE INDEX token_of_account ON token (account);
