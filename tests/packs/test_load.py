"""Packs from folders: what loads, what is refused, and what is said about it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.packs import PackError, build, builtin_packs, installed_packs, load_pack, load_scenario
from desktop.packs.check import Report, check
from desktop.packs.problems import Problem
from desktop.packs.schema import ScenarioFile
from desktop.packs.starter import new_pack

Edit = Callable[..., Path]


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    return caught.value.problems


def only(folder: Path) -> Problem:
    problems = problems_of(folder)
    assert len(problems) == 1, problems
    return problems[0]


def line_with(folder: Path, text: str) -> int:
    lines = (folder / "scenarios/eleven-pm.toml").read_text(encoding="utf-8").split("\n")
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_built_in_pack_loads_by_id_and_by_path(pack: Path) -> None:
    scenario = load_scenario("eleven-pm")
    assert scenario.persona.name == "Kenji Nakamura"
    assert load_scenario(pack) == scenario
    assert load_scenario(pack / "scenarios/eleven-pm.toml") == scenario
    assert [p.id for p in builtin_packs()] == [
        "eleven-pm",
        "blameless-drift",
        "board-midnight",
        "breach-first-hour",
        "customer-leaving",
        "debt-for-the-cfo",
        "junior-mistake",
        "provider-outage",
        "sales-every-fifteen",
        "split-brain",
    ]


def test_an_unknown_scenario_names_the_nearest() -> None:
    with pytest.raises(UserError, match='Did you mean "eleven-pm"'):
        load_scenario("elevenpm")


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", "", "no/such/place.toml", "\u202e"])
def test_a_name_that_is_neither_id_nor_path_is_a_sentence(name: str, tmp_path: Path, home: Path) -> None:
    with pytest.raises(UserError):
        load_scenario(name or tmp_path)


def test_five_mistakes_are_five_problems_each_with_its_line(edit: Edit) -> None:
    edit("minutes = 10", 'minutes = "ten"')
    edit('tagline = "Six', 'tag_line = "Six')
    edit('then = "breathes"', 'then = "breaths"')
    edit('when = "trust < 25"', 'when = "trsut < 25 or regulated"')
    folder = edit('sex = "male"', 'sex = "robot"')
    found = {problem.field: problem for problem in problems_of(folder)}
    assert found["minutes"].line == line_with(folder, "minutes =")
    assert found["minutes"].expected == 'expected a number, not "ten"'
    assert found["tag_line"].mend == 'Did you mean "tagline"?'
    assert found["persona.voice.sex"].line == line_with(folder, 'sex = "robot"')
    assert found["moves.11.then"].mend == 'Did you mean "breathes"?'
    assert found["moves.11.then"].line == line_with(folder, 'then = "breaths"')
    assert found["beats.5.when"].line == line_with(folder, "trsut")
    assert set(found) == {"minutes", "tagline", "tag_line", "persona.voice.sex", "moves.11.then", "beats.5.when"}


def test_a_syntax_error_names_its_line(edit: Edit) -> None:
    folder = edit("minutes = 10", "minutes = = 10")
    problem = only(folder)
    assert problem.line == line_with(folder, "minutes = =")
    assert problem.expected.startswith("not valid TOML")


def test_the_line_of_an_entry_in_a_list_is_found(edit: Edit) -> None:
    folder = edit('"Reach one decision, with a way back"', "17")
    problem = only(folder)
    assert (problem.field, problem.line) == ("goals.2", line_with(folder, "  17,"))


def test_a_second_id_and_a_missing_ending_are_found(edit: Edit) -> None:
    edit('play = "relief; he repeats', 'event = "relief; he repeats')
    folder = edit('id = "certainty"\n', 'id = "blame"\n')
    found = {(p.field, p.expected) for p in problems_of(folder)}
    assert ("beats.1.play", "play is missing") in found
    assert ("pairs.2.id", '"blame" is used twice in pairs') in found


def test_lines_for_before_a_decision_are_known_apart(edit: Edit) -> None:
    folder = edit(
        'any = ["I\'m with you. Go on.",', 'undecided.any = ["Where to?"]\nany = ["I\'m with you. Go on.",'
    )
    beat = next(beat for beat in load_scenario(folder).beats if "Where to?" in beat.undecided)
    assert beat.lines["any"][:2] == ("Where to?", "I'm with you. Go on.")
    assert "I'm with you. Go on." not in beat.undecided


def test_a_line_can_t_be_for_before_a_decision_and_for_always(edit: Edit) -> None:
    both = 'undecided.calmer = ["Where to?", "I\'m with you. Go on."]\nany = ["I\'m with you. Go on.",'
    edit("undecided.calmer = [\n  \"I've got my head back.", "calmer = [\n  \"I've got my head back.")
    problem = only(folder := edit('any = ["I\'m with you. Go on.",', both))
    assert problem.field.endswith("lines.undecided.calmer.2")
    assert problem.line == line_with(folder, "Where to?")


def test_who_has_decided_must_be_told_a_fact_and_bidden_farewell_too(tmp_path: Path) -> None:
    file = new_pack(tmp_path / "mine")
    text = file.read_text(encoding="utf-8")
    text = text.replace('lines = ["Two days', 'undecided = ["Two days').replace(
        'lines.any = ["Good.', 'lines.undecided.any = ["Good.'
    )
    file.write_text(text, encoding="utf-8")
    assert [problem.field for problem in problems_of(tmp_path / "mine")] == [
        "facts.1.undecided",
        "beats.1.lines.undecided",
    ]


def test_a_control_character_is_refused_written_plainly_or_as_an_escape(edit: Edit) -> None:
    folder = edit('you = "the CEO"', 'you = "the \\u0007CEO"')
    assert "U+0007" in only(folder).expected
    path = folder / "scenarios/eleven-pm.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("\\u0007", "\u202e"), encoding="utf-8")
    assert "U+202E" in only(folder).expected


@pytest.mark.parametrize("member", ["evil.py", "scenarios/x.txt", "voices"])
def test_unexpected_members_are_named(pack: Path, member: str) -> None:
    (pack / member).write_text("", encoding="utf-8")
    assert only(pack).file == member


def test_links_are_refused(pack: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.toml"
    shutil.move(pack / "scenarios/eleven-pm.toml", secret)
    (pack / "scenarios/eleven-pm.toml").symlink_to(secret)
    assert only(pack).expected == "expected a plain file that can be read"


def test_a_pipe_does_not_hang_the_loader(pack: Path) -> None:
    os.mkfifo(pack / "scenarios/pipe.toml")
    assert only(pack).file == "scenarios/pipe.toml"


def test_a_linked_scenarios_folder_is_refused(pack: Path, tmp_path: Path) -> None:
    shutil.move(pack / "scenarios", tmp_path / "elsewhere")
    (pack / "scenarios").symlink_to(tmp_path / "elsewhere")
    assert only(pack).file == "scenarios"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = " + "[" * 3000 + "]" * 3000, "4000 characters in a line"),
        ("x = " + "[\n" * 3000 + "]\n" * 3000, "nested too deeply"),
        (".".join(["a"] * 5000) + " = 1", "4000 characters in a line"),
        ("x = " + "9" * 3900, 'unknown key "x"'),
        ("# padding\n" * 1_000_000, "at most 256 KB a file"),
        ("x = 0xZZ", "expected a number alone"),
    ],
    ids=["brackets", "brackets in lines", "dots", "digits", "ten megabytes", "number"],
)
def test_bombs_are_refused(pack: Path, text: str, said: str) -> None:
    (pack / "scenarios/eleven-pm.toml").write_text(text, encoding="utf-8")
    assert any(said in problem.expected for problem in problems_of(pack))


@pytest.mark.parametrize("name", [b"\xff\xfe.toml", b"\x1b[31mred.toml", "a\u202eb.toml".encode(), b"..evil.toml"])
def test_a_file_name_that_could_change_a_message_is_refused(pack: Path, name: bytes) -> None:
    (pack / "scenarios/eleven-pm.toml").rename(pack / "scenarios" / os.fsdecode(name))
    problems = problems_of(pack)
    assert problems[0].expected == "this has no place in a pack"
    assert all(str(problem).isprintable() for problem in problems)


@pytest.mark.parametrize(
    "name",
    [
        "con.toml",
        "NUL.toml",
        "nul.x.toml",
        "com1 .toml",
        "lpt9.a.b.toml",
        "x..toml",
        "x .toml",
        "a:b.toml",
        "a?.toml",
    ],
)
def test_a_file_name_that_windows_can_not_keep_is_refused(pack: Path, name: str) -> None:
    (pack / "scenarios/eleven-pm.toml").rename(pack / "scenarios" / name)
    problems = problems_of(pack)
    assert (problems[0].file, problems[0].expected) == (
        f"scenarios/{name}",
        "Windows can keep no file of this name",
    )
    assert "lower-case letters" in problems[0].mend


def test_two_files_that_differ_in_case_alone_are_refused(pack: Path) -> None:
    shutil.copy(pack / "scenarios/eleven-pm.toml", pack / "scenarios/Eleven-PM.toml")
    problems = problems_of(pack)
    assert (problems[0].file, problems[0].mend[:12]) == ("scenarios/eleven-pm.toml", "Give it anot")
    assert "take this for Eleven-PM.toml" in problems[0].expected


@pytest.mark.parametrize("name", ["console.toml", "com10.toml", "nully.toml", "a.b.toml", "der Anruf um elf.toml"])
def test_a_file_name_that_is_only_like_one_is_taken(pack: Path, name: str) -> None:
    (pack / "scenarios/eleven-pm.toml").rename(pack / "scenarios" / name)
    assert load_pack(pack).scenarios


def test_the_name_of_a_pack_s_folder_is_shown_plainly(tmp_path: Path) -> None:
    folder = tmp_path / "\x1b[31mred"
    folder.mkdir()
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert "The pack ?[31mred has" in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("scenarios/a.toml.txt", "scenarios/a.toml"),
        ("scenarios/a.TOML", "scenarios/a.toml"),
        ("Pack.toml", "pack.toml"),
    ],
)
def test_a_file_named_nearly_right_is_told_its_name(pack: Path, wrong: str, right: str) -> None:
    (pack / wrong).write_text("", encoding="utf-8")
    assert only(pack).mend == f"Rename it to {right}."


def test_one_id_in_two_files_names_both_even_when_one_is_broken(pack: Path, edit: Edit) -> None:
    shutil.copy(pack / "scenarios/eleven-pm.toml", pack / "scenarios/second.toml")
    edit("minutes = 10", "minutes = 1000")
    found = {(p.file, p.field): p.expected for p in problems_of(pack)}
    assert found[("scenarios/second.toml", "id")] == '"eleven-pm" is the id of scenarios/eleven-pm.toml too'
    assert found[("scenarios/eleven-pm.toml", "minutes")] == "expected a number from 1 to 60, not 1000"


def test_a_number_too_long_to_write_out_is_a_problem(edit: Edit) -> None:
    assert "thousands of digits" in only(edit("minutes = 10", f"minutes = 0x{'f' * 3900}")).expected


def test_a_title_has_one_line(edit: Edit) -> None:
    folder = edit('title = "The 11 PM call"', 'title = "The call\\nbuiltin: Fake"')
    assert only(folder).expected == 'expected one line of text, not "The call?builtin: Fake"'


def test_examples_and_labels_without_a_word_are_named(edit: Edit) -> None:
    edit('label = "worst case"', 'label = "!!"')
    folder = edit('  "how are you holding up",\n', '  "how are you holding up",\n  "...",\n')
    found = {p.field: p.expected for p in problems_of(folder)}
    assert "an example needs words" in found.values()
    assert "a label needs a letter or a digit" in found.values()


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (
            "say_examples = [",
            'say_not_this = ["Fine.", "WHAT do you need, to finish it"]\nsay_examples = [',
            "say_not_this.2",
        ),
        ("avoid_examples = [", 'not_this = ["How could you let this happen"]\navoid_examples = [', "not_this.1"),
    ],
)
def test_an_exception_that_is_an_example_is_named(tmp_path: Path, old: str, new: str, field: str) -> None:
    folder = tmp_path / "starter"
    new_pack(folder)
    path = next((folder / "scenarios").glob("*.toml"))
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = only(folder)
    assert (found.field, found.expected) == (f"pairs.1.{field}", "this line is an example of what it is not")


def test_a_missing_part_is_told_as_a_part(pack: Path) -> None:
    (pack / "scenarios/eleven-pm.toml").write_text("[[facts]]\n[persona]\n", encoding="utf-8")
    mends = {problem.field: problem.mend for problem in problems_of(pack)}
    assert mends["beats"] == "Add a part that begins with [[beats]]."
    assert mends["persona.start"] == "Add start = { stress = 1, trust = 1, clarity = 1 }"


def test_one_part_where_a_list_of_parts_belongs(pack: Path) -> None:
    (pack / "scenarios/eleven-pm.toml").write_text("[facts]\nid = 'a'", encoding="utf-8")
    problem = next(p for p in problems_of(pack) if p.field == "facts")
    assert problem.mend == "Begin it with [[facts]], two brackets."


def test_a_scenario_file_with_a_byte_order_mark_loads_by_its_own_path(pack: Path) -> None:
    path = pack / "scenarios/eleven-pm.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_scenario(path).id == "eleven-pm"
    assert load_scenario(pack / "pack.toml").id == "eleven-pm"


def test_a_scenario_file_outside_a_pack_is_told_so(pack: Path, tmp_path: Path) -> None:
    shutil.copy(pack / "scenarios/eleven-pm.toml", tmp_path / "loose.toml")
    with pytest.raises(UserError, match="is not in a pack"):
        load_scenario(tmp_path / "loose.toml")


def test_too_many_files_are_refused(pack: Path) -> None:
    for number in range(70):
        (pack / f"scenarios/s{number}.toml").write_text("", encoding="utf-8")
    assert any("60 files" in problem.expected for problem in problems_of(pack))


def test_not_utf_8_names_the_line(pack: Path) -> None:
    (pack / "pack.toml").write_bytes(b"schema = 1\nid = '\xff'\n")
    problem = only(pack)
    assert (problem.file, problem.line, problem.expected) == ("pack.toml", 2, "expected UTF-8 text")


def test_windows_line_ends_and_a_byte_order_mark_are_fine(pack: Path) -> None:
    path = pack / "pack.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_pack(pack).id == "eleven-pm"


def test_the_hash_follows_the_contents_alone(pack: Path, tmp_path: Path) -> None:
    shutil.copytree(pack, tmp_path / "moved")
    first = load_pack(pack).sha256
    assert load_pack(tmp_path / "moved").sha256 == first
    (pack / "README.md").write_text("hello", encoding="utf-8")
    assert load_pack(pack).sha256 != first


def test_a_broken_installed_pack_hides_no_other(pack: Path, home: Path) -> None:
    shelf = home / "data/packs"
    text = (pack / "scenarios/eleven-pm.toml").read_text(encoding="utf-8")
    (pack / "scenarios/eleven-pm.toml").write_text(
        text.replace('id = "eleven-pm"', 'id = "mine"'), encoding="utf-8"
    )
    shutil.copytree(pack, shelf / "good")
    shutil.copytree(pack, shelf / "broken")
    (shelf / "broken/pack.toml").write_text("schema = 9", encoding="utf-8")
    found = installed_packs()
    assert [each.path.name for each in found.packs] == ["good"]
    assert [wrong.pack for wrong in found.broken] == ["broken"]
    assert load_scenario("mine").title == "The 11 PM call"


@given(
    content=st.one_of(st.binary(max_size=400), st.text(max_size=300).map(lambda t: t.encode("utf-8", "replace")))
)
@settings(max_examples=150)
def test_any_bytes_are_a_pack_or_a_list_of_problems(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "scenarios").mkdir()
    (folder / "pack.toml").write_bytes(content)
    (folder / "scenarios/a.toml").write_bytes(content)
    assert all(problem.expected and problem.mend for problem in problems_of(folder))


KEYS = st.sampled_from(
    [
        "schema",
        "id",
        "title",
        "persona",
        "beats",
        "moves",
        "pairs",
        "steps",
        "facts",
        "difficulty",
        "measures",
        "lines",
        "when",
        "goals",
        "minutes",
        "example",
        "start",
        "parts",
        "x",
    ]
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 200), st.floats(), st.text(max_size=12), st.just(1)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=6)),
    max_leaves=25,
)


@settings(max_examples=40)
@given(document=st.dictionaries(KEYS, VALUES, max_size=14))
def test_any_document_is_checked_without_a_crash(document: dict[str, object]) -> None:
    report = Report("a.toml", "")
    build.review(check(document, ScenarioFile, report), report)
    assert report.problems, "nothing this small is a whole scenario"
