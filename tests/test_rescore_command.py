"""`sessions rescore`: a coach changes a rubric, and old sessions are judged by it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop import cli, paths
from desktop.commands import rescoring
from desktop.errors import EngineFailed
from desktop.events import EngineInfo, Evidence, State, StateMove, Utterance, Word
from desktop.packs import load, load_pack, load_scenario
from desktop.records import HeardAgain, Rehearing, Scoring, SessionStart, StoredSession
from desktop.rehearsal import rescore, scoring
from desktop.rehearsal.offline import open_store
from desktop.rubric.embedding import SIZE, Matrix
from desktop.scenario import Scenario

BLAME = "how did this ever get to pass staging"
LISBON = "the weather is lovely in lisbon this week"
PROMISE = "i will call you at eleven thirty"
CALM, HURT = State(50, 50, 50), State(70, 30, 50)
STARTED = "2026-05-01T10:00:00+00:00"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def words_only(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No embedder is installed, except where a test is about one; one built-in pack is enough for all of them."""
    shipped = load_pack(paths.shipped("scenarios") / "eleven-pm", "builtin")
    monkeypatch.setattr(load, "builtin_packs", lambda: (shipped,))
    if "models" not in request.keywords:
        monkeypatch.setattr(rescoring, "embedder_here", lambda _catalog: None)


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A coach's own pack with the scenario "mine", installed."""
    folder = tmp_path / "mine"
    shutil.copytree(paths.shipped("scenarios") / "eleven-pm", folder)
    for path in (folder / "pack.toml", scenario_file(folder)):
        path.write_text(path.read_text("utf-8").replace('id = "eleven-pm"', 'id = "mine"'), "utf-8")
    put_on_shelf(folder)
    return folder


def put_on_shelf(folder: Path) -> None:
    """As `packs install` does, without its checks."""
    shutil.copytree(folder, paths.data_dir() / "packs" / "mine", dirs_exist_ok=True)


def scenario_file(folder: Path) -> Path:
    return folder / "scenarios/eleven-pm.toml"


def change(folder: Path, before: str, after: str, *, install: bool = True) -> None:
    """The coach edits the pack, and installs it again."""
    text = scenario_file(folder).read_text("utf-8")
    assert text.count(before) == 1
    scenario_file(folder).write_text(text.replace(before, after), "utf-8")
    if install:
        put_on_shelf(folder)


def more_and_fewer(folder: Path) -> None:
    """A line becomes blame, and another, that was, no more."""
    change(folder, 'avoid_examples = [\n  "How did this pass staging?",', f'avoid_examples = [\n  "{LISBON}",')
    change(folder, '  "Nobody is asking how this passed staging.",', f'  "{BLAME}",')


def spoken(turn_id: int, text: str) -> Utterance:
    starts = [turn_id * 10 + n * 0.5 for n in range(len(text.split()))]
    words = tuple(Word(word, at_s, at_s + 0.4) for word, at_s in zip(text.split(), starts, strict=True))
    return Utterance(turn_id, "user", text, words[0].start_s, words[-1].end_s, "speech", words)


def call(scenario: Scenario, session_id: str = "one-1", lines: Sequence[str] = (BLAME, LISBON, PROMISE)) -> None:
    """A stored call of `scenario` in which `lines` were said, scored as a call is."""
    rubric = scoring.rubric_of(scenario, None)
    with open_store(lambda _event: None) as store:
        start = SessionStart(
            session_id, scenario.id, scenario.title, scenario.pack_sha256, "realistic", STARTED, keep_audio=False
        )
        store.begin(start, CALM)
        for number, line in enumerate(lines):
            said = spoken(number * 2 + 2, line)
            store.add_utterance(session_id, said)
            store.add_evidence(session_id, scoring.evidence_in(said, rubric))
            answer = Utterance(said.turn_id + 1, "persona", BLAME, said.end_s, said.end_s + 1, "authored")
            store.add_utterance(session_id, answer)
        store.add_state(session_id, 2, HURT, [StateMove(2, "blame", BLAME, CALM, HURT)])
        store.end(session_id, ended_at=STARTED, reason="hung_up", duration_s=60.0)


def stored(session_id: str = "one-1") -> StoredSession:
    with open_store(lambda _event: None) as store:
        return store.session(session_id)


def run(capsys: Capture, *arguments: str, status: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert cli.main(["sessions", "rescore", *arguments, "--json"]) == status
    answer: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    return answer


def heard(session: StoredSession) -> list[tuple[int, str, str]]:
    return [(one.turn_id, one.item, one.kind) for turn in session.turns for one in turn.evidence]


def test_a_changed_rubric_changes_the_result_and_keeps_the_earlier_one(pack: Path, capsys: Capture) -> None:
    call(load_scenario(pack))
    before = stored()
    assert heard(before) == [(2, "blame", "avoid"), (6, "promise", "promise")]
    more_and_fewer(pack)
    answer = run(capsys)
    (one,) = answer["sessions"]
    assert (answer["rescored"], answer["unchanged"], answer["skipped"]) == (1, 0, [])
    assert (one["session_id"], one["changed"]) == ("one-1", True)
    (gained,), (lost,) = one["gained"], one["lost"]
    assert one["tier_changed"] == one["words_changed"] == []
    assert (gained["turn_id"], gained["item"], gained["kind"], gained["tier"]) == (4, "blame", "avoid", "found")
    assert (gained["words"], gained["title"]) == (LISBON, "How did this pass staging?")
    assert (gained["chars"], gained["audio_s"]) == ([0, len(LISBON)], [40.0, 43.9])
    assert (lost["turn_id"], lost["words"]) == (2, BLAME)
    after = stored()
    assert heard(after) == [(4, "blame", "avoid"), (6, "promise", "promise")]
    assert after.scorings[0] == before.scorings[0]
    assert len(after.scorings) == 2
    assert after.scorings[1].pack_sha256 == load_scenario(pack).pack_sha256 != before.start.pack_sha256


def test_the_call_itself_stays_as_it_was(pack: Path, capsys: Capture) -> None:
    call(load_scenario(pack))
    before = stored()
    more_and_fewer(pack)
    run(capsys)
    after = stored()
    assert (after.start, after.start_state, after.engines) == (before.start, before.start_state, before.engines)
    assert [(turn.utterance, turn.state, turn.moves) for turn in after.turns] == [
        (turn.utterance, turn.state, turn.moves) for turn in before.turns
    ]


def test_a_second_time_nothing_changes(pack: Path, capsys: Capture) -> None:
    call(load_scenario(pack))
    more_and_fewer(pack)
    run(capsys)
    once = stored()
    answer = run(capsys)
    assert (answer["rescored"], answer["unchanged"]) == (0, 1)
    assert answer["sessions"] == [
        {
            "session_id": "one-1",
            "changed": False,
            "gained": [],
            "lost": [],
            "tier_changed": [],
            "words_changed": [],
        }
    ]
    assert stored() == once


def test_a_call_is_scored_as_it_was_in_the_call(pack: Path, capsys: Capture) -> None:
    call(load_scenario(pack))
    assert run(capsys)["unchanged"] == 1
    assert len(stored().scorings) == 1


def test_a_change_that_finds_the_same_is_noted_as_the_scoring_that_counts(pack: Path, capsys: Capture) -> None:
    call(load_scenario(pack))
    change(pack, "Tonight the question only makes him defend himself.", "Tonight the question hurts.")
    answer = run(capsys)
    assert (answer["rescored"], answer["unchanged"], answer["sessions"][0]["changed"]) == (1, 0, False)
    first, second = stored().scorings
    assert first.evidence == second.evidence
    assert run(capsys)["unchanged"] == 1


def test_what_changed_is_shown_line_by_line(pack: Path, capsys: Capture) -> None:
    call(load_scenario(pack))
    more_and_fewer(pack)
    capsys.readouterr()
    assert cli.main(["sessions", "rescore", "last"]) == 0
    head, gained, lost, total = capsys.readouterr().out.splitlines()
    assert head == "one-1  2026-05-01T10:00  The 11 PM call: 1 gained, 1 lost"
    assert gained.split() == f"gained turn 4 not this How did this pass staging? [{LISBON}]".split()
    assert lost.split() == f"lost turn 2 not this How did this pass staging? [{BLAME}]".split()
    assert total == "1 session scored again, 0 left as they were, 0 skipped. What was found before is kept."
    assert cli.main(["sessions", "rescore"]) == 0
    head, total = capsys.readouterr().out.splitlines()
    assert head.endswith(": nothing changed")
    assert total == "0 sessions scored again, 1 left as it was, 0 skipped."


def test_a_hit_that_is_surer_now_says_what_it_was(pack: Path, capsys: Capture) -> None:
    scenario = load_scenario(pack)
    call(scenario, lines=("how did this whole thing get past your staging",))
    possible = stored().scorings[0].evidence[0]
    weaker = Evidence("blame", "avoid", "possible", "pass staging", 2, possible.chars, possible.audio_s)
    with open_store(lambda _event: None) as store:
        first = store.session("one-1").scorings[0]
        store.add_scoring("one-1", Scoring(STARTED, first.pack_sha256, "0", "", (weaker,)))
    answer = run(capsys)
    (one,) = answer["sessions"]
    assert answer["rescored"] == 1
    assert [each.tier for each in stored().scorings[-1].evidence] == ["found"]
    assert one["gained"] == one["lost"] == one["words_changed"] == []
    (surer,) = one["tier_changed"]
    assert (surer["tier"], surer["earlier_tier"], surer["turn_id"]) == ("found", "possible", 2)


def test_a_session_whose_scenario_is_gone_is_skipped_and_named(pack: Path, capsys: Capture) -> None:
    call(load_scenario(pack), "mine-1")
    call(load_scenario("eleven-pm"), "shipped-1")
    shutil.rmtree(paths.data_dir() / "packs" / "mine")
    answer = run(capsys)
    assert [one["session_id"] for one in answer["sessions"]] == ["shipped-1"]
    (skipped,) = answer["skipped"]
    assert skipped["session_id"] == "mine-1"
    assert 'The scenario "The 11 PM call" is not installed. Install its pack' in skipped["why"]
    assert run(capsys, "mine-1", status=1)["skipped"] == [skipped]
    assert len(stored("mine-1").scorings) == 1


def test_a_pack_in_a_folder_is_given_by_its_path_for_its_own_sessions(pack: Path, capsys: Capture) -> None:
    call(load_scenario(pack), "mine-1")
    call(load_scenario("eleven-pm"), "shipped-1")
    change(pack, '  "Nobody is asking how this passed staging.",', f'  "{BLAME}",', install=False)
    assert run(capsys)["unchanged"] == 2
    answer = run(capsys, "--scenario", str(pack))
    assert [(one["session_id"], len(one["lost"])) for one in answer["sessions"]] == [("mine-1", 1)]
    assert cli.main(["sessions", "rescore", "shipped-1", "--scenario", str(pack)]) == 1
    assert "holds mine, this was eleven-pm" in capsys.readouterr().err
    answer = run(capsys, "--scenario", "eleven-pm")
    assert ([one["session_id"] for one in answer["sessions"]], answer["skipped"]) == (["shipped-1"], [])


def test_one_session_leaves_the_others(pack: Path, capsys: Capture) -> None:
    for name in ("aaaa-1", "bbbb-2"):
        call(load_scenario(pack), name)
    more_and_fewer(pack)
    assert [one["session_id"] for one in run(capsys, "aaaa")["sessions"]] == ["aaaa-1"]
    assert [len(stored(name).scorings) for name in ("aaaa-1", "bbbb-2")] == [2, 1]


def test_a_call_that_may_be_going_on_is_left_alone(pack: Path, capsys: Capture) -> None:
    scenario = load_scenario(pack)
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    with open_store(lambda _event: None) as store:
        for name, started_at in (("now-1", now), ("killed-1", STARTED)):
            start = SessionStart(name, "mine", scenario.title, "0" * 64, "realistic", started_at, keep_audio=False)
            store.begin(start, CALM)
            store.add_utterance(name, spoken(2, BLAME))
    answer = run(capsys)
    assert [one["session_id"] for one in answer["sessions"]] == ["killed-1"]
    assert "may be going on" in answer["skipped"][0]["why"]
    assert heard(stored("killed-1")) == [(2, "blame", "avoid")]


def test_a_failure_in_the_middle_loses_nothing(
    pack: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("first-1", "second-2"):
        call(load_scenario(pack), name)
    more_and_fewer(pack)
    written = scoring.evidence_in
    seen: list[int] = []

    def failing(said: Utterance, rubric: Any) -> tuple[Evidence, ...]:
        seen.append(said.turn_id)
        if len(seen) > 4:  # in the middle of the second session
            raise RuntimeError("a bug")
        return written(said, rubric)

    with monkeypatch.context() as patched:
        patched.setattr(rescore, "evidence_in", failing)
        assert cli.main(["sessions", "rescore"]) == 70
    newest, other = stored("second-2"), stored("first-1")
    assert [len(one.scorings) for one in (newest, other)] == [2, 1]
    assert heard(other) == [(2, "blame", "avoid"), (6, "promise", "promise")]
    answer = run(capsys)
    assert (answer["rescored"], answer["unchanged"]) == (1, 1)


def heard_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program puts other words in place of the first turn's, while that is being scored."""
    written, left = scoring.evidence_in, [LISBON]

    def meanwhile(said: Utterance, rubric: Any) -> tuple[Evidence, ...]:
        if said.turn_id == 2 and left:
            text = left.pop(0)
            now = Rehearing(spoken(2, text), (), HeardAgain("an-ear", said.text, 1))
            with open_store(lambda _event: None) as other:
                other.replace_utterances("one-1", [now], EngineInfo("toy", "1", "an-ear", "aa"))
        return written(said, rubric)

    monkeypatch.setattr(rescore, "evidence_in", meanwhile)


def test_a_call_heard_again_while_it_is_scored_is_scored_by_its_new_words(
    pack: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(load_scenario(pack))
    more_and_fewer(pack)
    heard_meanwhile(monkeypatch)
    assert run(capsys)["rescored"] == 1
    after = stored()
    assert [len(one.evidence) for one in after.scorings] == [1, 3]
    assert heard(after) == [(2, "blame", "avoid"), (4, "blame", "avoid"), (6, "promise", "promise")]
    for turn in after.turns:
        assert all(turn.utterance.text[slice(*one.chars)] == one.words for one in turn.evidence)


class Failing:
    """An embedder that has died."""

    model, model_sha256 = "minilm-l6", "aa"

    def embed(self, texts: Sequence[str]) -> Matrix:
        raise EngineFailed("no answer")

    def embed_examples(self, texts: Sequence[str]) -> Matrix:
        return np.full((len(texts), SIZE), SIZE**-0.5, dtype=np.float32)


def test_an_embedder_that_fails_costs_no_hits(
    pack: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(load_scenario(pack))
    more_and_fewer(pack)
    monkeypatch.setattr(rescoring, "embedder_here", lambda _catalog: Failing())
    assert cli.main(["sessions", "rescore"]) == 1
    assert "The embedder gave no answer, so the session was left as it was." in capsys.readouterr().err
    assert len(stored().scorings) == 1


def test_what_was_scored_by_meaning_is_not_scored_by_words_alone(pack: Path, capsys: Capture) -> None:
    call(load_scenario(pack))
    with open_store(lambda _event: None) as store:
        store.set_engines("one-1", {"embedder": EngineInfo("minilm", "1", "minilm-l6", "aa")})
    more_and_fewer(pack)
    (skipped,) = run(capsys)["skipped"]
    assert "no embedder is installed" in skipped["why"]
    assert len(stored().scorings) == 1


@pytest.mark.models
def test_meaning_is_heard_where_the_embedder_is_installed(pack: Path, capsys: Capture) -> None:
    line = "i want to know at what minute the site is coming back"
    call(load_scenario(pack), lines=(line,))
    assert "certainty" not in {item for _turn, item, _kind in heard(stored())}
    (one,) = run(capsys)["sessions"]
    assert "certainty" in {gained["item"] for gained in one["gained"]}
    assert stored().scorings[-1].embedder
    assert run(capsys)["unchanged"] == 1


def test_the_review_and_show_say_that_it_was_scored_again(pack: Path, capsys: Capture, tmp_path: Path) -> None:
    call(load_scenario(pack))
    more_and_fewer(pack)
    run(capsys)
    today = datetime.fromisoformat(stored().scorings[-1].made_at)
    year = "" if today.year == 2026 else f" {today.year}"
    sentence = (
        f"Scored again on {today.day} {today:%B}{year} with the changed rubric: 1 more, 1 fewer than at the call."
    )
    assert cli.main(["sessions", "show", "one-1"]) == 0
    shown = capsys.readouterr().out
    assert sentence in shown.splitlines()
    assert cli.main(["sessions", "show", "one-1", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert [len(one["evidence"]) for one in answer["scorings"]] == [2, 2]
    assert answer["scorings"][0]["evidence"][0]["words"] == BLAME
    assert [one["words"] for one in answer["evidence"]] == [LISBON, PROMISE]
    for ending in ("html", "json"):
        file = tmp_path / f"review.{ending}"
        assert cli.main(["sessions", "export", "one-1", str(file)]) == 0
        assert sentence in file.read_text("utf-8")


def test_without_sessions_it_says_so(capsys: Capture) -> None:
    assert cli.main(["sessions", "rescore"]) == 0
    assert capsys.readouterr().out.splitlines() == ["There is no session to score again."]
    assert run(capsys) == {"sessions": [], "rescored": 0, "unchanged": 0, "skipped": []}
    assert cli.main(["sessions", "rescore", "last"]) == 1


def test_deleting_a_rescored_session_leaves_nothing(pack: Path, capsys: Capture) -> None:
    call(load_scenario(pack))
    more_and_fewer(pack)
    run(capsys)
    assert cli.main(["sessions", "delete", "one-1"]) == 0
    assert run(capsys) == {"sessions": [], "rescored": 0, "unchanged": 0, "skipped": []}
