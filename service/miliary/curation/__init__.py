"""Editors' changes: who may make them, what they change, who has agreed, and the log of all that was published.

Nothing here knows HTML. Accounts, drafts, proposals, audit and the log stand in one SQLite database
(:mod:`miliary.curation.database`); a change is a set of lines of Turtle added and taken away
(:mod:`miliary.curation.change`).
"""
