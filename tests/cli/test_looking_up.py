"""``miliary findings`` and ``miliary query``."""

from pathlib import Path

from tests.cli.conftest import Run


def test_findings_are_found_by_an_american_synonym(run: Run, data: Path) -> None:
    result = run("findings", "hemorrhage", data=data)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[2].split("│")[0].strip() == "haemorrhage"
    assert "mil:Haemorrhage" in result.stdout


def test_only_findings_are_found(run: Run, data: Path) -> None:
    result = run("findings", "Susac syndrome", data=data)
    assert (result.exit_code, result.stdout) == (1, "Nothing fits.\n")


def test_a_limit_holds(run: Run, data: Path) -> None:
    assert len(run("findings", "enhancement", "--limit", "3", data=data).stdout.splitlines()) == 5


def test_stored_queries_are_listed_with_their_questions(run: Run) -> None:
    text = run("query").stdout
    assert "compatible-diseases" in text
    assert "present, absent, age" in text


def test_a_stored_query_answers_as_a_table(run: Run, data: Path) -> None:
    text = run("query", "compatible-diseases", "--param", "present=mil:HearingLoss", data=data).stdout
    assert [word.strip() for word in text.splitlines()[0].split("┃")] == ["disease", "label", "status", "score"]
    assert len(text.splitlines()) == 19
    assert text.splitlines()[2].startswith(" mil:SusacSyndrome")


def test_values_that_do_not_fit_are_refused_by_name(run: Run, data: Path) -> None:
    for arguments, status, words in (
        (("query", "compatible-disease"), 1, "no stored query “compatible-disease”"),
        (("query", "compatible-diseases", "--param", "presnt=mil:Pons"), 1, "no parameter “presnt”"),
        (("query", "compatible-diseases", "--param", "present=the pons"), 1, "must be an absolute IRI"),
        (("query", "compatible-diseases", "--param", "age=1", "--param", "age=2"), 1, "takes one value"),
        (("query", "compatible-diseases", "--param", "mil:Pons"), 2, "does not read NAME=VALUE"),
    ):
        result = run(*arguments, data=data)
        assert result.exit_code == status
        assert words in " ".join(result.stderr.split())
