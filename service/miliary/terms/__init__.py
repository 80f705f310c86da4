"""Terms by their names: search as people type, and resolution of what they wrote to one term.

Labels, synonyms, abbreviations, British and American spelling, singular and plural, and small typos; and the codes of
other vocabularies that stand for a term.
"""

from miliary.terms.codes import Match
from miliary.terms.index import FINDINGS, TESTS, Hit, Taken, TermIndex
from miliary.terms.names import Name

__all__ = ["FINDINGS", "TESTS", "Hit", "Match", "Name", "Taken", "TermIndex"]
