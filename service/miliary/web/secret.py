"""The key that signs cookies and forms: what is set, or one that is made once and kept in the data folder."""

import contextlib
import os
import secrets
from pathlib import Path

from miliary.settings import Settings

FILE = "secret.key"
_OWNER_ONLY = 0o600


def secret_key(settings: Settings) -> str:
    """Return the key; all processes that share a data folder have the same."""
    return settings.secret_key or _kept(settings.data / FILE)


def _kept(path: Path) -> str:
    """Read the key, made first where there is none: whole before it has its name, whoever else makes one meanwhile."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_name(f"{FILE}.{secrets.token_hex(8)}")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(made, path)
        made.unlink()
    return path.read_text(encoding="ascii").strip()
