"""Finding what lies at a site by the name of the site."""

from miliary.composition import Service
from miliary.terms import Name, TermIndex
from miliary.vocabulary import iri

SITE, FINDING = frozenset({iri("AnatomicalStructure")}), frozenset({iri("Finding")})
NAMES = (
    Name(iri("Brainstem"), "brainstem", preferred=True, kind=iri("AnatomicalStructure"), kinds=SITE),
    Name(iri("Pons"), "pons", preferred=True, kind=iri("AnatomicalStructure"), kinds=SITE),
    Name(iri("Pons"), "bridge of Varolius", preferred=False, kind=iri("AnatomicalStructure"), kinds=SITE),
    Name(iri("PonsLesion"), "pontine lesion", preferred=True, kind=iri("Finding"), kinds=FINDING),
    Name(iri("BrainstemLesion"), "brainstem lesion", preferred=True, kind=iri("Finding"), kinds=FINDING),
)
LOCATED = {iri("Pons"): [iri("PonsLesion")], iri("Brainstem"): [iri("BrainstemLesion"), iri("PonsLesion")]}


def test_a_synonym_of_a_site_leads_to_what_lies_there() -> None:
    [hit] = TermIndex(NAMES, located=LOCATED).located("bridge of Varolius")
    assert (hit.id, hit.label, hit.matched) == (iri("PonsLesion"), "pontine lesion", "bridge of Varolius")


def test_a_site_leads_to_the_findings_of_its_parts_after_its_own() -> None:
    hits = TermIndex(NAMES, located=LOCATED).located("brainstem")
    assert [hit.label for hit in hits] == ["brainstem lesion", "pontine lesion"]
    assert len(TermIndex(NAMES, located=LOCATED).located("brainstem", 1)) == 1


def test_no_site_no_finding() -> None:
    assert TermIndex(NAMES, located=LOCATED).located("lesion") == []


def test_the_published_sites_lead_to_their_findings_the_closest_first(published: Service) -> None:
    labels = [hit.label for hit in published.terms.located("medulla")]
    assert labels[0] == "medulla oblongata lesion"
    assert "retinal lesion" in [hit.label for hit in published.terms.located("eye")]
