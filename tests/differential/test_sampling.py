"""The draws behind what to look at next are those that tell how firm an answer is."""

from dataclasses import replace

import numpy as np

from miliary.differential.case import Case, read
from miliary.differential.compatibility import Differential, differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.draws import Draws
from miliary.differential.firm import Firm
from miliary.differential.grounds import GroundIndex
from miliary.differential.sampling import DRAWS, Drawn, Sampler
from miliary.differential.weights import weigh
from tests.differential.looking import looked_for
from tests.differential.small import said

STATED = (
    said("Lyme", "haemorrhage", "very frequent"),
    said("Susac", "haemorrhage", "not expected"),
    said("Lyme", "brainstem lesion"),
    said("Susac", "pons lesion", "frequent", context="immunocompetent"),
)


def differential_of(index: Compiled, *present: str) -> Differential:
    return differentiate(read(Case(frozenset(present)), index.knowledge), index)


def drawn(index: Compiled, differential: Differential, seed: int = 0) -> Drawn:
    draws = Draws(GroundIndex(index.knowledge, index.scale), seed)
    return Sampler(draws, index.prospects).sample(differential)


def share_of(index: Compiled, disease: str, finding: str, *present: str) -> np.ndarray:
    line = np.array([index.prospects.place[finding]])
    shares = drawn(index, differential_of(index, *present)).shares(line)
    found: np.ndarray = shares[0, index.knowledge.top_diseases.index(disease)]
    return found


def test_a_stated_finding_is_drawn_within_its_interval() -> None:
    shares = share_of(looked_for(*STATED), "Lyme", "haemorrhage")
    assert len(set(shares.tolist())) > 10
    assert np.all((shares >= 0.8 - 1e-6) & (shares <= 0.99 + 1e-6))


def test_where_nothing_is_stated_the_background_stands() -> None:
    index = looked_for(*STATED)
    background = Draws(GroundIndex(index.knowledge, index.scale), 0).background("haemorrhage")[:DRAWS]
    assert np.allclose(share_of(index, "CLIPPERS", "haemorrhage"), background, atol=1e-6)


def test_a_broader_statement_is_none_on_a_narrower_finding() -> None:
    index = looked_for(*STATED)
    background = Draws(GroundIndex(index.knowledge, index.scale), 0).background("pons lesion")[:DRAWS]
    assert np.allclose(share_of(index, "Lyme", "pons lesion"), background, atol=1e-6)


def test_the_context_of_the_case_decides() -> None:
    index = looked_for(*STATED)
    assert share_of(index, "Susac", "pons lesion", "immunocompetent").min() >= 0.3 - 1e-6
    assert share_of(index, "Susac", "pons lesion", "immunocompromised").max() < 0.3


def test_the_totals_are_those_that_tell_how_firm_the_answer_is() -> None:
    index = looked_for(*STATED)
    differential = differential_of(index, "haemorrhage")
    draws = Draws(GroundIndex(index.knowledge, index.scale), 7)
    totals = drawn(index, differential, 7).totals
    for disease, row in zip(index.knowledge.top_diseases, totals, strict=True):
        candidate = next(each for each in differential.candidates if each.disease == disease)
        assert row.tolist() == draws.totals(candidate, differential.reading)[:DRAWS].tolist()


def test_a_seed_gives_one_answer_and_the_order_of_the_statements_does_not_matter() -> None:
    index = looked_for(*STATED)
    turned = replace(index.knowledge, statements=tuple(reversed(index.knowledge.statements)))
    other = Compiled("test", turned, index.scale, weigh(turned, index.scale))
    found = [Firm(each).next(differential_of(each, "cerebellar lesion"), seed=3) for each in (index, index, other)]
    assert found[0].findings
    assert found[1:] == found[:1] * 2
