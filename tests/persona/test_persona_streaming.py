from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.persona.streaming import MAX_SENTENCES, Stream


def run(*pieces: str, bad: str = "never", begun: str = "") -> tuple[list[str], Stream]:
    out: list[str] = []
    stream = Stream(lambda text: ("rule",) if bad in text else (), out.append, begun)
    for piece in pieces:
        stream.add(piece)
    stream.finish()
    return out, stream


def test_the_first_clause_goes_out_before_the_sentence_is_done() -> None:
    out: list[str] = []
    stream = Stream(lambda _text: (), out.append)
    stream.add("If we roll back now, we")
    assert out == ["If we roll back now,"]
    stream.add(" lose two hours. And")
    assert out == ["If we roll back now,", "we lose two hours."]


def test_a_pause_does_not_end_a_sentence() -> None:
    out: list[str] = []
    stream = Stream(lambda _text: (), out.append)
    for piece in ("I'm... ", "six", " hours in. ", "It's bad... ", "And"):
        stream.add(piece)
    assert out == ["I'm... six hours in.", "It's bad..."]


def test_a_short_first_clause_waits_for_more() -> None:
    assert run("Well, I don't know that. Sorry.")[0] == ["Well, I don't know that.", "Sorry."]


def test_a_broken_rule_stops_everything_after_it() -> None:
    out, stream = run("It is late. As an AI I can't. It is fine.", bad="AI")
    assert out == ["It is late."]
    assert stream.broken == ("rule",)
    assert stream.closed


def test_the_rest_of_a_sentence_is_checked_together_with_its_clause() -> None:
    seen: list[str] = []
    stream = Stream(lambda text: seen.append(text) or (), lambda _text: None)  # type: ignore[func-returns-value]
    stream.add("If we roll back now, ")
    stream.add("it is gone. ")
    assert seen == ["If we roll back now,", "If we roll back now, it is gone."]


def test_text_without_an_end_is_not_spoken() -> None:
    out, stream = run("It is late. And then we could")
    assert out == ["It is late."]
    assert stream.broken == ()
    assert run("and then we could")[1].broken == ("unfinished",)


def test_a_reply_is_short() -> None:
    out, stream = run("A bit. " * 9)
    assert len(out) == MAX_SENTENCES
    assert stream.closed
    assert len(run("A bit. " * 9, begun="One. Two.")[0]) == MAX_SENTENCES - 2


def test_an_opener_said_a_moment_ago_is_left_out() -> None:
    out: list[str] = []
    stream = Stream(lambda text: ("repeat",) if text == "Okay." else (), out.append)
    stream.add("Okay. It is done. ")
    assert (out, stream.skipped, stream.broken) == (["It is done."], ("repeat",), ())


@given(st.lists(st.text(alphabet="ab ,.?!…\n", max_size=8), max_size=20))
def test_what_is_spoken_is_the_text_from_its_beginning(pieces: list[str]) -> None:
    out, _stream = run(*pieces)
    assert "".join("".join(pieces).split()).startswith("".join("".join(out).split()))


def test_the_rest_of_a_sentence_is_checked_with_its_beginning() -> None:
    """A second try goes on behind the clause that is said already."""
    out: list[str] = []
    begun = "Okay. I need to think,"
    stream = Stream(lambda text: ("repeat",) if text == "I need to think, and I can't." else (), out.append, begun)
    stream.add(" and I can't. Not now. ")
    assert (out, stream.broken) == ([], ("repeat",))
