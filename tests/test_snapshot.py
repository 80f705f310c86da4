"""What is written down of a version says the same as the version, and what is not right is computed again."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from miliary.composition import Service, open_service
from miliary.snapshot import Snapshot


@pytest.fixture(scope="session")
def read(published: Service) -> Snapshot:
    """What the store itself says."""
    return Snapshot.read(published.store, published.catalogue, published.version)


def test_what_is_written_down_says_what_the_store_says(read: Snapshot, tmp_path: Path) -> None:
    read.save(tmp_path / "snapshot")
    again = Snapshot.reopen(tmp_path / "snapshot")
    assert again.citations == read.citations
    assert list(again.citations) == list(read.citations)
    assert (again.terms.names, again.terms.links) == (read.terms.names, read.terms.links)
    assert again.terms.diseases == read.terms.diseases
    assert {site: tuple(found) for site, found in again.terms.located.items()} == {
        site: tuple(found) for site, found in read.terms.located.items()
    }
    assert {term: set(above) for term, above in again.terms.broader.items()} == read.terms.broader
    assert dict(again.compiled.weights.background) == dict(read.compiled.weights.background)
    written, first = again.firm.prepare(), read.firm.prepare()
    assert written is not None
    assert first is not None
    for part in fields(written):
        assert np.array_equal(getattr(written, part.name), getattr(first, part.name)), part.name


@pytest.mark.parametrize("spoilt", ["terms.json", "citations.json", "index.json", "index.npz", "prepared.npz"])
def test_what_is_spoilt_is_computed_again_and_mended(
    published: Service, read: Snapshot, spoilt: str, tmp_path: Path
) -> None:
    settings = published.settings
    file = settings.data / "snapshots" / published.version / spoilt
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    again = open_service(settings)
    again.close()
    assert again.citations == read.citations
    assert file.read_bytes() == whole


def test_a_snapshot_that_cannot_be_written_is_told(read: Snapshot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(OSError, match="file"):
        read.save(tmp_path / "file" / "snapshot")
