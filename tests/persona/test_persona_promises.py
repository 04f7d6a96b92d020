from __future__ import annotations

import pytest
from persona_kit import hit, small_scenario

from desktop.events import Evidence
from desktop.persona import director, promises
from desktop.persona.plot import Plot
from desktop.persona.promises import Promise
from desktop.scenario import Difficulty, Scenario

SALES = Promise(1, 1, "I'll call Sales")
RHYTHM = Promise(2, 2, "I will send you one sentence every forty-five minutes")
BOARD = Promise(3, 3, "I'll talk to the board")


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("I've called Sales.", [SALES]),
        ("I spoke to Sales, they'll leave you alone.", [SALES]),
        ("i have just told the board", [BOARD]),
        ("Sales knows now. The board has been told.", [SALES, BOARD]),
        ("I'll call Sales now.", []),
        ("I haven't called Sales yet.", []),
        ("Have you called Sales?", []),
        ("I have to call Sales.", []),
        ("Done.", []),
        ("I have no idea what Sales wants.", []),
        ("I have a meeting with Sales at nine.", []),
        ("I got yelled at by Sales.", []),
    ],
)
def test_what_is_said_to_be_done_is_kept(line: str, kept: list[Promise]) -> None:
    after = promises.settled((SALES, RHYTHM, BOARD), line)
    assert [each.words for each in after if each.kept] == [each.words for each in kept]


def test_a_promise_is_remembered_once() -> None:
    first = promises.made((), [hit("promise", "promise", "I'll call Sales")], turn_id=5, at_turn=2)
    again = [hit("promise", "promise", "I will call Sales"), hit("blame", words="your fault")]
    assert first == (Promise(5, 2, "I'll call Sales"),)
    assert promises.made(first, again, turn_id=7, at_turn=3) == first
    unsure = [hit("promise", "promise", "I'll ring the bank", tier="possible")]
    assert promises.made(first, unsure, turn_id=7, at_turn=3) == first


@pytest.mark.parametrize(
    ("said", "turned"),
    [
        ("I'll call Sales", "call Sales"),
        ("I’ll send you one sentence at nine.", "send me one sentence at nine"),
        ("I will take my phone and call you", "take your phone"),
        ("we update them every hour", ""),
        ("I'll call Marcus and tell", "call Marcus"),
        ("I'll call Marcus, you focus", "call Marcus"),
        ("i'll call marcus you focus", "call marcus"),
        ("I'll call the VP of", ""),
        ("I'll call you when I know", ""),
        ("I'll call", ""),
    ],
)
def test_a_promise_in_the_mouth_of_the_other(said: str, turned: str) -> None:
    assert promises.turned(said) == turned


def _turn(scenario: Scenario, plot: Plot, line: str, *evidence: Evidence) -> tuple[Plot, str]:
    decision = director.hear(
        scenario, Difficulty(), plot, line, evidence=evidence, at_s=30, turn_id=plot.turn, seed=1
    )
    said = " ".join(slot[0] for slot in decision.slots)
    return director.spoke(decision, scenario, said), said


def test_she_comes_back_to_a_promise_once() -> None:
    scenario = small_scenario()
    plot, _said = _turn(
        scenario,
        director.start(scenario, Difficulty()),
        "I'll call Sales.",
        hit("promise", "promise", "I'll call Sales"),
    )
    heard = []
    for _ in range(5):
        plot, said = _turn(scenario, plot, "We get through this.")
        heard.append(said)
    assert ["you'd call Sales" in line for line in heard] == [False, False, True, False, False]


def test_a_kept_promise_is_an_event_that_can_move_her() -> None:
    scenario = small_scenario()
    plot = Plot(director.start(scenario, Difficulty()).state, promises=(SALES,))
    decision = director.hear(scenario, Difficulty(), plot, "I've called Sales.", at_s=30, turn_id=4, seed=1)
    assert "promise_kept" in decision.plot.happened
    assert decision.plot.promises[0].kept
    later = director.hear(scenario, Difficulty(), decision.plot, "I've called Sales.", at_s=40, turn_id=6, seed=1)
    assert later.plot.promises == decision.plot.promises


@pytest.mark.parametrize("line", ["I've called them.", "Done.", "They know.", "I just told him."])
def test_a_report_without_a_name_means_the_only_promise_that_is_open(line: str) -> None:
    assert promises.settled((SALES,), line)[0].kept
    assert not any(each.kept for each in promises.settled((SALES, BOARD), line))


def test_a_report_in_a_line_that_hurts_earns_nothing() -> None:
    scenario = small_scenario()
    plot = Plot(director.start(scenario, Difficulty()).state, promises=(SALES,))
    line = "I've called Sales. Why didn't you catch this?"
    heard = director.hear(scenario, Difficulty(), plot, line, evidence=[hit("blame")], at_s=30, turn_id=4, seed=1)
    assert "promise_kept" not in heard.plot.happened
    assert heard.plot.promises[0].kept


def test_what_is_promised_and_done_in_one_line_is_kept() -> None:
    scenario = small_scenario()
    made = [hit("promise", "promise", "I'll call Sales")]
    line = "I'll call Sales. Okay, I just told Sales."
    plot = director.start(scenario, Difficulty())
    heard = director.hear(scenario, Difficulty(), plot, line, evidence=made, at_s=30, turn_id=4, seed=1)
    assert [each.kept for each in heard.plot.promises] == [True]
