"""The web path, against a real server on loopback."""

from __future__ import annotations

import msgspec
import pytest
from catalog_toys import BODY, Shelf, Site, model_of, sha

from desktop.catalog import Progress, Source
from desktop.errors import Cancelled, UserError

HALF = len(BODY) // 2


def test_a_file_arrives_and_the_folder_appears_only_then(site: Site, shelf: Shelf) -> None:
    site.files["/m/model.bin"] = BODY
    model = model_of(Source(url=f"{site.url}/m"))
    catalog = shelf.catalog(model)
    there_before: list[bool] = []
    folder = catalog.fetch("tiny", lambda _progress: there_before.append((shelf.root / "tiny").exists()))
    assert (folder / "model.bin").read_bytes() == BODY
    assert catalog.installed("tiny") == folder == shelf.root / "tiny"
    assert there_before
    assert not any(there_before)
    assert not (shelf.root / "tiny.part").exists()
    assert not (shelf.root / ".work").exists()


def test_progress_reaches_the_total_and_never_passes_it(site: Site, shelf: Shelf) -> None:
    site.files["/model.bin"] = BODY
    shelf.fetch(model_of(site.source()))
    done = [progress.bytes_done for progress in shelf.seen]
    assert done == sorted(done)
    assert done[-1] == len(BODY) == shelf.seen[-1].bytes_total


def test_a_cut_connection_goes_on_where_it_stopped(site: Site, shelf: Shelf) -> None:
    site.files["/model.bin"] = BODY
    site.cut_after, site.cuts = HALF, 1
    folder = shelf.fetch(model_of(site.source()))
    assert (folder / "model.bin").read_bytes() == BODY
    (_path, first, _), (_, second, validator) = site.asked
    assert first == ""
    assert second == f"bytes={HALF}-"
    assert validator == '"one"'


def test_a_connection_that_brings_nothing_ends_the_source_and_keeps_the_part(site: Site, shelf: Shelf) -> None:
    site.files["/model.bin"] = BODY
    site.cut_after, site.cuts = 0, 99
    with pytest.raises(UserError, match="the connection was cut"):
        shelf.fetch(model_of(site.source()))
    assert len(site.asked) == 1


def test_a_stopped_fetch_is_resumed_by_the_next_one(site: Site, shelf: Shelf) -> None:
    site.files["/model.bin"] = BODY
    model = model_of(site.source())
    catalog = shelf.catalog(model)
    seen: list[Progress] = []
    with pytest.raises(Cancelled):
        catalog.fetch("tiny", seen.append, lambda: bool(seen) and seen[-1].bytes_done >= HALF)
    part = shelf.part()
    assert part is not None
    kept = part.stat().st_size
    assert kept >= HALF
    assert catalog.installed("tiny") is None
    folder = catalog.fetch("tiny", shelf.seen.append)
    assert (folder / "model.bin").read_bytes() == BODY
    assert site.asked[-1][1] == f"bytes={kept}-"


def test_a_file_that_changed_on_the_server_starts_anew(site: Site, shelf: Shelf) -> None:
    site.files["/model.bin"] = b"x" * len(BODY)
    site.cut_after, site.cuts = HALF, 99
    model = model_of(site.source())
    catalog = shelf.catalog(model)
    seen: list[Progress] = []
    with pytest.raises(Cancelled):
        catalog.fetch("tiny", seen.append, lambda: bool(seen) and seen[-1].bytes_done >= HALF // 2)
    site.files["/model.bin"], site.etag, site.cuts = BODY, '"two"', 0
    assert (catalog.fetch("tiny") / "model.bin").read_bytes() == BODY
    assert site.asked[-1][2] == '"one"', "the old mark goes along, so that the server can tell"


def test_a_changed_file_without_any_mark_is_noticed_by_its_hash(site: Site, shelf: Shelf) -> None:
    site.etag = ""
    site.files["/model.bin"] = b"x" * len(BODY)
    site.cut_after, site.cuts = HALF, 1
    catalog = shelf.catalog(model_of(site.source()))
    seen: list[Progress] = []
    with pytest.raises(Cancelled):
        catalog.fetch("tiny", seen.append, lambda: bool(seen) and seen[-1].bytes_done >= HALF // 2)
    site.files["/model.bin"] = BODY
    assert (catalog.fetch("tiny") / "model.bin").read_bytes() == BODY
    assert [asked[1] == "" for asked in site.asked[1:]] == [False, True]


def test_a_server_without_ranges_starts_anew(site: Site, shelf: Shelf) -> None:
    site.files["/model.bin"] = BODY
    site.ranges, site.cut_after, site.cuts = False, HALF, 1
    folder = shelf.fetch(model_of(site.source()))
    assert (folder / "model.bin").read_bytes() == BODY
    assert shelf.seen[-1].bytes_done == len(BODY)


def test_redirects_are_followed(site: Site, shelf: Shelf) -> None:
    site.redirects["/model.bin"] = f"{site.url}/elsewhere/deep"
    site.files["/elsewhere/deep"] = BODY
    site.cut_after, site.cuts = HALF, 1
    folder = shelf.fetch(model_of(site.source()))
    assert (folder / "model.bin").read_bytes() == BODY
    assert site.asked[-1] == ("/elsewhere/deep", f"bytes={HALF}-", '"one"')


def test_a_missing_file_gives_way_to_the_next_source_with_a_line(site: Site, shelf: Shelf) -> None:
    site.files["/good/model.bin"] = BODY
    bad, good = Source(url=f"{site.url}/gone"), Source(url=f"{site.url}/good")
    folder = shelf.fetch(model_of(bad, good))
    assert (folder / "model.bin").read_bytes() == BODY
    assert len(shelf.lines()) == 1
    assert "404" in shelf.lines()[0]
    assert bad.url in shelf.lines()[0]


def test_a_host_that_nobody_answers_is_asked_once(site: Site, shelf: Shelf) -> None:
    nobody = "http://127.0.0.1:9"
    site.files["/model.bin"] = BODY
    shelf.fetch(model_of(Source(url=f"{nobody}/a"), Source(url=f"{nobody}/b"), site.source()))
    first, second = shelf.lines()
    assert "can't be reached (ConnectionError)" in first
    assert second.endswith("can't be reached.")


def test_a_wrong_byte_is_refused_with_both_hashes(site: Site, shelf: Shelf) -> None:
    wrong = BODY[:-1] + b"\0"
    site.files["/model.bin"] = wrong
    with pytest.raises(UserError) as refused:
        shelf.fetch(model_of(site.source()))
    assert sha(BODY) in str(refused.value)
    assert sha(wrong) in str(refused.value)
    assert not (shelf.root / "tiny").exists()
    assert shelf.part() is None, "a wrong file is no start for the next fetch"


@pytest.mark.parametrize("wrong", [BODY[:-1], BODY + b"\0"])
def test_a_wrong_size_is_refused_before_it_is_fetched(wrong: bytes, site: Site, shelf: Shelf) -> None:
    site.files["/model.bin"] = wrong
    with pytest.raises(UserError, match=f"{len(wrong)} bytes where {len(BODY)} were published"):
        shelf.fetch(model_of(site.source()))


def test_an_encrypted_address_never_leads_to_a_plain_one() -> None:
    from desktop.catalog.download import _check_status
    from desktop.catalog.files import SourceFailed

    class Answer:
        url, status_code, reason = "http://elsewhere/", 200, "OK"

    with pytest.raises(SourceFailed, match="without encryption"):
        _check_status(Answer(), "https://here/")
    _check_status(Answer(), "http://here/")


def test_a_part_longer_than_the_servers_file_starts_anew(site: Site, shelf: Shelf) -> None:
    site.etag = ""
    site.files["/model.bin"] = b"x" * len(BODY)
    model = model_of(site.source())
    unsized = msgspec.structs.replace(model, files=(msgspec.structs.replace(model.files[0], bytes=0),))
    catalog = shelf.catalog(unsized)
    seen: list[Progress] = []
    with pytest.raises(Cancelled):
        catalog.fetch("tiny", seen.append, lambda: bool(seen) and seen[-1].bytes_done >= HALF)
    site.files["/model.bin"] = BODY[:100]
    with pytest.raises(UserError, match="not the published file"):
        catalog.fetch("tiny")
    assert [asked[1] == "" for asked in site.asked[1:]] == [False, True]
