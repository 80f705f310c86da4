"""Priors: what a disease is worth before anything is found. Off unless a set of them is chosen by name.

Without one, every disease starts alike. A set gives shares π(D) in one population, and each disease that it names
starts with ``10·log10(π(D) · N)`` decibans, N being the number of differential diagnoses: 0 is the average share, and
the difference of two is the log of their prior odds (Good, *Probability and the Weighing of Evidence*, 1950).
A subtype starts from its own share, else from that of its disease.
"""

from collections.abc import Mapping

from miliary.differential.terms import Knowledge
from miliary.differential.weights import decibans

Share = tuple[int, tuple[str, ...]]
"""Decibans, and the statements that they come from."""


def priors_of(knowledge: Knowledge, chosen: str) -> Mapping[str, Share]:
    """The decibans that each disease starts with; a disease that the set does not name is left out and starts at 0."""
    shares, average = knowledge.priors[chosen].shares, 1 / len(knowledge.top_diseases)
    found = {}
    for disease, term in knowledge.diseases.items():
        prior = shares.get(disease) or (shares.get(term.of) if term.of else None)
        if prior:
            found[disease] = decibans(prior.share, average), prior.statements
    return found
