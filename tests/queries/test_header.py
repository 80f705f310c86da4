"""The header of a query file: what is read from it, and what an author is told."""

import pytest

from miliary.queries import Parameter
from miliary.queries.header import read_header

START = "# title: Diseases compatible with a case\n# question: Which diseases: these or those?\n"


def test_a_header_says_what_a_query_is() -> None:
    header = read_header(START + "# returns: disease, label\n#\n# Prose: it may hold colons.\nSELECT *")
    assert header.title == "Diseases compatible with a case"
    assert header.question == "Which diseases: these or those?"
    assert header.columns == ("disease", "label")
    assert header.parameters == ()


def test_a_header_says_who_would_ask_and_what_is_to_know() -> None:
    header = read_header(
        f"{START}# audience: editor, radiologist\n# keywords: CSF, steroid response\n# network: yes\n#\n# One\n# two.\n"
    )
    assert (header.audience, header.keywords) == (("editor", "radiologist"), ("CSF", "steroid response"))
    assert (header.network, header.note) == (True, "One two.")
    plain = read_header(START)
    assert (plain.audience, plain.keywords, plain.network, plain.note) == ((), (), False, "")


def test_the_header_of_a_check_says_how_much_it_matters_and_whose_rule_it_follows() -> None:
    header = read_header(START + "# severity: warning\n# follows: ROBOT equivalent_pair\n")
    assert (header.severity, header.follows) == ("warning", "ROBOT equivalent_pair")
    assert (read_header(START).severity, read_header(START).follows) == ("", "")


@pytest.mark.parametrize(
    ("line", "parameter"),
    [
        ("disease (iri): mil:X", Parameter("disease", "iri", examples=("mil:X",))),
        ("present (iri list): mil:X, mil:Y", Parameter("present", "iri", many=True, examples=("mil:X", "mil:Y"))),
        ("label (string): a pattern, with: signs", Parameter("label", "string", examples=("a pattern, with: signs",))),
        ('label (string): " quoted "', Parameter("label", "string", examples=(" quoted ",))),
        ("limit (integer optional): 5", Parameter("limit", "integer", optional=True, examples=("5",))),
        ("absent (iri list optional):", Parameter("absent", "iri", many=True, optional=True)),
    ],
)
def test_a_parameter_has_a_name_a_type_and_an_example(line: str, parameter: Parameter) -> None:
    assert read_header(f"{START}# param {line}\n").parameters == (parameter,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# question: What?\n", "no line “# title: …”"),
        ("# title: X\n# question:\n", "no line “# question: …”"),
        ("SELECT *\n# title: X\n# question: What?", "no line “# title: …”"),
        (START + "# title: Another\n", "two lines “title”"),
        (START + "# param x (iri): mil:X\n# param x (string): y\n", "two parameters “x”"),
        (START + "# param x (date): 2020\n", "the type one of iri, string"),
        (START + "# param x: mil:X\n", "does not read"),
        (START + "# param x (iri lists): mil:X\n", "does not read"),
        (START + "# audience: editor, patient\n", "the audience “patient” is none of radiologist, informatician"),
        (START + "# network: perhaps\n", "“network” says neither yes nor no"),
        (START + "# severity: fatal\n", "the severity “fatal” is none of error, warning, info"),
    ],
)
def test_an_author_is_told_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(ValueError, match="“") as caught:
        read_header(text)
    assert said in str(caught.value)
