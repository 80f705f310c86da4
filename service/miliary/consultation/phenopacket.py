"""GA4GH Phenopackets, version 2 (https://phenopacket-schema.readthedocs.io), as JSON: one packet to one case.

Read are the type and ``excluded`` of each phenotypic feature, the sex, the age at the last encounter, and the disease:
that of the interpretations, else those under ``diseases`` that are not excluded. Field names are understood in both
spellings of JSON for protocol buffers (``timeAtLastEncounter``, ``time_at_last_encounter``).
"""

import re
from collections.abc import Iterator, Mapping

from miliary.consultation.document import Spot
from miliary.consultation.entry import MOST_TERMS, CaseEntry, Term

_FEATURE = frozenset({"type", "excluded", "description", "severity", "modifiers", "onset", "resolution", "evidence"})
_UNREAD = ("biosamples", "measurements", "medicalActions", "files")
# The numbers of the enumeration stand for its names in JSON for protocol buffers.
_SEXES: Mapping[object, str | None] = {
    "FEMALE": "female",
    1.0: "female",
    "MALE": "male",
    2.0: "male",
    **dict.fromkeys(("UNKNOWN_SEX", 0.0, "OTHER_SEX", 3.0)),
}
_NUMBER = r"(\d{1,6}(?:[.,]\d{1,6})?)"
_DURATION = re.compile(
    rf"P(?=.)(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?=.)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?"
)
_MONTH, _WEEK, _DAY = 1 / 12, 7 / 365.25, 1 / 365.25  # in years


def read_packet(spot: Spot, *, solved: bool = True) -> CaseEntry:
    """Read one packet as a case.

    :param solved: whether the case must name its disease
    :raises MalformedInput: it is no Phenopacket of version 2, or lacks its id or its disease; the path is named
    """
    packet = _fields(spot)
    if "proband" in packet or "members" in packet:
        spot.refuse("this is a family or a cohort; give its Phenopackets as a list.")
    _check_version(packet)
    if "id" not in packet:
        spot.refuse("a Phenopacket has an id.")
    diseases = tuple(_diseases(packet))
    if solved and not diseases:
        spot.refuse("no disease is given, neither in an interpretation nor under diseases; nothing can be compared.")
    features = [_feature(each) for each in _listed(packet, "phenotypicFeatures")]
    subject = _fields(packet["subject"]) if "subject" in packet else {}
    age, age_unread = _age(subject.get("timeAtLastEncounter"))
    return CaseEntry(
        id=packet["id"].text(),
        where=f"{spot.file}, {spot.path or packet['id'].text()}",
        diseases=diseases,
        present=tuple(term for term, excluded in features if not excluded),
        absent=tuple(term for term, excluded in features if excluded),
        age=age,
        sex=_sex(subject.get("sex")),
        unread=(*(name for name in _UNREAD if name in packet), *age_unread),
    )


def duration(text: str) -> int | None:
    """The completed years of an ISO 8601 duration (``P39Y4M``); None when it is none."""
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    numbers = [float((each or "0").replace(",", ".")) for each in found.groups()]
    years = sum(number * unit for number, unit in zip(numbers, (1, _MONTH, _WEEK, _DAY), strict=False))
    return int(years + 1e-9)


def _check_version(packet: Mapping[str, Spot]) -> None:
    stated = _fields(packet["metaData"]).get("phenopacketSchemaVersion") if "metaData" in packet else None
    if stated and not stated.text().startswith("2"):
        stated.refuse(f"Phenopackets of version 2 are read, not of version {stated.shown()}.")


def _feature(spot: Spot) -> tuple[Term, bool]:
    """The term of a feature and whether it was excluded. An unknown field could turn the meaning round: refused."""
    fields = _fields(spot, _FEATURE)
    if "type" not in fields:
        spot.refuse("a phenotypic feature has a type.")
    excluded = fields["excluded"].value if "excluded" in fields else False
    if not isinstance(excluded, bool):
        fields["excluded"].refuse(f"excluded is true or false, not {fields['excluded'].shown()}.")
    return _term(fields["type"]), excluded


def _diseases(packet: Mapping[str, Spot]) -> Iterator[Term]:
    """The diagnosis of every interpretation; without one, the diseases that are not excluded."""
    diagnosed = [_fields(each).get("diagnosis") for each in _listed(packet, "interpretations")]
    named = [_fields(each).get("disease") for each in diagnosed if each]
    found = [_term(each) for each in named if each]
    if not found:
        listed = [_fields(each) for each in _listed(packet, "diseases")]
        found = [_term(each["term"]) for each in listed if "term" in each and not _is_excluded(each)]
    yield from dict.fromkeys(found)


def _is_excluded(disease: Mapping[str, Spot]) -> bool:
    return "excluded" in disease and disease["excluded"].value is not False


def _term(spot: Spot) -> Term:
    fields = _fields(spot)
    given = [fields[name].text() for name in ("id", "label") if name in fields]
    if not given:
        spot.refuse("a term has an id, a label or both.")
    return Term(*given)


def _sex(spot: Spot | None) -> str | None:
    if spot is None:
        return None
    value = spot.value
    if isinstance(value, bool | list | dict) or value not in _SEXES:
        spot.refuse(f"the sex is FEMALE, MALE, OTHER_SEX or UNKNOWN_SEX, not {spot.shown()}.")
    return _SEXES[value]


def _age(spot: Spot | None) -> tuple[int | None, tuple[str, ...]]:
    """The completed years, and the path of a time that is given in another way than as an age."""
    if spot is None:
        return None, ()
    fields = _fields(spot)
    if "age" not in fields:
        return None, tuple(f"subject.timeAtLastEncounter.{name}" for name in sorted(fields))
    given = _fields(fields["age"]).get("iso8601duration")
    if given is None:
        fields["age"].refuse("an age has an iso8601duration.")
    years = duration(given.text())
    if years is None:
        given.refuse(f"the age is an ISO 8601 duration such as P39Y4M, not {given.shown()}.")
    return years, ()


def _listed(packet: Mapping[str, Spot], name: str) -> Iterator[Spot]:
    yield from packet[name].items(MOST_TERMS) if name in packet else ()


def _fields(spot: Spot, allowed: frozenset[str] | None = None) -> dict[str, Spot]:
    """The fields of an object under their names in camel case."""
    found = {_camel(name): each for name, each in spot.fields().items()}
    if allowed is not None and (unknown := sorted(found.keys() - allowed)):
        spot.refuse(f"there is no field “{unknown[0]:.80}” here; there are {', '.join(sorted(allowed))}.")
    return found


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda found: found[1].upper(), name)
