"""Attempts: a password cannot be guessed by trying, from one address or from many, by one process or by several."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from miliary.curation.attempts import BY_ADDRESS, BY_NAME, WITHIN, Attempts
from miliary.curation.database import Database
from miliary.curation.refusals import TooManyAttempts
from tests.curation.conftest import Watch


@pytest.fixture
def attempts(database: Database, watch: Watch) -> Attempts:
    return Attempts(database, watch)


def passed(attempts: Attempts, name: str, address: str) -> bool:
    try:
        attempts.count(name, address)
    except TooManyAttempts:
        return False
    return True


def test_one_name_can_be_tried_so_often_from_wherever(attempts: Attempts, watch: Watch) -> None:
    tried = [passed(attempts, "edith", f"192.0.2.{number}") for number in range(BY_NAME + 2)]
    assert tried.count(True) == BY_NAME
    assert not passed(attempts, " EDITH", "192.0.2.99")
    assert passed(attempts, "other", "192.0.2.99")
    watch.wait(seconds=WITHIN.total_seconds() + 1)
    assert passed(attempts, "edith", "192.0.2.1")


def test_one_address_can_try_so_often_by_whatever_name(attempts: Attempts) -> None:
    tried = [passed(attempts, f"name{number}", "192.0.2.1") for number in range(BY_ADDRESS + 2)]
    assert tried.count(True) == BY_ADDRESS
    assert passed(attempts, "edith", "192.0.2.2")


def test_who_succeeds_starts_afresh(attempts: Attempts) -> None:
    for _ in range(3 * BY_NAME):
        attempts.count("edith", "192.0.2.1")
        attempts.succeeded("edith", "192.0.2.1")


def test_succeeding_by_one_name_does_not_free_an_address_of_what_failed_by_others(attempts: Attempts) -> None:
    for number in range(BY_ADDRESS - 1):
        attempts.count(f"victim{number}", "192.0.2.1")
    attempts.count("own", "192.0.2.1")
    attempts.succeeded("own", "192.0.2.1")
    attempts.count("victim", "192.0.2.1")
    assert not passed(attempts, "victim", "192.0.2.1")


def test_many_at_once_count_as_many(database: Database) -> None:
    with ThreadPoolExecutor(8) as threads:
        tried = list(threads.map(lambda _: passed(Attempts(database), "edith", ""), range(3 * BY_NAME)))
    assert tried.count(True) == BY_NAME


def test_what_was_typed_as_a_name_is_not_kept(database: Database, attempts: Attempts) -> None:
    attempts.count("my password by mistake", "192.0.2.1")
    with sqlite3.connect(database.path) as connection:
        assert "by mistake" not in "\n".join(connection.iterdump())
