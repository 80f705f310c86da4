"""README and ``docs/``: what they show is what the program prints, what they name exists, and nothing goes unnamed."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
from flask.testing import FlaskClient

from miliary.cli import main
from miliary.composition import Service
from miliary.consultation.wording import MEANING
from miliary.settings import VARIABLES, Settings
from miliary.web import create_app
from tests.conftest import REPOSITORY
from tests.documents.markdown import DOCUMENTS, anchors, blocks, links, named, read, regions
from tests.documents.rewrite import Rewriter

README = DOCUMENTS[0]
TEXT = "\n".join(map(read, DOCUMENTS))
LOCAL = "http://127.0.0.1:8000"
LONGEST_LINE = 120
EACH = pytest.mark.parametrize("document", DOCUMENTS, ids=named)


@pytest.fixture(scope="module")
def rewriter(published: Service) -> Rewriter:
    return Rewriter.over(published)


@pytest.fixture(scope="module")
def client(published: Service) -> FlaskClient:
    return create_app(service=published).test_client()


@EACH
def test_a_console_block_shows_what_the_command_prints(document: Path, rewriter: Rewriter) -> None:
    text = read(document)
    assert text == rewriter.consoles(text), "run `make readme`"


@EACH
def test_a_generated_table_is_what_the_knowledge_says(document: Path, rewriter: Rewriter) -> None:
    text = read(document)
    assert text == rewriter.generated(text), "run `make readme`"
    assert len(regions(text)) == text.count("<!-- table: ") == text.count("<!-- end -->")


@EACH
def test_a_link_leads_to_a_file_and_a_heading(document: Path) -> None:
    broken = [link for link in links(read(document)) if not urlsplit(link).scheme and not _resolves(document, link)]
    assert broken == []


@EACH
def test_prose_keeps_to_the_width_of_a_line(document: Path) -> None:
    outside = re.sub(r"^```.*?^```$", "", read(document), flags=re.MULTILINE | re.DOTALL)
    assert [line for line in outside.splitlines() if len(line) > LONGEST_LINE and not line.startswith("|")] == []


def test_every_call_by_curl_is_answered(client: FlaskClient) -> None:
    commands = [command for text in map(read, DOCUMENTS) for command in _curls(text)]
    assert commands
    assert [command for command in commands if _status(client, command) != 200] == []


def test_every_setting_is_named_with_its_variable_and_its_default() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", read(README), flags=re.MULTILINE))
    assert set(rows) >= set(VARIABLES)
    assert [name for name, variable in VARIABLES.items() if f"`{variable}`" not in rows[name]] == []
    assert "`MILIARY_SETTINGS`" in read(README)
    told = [field for field in fields(Settings) if field.name in VARIABLES]
    defaults = {field.name: field.default for field in told if isinstance(field.default, int | str)}
    shown = {
        name: f"{value:,}" if isinstance(value, int) and value > 10_000 else value for name, value in defaults.items()
    }
    assert [name for name, value in shown.items() if str(value) not in rows[name]] == []


def test_every_route_is_named(published: Service) -> None:
    rules = {rule.rule for rule in create_app(service=published).url_map.iter_rules() if rule.endpoint != "static"}
    # A part that varies is written in words: /term/<local name>, or by example: /ontology.owl
    stems = {rule.partition("<")[0].rstrip("/.") for rule in rules} - {""}
    assert [stem for stem in sorted(stems) if not re.search(rf"{re.escape(stem)}(?!\w)", TEXT)] == []


def test_every_command_is_named() -> None:
    assert [name for name in _commands(main, "miliary") if not re.search(rf"\b{name}\b", TEXT)] == []


def test_every_command_that_is_named_exists() -> None:
    known = set(_commands(main, "miliary"))
    groups = {name.rpartition(" ")[0] for name in known} - {"miliary"}
    given = {
        f"miliary {words}" for words in re.findall(r"(?:`|^\$? ?)miliary ((?:[a-z]+ ?)+)", TEXT, flags=re.MULTILINE)
    }
    assert {each for each in given if not _names_a_command(each, known, groups)} == set()


def test_every_target_of_make_that_is_named_exists() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    assert set(re.findall(r"(?:`|^)(?:\w+=\S+ )*make ([a-z-]+)", TEXT, flags=re.MULTILINE)) <= targets


def test_what_compatible_means_is_said_in_the_same_words_everywhere() -> None:
    said = [" ".join(re.sub(r"^> ", "", read(document), flags=re.MULTILINE).split()) for document in DOCUMENTS]
    assert [named(document) for document, text in zip(DOCUMENTS, said, strict=True) if MEANING in text] == [
        "README.md",
        "docs/semantics.md",
    ]


def _resolves(document: Path, link: str) -> bool:
    path, _, heading = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    if not target.exists() or not target.is_relative_to(REPOSITORY):
        return False
    return not heading or (target.suffix == ".md" and heading in anchors(read(target)))


def _commands(group: click.Command, name: str) -> Iterator[str]:
    """The full names of the commands below ``group``, those that do something."""
    if not isinstance(group, click.Group):
        yield name
        return
    context = click.Context(group)
    for each in group.list_commands(context):
        command = group.get_command(context, each)
        assert command
        yield from _commands(command, f"{name} {each}")


def _names_a_command(words: str, known: set[str], groups: set[str]) -> bool:
    parts = words.split()
    depth = 3 if " ".join(parts[:2]) in groups else 2
    return " ".join(parts[:depth]) in known


def _curls(text: str) -> Iterator[list[str]]:
    for block in blocks(text, "sh"):
        for line in block.text.replace("\\\n", " ").splitlines():
            if line.startswith("curl "):
                yield shlex.split(line)[1:]


def _status(client: FlaskClient, arguments: list[str]) -> int:
    """What the service answers to a call by curl; of curl's options only those that the documents use are known."""
    headers: dict[str, str] = {}
    form: dict[str, str] = {}
    body = address = None
    get, words = False, iter(arguments)
    for word in words:
        match word:
            case "-s":
                pass
            case "-G":
                get = True
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "-d":
                body = next(words)
            case "--data-urlencode":
                name, sign, value = re.split("([@=])", next(words), maxsplit=1)
                form[name] = (REPOSITORY / value).read_text(encoding="utf-8") if sign == "@" else value
            case _:
                address = word.removeprefix(LOCAL)
    assert address
    if get or not (body or form):
        return client.get(address, headers=headers, query_string=form or None).status_code
    return client.post(address, headers=headers, data=body or form).status_code
