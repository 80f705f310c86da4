-- Proposals: what somebody wants changed, how far it has come, and all that was said of it.
CREATE TABLE proposal (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    author INTEGER NOT NULL REFERENCES account (id),
    author_name TEXT NOT NULL,
    created TEXT NOT NULL,
    modified TEXT NOT NULL,
    reason TEXT NOT NULL,
    change TEXT NOT NULL,
    status TEXT NOT NULL,
    revision INTEGER NOT NULL,
    reviewer INTEGER REFERENCES account (id),
    reviewer_name TEXT,
    entry INTEGER
);
CREATE INDEX proposal_by_status ON proposal (status, number);
CREATE INDEX proposal_by_author ON proposal (author, number);

CREATE TABLE proposal_subject (
    proposal INTEGER NOT NULL REFERENCES proposal (number) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    PRIMARY KEY (subject, proposal)
) WITHOUT ROWID;

CREATE TABLE proposal_note (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    proposal INTEGER NOT NULL REFERENCES proposal (number) ON DELETE CASCADE,
    person INTEGER NOT NULL REFERENCES account (id),
    person_name TEXT NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX proposal_note_by_proposal ON proposal_note (proposal, number);
