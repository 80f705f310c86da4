"""The catalogue by which Protégé finds the files of the ontology: one line a file, written beside them.

It is no part of the knowledge: no version depends on it. What a person wrote in it stays as it is; a line that is
lacking is put where the order of the files has it.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from miliary.vocabulary import ONTOLOGY

FILE = "ontology/catalog-v001.xml"
_FOLDER, _SUFFIX = "ontology/", ".ttl"
_LINE = re.compile(r'^[ \t]*<uri\b[^>]*\buri="([^"]*)"[^>]*/>[ \t]*\n', re.MULTILINE)
_END = "</catalog>"


def with_files(catalogue: str, files: Iterable[str]) -> str:
    """Return the text of the catalogue with a line for each of ``files``; the lines that it has are left alone.

    :param files: names relative to the knowledge folder; what is no Turtle file of the ontology is left out
    """
    for file in sorted(files):
        if file.startswith(_FOLDER) and file.endswith(_SUFFIX):
            catalogue = _with(catalogue, file.removeprefix(_FOLDER))
    return catalogue


def rewritten(folder: Path, files: Iterable[str]) -> bytes | None:
    """Return what the catalogue of a knowledge folder is to be with ``files``; None where it needs no new line.

    :raises OSError: it cannot be read
    """
    path = folder / FILE
    if not path.is_file():
        return None
    before = path.read_bytes().decode("utf-8", "surrogateescape")
    after = with_files(before, files)
    return None if after == before else after.encode("utf-8", "surrogateescape")


def _with(catalogue: str, file: str) -> str:
    known = list(_LINE.finditer(catalogue))
    if any(each[1] == file for each in known):
        return catalogue
    # The first line is that of the whole, which imports the others; they follow in order.
    later = [each.start() for each in known[1:] if each[1] > file]
    place = later[0] if later else known[-1].end() if known else catalogue.find(_END)
    if place < 0:
        return catalogue
    stem = file.removesuffix(_SUFFIX)
    line = f'    <uri id="{stem.rpartition("/")[2]}" name="{ONTOLOGY}/{stem}" uri="{file}"/>\n'
    return catalogue[:place] + line + catalogue[place:]
