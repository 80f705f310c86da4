"""Terms by their names: search as people type, and resolution of what they wrote to one term.

Labels, synonyms, abbreviations, British and American spelling, singular and plural, and small typos; and the codes of
other vocabularies that stand for a term.
"""

from miliary.terms.codes import Link, Match
from miliary.terms.hierarchy import Entry, Hierarchy
from miliary.terms.index import Called, Hit, How, Taken, TermIndex
from miliary.terms.kinds import DISEASES, FINDINGS, SITES, TESTS
from miliary.terms.names import Name
from miliary.terms.tables import TermTables
from miliary.terms.thesaurus import Found, Thesaurus

__all__ = [
    "DISEASES",
    "FINDINGS",
    "SITES",
    "TESTS",
    "Called",
    "Entry",
    "Found",
    "Hierarchy",
    "Hit",
    "How",
    "Link",
    "Match",
    "Name",
    "Taken",
    "TermIndex",
    "TermTables",
    "Thesaurus",
]
