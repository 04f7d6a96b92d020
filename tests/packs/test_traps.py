"""A pack whose rules would trap the learner is refused, with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.packs import PackError, load_pack

Edit = Callable[..., Path]


def problems(folder: Path) -> list[str]:
    with pytest.raises(PackError) as refused:
        load_pack(folder)
    return [str(problem) for problem in refused.value.problems]


def without_trust(folder: Path) -> None:
    path = folder / "scenarios/eleven-pm.toml"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(line for line in lines if not line.startswith("trust = +")), encoding="utf-8")


def test_what_takes_trust_must_be_able_to_give_it_back(pack: Path) -> None:
    without_trust(pack)
    found = problems(pack)
    assert any("nothing the learner can do raises trust again" in one for one in found)
    assert any("no ending can be reached by doing well" in one for one in found)


def test_a_beat_that_hurts_needs_a_way_back(edit: Edit) -> None:
    folder = edit('way_back = "threat.say or regulate or blame.say"\n', "")
    (found,) = problems(folder)
    assert '"takes-the-blame" hurts the person and names no way back' in found
    assert re.search(r"line \d+, beats\.9\.way_back", found)


def test_a_way_back_that_nobody_can_go_is_none(edit: Edit) -> None:
    folder = edit('way_back = "threat.say or regulate or blame.say"', 'way_back = "panic or trust < 10"')
    (found,) = problems(folder)
    assert 'nothing the learner can do makes "panic or trust < 10" true' in found


def test_a_call_must_not_end_whatever_is_said(edit: Edit) -> None:
    folder = edit('when = "trust < 6 and at 6:00"', 'when = ""')
    assert any('"gives-up" ends the call whatever is said' in one for one in problems(folder))


def test_some_ending_must_be_within_reach(edit: Edit) -> None:
    good = "three-questions.decision and rhythm and (separate or pressure.say) and trust >= 45"
    folder = edit(good, f"{good} and stress > 40")
    assert any("no ending can be reached by doing well" in one for one in problems(folder))


def test_an_ending_may_hang_on_what_has_not_happened(edit: Edit) -> None:
    good = "three-questions.decision and rhythm and (separate or pressure.say) and trust >= 45"
    load_pack(edit(good, f"{good} and not spiralling"))


def test_an_ending_may_wait_for_a_turn_in_which_nothing_is_asked(edit: Edit) -> None:
    good = "three-questions.decision and rhythm and (separate or pressure.say) and trust >= 45"
    load_pack(edit(good, f"{good} and not asked"))


@pytest.mark.parametrize(
    "when", ["stress >= 0", "not never", "turn >= 1", "question", "not three-questions and trust < 60"]
)
def test_a_call_must_not_end_at_its_first_words(edit: Edit, when: str) -> None:
    folder = edit('when = "trust < 6 and at 6:00"', f'when = "{when}"')
    assert any('"gives-up" ends the call at its first words' in one for one in problems(folder))


def test_a_question_must_not_end_the_call(edit: Edit) -> None:
    folder = edit(
        '[[moves]]\non = "promise"\n',
        '[[moves]]\non = "question"\ntrust = 1\nthen = "settled"\n\n[[moves]]\non = "promise"\n',
    )
    assert any("moves.20.then: any question ends the call" in one for one in problems(folder))


def test_what_stands_behind_a_beat_that_always_holds_never_plays(edit: Edit) -> None:
    folder = edit(
        'when = "three-questions.decision and rhythm and (separate or pressure.say) and trust >= 45"\n',
        'when = ""\n',
    )
    path = folder / "scenarios/eleven-pm.toml"
    path.write_text(path.read_text("utf-8").replace("ends = true\n", "", 1), "utf-8")
    assert any('"gives-up" never plays, as "settled" above it always holds' in one for one in problems(folder))


def test_some_beat_must_always_hold(edit: Edit) -> None:
    assert any(
        "no beat holds at stress" in one for one in problems(edit('id = "working"\nwhen = ""', 'id = "working"'))
    )


def test_each_difficulty_must_leave_an_ending_within_reach(pack: Path) -> None:
    path = pack / "scenarios/eleven-pm.toml"
    text = path.read_text("utf-8")
    text = text.replace("and trust >= 45", "and clarity >= 30").replace(
        "trust < 6 and at 6:00", "trust < 6 and blame and at 6:00"
    )
    text = "\n".join(line for line in text.split("\n") if not line.startswith(("clarity = +", "clarity = -")))
    path.write_text(text, "utf-8")
    (found,) = [one for one in problems(pack) if "ending" in one]
    assert "difficulty.brutal.start: no ending can be reached by doing well from there" in found


@pytest.mark.parametrize("name", ["never", "trust", "and", "question"])
def test_an_id_is_no_word_of_the_conditions(edit: Edit, name: str) -> None:
    folder = edit('[[beats]]\nid = "working"', f'[[beats]]\nid = "{name}"')
    assert any(f'"{name}" means something else in conditions' in one for one in problems(folder))


def test_beats_that_hold_in_every_state_between_them_are_enough(edit: Edit) -> None:
    load_pack(edit('id = "working"\nwhen = ""', 'id = "working"\nwhen = "trust >= 0"'))


def test_a_promise_kept_may_settle_a_call(edit: Edit) -> None:
    load_pack(edit('on = "promise_kept"\n', 'on = "promise_kept"\nthen = "settled"\n'))


def test_a_step_that_costs_a_little_trust_and_gives_more_is_no_harm(edit: Edit) -> None:
    move = 'on = "separate"\nstress = -14\ntrust = -1\nclarity = +24\nthen = "laying-it-out"'
    load_pack(edit("# The plot. The first beat", f"[[moves]]\n{move}\n\n# The plot. The first beat"))
