"""The kinds that terms are asked for by."""

from miliary.vocabulary import iri

FINDINGS = frozenset({iri("Finding")})
"""The kinds to ask for when any finding will do; a kind stands for all kinds below it."""

TESTS = frozenset({iri("Test")})
"""The kinds to ask for when a test is wanted."""

DISEASES = frozenset({iri("Disease")})
"""The kinds to ask for when a disease is wanted."""

SITES = frozenset({iri("AnatomicalStructure")})
"""The kinds to ask for when a site is wanted."""
