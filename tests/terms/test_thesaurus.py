"""Looking things up: by name, by identifier and by code."""

import pytest

from miliary.composition import Service
from miliary.errors import AmbiguousTerm, NotFound, UnknownTerm
from miliary.terms import Called, Found, How, Match, Taken, Thesaurus
from miliary.vocabulary import iri

LEPTOMENINGEAL = iri("LeptomeningealEnhancement")


@pytest.fixture(scope="module")
def thesaurus(published: Service) -> Thesaurus:
    return Thesaurus.read(published.terms, published.store, published.catalogue)


def first(thesaurus: Thesaurus, text: str) -> tuple[str, str, Called, How, Match | None]:
    found: Found = thesaurus.search(text)[0]
    return found.entry.id, found.matched, found.called, found.how, found.match


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("CLIPPERS", "Disease"),
        ("leptomeningeal enhancement", "ImagingFinding"),
        ("pons", "AnatomicalStructure"),
        ("lumbar puncture", "Test"),
        ("Borrelia burgdorferi", "Organism"),
        ("amphotericin B", "Treatment"),
        ("hearing loss", "ClinicalFinding"),
    ],
)
def test_terms_of_every_kind_are_found(thesaurus: Thesaurus, text: str, kind: str) -> None:
    assert thesaurus.search(text)[0].entry.kind == iri(kind)


def test_a_name_an_identifier_and_a_code_each_say_that_they_fit(thesaurus: Thesaurus) -> None:
    assert first(thesaurus, "lme") == (LEPTOMENINGEAL, "LME", Called.ABBREVIATION, How.EXACT, None)
    for text in ("LeptomeningealEnhancement", "mil:LeptomeningealEnhancement", LEPTOMENINGEAL):
        own = (LEPTOMENINGEAL, "mil:LeptomeningealEnhancement", Called.IDENTIFIER, How.EXACT, None)
        assert first(thesaurus, text) == own
    for text in ("hp:0032070", "0032070", "http://purl.obolibrary.org/obo/HP_0032070"):
        assert first(thesaurus, text) == (LEPTOMENINGEAL, "HP:0032070", Called.CODE, How.EXACT, Match.EXACT)


def test_the_closest_link_of_a_code_comes_first_and_a_term_comes_once(thesaurus: Thesaurus) -> None:
    found = thesaurus.search("radlex:RID34300")
    assert found[0].match is Match.EXACT
    assert {each.match for each in found[1:]} == {Match.BROAD}
    assert len({each.entry.id for each in found}) == len(found) > 10


def test_only_the_kinds_asked_for_are_found_whatever_fits(thesaurus: Thesaurus) -> None:
    diseases = {iri("Disease")}
    for text in ("hp:0032070", "LeptomeningealEnhancement", "LME"):
        assert thesaurus.search(text, diseases) == []
    assert {each.kind for each in thesaurus.terms(diseases)} == diseases
    assert len(thesaurus.terms()) > len(thesaurus.terms(diseases)) > 20


@pytest.mark.parametrize(
    "identifier",
    [
        "LeptomeningealEnhancement",
        "MIL:LeptomeningealEnhancement",
        LEPTOMENINGEAL,
        "https%3A%2F%2Fw3id.org%2Fmiliary%2FLeptomeningealEnhancement",
    ],
)
def test_a_term_is_taken_by_what_identifies_it(thesaurus: Thesaurus, identifier: str) -> None:
    assert thesaurus.take(identifier) == Taken(LEPTOMENINGEAL)


def test_a_code_is_taken_as_its_closest_term_and_a_broad_one_leaves_the_choice(thesaurus: Thesaurus) -> None:
    assert thesaurus.take("hp:0032070") == Taken(LEPTOMENINGEAL, Match.EXACT)
    with pytest.raises(AmbiguousTerm) as error:
        thesaurus.take("snomedct:427020007")
    assert len(list(str(error.value.extra["candidates"]))) > 1


@pytest.mark.parametrize("identifier", ["PonsLesions", "mil:PonsLesions", "pons lesions"])
def test_an_unknown_term_is_not_found_and_the_nearest_are_named(thesaurus: Thesaurus, identifier: str) -> None:
    with pytest.raises(NotFound) as error:
        thesaurus.take(identifier)
    assert "pontine lesion" in str(error.value.extra["nearest"])


@pytest.mark.parametrize("identifier", ["", " ", "hasSite", "ontology", "snomedct:1", "http://[", "%00", "\x00", "%%"])
def test_what_is_no_term_is_not_found(thesaurus: Thesaurus, identifier: str) -> None:
    with pytest.raises(NotFound):
        thesaurus.take(identifier)


def test_a_kind_goes_by_its_names(thesaurus: Thesaurus) -> None:
    for text in ("ImagingFinding", "mil:ImagingFinding", iri("ImagingFinding"), "Imaging finding"):
        assert thesaurus.kind(text) == iri("ImagingFinding")
    with pytest.raises(UnknownTerm, match="“disease”"):
        thesaurus.kind("LeptomeningealEnhancement")
