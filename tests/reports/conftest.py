"""The reader over the checkout's vocabulary, made once, and reports read by it in short."""

from collections.abc import Callable

import pytest

from miliary.composition import Service
from miliary.reports.reader import Reader
from miliary.vocabulary import local_name


@pytest.fixture(scope="session")
def reader(published: Service) -> Reader:
    return Reader(published.terms)


@pytest.fixture
def states(reader: Reader) -> Callable[[str], dict[str, str]]:
    """The local name of every finding that a text mentions, with its last state."""
    return lambda text: {str(local_name(each.finding)): str(each.state) for each in reader.read(text).mentions}
