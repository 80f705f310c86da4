"""Findings given as codes of other vocabularies: the same answer as by name, and each step told."""

from typing import Any

import pytest

from miliary.composition import Service
from miliary.consultation import Question, ask
from miliary.consultation.entry import CaseEntry, Term
from miliary.consultation.mapping import Mapper
from miliary.consultation.wording import taken_as
from miliary.errors import AmbiguousTerm, NarrowerCode, UnknownTerm
from miliary.knowledge.sssom import read_mappings
from miliary.store import Solutions
from miliary.terms import FINDINGS, Match
from miliary.vocabulary import expand, iri
from tests.conftest import REPOSITORY

# The patient of Figs. 4b, 5a and 5b, as far as the two vocabularies have anything to say of her.
PATIENT = (
    "MiliaryEnhancement",
    "NonPerivascularPattern",
    "LeptomeningealEnhancement",
    "ThoracicVertebraLesion",
    "VertebralCollapse",
    "Spondylodiscitis",
    "ParavertebralAbscess",
    "SpinalCanalNarrowing",
    "SpinalCordCompression",
    "MiliaryPulmonaryNodules",
)
COMPARED = ("case", "diseases", "unexplained", "verdict", "unmapped")


def asked(service: Service, *present: str, **more: Any) -> dict[str, Any]:
    return ask(service, Question(present=present, age=26, sex="female", **more))


def code_of(service: Service, term: str, vocabulary: str) -> str | None:
    """The first code of the vocabulary's file that leads back to the term."""
    (file,) = [each for each in read_mappings(REPOSITORY) if each.title == vocabulary]
    for row in file.rows:
        if row.subject_id == f"mil:{term}" and row.predicate_id in {"skos:exactMatch", "skos:closeMatch"}:
            taken = service.terms.take(row.object_id, FINDINGS)
            return row.object_id if taken.id == iri(term) else None
    return None


@pytest.mark.parametrize(("vocabulary", "at_least"), [("SNOMED CT", 4), ("RadLex", 2)])
def test_a_figure_patient_in_codes_gets_the_same_differential(
    published: Service, vocabulary: str, at_least: int
) -> None:
    codes = {term: code_of(published, term, vocabulary) for term in PATIENT}
    given = [codes[term] or f"mil:{term}" for term in PATIENT]
    coded, plain = asked(published, *given), asked(published, *(f"mil:{term}" for term in PATIENT))
    assert {key: coded[key] for key in COMPARED} == {key: plain[key] for key in COMPARED}
    assert [each["given"] for each in coded["mapped"]] == [code for code in codes.values() if code]
    assert len(coded["mapped"]) >= at_least
    assert plain["mapped"] == []


def test_a_code_may_be_written_in_any_way(published: Service) -> None:
    written = [
        "snomedct:71286001",
        "SCTID:71286001",
        "http://snomed.info/id/71286001",
        "http://snomed.info/sct|71286001",
    ]
    answers = [asked(published, each) for each in written]
    assert [each["mapped"][0]["term"]["id"] for each in answers] == ["mil:SpinalCordCompression"] * 4


def test_the_step_from_a_narrower_code_is_told(published: Service) -> None:
    (mapped,) = asked(published, "hp:0430048")["mapped"]
    assert mapped == {
        "given": "hp:0430048",
        "predicate": "skos:narrowMatch",
        "term": {"id": "mil:Calcification", "label": "calcification"},
    }
    assert taken_as(mapped) == "“hp:0430048” is taken as “calcification”, which is broader."


def test_a_narrower_code_says_nothing_of_the_whole_when_it_is_absent(published: Service) -> None:
    for state in ("absent", "not_assessed"):
        with pytest.raises(NarrowerCode):
            asked(published, **{state: ("hp:0430048",)})
    assert asked(published, unmapped="count", absent=("hp:0430048",))["unmapped"] == ["hp:0430048"]


def test_a_code_that_does_not_tell_serum_from_csf_leaves_the_choice(published: Service) -> None:
    with pytest.raises(AmbiguousTerm) as error:
        asked(published, "hp:0033342")
    assert error.value.extra["candidates"] == ["AQP4-IgG in CSF", "AQP4-IgG in serum"]


def test_an_unknown_code_is_refused_with_the_known_vocabularies_or_counted(published: Service) -> None:
    with pytest.raises(UnknownTerm, match=r"Codes are known of CHEBI, .*, RADLEX"):
        asked(published, "snomedct:1")
    assert asked(published, "snomedct:1", unmapped="count")["unmapped"] == ["snomedct:1"]


def test_a_test_that_was_not_made_may_be_a_code(published: Service) -> None:
    (mapped,) = asked(published, not_assessed=("snomedct:277762005",))["mapped"]
    assert mapped["term"] == {"id": "mil:LumbarPuncture", "label": "lumbar puncture"}


def test_every_exact_and_close_code_of_a_finding_leads_to_it_or_to_an_exact_one(published: Service) -> None:
    for file in read_mappings(REPOSITORY):
        for row in file.rows:
            subject = expand(row.subject_id)
            if row.predicate_id == "skos:exactMatch" and subject in published.compiled.knowledge.findings:
                taken = published.terms.take(file.expand(row.object_id), FINDINGS)
                assert (taken.id, taken.match) == (subject, Match.EXACT)


def test_a_query_joins_on_a_code(published: Service) -> None:
    answer = published.store.query(
        """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        PREFIX owl: <http://www.w3.org/2002/07/owl#>
        PREFIX sssom: <https://w3id.org/sssom/>
        SELECT ?finding ?how WHERE {
          ?finding skos:exactMatch <http://radlex.org/RID/RID34300> .
          ?axiom owl:annotatedSource ?finding ; owl:annotatedTarget <http://radlex.org/RID/RID34300> ;
                 sssom:mapping_justification ?how .
        }"""
    )
    assert isinstance(answer, Solutions)
    assert [[str(each) for each in row] for row in answer] == [
        [f"<{iri('ContrastEnhancement')}>", "<https://w3id.org/semapv/vocab/ManualMappingCuration>"]
    ]


def test_the_codes_of_a_case_file_are_read_by_what_was_seen_of_them(published: Service) -> None:
    entry = CaseEntry(
        id="coded",
        where="a file",
        diseases=(Term("MONDO:0019390", "Susac syndrome"),),
        present=(Term("HP:0430048"), Term("HP:0032070")),
        absent=(Term("HP:0001342"), Term("HP:0034800")),
    )
    mapped = Mapper(published.terms, published.compiled.knowledge).map(entry)
    case = mapped.reading.case
    assert case.present >= {iri("Calcification"), iri("LeptomeningealEnhancement")}
    assert case.absent == {iri("IntracerebralHaemorrhage")}
    assert (mapped.disease, mapped.unmapped) == (iri("SusacSyndrome"), ("HP:0034800",))
