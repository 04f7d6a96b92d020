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
