"""``make readme``: write what the documents show anew, from the program and the knowledge as they are."""

import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from miliary.composition import Service, load, open_service
from miliary.settings import Settings
from tests.conftest import REPOSITORY
from tests.documents.consoles import Console
from tests.documents.markdown import DOCUMENTS, named, read, with_blocks, with_regions
from tests.documents.tables import Tables


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Knows what each console block and each generated table should hold."""

    console: Console
    tables: Tables

    @classmethod
    def over(cls, service: Service) -> "Rewriter":
        """What an opened version shows; the commands run over the same data folder."""
        return cls(Console(service.settings.data), Tables(service))

    def consoles(self, text: str) -> str:
        return with_blocks(text, "console", self.console.write)

    def generated(self, text: str) -> str:
        return with_regions(text, self.tables.by_name())


def rewrite(rewriter: Rewriter, documents: Iterable[Path]) -> list[Path]:
    """Rewrite ``documents`` in place; returns those that changed."""
    changed = []
    for document in documents:
        text = read(document)
        fresh = rewriter.generated(rewriter.consoles(text))
        if fresh != text:
            document.write_text(fresh, encoding="utf-8")
            changed.append(document)
    return changed


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(knowledge=REPOSITORY, data=Path(folder) / "data")
        load(settings)
        changed = rewrite(Rewriter.over(open_service(settings)), DOCUMENTS)
    for document in changed:
        print(named(document))
    print(f"{len(DOCUMENTS)} documents read, {len(changed)} rewritten.", file=sys.stderr)


if __name__ == "__main__":
    main()
