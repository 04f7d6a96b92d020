"""The review as a PDF: whole, readable, numbered, and deaf to what its text says."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from desktop.ui import pdf as writer
from desktop.ui.pdf import write_pdf
from tests.helpers import pdf
from tests.ui import samples

pytestmark = pytest.mark.usefixtures("qapp")


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_turn_moment_note_and_comment_is_in_it(tmp_path: Path, qapp: QApplication) -> None:
    document = samples.written_review()
    write_pdf(document, tmp_path / "r.pdf")
    content = (tmp_path / "r.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    said = pdf.text(content)
    wanted = [document.title, document.summary, *document.next_time]
    wanted += [turn.text for turn in document.turns]
    for moment in document.moments:
        wanted += [f"“{moment.words}”", moment.say_this, moment.effect]
    wanted += [one.text for one in (*document.notes, *document.comments)]
    wanted += [step.title for step in document.steps] + [f"{one.title}: {one.shown}" for one in document.measures]
    assert [text for text in wanted if squeezed(text) not in said] == []
    assert "0:52You:Okay" in said


def test_a_retry_says_from_where_and_what_is_of_the_first_call(tmp_path: Path) -> None:
    write_pdf(msgspec.structs.replace(samples.second_try(), attempt=0), tmp_path / "r.pdf")
    said = pdf.text((tmp_path / "r.pdf").read_bytes())
    assert "2025-03-0422:40·41s·againfrom0:41" in said
    assert "yousaidnothing" not in said
    assert said.count("inthefirstcall:") == 1


def test_pages_are_numbered(tmp_path: Path) -> None:
    long = tuple(samples.Line(n, "user", f"This is line number {n} of a long call. " * 4) for n in range(80))
    write_pdf(samples.review(long), tmp_path / "r.pdf")
    content = (tmp_path / "r.pdf").read_bytes()
    count = pdf.pages(content)
    assert count > 3
    assert re.findall(rf"call(\d+of{count})", pdf.text(content)) == [f"{n}of{count}" for n in range(1, count + 1)]
    said = pdf.text(content)
    assert [n for n in range(80) if said.count(f"linenumber{n}ofalongcall") != 4] == []


def test_text_from_outside_is_set_as_it_stands(tmp_path: Path) -> None:
    bad = samples.INJECTION
    line = samples.Line(1, "user", f"I said {bad} to you", ((bad, {**samples.BLAME, "title": bad}),))
    write_pdf(samples.review((line,), title=bad, summary=bad, persona=bad, notices=(bad,)), tmp_path / "r.pdf")
    assert pdf.text((tmp_path / "r.pdf").read_bytes()).count(squeezed(bad)) >= 6


def test_nothing_is_loaded_from_anywhere(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    closed = writer._Closed()
    address = (tmp_path / "secret.txt").as_uri()
    kind = QTextDocument.ResourceType.ImageResource.value
    assert closed.resource(kind, address) in (None, b"", type(closed.resource(kind, address))())
    assert b"secret" not in bytes(closed.resource(kind, address) or b"")


def test_an_empty_call_is_a_page_too(tmp_path: Path) -> None:
    write_pdf(samples.empty_review(), tmp_path / "r.pdf")
    assert "Nothingwassaidinthiscall" in pdf.text((tmp_path / "r.pdf").read_bytes())


def test_a_place_that_can_t_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        write_pdf(samples.review(), tmp_path / "no" / "r.pdf")


def test_a_paragraph_longer_than_a_page_goes_on_over_it(tmp_path: Path) -> None:
    words = " ".join(f"word{n}x" for n in range(3000))
    write_pdf(samples.review((samples.Line(1, "user", words),)), tmp_path / "r.pdf")
    content = (tmp_path / "r.pdf").read_bytes()
    assert pdf.pages(content) > 3
    said = pdf.text(content)
    assert [n for n in range(3000) if f"word{n}x" not in said] == []
