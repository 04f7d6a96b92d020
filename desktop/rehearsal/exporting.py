"""Everything that is stored, in one file to take along: each call's review, and its sound where it was kept."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from desktop import settings
from desktop.errors import Cancelled, NotThere, UserError
from desktop.folders import own_file
from desktop.records import SessionSummary
from desktop.rehearsal.recorder import from_flac
from desktop.rehearsal.reviewing import review_of
from desktop.rehearsal.sharing import annotated
from desktop.review import html
from desktop.scenario import Scenario
from desktop.sharing.sealed import SUFFIX
from desktop.store.database import Store

ABOUT = """Everything that Steadyhand kept of your calls. This file is NOT encrypted: whoever has it can read it.

One folder a call:
review.html   the review with notes and comments, for any browser
review.json   the same for programs
call.flac     the sound where it was kept: you on the left, the other person on the right
session.json  instead of a review, where the call's scenario is not installed any more; notes.json beside it

"Shared by others" holds calls that somebody gave you and you kept, still sealed with their passphrases; the
comments you wrote on one are in the comments.json beside it.
"""
OnProgress = Callable[[int, int], None]
"""on_progress(calls written, calls in all)."""


def export_everything(
    store: Store,
    scenarios: Mapping[str, Scenario],
    target: Path,
    on_progress: OnProgress = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> int:
    """Write the .zip `target`, whole or not at all, readable by this user only; how many calls are in it.

    Raises `UserError` when it can't be written or a policy forbids it, `Cancelled` when it was stopped.
    """
    settings.policy().require("exports")
    try:
        with own_file(target) as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
            return _write(store, scenarios, file, on_progress, cancelled)
    except OSError as wrong:
        raise UserError(f"{target} can't be written: {wrong.strerror}.", "Choose another place.") from wrong


def _write(
    store: Store,
    scenarios: Mapping[str, Scenario],
    file: zipfile.ZipFile,
    on_progress: OnProgress,
    cancelled: Callable[[], bool],
) -> int:
    file.writestr("READ ME.txt", ABOUT)
    calls, count = store.sessions(), 0
    for number, one in enumerate(calls):
        if cancelled():
            raise Cancelled
        on_progress(number, len(calls))
        try:
            files = _files_of(store, one, scenarios.get(one.scenario_id))
        except NotThere:  # deleted while the others were written
            continue
        count += 1
        for name, content in files.items():
            kind = zipfile.ZIP_STORED if name == "call.flac" else zipfile.ZIP_DEFLATED
            file.writestr(f"{folder_name(one)}/{name}", content, kind)
    for kept in store.notebook.kept_shares():
        try:
            sealed, comments = store.notebook.kept_share(kept.share_id)
        except NotThere:
            continue
        name = f"Shared by others/{_plain(kept.title)} {_plain(kept.share_id)}"
        file.writestr(f"{name}{SUFFIX}", sealed, zipfile.ZIP_STORED)
        if comments:
            file.writestr(f"{name} comments.json", _json(comments))
    on_progress(len(calls), len(calls))
    return count


def folder_name(one: SessionSummary) -> str:
    """A name for a call's folder that any file system takes, in the order of time."""
    when = one.started_at[:16].replace("T", " ").replace(":", "")
    return f"{when} {_plain(one.scenario_title)} {one.session_id}"


def _plain(title: str) -> str:
    return "".join(c if c.isalnum() or c in " -_" else "-" for c in title)[:60].strip()


def _files_of(store: Store, one: SessionSummary, scenario: Scenario | None) -> dict[str, bytes]:
    stored = store.session(one.session_id)
    flac = store.load_audio(one.session_id)
    sound = {"call.flac": flac} if flac else {}
    if scenario is None:
        book = store.notebook
        written = {"notes": book.notes(one.session_id), "comments": book.comments(one.session_id)}
        notes = {"notes.json": _json(written)} if any(written.values()) else {}
        return {"session.json": _json(stored), **notes, **sound}
    document = annotated(review_of(stored, scenario, from_flac(flac) if flac else None), store)
    return {"review.html": html.render(document).encode(), "review.json": _json(document), **sound}


def _json(what: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(what), indent=2)
