-- The log of published changes. An entry that is here is published; store, files and index are made to follow.
CREATE TABLE log_entry (
    number INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    proposal INTEGER REFERENCES proposal (number),
    author INTEGER REFERENCES account (id),
    author_name TEXT NOT NULL,
    reviewer INTEGER REFERENCES account (id),
    reviewer_name TEXT NOT NULL,
    reason TEXT NOT NULL,
    change TEXT NOT NULL,
    digest_before TEXT NOT NULL,
    digest_after TEXT NOT NULL,
    version TEXT NOT NULL
);
CREATE INDEX log_entry_by_version ON log_entry (version);

CREATE TABLE log_subject (
    subject TEXT NOT NULL,
    entry INTEGER NOT NULL REFERENCES log_entry (number),
    PRIMARY KEY (subject, entry)
) WITHOUT ROWID;

-- What the log says the files hold, line by line, after its last entry.
CREATE TABLE log_line (
    file TEXT NOT NULL,
    subject TEXT NOT NULL,
    predicate TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (file, subject, predicate, value)
) WITHOUT ROWID;
CREATE INDEX log_line_by_subject ON log_line (subject);

-- The number of the last entry that all files are known to have followed.
CREATE TABLE log_followed (
    number INTEGER NOT NULL
);
