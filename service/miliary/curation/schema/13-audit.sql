-- What concerns safety: whom it happened to, who did it, from where. Rows are added, never changed but for addresses,
-- which are forgotten after some months.
CREATE TABLE audit (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  event TEXT NOT NULL,
  account INTEGER REFERENCES account (id),
  by INTEGER REFERENCES account (id),
  address TEXT,
  detail TEXT NOT NULL DEFAULT ''
);
CREATE INDEX audit_of_event ON audit (event);
