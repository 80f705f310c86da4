-- Who may log in. A password is kept as its argon2 hash; an account without one logs in by a provider of OpenID Connect.
CREATE TABLE account (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  display TEXT NOT NULL,
  orcid TEXT,
  role TEXT NOT NULL CHECK (role IN ('reader', 'editor', 'reviewer', 'administrator')),
  active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  password TEXT,
  created TEXT NOT NULL
);

-- Whom a provider of OpenID Connect calls what.
CREATE TABLE account_identity (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account (id),
  PRIMARY KEY (issuer, subject)
);
