"""What must hold of every answer, whatever is asked of the published knowledge."""

from dataclasses import replace
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from miliary.composition import Service
from miliary.consultation import Question, ask
from miliary.errors import ContradictoryCase

Json = dict[str, Any]
EXAMPLES = settings(max_examples=40)


def drawn(data: st.DataObject, service: Service) -> Question:
    """Up to eight findings, some of them absent, with or without an age and a sex."""
    knowledge = service.compiled.knowledge
    stated = sorted({each.finding for each in knowledge.statements if not knowledge.findings[each.finding].demographic})
    chosen = data.draw(st.lists(st.sampled_from(stated), max_size=8, unique=True))
    split = data.draw(st.integers(0, len(chosen)))
    age, sex = data.draw(st.none() | st.integers(0, 90)), data.draw(st.sampled_from([None, "female", "male"]))
    return Question(tuple(chosen[:split]), tuple(chosen[split:]), age=age, sex=sex)


def answered(service: Service, question: Question) -> Json:
    """The answer; a case that contradicts itself is no example."""
    try:
        return ask(service, question)
    except ContradictoryCase:
        assume(False)
        raise


@EXAMPLES
@given(data=st.data())
def test_the_order_of_the_input_is_irrelevant(published: Service, data: st.DataObject) -> None:
    question = drawn(data, published)
    present, absent = data.draw(st.permutations(question.present)), data.draw(st.permutations(question.absent))
    again = replace(question, present=tuple(present), absent=tuple(absent))
    assert answered(published, again) == answered(published, question)


@EXAMPLES
@given(data=st.data())
def test_naming_a_finding_twice_changes_nothing(published: Service, data: st.DataObject) -> None:
    question = drawn(data, published)
    labels = tuple(map(published.terms.label, question.present))
    twice = replace(question, present=(*question.present, *labels))
    assert answered(published, twice) == answered(published, question)


@EXAMPLES
@given(data=st.data())
def test_what_was_not_assessed_is_as_if_it_were_left_out(published: Service, data: st.DataObject) -> None:
    question = drawn(data, published)
    unknown = data.draw(st.sampled_from(sorted(published.compiled.knowledge.findings)))
    answer = answered(published, question)
    again = answered(published, replace(question, not_assessed=(unknown,)))
    assert answer["case"].pop("not_assessed") == []
    assert again["case"].pop("not_assessed") != []
    # What to look at next is another matter: what could not be seen is not offered.
    assert f"mil:{unknown.rsplit('/', 1)[1]}" not in [each["finding"]["id"] for each in again["next"]]
    for each in (answer, again):
        del each["next"], each["stop"]
    assert again == answer


@EXAMPLES
@given(data=st.data())
def test_the_context_is_present_findings(published: Service, data: st.DataObject) -> None:
    question = drawn(data, published)
    moved = replace(question, present=(), context=question.present)
    assert answered(published, moved) == answered(published, question)


@EXAMPLES
@given(data=st.data())
def test_every_answer_adds_up_and_every_share_has_its_passage(published: Service, data: st.DataObject) -> None:
    answer = answered(published, drawn(data, published))
    assert len(answer["diseases"]) == 17
    for disease in answer["diseases"]:
        rows = [*disease["findings"], *disease["demographics"]]
        assert sum(row["share"] for row in rows) == disease["score"]
        assert [row for row in rows if row["share"] and not row["assertions"]] == []
        assert [each for row in rows for each in row["assertions"] if not (each["locator"] and each["link"])] == []
        assert bool(disease["excluded_by"]) == (disease["status"] == "excluded")
