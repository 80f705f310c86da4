"""The editorial office: one database, and all that stands in it, within reach of whoever needs it."""

from dataclasses import dataclass
from pathlib import Path

from miliary.curation.accounts import Accounts
from miliary.curation.attempts import Attempts
from miliary.curation.audit import Audit
from miliary.curation.database import FILE, Database
from miliary.curation.feedback import Feedback
from miliary.curation.identities import Identities
from miliary.curation.sessions import Sessions
from miliary.curation.tokens import Tokens

# The data folder stands by default in the editors' checkout, and nobody should commit hashes of passwords.
_IGNORED = "*\n"


@dataclass(frozen=True, slots=True)
class Office:
    """Accounts and what belongs to them, of one data folder."""

    database: Database
    accounts: Accounts
    sessions: Sessions
    tokens: Tokens
    attempts: Attempts
    audit: Audit
    identities: Identities
    feedback: Feedback

    @classmethod
    def open(cls, data: Path) -> "Office":
        """Open the database of a data folder, and make it if there is none yet."""
        data.mkdir(parents=True, exist_ok=True)
        ignored = data / ".gitignore"
        if not ignored.exists():
            ignored.write_text(_IGNORED, encoding="utf-8")
        found = Database(data / FILE)
        accounts = Accounts(found)
        return cls(
            database=found,
            accounts=accounts,
            sessions=Sessions(found),
            tokens=Tokens(found),
            attempts=Attempts(found),
            audit=Audit(found),
            identities=Identities(found, accounts),
            feedback=Feedback(found),
        )
