"""The ConceptMaps and ``$translate``, held to the SSSOM files that they come from."""

from collections.abc import Iterator

import pytest

from miliary.knowledge.sssom import read_mappings
from tests.conftest import REPOSITORY
from tests.web.fhir_client import CANONICAL, SNOMED, SYSTEM, Fhir, values

RADLEX = "http://www.radlex.org"
HPO = "http://human-phenotype-ontology.org"
EQUIVALENCE = {
    "skos:exactMatch": "equivalent",
    "skos:closeMatch": "inexact",
    "skos:broadMatch": "wider",
    "skos:narrowMatch": "narrower",
}
TURNED = {"wider": "narrower", "narrower": "wider"}


@pytest.fixture(scope="session")
def fhir(app: object) -> Fhir:
    return Fhir(app.test_client())  # type: ignore[attr-defined]


def matches(translated: dict[str, object]) -> list[tuple[str, str, str]]:
    """Equivalence, system and code of every match."""
    found = values(translated, "match")
    concepts = [(each["equivalence"], each.get("concept", {})) for each in found]
    return [(equivalence, each.get("system", ""), each.get("code", "")) for equivalence, each in concepts]


def links() -> Iterator[tuple[str, str, str, str, str]]:
    """Vocabulary, our code, the predicate, their local code and label, as the SSSOM files have them."""
    for mappings in read_mappings(REPOSITORY):
        name = mappings.iri.rpartition("/")[2]
        for row in mappings.rows:
            code = row.object_id.partition(":")[2]
            yield name, row.subject_id.removeprefix("mil:"), row.predicate_id, code, row.object_label


def test_every_link_is_in_the_maps_in_both_directions(fhir: Fhir) -> None:
    maps = {each["resource"]["id"]: each["resource"] for each in fhir.get("ConceptMap", _count=100)["entry"]}
    edges = {
        (name, element["code"], target.get("code", ""), target["equivalence"])
        for name, each in maps.items()
        for element in each["group"][0]["element"]
        for target in element["target"]
    }
    expected: set[tuple[str, str, str, str]] = set()
    before = {"chebi": "CHEBI:", "doid": "DOID:", "hpo": "HP:", "mondo": "MONDO:"}
    before |= {"ncbitaxon": "NCBITaxon:", "uberon": "UBERON:"}
    for name, ours, predicate, theirs, _ in links():
        if theirs == "NoTermFound":
            expected.add((f"miliary-to-{name}", ours, "", "unmatched"))
        elif predicate in EQUIVALENCE:
            equivalence, code = EQUIVALENCE[predicate], before.get(name, "") + theirs
            expected.add((f"miliary-to-{name}", ours, code, equivalence))
            expected.add((f"{name}-to-miliary", code, ours, TURNED.get(equivalence, equivalence)))
    assert edges == expected


def test_what_is_narrower_or_inexact_has_the_comment_that_r4_wants(fhir: Fhir) -> None:
    for entry in fhir.get("ConceptMap", _count=100)["entry"]:
        for element in entry["resource"]["group"][0]["element"]:
            for target in element["target"]:
                if target["equivalence"] in ("narrower", "inexact"):
                    assert target["comment"].startswith("The target is ")


def test_labels_of_others_stand_only_where_their_licence_allows(fhir: Fhir) -> None:
    labelled = {(name, code, label) for name, _, _, code, label in links() if label}
    for name in {each[0] for each in links()}:
        resource = fhir.get(f"ConceptMap/miliary-to-{name}")
        shown = {
            (name, target["code"].rpartition(":")[2], target["display"])
            for element in resource["group"][0]["element"]
            for target in element["target"]
            if "display" in target
        }
        assert shown <= labelled
        assert resource["copyright"]
    radlex = fhir.get("ConceptMap/radlex-to-miliary")["group"][0]["element"]
    assert not any("display" in element for element in radlex)


def test_a_snomed_code_is_translated_there_and_back(fhir: Fhir) -> None:
    url = f"{CANONICAL}/ConceptMap/miliary-to-snomedct"
    there = fhir.get("ConceptMap/$translate", url=url, system=SYSTEM, code="Abscess")
    assert values(there, "result") == [True]
    assert matches(there)[0] == ("equivalent", SNOMED, "128477000")
    back = fhir.get("ConceptMap/$translate", system=SNOMED, code="128477000", target=SYSTEM)
    assert ("equivalent", SYSTEM, "Abscess") in matches(back)
    assert ("narrower", SYSTEM, "ParavertebralAbscess") in matches(back)
    reverse = fhir.get("ConceptMap/miliary-to-snomedct/$translate", system=SNOMED, code="128477000", reverse="true")
    assert matches(reverse) == matches(back)
    assert {each["source"] for each in values(reverse, "match")} == {f"{CANONICAL}/ConceptMap/snomedct-to-miliary"}


def test_reverse_turns_what_source_and_target_mean(fhir: Fhir) -> None:
    asked = {"system": SNOMED, "code": "128477000", "reverse": "true"}
    turned = fhir.get("ConceptMap/$translate", source=SYSTEM, target=SNOMED, **asked)
    assert ("equivalent", SYSTEM, "Abscess") in matches(turned)
    assert matches(fhir.get("ConceptMap/$translate", source=SNOMED, target=SYSTEM, **asked)) == []


def test_a_wider_code_is_called_wider(fhir: Fhir) -> None:
    """Our paravertebral abscess is linked to the code for any abscess."""
    found = fhir.get("ConceptMap/$translate", system=SYSTEM, code="ParavertebralAbscess", target=SNOMED)
    assert ("wider", SNOMED, "128477000") in matches(found)


def test_what_was_looked_for_in_vain_is_unmatched(fhir: Fhir) -> None:
    found = fhir.get("ConceptMap/$translate", system=SYSTEM, code="Adult", target=SNOMED)
    assert (values(found, "result"), matches(found)) == ([False], [("unmatched", "", "")])
    assert values(found, "message")


def test_a_code_goes_to_every_vocabulary_that_has_it(fhir: Fhir) -> None:
    systems = {system for _, system, _ in matches(fhir.get("ConceptMap/$translate", system=SYSTEM, code="Seizure"))}
    assert {SNOMED, HPO} <= systems
    only = fhir.get("ConceptMap/$translate", system=SYSTEM, code="Seizure", targetsystem=HPO)
    assert {system for _, system, _ in matches(only)} == {HPO}


def test_codings_are_translated_by_body(fhir: Fhir) -> None:
    codings = [{"system": HPO, "code": "HP:0001250"}, {"system": "http://example.org", "code": "x"}]
    concept = {"name": "codeableConcept", "valueCodeableConcept": {"coding": codings}}
    found = fhir.post("ConceptMap/$translate", concept, {"name": "targetsystem", "valueUri": SYSTEM})
    assert ("equivalent", SYSTEM, "Seizure") in matches(found)
    one = {"name": "coding", "valueCoding": codings[0]}
    back = {"name": "reverse", "valueBoolean": True}
    assert matches(fhir.post("ConceptMap/miliary-to-hpo/$translate", one, back)) == matches(found)


@pytest.mark.parametrize("system", [RADLEX, "http://radlex.org"])
def test_a_system_may_go_by_another_name(fhir: Fhir, system: str) -> None:
    found = fhir.get("ConceptMap/$translate", system=system, code="RID34300")
    assert values(found, "result") == [True]


def test_a_code_that_no_map_has_is_no_error(fhir: Fhir) -> None:
    found = fhir.get("ConceptMap/$translate", system=SNOMED, code="0")
    assert (values(found, "result"), values(found, "match")) == ([False], [])
    assert fhir.refused("ConceptMap/$translate", system=SNOMED, code="0", url="http://example.org") == (
        404,
        "not-found",
    )
