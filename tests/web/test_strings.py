"""The words of the pages: all in one catalogue, ready to be translated."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, render_template_string

from miliary.consultation.sentence import Sentence
from miliary.consultation.wording import SENTENCES
from miliary.web import strings
from miliary.web.wording import WORDS, translated
from tests.conftest import REPOSITORY

WEB = REPOSITORY / "service" / "miliary" / "web"
COLLECTED = WEB / "locale" / "messages.pot"


def collected(folder: Path, names: str = "**.*") -> set[object]:
    methods, options = [(names, "jinja2")], {names: {"trimmed": "true"}}
    return {message for _, _, message, _, _ in extract_from_dir(folder, methods, options)}


@pytest.fixture
def german(tmp_path: Path) -> Flask:
    """An application that speaks German as well, for one sentence and for one with a number."""
    messages = Catalog(locale="de")
    messages.add("Back to the differential", "Zurück zur Differentialdiagnose")
    messages.add(("Reference", "References"), ("Quelle", "Quellen"))
    messages.add("%(rung)s: nothing", "%(rung)s: nichts")
    messages.add("brain biopsy", "Hirnbiopsie")
    messages.add("all falls short: %(reaches)s", "alles reicht nicht: %(reaches)s")
    file = tmp_path / "de" / "LC_MESSAGES" / "messages.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as stream:
        write_mo(stream, messages)
    app = Flask(__name__)
    strings.register(app, tmp_path)
    return app


def test_the_catalogue_holds_every_marked_string_of_the_templates() -> None:
    with COLLECTED.open("rb") as stream:
        catalogue = {message.id for message in read_po(stream) if message.id}
    assert catalogue == collected(WEB / "templates"), "run `make strings`"


def test_the_catalogue_holds_every_sentence_of_an_answer_and_none_that_is_not_said() -> None:
    collected_there = collected(WEB / "templates", "sentences.txt")
    assert collected_there == {*SENTENCES, *WORDS}


def test_a_sentence_of_an_answer_is_said_in_the_readers_language_with_all_that_it_is_made_of(german: Flask) -> None:
    nothing = Sentence("%(rung)s: nothing", rung="brain biopsy")
    whole = Sentence("all falls short: %(reaches)s", reaches=[nothing, nothing])
    assert whole == "all falls short: brain biopsy: nothing; brain biopsy: nothing"
    with german.test_request_context(headers={"Accept-Language": "de"}):
        assert translated(whole) == "alles reicht nicht: Hirnbiopsie: nichts; Hirnbiopsie: nichts"


@pytest.mark.parametrize(
    ("wanted", "language", "said"),
    [
        ("de;q=0.9, fr", "de", "Zurück zur Differentialdiagnose, 2 Quellen"),
        ("fr", "en-GB", "Back to the differential, 2 References"),
        ("en, de;q=0.3", "en-GB", "Back to the differential, 2 References"),
    ],
)
def test_a_page_speaks_the_language_that_the_reader_likes_best(
    german: Flask, wanted: str, language: str, said: str
) -> None:
    page = '{{ language() }}: {{ _("Back to the differential") }}, 2 {{ ngettext("Reference", "References", 2) }}'
    with german.test_request_context(headers={"Accept-Language": wanted}):
        assert render_template_string(page) == f"{language}: {said}"


def test_values_in_a_string_are_escaped(german: Flask) -> None:
    with german.test_request_context():
        assert "<b>" not in render_template_string('{{ _("No %(what)s", what="<b>") }}')
