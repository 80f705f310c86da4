"""The operations on the code system and the value sets, each with what is known of the published ontology."""

import pytest

from miliary.composition import Service
from tests.web.fhir_client import CANONICAL, SNOMED, SYSTEM, Fhir, model, values


@pytest.fixture(scope="session")
def fhir(app: object) -> Fhir:
    return Fhir(app.test_client())  # type: ignore[attr-defined]


def concepts(fhir: Fhir) -> dict[str, dict[str, object]]:
    return {each["code"]: each for each in fhir.get("CodeSystem/miliary")["concept"]}


# --- the code system -------------------------------------------------------------------------------------------------


def test_the_code_system_holds_every_class_once(fhir: Fhir, service: Service) -> None:
    whole = fhir.get("CodeSystem/miliary")
    codes = [each["code"] for each in whole["concept"]]
    assert whole["count"] == len(codes) == len(set(codes))
    assert whole["version"] == service.version
    assert {iri.rpartition("/")[2] for iri in service.compiled.knowledge.findings} <= set(codes)
    assert {iri.rpartition("/")[2] for iri in service.compiled.knowledge.diseases} <= set(codes)


def test_parents_and_children_mirror_each_other(fhir: Fhir) -> None:
    pairs: dict[str, set[tuple[str, str]]] = {"parent": set(), "child": set()}
    for code, concept in concepts(fhir).items():
        for each in concept["property"]:  # type: ignore[attr-defined]
            if each["code"] in pairs:
                pairs[each["code"]].add((code, each["valueCode"]))
    assert pairs["parent"] == {(below, above) for above, below in pairs["child"]}
    assert ("PonsLesion", "BrainstemLesion") in pairs["parent"]
    assert ("PonsLesion", "Lesion") not in pairs["parent"], "an indirect parent"


def test_a_code_is_looked_up(fhir: Fhir, service: Service) -> None:
    found = fhir.get("CodeSystem/$lookup", system=SYSTEM, code="SusacSyndrome")
    assert values(found, "display") == [service.terms.label(f"{SYSTEM.rpartition('/')[0]}/SusacSyndrome")]
    assert values(found, "version") == [service.version]
    properties = {each["code"]: each["value"] for each in values(found, "property")}
    assert (properties["kind"], properties["notSelectable"], properties["inactive"]) == ("Disease", False, False)
    assert properties["definition"]


def test_only_the_properties_that_are_asked_for_are_told(fhir: Fhir) -> None:
    code = {"name": "coding", "valueCoding": {"system": SYSTEM, "code": "PonsLesion"}}
    wanted = [{"name": "property", "valueCode": each} for each in ("kind", "designation")]
    found = fhir.post("CodeSystem/$lookup", code, *wanted)
    assert [each["code"] for each in values(found, "property")] == ["kind"]
    assert "pons involvement" in [each["value"] for each in values(found, "designation")]


@pytest.mark.parametrize(
    "asked",
    [
        {"system": SYSTEM, "code": "Nothing"},
        {"system": SYSTEM, "code": "ponslesion"},
        {"system": SYSTEM, "code": "PonsLesion", "version": "0.0.1"},
        {"system": SNOMED, "code": "128477000"},
    ],
)
def test_what_is_not_known_is_not_found(fhir: Fhir, asked: dict[str, str]) -> None:
    assert fhir.refused("CodeSystem/$lookup", **asked) == (404, "not-found")


@pytest.mark.parametrize(
    ("first", "second", "outcome"),
    [
        ("PonsLesion", "PonsLesion", "equivalent"),
        ("BrainLesion", "PonsLesion", "subsumes"),
        ("PonsLesion", "BrainLesion", "subsumed-by"),
        ("PonsLesion", "SusacSyndrome", "not-subsumed"),
        ("Finding", "PonsLesion", "subsumes"),
    ],
)
def test_one_code_subsumes_another_or_not(fhir: Fhir, first: str, second: str, outcome: str) -> None:
    by_address = fhir.get("CodeSystem/$subsumes", system=SYSTEM, codeA=first, codeB=second)
    codings = [
        {"name": f"coding{each}", "valueCoding": {"system": SYSTEM, "code": code}}
        for each, code in (("A", first), ("B", second))
    ]
    by_body = fhir.post("CodeSystem/miliary/$subsumes", *codings)
    assert values(by_address, "outcome") == values(by_body, "outcome") == [outcome]


def test_subsumption_asks_for_two_known_codes(fhir: Fhir) -> None:
    assert fhir.refused("CodeSystem/$subsumes", system=SYSTEM, codeA="PonsLesion") == (400, "invalid")
    asked = {"system": SYSTEM, "codeA": "PonsLesion", "codeB": "Nothing"}
    assert fhir.refused("CodeSystem/$subsumes", **asked) == (404, "not-found")


@pytest.mark.parametrize(
    ("asked", "result"),
    [
        ({"code": "PonsLesion"}, True),
        ({"code": "PonsLesion", "display": "Pons involvement"}, True),
        ({"code": "PonsLesion", "display": "haemorrhage"}, False),
        ({"code": "Nothing"}, False),
        ({"code": "ImagingFinding"}, True),
        ({"code": "ImagingFinding", "abstract": "false"}, False),
    ],
)
def test_a_code_is_validated(fhir: Fhir, asked: dict[str, str], result: bool) -> None:
    found = fhir.get("CodeSystem/$validate-code", url=SYSTEM, **asked)
    assert values(found, "result") == [result]
    assert bool(values(found, "message")) is not result
    assert values(fhir.get("CodeSystem/miliary/$validate-code", **asked), "result") == [result]


def test_one_good_coding_of_a_concept_is_enough(fhir: Fhir) -> None:
    codings = [{"system": SNOMED, "code": "1"}, {"system": SYSTEM, "code": "PonsLesion"}]
    asked = {"name": "codeableConcept", "valueCodeableConcept": {"coding": codings}}
    assert values(fhir.post("CodeSystem/miliary/$validate-code", asked), "result") == [True]
    bad = {"name": "codeableConcept", "valueCodeableConcept": {"coding": codings[:1]}}
    assert values(fhir.post("CodeSystem/miliary/$validate-code", bad), "result") == [False]


# --- value sets ------------------------------------------------------------------------------------------------------


def codes(expanded: dict[str, object]) -> list[str]:
    model(expanded)
    return [each["code"] for each in expanded["expansion"].get("contains", [])]  # type: ignore[attr-defined]


def test_a_value_set_holds_what_is_of_its_kind(fhir: Fhir, service: Service) -> None:
    diseases = codes(fhir.get("ValueSet/Disease/$expand"))
    assert {iri.rpartition("/")[2] for iri in service.compiled.knowledge.diseases} <= set(diseases)
    findings = set(codes(fhir.get("ValueSet/$expand", url=f"{CANONICAL}/ValueSet/Finding")))
    assert findings == {iri.rpartition("/")[2] for iri in service.compiled.knowledge.findings}
    assert set(codes(fhir.get("ValueSet/CsfFinding/$expand"))) < set(
        codes(fhir.get("ValueSet/LaboratoryFinding/$expand"))
    )


def test_the_whole_is_every_concept(fhir: Fhir) -> None:
    assert set(codes(fhir.get("ValueSet/miliary/$expand"))) == set(concepts(fhir))
    shown = fhir.get("ValueSet/miliary/$expand", excludeNotForUI="true")
    assert "Disease" not in codes(shown)
    assert shown["expansion"]["total"] < len(concepts(fhir))


def test_a_filter_finds_by_synonym_spelling_and_beginning(fhir: Fhir) -> None:
    def found(text: str) -> list[str]:
        return codes(fhir.get("ValueSet/ImagingFinding/$expand", filter=text))

    assert found("pons involvement")[0] == "PonsLesion"
    assert found("hemorrhage") == found("haemorrhage") != []
    assert found("no such thing at all") == []
    assert "SusacSyndrome" not in found("susac")
    assert codes(fhir.get("ValueSet/Disease/$expand", filter="susac"))[0] == "SusacSyndrome"


def test_pages_of_an_expansion_join_to_the_whole(fhir: Fhir) -> None:
    whole = fhir.get("ValueSet/Test/$expand")
    pages = [fhir.get("ValueSet/Test/$expand", offset=offset, count=50) for offset in (0, 50, 100)]
    assert [code for page in pages for code in codes(page)] == codes(whole)
    assert {page["expansion"]["total"] for page in pages} == {len(codes(whole))}
    assert codes(fhir.get("ValueSet/Test/$expand", count=0)) == []


def test_an_expansion_says_what_it_was_made_of(fhir: Fhir, service: Service) -> None:
    expanded = fhir.get("ValueSet/Test/$expand", filter="mri", includeDesignations="true", includeDefinition="true")
    said = {each["name"]: each for each in expanded["expansion"]["parameter"]}
    assert said["version"]["valueUri"] == f"{SYSTEM}|{service.version}"
    assert said["filter"]["valueString"] == "mri"
    assert expanded["compose"]["include"][0]["system"] == SYSTEM
    assert any("designation" in each for each in expanded["expansion"]["contains"])


@pytest.mark.parametrize(
    ("system", "code", "result"),
    [
        (SYSTEM, "PonsLesion", True),
        (SYSTEM, "SusacSyndrome", False),
        (SYSTEM, "ImagingFinding", False),
        (SYSTEM, "Nothing", False),
        (SNOMED, "PonsLesion", False),
    ],
)
def test_a_code_is_in_a_value_set_or_not(fhir: Fhir, system: str, code: str, result: bool) -> None:
    url = f"{CANONICAL}/ValueSet/ImagingFinding"
    assert values(fhir.get("ValueSet/$validate-code", url=url, system=system, code=code), "result") == [result]
    coding = {"name": "coding", "valueCoding": {"system": system, "code": code}}
    assert values(fhir.post("ValueSet/ImagingFinding/$validate-code", coding), "result") == [result]


def test_a_value_set_must_be_named_and_known(fhir: Fhir, service: Service) -> None:
    assert fhir.refused("ValueSet/$expand") == (400, "invalid")
    assert fhir.refused("ValueSet/$expand", url="http://example.org/vs") == (404, "not-found")
    url = f"{CANONICAL}/ValueSet/Test"
    assert fhir.refused("ValueSet/Disease/$expand", url=url) == (404, "not-found")
    assert fhir.refused("ValueSet/$expand", url=f"{url}|0.0.1") == (404, "not-found")
    assert codes(fhir.get("ValueSet/$expand", url=f"{url}|{service.version}"))
    assert fhir.refused("ValueSet/Test/$validate-code", code="Mri") == (400, "invalid")
