"""What the tests of curation share."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from pyoxigraph import Triple

from miliary.composition import load
from miliary.curation.accounts import Account, Accounts, Role
from miliary.curation.database import Database
from miliary.curation.passwords import Passwords
from miliary.curation.proposals import Proposals
from miliary.knowledge.load import read
from miliary.settings import Settings
from tests.conftest import REPOSITORY
from tests.curation.desk import Desk
from tests.curation.folders import write_folder


@pytest.fixture(scope="session")
def stated() -> tuple[Triple, ...]:
    """All that the file of the findings says, expressions and all."""
    return read(REPOSITORY / "ontology" / "findings.ttl")


PASSWORD = "correct horse battery"
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "curation.sqlite")


@pytest.fixture
def accounts(database: Database) -> Accounts:
    """Accounts whose hashes take next to no work."""
    return Accounts(database, QUICK)


@pytest.fixture
def editor(accounts: Accounts) -> Account:
    return accounts.add("edith", PASSWORD, Role.EDITOR)


@pytest.fixture
def administrator(accounts: Accounts) -> Account:
    return accounts.add("root", PASSWORD, Role.ADMINISTRATOR)


class Watch:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 28, 16, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def wait(self, **time: float) -> None:
        self.moment += timedelta(**time)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def reviewer(accounts: Accounts) -> Account:
    return accounts.add("rita", PASSWORD, Role.REVIEWER, display="Rita Reviewer")


@pytest.fixture
def proposals(database: Database) -> Proposals:
    return Proposals(database)


@pytest.fixture(scope="session")
def published_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small knowledge folder and the data folder of its version, to be copied."""
    whole = tmp_path_factory.mktemp("desk")
    load(Settings(knowledge=write_folder(whole / "knowledge"), data=whole / "data", port=0))
    return whole


@pytest.fixture
def desk(tmp_path: Path, database: Database, published_folder: Path) -> Desk:
    whole = tmp_path / "desk"
    shutil.copytree(published_folder, whole, symlinks=True)
    return Desk(whole / "knowledge", whole / "data", database)
