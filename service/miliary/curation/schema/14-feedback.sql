-- What readers of the pages say of a statement; seen by editors.
CREATE TABLE feedback (
  id INTEGER PRIMARY KEY,
  statement TEXT NOT NULL,
  version TEXT NOT NULL,
  said TEXT NOT NULL,
  at TEXT NOT NULL,
  closed TEXT,
  closed_by INTEGER REFERENCES account (id),
  note TEXT NOT NULL DEFAULT ''
);
CREATE INDEX feedback_of_statement ON feedback (statement);
