"""Reading what stands beside the statements that are weighed: criterion sets and sets of priors."""

from collections.abc import Mapping
from typing import Any

from miliary.differential.terms import CriterionItem, CriterionSet, ItemPart, Prior, PriorSet
from miliary.index.rows import whole
from miliary.queries import Catalogue
from miliary.queries.records import Record, records
from miliary.store import Store
from miliary.vocabulary import iri

_ASKING_FOR_ABSENCE = frozenset(map(iri, ("NotExpected", "Spared")))


def read_criterion_sets(store: Store, catalogue: Catalogue) -> tuple[CriterionSet, ...]:
    """Read the criterion sets, their items in the order of their codes."""
    sets: dict[str, list[Record]] = {}
    for row in records(store, catalogue, "index/criterion-sets"):
        sets.setdefault(row["set"], []).append(row)
    return tuple(_criterion_set(rows) for rows in sets.values())


def read_priors(store: Store, catalogue: Catalogue) -> dict[str, PriorSet]:
    """Read the sets of priors, by their identifiers; of several statements on a disease the first by name counts."""
    sets: dict[str, PriorSet] = {}
    for row in records(store, catalogue, "index/priors"):
        found = sets.setdefault(row["set"], PriorSet(row["set"], row["label"], {}))
        prior = Prior(float(row["percent"]) / 100, (row["assertion"],))
        shares = {row["disease"]: prior, **found.shares}
        sets[row["set"]] = PriorSet(found.id, found.label, shares)
    return sets


def stored_criterion_set(stored: Mapping[str, Any]) -> CriterionSet:
    """The criterion set that was written as a table of an index."""
    items = tuple(
        CriterionItem(each["code"], tuple(ItemPart(**part) for part in each["parts"]), each["joint"])
        for each in stored["items"]
    )
    return CriterionSet(**{**stored, "items": items, "required": frozenset(stored["required"])})


def stored_prior_set(stored: Mapping[str, Any]) -> PriorSet:
    """The set of priors that was written as a table of an index."""
    shares = {each: Prior(prior["share"], tuple(prior["statements"])) for each, prior in stored["shares"].items()}
    return PriorSet(stored["id"], stored["label"], shares)


def _criterion_set(rows: list[Record]) -> CriterionSet:
    first = rows[0]
    parts: dict[str, list[ItemPart]] = {}
    for row in rows:
        expected = row.get("occurrence") not in _ASKING_FOR_ABSENCE
        parts.setdefault(row["code"], []).append(ItemPart(row["finding"], row["assertion"], expected))
    joint = {row["code"] for row in rows if row["joint"] == "true"}
    return CriterionSet(
        id=first["set"],
        label=first["label"],
        disease=first["disease"],
        items=tuple(CriterionItem(code, tuple(found), code in joint) for code, found in parts.items()),
        required=frozenset(row["code"] for row in rows if row["required"] == "true"),
        at_least=whole(first, "atLeast"),
    )
