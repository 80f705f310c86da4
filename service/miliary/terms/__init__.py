"""Terms by their names: search as people type, and resolution of what they wrote to one term.

Labels, synonyms, abbreviations, British and American spelling, singular and plural, and small typos.
"""

from miliary.terms.index import FINDINGS, TESTS, Hit, TermIndex
from miliary.terms.names import Name

__all__ = ["FINDINGS", "TESTS", "Hit", "Name", "TermIndex"]
