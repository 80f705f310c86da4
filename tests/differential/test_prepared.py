"""What was prepared for a version: the answers are the same with it, and it is what they begin with."""

from dataclasses import replace

import numpy as np
import pytest

from miliary.differential import prepared as preparing
from miliary.differential.case import Case, read
from miliary.differential.compatibility import Differential, differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.firm import Firm
from miliary.differential.prepared import Prepared
from miliary.differential.sampling import Sampler
from tests.differential.looking import looked_for
from tests.differential.small import said

STATED = (
    said("Lyme", "haemorrhage", "very frequent"),
    said("Susac", "haemorrhage", "not expected"),
    said("Lyme", "brainstem lesion"),
    said("Susac", "pons lesion", "frequent", context="immunocompetent"),
)
CASES = [Case(frozenset(["cerebellar lesion"])), Case(frozenset(["cerebellar lesion", "immunocompetent"])), Case()]


def differential(compiled: Compiled, case: Case) -> Differential:
    return differentiate(read(case, compiled.knowledge), compiled)


def prepared() -> Prepared:
    found = Firm(looked_for(*STATED)).prepare()
    assert found is not None
    return found


@pytest.mark.parametrize("case", CASES)
def test_the_answers_are_the_same(case: Case) -> None:
    plain, other = looked_for(*STATED), looked_for(*STATED)
    without, given = Firm(plain), Firm(other, prepared())
    for seed in (0, 3):
        assert given.next(differential(other, case), seed=seed) == without.next(differential(plain, case), seed=seed)
        assert given.firmness(differential(other, case), seed) == without.firmness(differential(plain, case), seed)


def test_a_first_answer_computes_none_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = looked_for(*STATED)
    firm = Firm(compiled, prepared())
    monkeypatch.setattr(Sampler, "_share", None)
    monkeypatch.setattr(type(compiled.prospects), "_stack", None)
    assert firm.next(differential(compiled, CASES[0])).findings
    with pytest.raises(TypeError):
        firm.next(differential(compiled, CASES[1]))


def test_what_belongs_to_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="another version"):
        Firm(looked_for(*STATED[:1]), prepared())


@pytest.mark.parametrize("part", ["present", "absent", "shares"])
def test_what_does_not_fit_together_is_refused(part: str) -> None:
    whole = prepared()
    with pytest.raises(ValueError, match="does not fit"):
        replace(whole, **{part: np.delete(getattr(whole, part), 0, axis=0)})


def test_too_much_is_not_prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "MOST_BYTES", 1_000)
    assert Firm(looked_for(*STATED)).prepare() is None
