"""What readers say: kept as plain text, open until an editor says what came of it."""

import pytest

from miliary.curation.accounts import Account
from miliary.curation.database import Database
from miliary.curation.feedback import LONGEST, Feedback, InvalidFeedback
from miliary.errors import NotFound

STATEMENT = "mil:SusacSyndrome-LeptomeningealEnhancement-Section"


@pytest.fixture
def feedback(database: Database) -> Feedback:
    return Feedback(database)


def test_a_remark_is_open_until_it_is_closed_with_a_note(feedback: Feedback, editor: Account) -> None:
    feedback.leave(STATEMENT, "1", "The table says 12 of 40.")
    (remark,) = feedback.list()
    assert (remark.statement, remark.said, feedback.number_open()) == (STATEMENT, "The table says 12 of 40.", 1)
    feedback.close(remark.id, editor, "Corrected.")
    (closed,) = feedback.list(closed=True)
    assert (closed.note, closed.closed_by, feedback.list(), feedback.number_open()) == ("Corrected.", "edith", [], 0)


def test_it_is_closed_once(feedback: Feedback, editor: Account) -> None:
    feedback.leave(STATEMENT, "1", "The table says 12 of 40.")
    number = feedback.list()[0].id
    feedback.close(number, editor, "Corrected.")
    for missing in (number, 99):
        with pytest.raises(NotFound):
            feedback.close(missing, editor, "Again.")
    assert feedback.list(closed=True)[0].note == "Corrected."


def test_lines_stay_and_what_no_keyboard_types_goes(feedback: Feedback) -> None:
    feedback.leave(STATEMENT, "1", "  first line\r\nsecond\x00 \u202eline\x1b[31m  ")
    assert feedback.list()[0].said == "first line\nsecond line[31m"


@pytest.mark.parametrize("said", ["", "wrong", " " * 50, "\u200b" * 50, "x" * (LONGEST + 1)])
def test_a_remark_that_says_nothing_or_too_much_is_refused(feedback: Feedback, said: str) -> None:
    with pytest.raises(InvalidFeedback, match="what looks wrong"):
        feedback.leave(STATEMENT, "1", said)
    assert feedback.number_open() == 0


def test_closing_needs_a_note(feedback: Feedback, editor: Account) -> None:
    feedback.leave(STATEMENT, "1", "The table says 12 of 40.")
    with pytest.raises(InvalidFeedback, match="what came of it"):
        feedback.close(1, editor, "  ")
    assert feedback.number_open() == 1


def test_remarks_are_had_by_statement(feedback: Feedback) -> None:
    feedback.leave(STATEMENT, "1", "The table says 12 of 40.")
    feedback.leave("mil:Other", "1", "Another thing is wrong.")
    assert [each.statement for each in feedback.list()] == [STATEMENT, "mil:Other"]
    assert [each.statement for each in feedback.list(statement="mil:Other")] == ["mil:Other"]
