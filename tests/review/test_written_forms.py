"""The review as Markdown, as a page with sound, and as copied text."""

from __future__ import annotations

import base64
import re
from html import unescape
from html.parser import HTMLParser

import msgspec
import pytest

from desktop.records import Comment, Note
from desktop.review import html, markdown
from desktop.review.copied import moment_text, transcript_text, turn_text
from desktop.review.document import ReviewDocument
from desktop.review.remarks import remarks
from tests.ui import samples


@pytest.fixture
def document() -> ReviewDocument:
    return samples.written_review()


def pieces(document: ReviewDocument) -> list[str]:
    """Everything that a whole export holds."""
    found = [turn.text for turn in document.turns]
    found += [text for moment in document.moments for text in (moment.words, moment.say_this, moment.why) if text]
    found += [one.text for one in (*document.notes, *document.comments)]
    return [*found, document.title, document.summary, *document.next_time]


class Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said = ""

    def handle_data(self, data: str) -> None:
        self.said += data


def unmarked(page: str) -> str:
    """A page's text without the marks after highlights."""
    reader = Text()
    reader.feed(re.sub(r' <span class="sign [a-z]+">.*?</span>', "", page))
    return reader.said


def test_the_page_holds_everything(document: ReviewDocument) -> None:
    said = unmarked(html.render(document))
    assert [text for text in pieces(document) if text not in said] == []


def test_markdown_holds_everything(document: ReviewDocument) -> None:
    said = re.sub(r"\\(.)", r"\1", markdown.render(document))
    assert [text for text in pieces(document) if text not in said] == []


def test_a_comment_stands_under_its_turn(document: ReviewDocument) -> None:
    lines = [line for line in markdown.render(document).splitlines() if line]
    at = next(n for n, line in enumerate(lines) if "get past staging, we have" in line)
    assert lines[at + 2] == (
        "> **Ruth Adler** on “how did this even get past staging”: "
        "You knew he had signed it off. What did you want to hear?"
    )
    assert [one.who for one in remarks(document, None)] == ["Note", "Ruth Adler"]


@pytest.mark.parametrize(
    "bad",
    [
        "<img src=x onerror=alert(1)>",
        "![](file:///etc/passwd)",
        "[here](javascript:alert(1))",
        "# heading",
        "- list\n- of two",
        "1. first",
        "> quoted",
        "`code` *bold* _it_ ~~gone~~",
        "&lt;b&gt;",
        "=====\n---",
        "| a | b |",
    ],
)
def test_markdown_shows_marks_as_they_stand(bad: str) -> None:
    line = samples.Line(1, "user", bad)
    written = (Note(None, bad, ""), Note(0, bad, ""))
    said = (Comment("a", bad, "", bad, 0, bad),)
    page = markdown.render(samples.review((line,), title=bad, summary=bad, notes=written, comments=said))
    assert not re.search(r"(?<!\\)[<`*_\[]", re.sub(r"\*\*", "", page))
    inside = [line for line in page.splitlines() if line and not re.match(r"#+ |> |\*\*|- |\d\. |>$|---$", line)]
    assert not [line for line in inside if re.match(r"[#>|=-]|\d+[.)]", line)]
    assert re.sub(r"\\(.)", r"\1", page).count(" ".join(bad.splitlines()[0].split())) >= 5


def test_sound_is_in_the_page_turn_by_turn(document: ReviewDocument) -> None:
    sounds = tuple(f"fLaC {n}".encode() if n != 2 else b"" for n in range(len(document.turns)))
    page = html.render(document, sounds)
    found = re.findall(r'<audio controls preload="none" src="data:audio/flac;base64,([^"]+)"', page)
    assert [base64.b64decode(one) for one in found] == [one for one in sounds if one]
    assert "media-src data:" in page
    assert "<script" not in page
    quiet = html.render(document)
    assert "<audio" not in quiet
    assert "media-src" not in quiet


def test_text_from_outside_is_escaped_in_notes_and_comments() -> None:
    bad = samples.INJECTION
    notes, comments = (Note(None, bad, ""), Note(1, bad, "")), (Comment("a", bad, "", bad, 1, bad),)
    page = html.render(samples.review(notes=notes, comments=comments))
    assert "<img" not in page
    assert unescape(page).count(bad) == 5


def test_a_retry_says_from_where_and_what_is_of_the_first_call() -> None:
    document = msgspec.structs.replace(samples.second_try(), attempt=0)
    page = re.sub(r"\\(.)", r"\1", markdown.render(document))
    assert "2025-03-04 22:40 · 41 s · again from 0:41\n" in page
    assert "you said nothing" not in page
    assert page.count("in the first call") == 1
    first = f"{document.turns[0].speaker}, in the first call:"
    assert f"**0:41 {first}** {document.turns[0].text}" in page
    assert f"0:41  {first} {document.turns[0].text}" in transcript_text(document)
    assert transcript_text(document).count("in the first call") == 1


def test_copied_text_is_plain_and_whole(document: ReviewDocument) -> None:
    assert turn_text(document.turns[1]).startswith("0:52  You: Okay, but how")
    copied = transcript_text(document).splitlines()
    assert copied[2:] == [turn_text(turn) for turn in document.turns]
    blame = moment_text(document.moments[0])
    assert "You said: “how did this even get past staging”" in blame
    assert "Say this: “We'll do the full post-mortem" in blame
    assert "Say this" not in moment_text(document.moments[1])
