"""What an editor who reads one table goes on with: the next statement has disease, source and place in common."""

from collections.abc import Mapping

from pyoxigraph import Literal

from miliary.curation.change import Change
from miliary.curation.entry import value_of

_TYPE, _ASSERTION, _DISEASE, _EVIDENCE = "rdf:type", "mil:Assertion", "mil:aboutDisease", "mil:evidence"
_OF_THE_PASSAGE = ("sourceDocument", "locator", "evidenceType")


def in_common(change: Change) -> Mapping[str, str]:
    """Return what a form of a further statement begins with, by control: as the change's own statement has it.

    It is empty where the change adds no statement.
    """
    added = {(line.subject, line.predicate): line for line in sorted(change.additions)}
    statements = [
        subject for (subject, predicate), line in added.items() if (predicate, line.value) == (_TYPE, _ASSERTION)
    ]
    if not statements:
        return {}
    disease, passage = (added.get((statements[0], each)) for each in (_DISEASE, _EVIDENCE))
    found = {"aboutDisease": disease.value} if disease else {}
    for name in _OF_THE_PASSAGE:
        if passage and (line := added.get((passage.value, f"mil:{name}"))):
            value = value_of(line)
            found[f"evidence.{name}"] = value.value if isinstance(value, Literal) else line.value
    return found
