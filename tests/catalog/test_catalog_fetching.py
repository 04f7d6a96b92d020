"""Gathering a model: sources in order, good copies kept, full disks, machine-wide stores."""

from __future__ import annotations

import hashlib
import resource
from pathlib import Path

import msgspec
import pytest
from catalog_toys import BODY, Shelf, Site, file_of, model_of

from desktop.catalog import Catalog, Progress, Source
from desktop.errors import Cancelled, UserError


def folder_source(folder: Path, data: bytes = BODY, name: str = "model.bin") -> Source:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    return Source(url=folder.as_uri())


def test_a_file_url_is_copied_even_when_its_path_needs_quoting(tmp_path: Path, shelf: Shelf) -> None:
    source = folder_source(tmp_path / "a share 100% ü")
    folder = shelf.fetch(model_of(source))
    assert (folder / "model.bin").read_bytes() == BODY
    assert (tmp_path / "a share 100% ü" / "model.bin").exists()


def test_a_wrong_byte_keeps_the_good_copy(tmp_path: Path, shelf: Shelf) -> None:
    folder = shelf.fetch(model_of(folder_source(tmp_path / "good")))
    newer = b"n" * len(BODY)
    wrong = model_of(folder_source(tmp_path / "bad", newer[:-1] + b"!"), data=newer)
    with pytest.raises(UserError, match=hashlib.sha256(newer).hexdigest()):
        shelf.fetch(wrong, mend=True)
    assert (folder / "model.bin").read_bytes() == BODY
    assert not (shelf.root / "tiny.part").exists()


def test_an_installed_model_is_not_fetched_again(tmp_path: Path, shelf: Shelf) -> None:
    model = model_of(folder_source(tmp_path / "good"))
    shelf.fetch(model)
    (tmp_path / "good" / "model.bin").unlink()
    assert shelf.fetch(model) == shelf.root / "tiny"
    assert shelf.fetch(model, mend=True) == shelf.root / "tiny"


def test_a_damaged_copy_is_found_by_verify_and_mended_by_fetch(tmp_path: Path, shelf: Shelf) -> None:
    model = model_of(folder_source(tmp_path / "good"))
    model = msgspec.structs.replace(model, files=(*model.files, file_of("more.txt", b"more")))
    folder_source(tmp_path / "good", b"more", "more.txt")
    folder = shelf.fetch(model)
    catalog = shelf.catalog(model)
    assert catalog.verify("tiny") == []
    (folder / "model.bin").write_bytes(BODY[:-1] + b"\0")
    (problem,) = catalog.verify("tiny")
    assert problem.path == "model.bin"
    assert model.files[0].sha256 in str(problem)
    assert problem.found in str(problem)
    assert catalog.installed("tiny"), "the quick look goes by size"
    (tmp_path / "good" / "more.txt").unlink()
    shelf.fetch(model, mend=True)
    assert catalog.verify("tiny") == []


def test_a_copy_that_lacks_a_file_is_not_installed(tmp_path: Path, shelf: Shelf) -> None:
    model = model_of(folder_source(tmp_path / "good"))
    folder = shelf.fetch(model)
    (folder / "model.bin").unlink()
    assert shelf.catalog(model).installed("tiny") is None
    (problem,) = shelf.catalog(model).verify("tiny")
    assert str(problem) == "model.bin is missing."
    assert shelf.fetch(model) == folder
    assert shelf.catalog(model).installed("tiny") == folder


def test_files_of_one_model_come_from_several_sources(tmp_path: Path, site: Site, shelf: Shelf) -> None:
    site.files["/w/weights"] = BODY
    words = folder_source(tmp_path / "words", b"a b c", "words.txt")
    first = Source(url=f"{site.url}/w", members={"model.bin": "weights"})
    model = model_of(first, words)
    model = msgspec.structs.replace(model, files=(*model.files, file_of("words.txt", b"a b c")))
    folder = shelf.fetch(model)
    assert (folder / "words.txt").read_bytes() == b"a b c"
    assert (folder / "model.bin").read_bytes() == BODY
    assert shelf.lines() == []
    assert len(site.asked) == 1


def test_every_sources_reason_is_told_when_all_fail(tmp_path: Path, site: Site, shelf: Shelf) -> None:
    model = model_of(Source(url=(tmp_path / "nowhere").as_uri()), site.source(), Source(shipped="no.bin"))
    with pytest.raises(UserError) as refused:
        shelf.fetch(model)
    for told in ("No such file", "404", "not part of this installation", "models import"):
        assert told in str(refused.value)


def test_the_mirror_is_asked_first(tmp_path: Path, site: Site, shelf: Shelf) -> None:
    folder_source(tmp_path / "mirror" / "tiny")
    model = model_of(site.source())
    with shelf.catalog(model).fetching((tmp_path / "mirror").as_uri()) as fetcher:
        folder = shelf.catalog(model).fetch_with(fetcher, "tiny")
    assert (folder / "model.bin").read_bytes() == BODY
    assert site.asked == []


def test_the_machine_wide_store_comes_first_and_is_never_written(tmp_path: Path, shelf: Shelf) -> None:
    model = model_of(folder_source(tmp_path / "good"))
    folder_source(shelf.machine / "tiny")
    assert shelf.fetch(model) == shelf.machine / "tiny"
    assert not (shelf.root / "tiny").exists()
    with pytest.raises(UserError, match="machine-wide"):
        shelf.catalog(model).purge("tiny")
    (shelf.machine / "tiny" / "model.bin").write_bytes(BODY[:-1] + b"\0")
    with pytest.raises(UserError, match=r"machine-wide copy of The tiny model .* is damaged"):
        shelf.fetch(model, mend=True)
    assert (shelf.machine / "tiny" / "model.bin").read_bytes()[-1] == 0


def test_too_little_room_is_noticed_before_a_byte_is_fetched(site: Site, shelf: Shelf) -> None:
    site.files["/model.bin"] = BODY
    model = model_of(site.source())
    huge = msgspec.structs.replace(model, files=(msgspec.structs.replace(model.files[0], bytes=1 << 60),))
    with pytest.raises(UserError, match=r"Not enough room for The tiny model: 1152921504\.6 GB is needed"):
        shelf.fetch(huge)
    assert site.asked == []


def test_a_disk_that_runs_full_is_one_sentence_and_keeps_the_part(site: Site, shelf: Shelf) -> None:
    site.files["/model.bin"] = BODY
    model = model_of(site.source(), Source(url=f"{site.url}/never-asked"))
    room = len(BODY) // 2
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, old[1]))
    try:
        with pytest.raises(UserError, match="ran full while The tiny model was written"):
            shelf.fetch(model)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    part = shelf.part()
    assert part is not None
    assert part.stat().st_size == room
    assert (shelf.fetch(model) / "model.bin").read_bytes() == BODY
    assert [asked[1] for asked in site.asked] == ["", f"bytes={room}-"]


def test_two_fetches_at_once_are_told_apart(tmp_path: Path, shelf: Shelf) -> None:
    model = model_of(folder_source(tmp_path / "good"))
    with shelf.catalog(model).fetching(), pytest.raises(UserError, match="Another window or command"):
        shelf.fetch(model)
    assert shelf.fetch(model).exists()


def test_cancelling_keeps_finished_files(tmp_path: Path, shelf: Shelf) -> None:
    model = model_of(folder_source(tmp_path / "good"))
    folder_source(tmp_path / "good", b"z" * 10, "z.bin")
    model = msgspec.structs.replace(model, files=(*model.files, file_of("z.bin", b"z" * 10)))
    seen: list[Progress] = []
    with pytest.raises(Cancelled):
        shelf.catalog(model).fetch("tiny", seen.append, lambda: bool(seen) and seen[-1].bytes_done > len(BODY))
    (tmp_path / "good" / "model.bin").unlink()
    assert (shelf.fetch(model) / "model.bin").read_bytes() == BODY


def test_purge_leaves_nothing_and_says_when_there_was_nothing(tmp_path: Path, shelf: Shelf) -> None:
    model = model_of(folder_source(tmp_path / "good"))
    shelf.fetch(model)
    catalog = shelf.catalog(model)
    catalog.purge("tiny")
    assert [path.name for path in shelf.root.iterdir()] in ([], [".lock"])
    with pytest.raises(UserError, match="not installed"):
        catalog.purge("tiny")


def test_an_unknown_id_gets_the_names_that_are_near(shelf: Shelf) -> None:
    with pytest.raises(UserError, match="Did you mean tiny"):
        Catalog((model_of(),), shelf.shipped, shelf.root).get("tinny")
