"""What is said about a file that is no TOML: what its author has to type instead."""

from __future__ import annotations

import pytest

from desktop.packs.documents import document
from desktop.packs.problems import Problem


def only(text: str) -> Problem:
    problems: list[Problem] = []
    assert document("a.toml", text.encode(), problems)[0] is None
    assert len(problems) == 1
    return problems[0]


@pytest.mark.parametrize(
    ("line", "field", "expected", "mend"),
    [
        ('title = "No raise', "title", "a quote is missing", "Add the missing"),
        ("title = “No raise”", "title", "the quote “ is not a straight one", "straight quotes"),
        ("title = ‘No raise’", "title", "the quote ‘ is not a straight one", "straight quotes"),
        ('lines = ["One.”, "Two."]', "lines", "the quote ” is not", "straight quotes"),
        ('lines.any = ["One." "Two."]', "lines.any", "a comma is missing", '["one", "two"]'),
        ("category = Pay", "category", 'text in quotes, not "Pay"', 'Write category = "Pay"'),
        ("once = yes", "once", 'true or false, not "yes"', "Write once = true"),
        ("ends = False", "ends", 'true or false, not "False"', "Write ends = false"),
        ("minutes: 7", "minutes", "expected = between", "Write minutes = 7"),
        ("voice = { pace = 1,05 }", "voice", 'a number with a point, not "1,05"', "Write 1.05."),
        ("at_most = 60%", "at_most", 'a number alone, not "60%"', "Write the digits"),
        ("minutes =", "minutes", "a value is missing", "Write minutes"),
        ("first = 2", "first", "first stands twice", "Delete one"),
        ("[facts]\nx = 1\n[[facts]]", "facts", "facts is a list of parts", "Write [[facts]]"),
        ("[persona]\n[persona]", "persona", "[persona] stands twice", "Put its lines together"),
        (r'you = "C:\Users"', "you", "a single \\ in text", "Write \\\\ for it."),
        ("minutes = = 7", "minutes", "not valid TOML", "Check quotes"),
    ],
)
def test_a_usual_slip_is_named_with_its_line_and_field(line: str, field: str, expected: str, mend: str) -> None:
    problem = only(f"first = 1\n{line}\n")
    assert (problem.line, problem.field) == (1 + len(line.split("\n")), field)
    assert expected in problem.expected
    assert mend in problem.mend


def test_text_that_never_ends_is_named_where_it_begins() -> None:
    problem = only('a = """one"""\nb = """\ntwo\n\nc = 1\n')
    assert (problem.line, problem.field) == (2, "b")
    assert "does not end" in problem.expected


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u00ad", "\u2028", "\ufeff", "\u061c", "\U000e0041", "\u202e", "\x1b"]
)
def test_what_can_t_be_seen_is_refused_with_the_words_before_it(hidden: str) -> None:
    problem = only(f'title = "No {hidden}raise"')
    assert f"U+{ord(hidden):04X}" in problem.expected
    assert 'title = "No' in problem.mend


def test_emoji_and_other_scripts_are_plain_text() -> None:
    problems: list[Problem] = []
    text = 'title = "Größe 👩\u200d💻 日本語 can’t"'
    assert document("a.toml", text.encode(), problems) == ({"title": text[9:-1]}, text)
    assert problems == []


@pytest.mark.parametrize(
    "key", [".".join(["a"] * 40), " . ".join(['"a\\""'] * 40), "[" + ".".join(["'a'"] * 40) + "]"]
)
def test_a_key_of_many_names_is_refused_before_it_costs_time(key: str) -> None:
    assert only(f"x = 1\n{key} = 1").expected == "at most 20 names joined by dots"


def test_many_dots_in_text_are_fine() -> None:
    problems: list[Problem] = []
    assert document("a.toml", b'a = "..............................."', problems)[0]
    assert problems == []


@pytest.mark.parametrize("depth", [13, 300, 489])
@pytest.mark.parametrize("brackets", [("[", "]"), ("{ a = ", " }")])
def test_nesting_is_refused_at_any_depth(depth: int, brackets: tuple[str, str]) -> None:
    before, after = brackets
    assert "nested too deeply" in only(f"x = {before * depth}1{after * depth}").expected
