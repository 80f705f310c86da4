"""What is computed from a published version when it is opened, written down so that the next process need not.

It lies beside the versions, not in them: it can be thrown away at any time and is made again from the store.
"""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

from miliary.differential.compiled import Compiled
from miliary.differential.firm import Firm
from miliary.index import compile_index
from miliary.index.archive import reopen as reopen_index
from miliary.index.archive import save as save_index
from miliary.index.citations import Citation, read_citations
from miliary.index.cited import from_json as citations_from
from miliary.index.cited import to_json as citations_to
from miliary.index.prepared import reopen as reopen_prepared
from miliary.index.prepared import save as save_prepared
from miliary.queries import Catalogue
from miliary.store import Store
from miliary.terms import TermIndex, TermTables

_TERMS, _CITATIONS = "terms.json", "citations.json"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The index of a version, the names of its terms, its assertions as they are shown, and what answers begin with."""

    compiled: Compiled
    terms: TermTables
    citations: Mapping[str, Citation]
    firm: Firm

    @classmethod
    def read(cls, store: Store, catalogue: Catalogue, version: str) -> "Snapshot":
        """Ask the published graph for everything."""
        compiled = compile_index(store, catalogue, version)
        terms, citations = TermTables.read(store, catalogue), read_citations(store, catalogue)
        return cls(compiled, terms, citations, Firm(compiled))

    @classmethod
    def reopen(cls, folder: Path) -> "Snapshot":
        """Open what :meth:`save` wrote.

        :raises OSError: there is none, or it cannot be read
        :raises ValueError: it is damaged, or another program wrote it, in another form
        """
        try:
            compiled = reopen_index(folder)
            return cls(
                compiled=compiled,
                terms=TermTables.from_json((folder / _TERMS).read_text(encoding="utf-8")),
                citations=citations_from((folder / _CITATIONS).read_text(encoding="utf-8")),
                firm=Firm(compiled, reopen_prepared(folder)),
            )
        except (BadZipFile, EOFError, KeyError, TypeError) as error:
            raise ValueError(f"{folder} is damaged") from error

    def save(self, folder: Path) -> None:
        """Write it; ``folder`` appears when it is whole, and one that is there already stays.

        :raises OSError: it cannot be written
        """
        folder.parent.mkdir(parents=True, exist_ok=True)
        working = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder.parent))
        try:
            save_index(self.compiled, working)
            (working / _TERMS).write_text(self.terms.to_json(), encoding="utf-8")
            (working / _CITATIONS).write_text(citations_to(self.citations), encoding="utf-8")
            save_prepared(self.firm.prepare(), working)
            if folder.exists():
                shutil.rmtree(folder, ignore_errors=True)
            working.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another process wrote the same first
                raise
        finally:
            shutil.rmtree(working, ignore_errors=True)

    def index_of_terms(self) -> TermIndex:
        """Arrange the names for searching."""
        return TermIndex.of(self.terms)
