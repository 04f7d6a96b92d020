"""Who interrupts whom, what is said too early, and what of it counts."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from types import SimpleNamespace

import numpy as np
import pytest

from desktop.audio.device import Deliver, Samples
from desktop.errors import NoLoudspeaker, UserError
from desktop.events import CallPhase, Notice, PersonaSaid, StateChanged, UtteranceAdded
from desktop.persona.reply import PersonaReply, TurnPlan
from desktop.rehearsal.hearing import HeardUtterance
from desktop.rehearsal.messages import ReplyBroke
from desktop.rehearsal.opening import Opening
from desktop.rehearsal.persona_side import pieces
from desktop.rehearsal.spoken_words import words_heard
from desktop.rehearsal.voice import Clip, VoiceLadder
from desktop.rubric.measures import measure
from desktop.scenario import Measure
from desktop.store.database import Store
from desktop.turns.detector import Floor
from tests.rehearsal.stage import BLOCK_S, LOUD, QUIET, Stage, StageDevice
from tests.rehearsal.test_session import Watch

pytestmark = pytest.mark.timeout(60)

LINE = "walk me through the two options"


def said(store: Store, role: str) -> list[str]:
    return [turn.utterance.text for turn in store.session("stage").turns if turn.utterance.role == role]


def end(stage: Stage) -> None:
    stage.session.hang_up()
    assert stage.session.wait(20)


def answered(stage: Stage) -> int:
    """The executive asks, and the answer begins to sound: its first clip."""
    stage.past_the_opening()
    stage.say(LINE)
    stage.hearing.settle(LINE + ".")
    stage.device.blocks(2.5, QUIET)
    return stage.device.next_clip()


def begun(stage: Stage, watch: Watch) -> tuple[int, str, Samples, int]:
    """The answer begins to sound: its first clip, with its text, its sound and its rate."""
    clip_id = answered(stage)
    _number, pcm, rate = next(clip for clip in stage.device.clips if clip[0] == clip_id)
    said_now = watch.wait_for(lambda event: isinstance(event, PersonaSaid) and event.turn_id == 3)
    assert isinstance(said_now, PersonaSaid)
    return clip_id, said_now.text, pcm, rate


def test_somebody_who_interrupts_gets_the_floor_and_only_what_was_heard_counts(
    stage: Stage, store: Store, watch: Watch
) -> None:
    clip_id, text, pcm, _rate = begun(stage, watch)
    stage.device.at = (clip_id, len(pcm) // 2)
    stage.device.blocks(0.3, LOUD, echo=True)
    assert stage.device.log[-2:] == ["duck", "held"]
    stage.say("hang on kenji", 0.3)
    watch.wait_for(lambda event: isinstance(event, UtteranceAdded) and event.utterance.turn_id == 3)
    assert "stop" in stage.device.log
    stage.hearing.settle("Hang on, Kenji, which one is safer?")
    stage.device.blocks(2.5, QUIET)
    second = watch.wait_for(lambda event: isinstance(event, StateChanged) and event.turn_id == 4)
    end(stage)
    assert isinstance(second, StateChanged)
    assert "interrupted" in [move.by for move in second.moves]
    half = words_heard(text, pcm, 1000, len(pcm) // 2)
    assert 0 < half < len(text.split())
    assert said(store, "persona")[1] == " ".join(text.split()[:half])
    assert said(store, "user") == [LINE + ".", "Hang on, Kenji, which one is safer?"]


@pytest.mark.parametrize("words_out", [2, 5])
def test_who_cuts_in_after_a_word_or_two_speaks_over_the_persona(
    stage: Stage, watch: Watch, words_out: int
) -> None:
    clip_id, text, pcm, rate = begun(stage, watch)
    heard = (words_heard(text, pcm, rate, played) for played in range(0, len(pcm), 10))
    stage.device.at = (clip_id, 10 * next(n for n, count in enumerate(heard) if count >= words_out))
    stage.device.blocks(0.3, LOUD, echo=True)
    stage.say("hang on kenji", 0.3)
    stage.hearing.settle("Hang on, Kenji.")
    stage.device.blocks(2.5, QUIET)
    moved = watch.wait_for(lambda event: isinstance(event, StateChanged) and event.turn_id == 4)
    assert isinstance(moved, StateChanged)
    wanted = {2: {"interrupted", "spoke_over"}, 5: {"interrupted"}}
    assert {"interrupted", "spoke_over"} & {move.by for move in moved.moves} == wanted[words_out]


def test_who_types_interrupts_and_speaks_over_nobody(stage: Stage, watch: Watch) -> None:
    begun(stage, watch)
    stage.session.say("Hang on, Kenji.")
    moved = watch.wait_for(lambda event: isinstance(event, StateChanged) and event.turn_id == 4)
    assert isinstance(moved, StateChanged)
    assert {"interrupted", "spoke_over"} & {move.by for move in moved.moves} == {"interrupted"}


def test_who_speaks_when_all_was_said_has_not_interrupted(stage: Stage, watch: Watch) -> None:
    clip_id = answered(stage)
    stage.device.blocks(0.1, QUIET)
    assert stage.session.conversation.persona.turn is not None
    for number, pcm, _rate in stage.device.clips[-1:]:
        if number != clip_id:  # the second sentence of the answer
            stage.device.finish_clip(clip_id)
            assert stage.device.next_clip() == number
        stage.device.at = (number, len(pcm))
    stage.device.blocks(0.3, LOUD, echo=True)
    stage.say("hang on kenji", 0.3)
    stage.hearing.settle("Hang on, Kenji.")
    stage.device.blocks(2.5, QUIET)
    moved = watch.wait_for(lambda event: isinstance(event, StateChanged) and event.turn_id == 4)
    assert isinstance(moved, StateChanged)
    assert not {"interrupted", "spoke_over"} & {move.by for move in moved.moves}


def test_a_listener_s_mhm_only_makes_the_persona_wait(stage: Stage, store: Store, watch: Watch) -> None:
    clip_id = answered(stage)
    stage.device.blocks(0.3, LOUD, echo=True)
    stage.say("mhm", 0.1)
    stage.device.blocks(1.0, QUIET, echo=True)
    assert stage.device.log[-2:] == ["loud", "go on"]
    assert "drop" in stage.hearing.calls
    stage.device.finish_clip(clip_id)
    stage.device.finish_clip(stage.device.next_clip())
    watch.wait_for(lambda event: isinstance(event, UtteranceAdded) and event.utterance.turn_id == 3)
    end(stage)
    assert said(store, "user") == [LINE + "."]


@pytest.mark.parametrize(("words", "interruptions"), [("Hang on, Kenji.", 1.0), ("mhm", 0.0)])
def test_the_review_counts_who_was_interrupted(
    stage: Stage, store: Store, watch: Watch, words: str, interruptions: float
) -> None:
    clip_id, _text, pcm, _rate = begun(stage, watch)
    stage.device.blocks(0.7, QUIET, echo=True)
    stage.hearing.begun_s = stage.session.duration_s
    stage.device.at = (clip_id, len(pcm) // 2)
    stage.device.blocks(0.3, LOUD, echo=True)
    stage.say(words.lower(), 0.4 if interruptions else 0.1)
    if interruptions:
        stage.hearing.settle(words)
        stage.device.blocks(2.5, QUIET)
        watch.wait_for(lambda event: isinstance(event, UtteranceAdded) and event.utterance.turn_id == 4)
    else:
        stage.device.blocks(1.0, QUIET, echo=True)
    end(stage)
    rules = [Measure(f"interruptions-by-{who}", "") for who in ("you", "them")]
    turns = [turn.utterance for turn in store.session("stage").turns]
    assert [one.value or 0.0 for one in measure(turns, 0.0, rules)] == [interruptions, 0.0]


def test_its_own_voice_in_the_microphone_does_not_interrupt_the_persona(
    stage: Stage, store: Store, watch: Watch
) -> None:
    clip_id = answered(stage)
    stage.device.blocks(0.3, LOUD, echo=True)
    begun = watch.wait_for(lambda event: isinstance(event, PersonaSaid) and event.turn_id == 3)
    assert isinstance(begun, PersonaSaid)
    sounding = begun.text
    stage.say(" ".join(sounding.lower().split()[:3]).strip("."), 0.2)
    stage.device.blocks(1.0, QUIET, echo=True)
    assert stage.device.log[-1] == "go on"
    stage.device.finish_clip(clip_id)
    end(stage)
    assert said(store, "user") == [LINE + "."]


def test_nothing_sounds_before_the_turn_is_over_though_the_reply_is_ready(stage: Stage) -> None:
    stage.past_the_opening()
    stage.say("we could wait and")
    stage.device.blocks(0.5, QUIET)
    stage.hearing.settle("We could wait and")
    stage.device.blocks(0.3, QUIET)
    played = len(stage.device.clips)
    assert stage.session.conversation.answers.draft is not None
    stage.device.blocks(0.5, LOUD)
    assert len(stage.device.clips) == played
    assert stage.hearing.calls[-1] == "resume"


def test_the_same_words_keep_the_reply_and_other_words_make_a_new_one(stage: Stage, store: Store) -> None:
    stage.past_the_opening()
    stage.say("what happened and")
    stage.device.blocks(0.5, QUIET)
    stage.hearing.settle("What happened and")
    stage.device.blocks(0.1, QUIET)
    first = stage.session.conversation.answers.draft
    stage.device.blocks(0.3, LOUD)  # a cough
    stage.device.blocks(0.5, QUIET)
    stage.hearing.settle("what happened, and")
    stage.device.blocks(0.1, QUIET)
    assert stage.session.conversation.answers.draft is first is not None
    stage.say("what happened and what are the options", 0.5)
    stage.device.blocks(0.4, QUIET)
    stage.hearing.settle("What happened and what are the options?")
    stage.device.blocks(2.5, QUIET)
    stage.device.next_clip()
    end(stage)
    assert said(store, "user") == ["What happened and what are the options?"]


def test_words_that_settle_late_are_waited_for_and_then_answered(stage: Stage, store: Store, watch: Watch) -> None:
    stage.past_the_opening()
    stage.say(LINE)
    stage.device.blocks(1.2, QUIET)
    watch.wait_for_phase(CallPhase.THINKING)
    assert said(store, "user") == []
    stage.hearing.settle("Walk me through the two options.")
    stage.device.next_clip()
    end(stage)
    assert said(store, "user") == ["Walk me through the two options."]


def test_words_that_never_settle_are_the_live_ear_s(stage: Stage, store: Store) -> None:
    stage.past_the_opening()
    stage.say(LINE)
    stage.device.blocks(4.0, QUIET)
    stage.device.next_clip()
    end(stage)
    assert said(store, "user") == [LINE]


def wait_for_a_sentence(stage: Stage) -> None:
    """Until the reply that is being prepared has its first sentence."""
    answers = stage.session.conversation.answers
    for _ in range(200):
        stage.device.blocks(BLOCK_S, QUIET)
        if answers.draft is not None and answers.draft.sentences:
            return
        threading.Event().wait(0.005)
    raise AssertionError("no sentence")


@pytest.mark.parametrize("finished", ["Walk me through it and", "Walk me through something else and", ""])
def test_a_reply_that_is_ready_sounds_before_the_live_ear_has_finished(
    stage: Stage, store: Store, monkeypatch: pytest.MonkeyPatch, finished: str
) -> None:
    """And only once; when the words turn out to be others, or none, it is taken back."""
    stage.past_the_opening()
    stage.say("walk me through it and")
    stage.device.blocks(0.3, QUIET)
    stage.hearing.settle("Walk me through it and")
    wait_for_a_sentence(stage)
    before, seen = len(stage.device.clips), []
    finish = stage.hearing.finish

    def other_words(speech_end_s: float) -> HeardUtterance:
        seen.append(len(stage.device.clips))
        stage.device.log.clear()
        stage.hearing._of_the_turn = finished
        return finish(speech_end_s)

    monkeypatch.setattr(stage.hearing, "finish", other_words)
    stage.device.blocks(2.5, QUIET)
    assert seen == [before + 1], "it sounds first"
    if finished != "Walk me through it and":
        assert stage.device.log[0] == "stop"
        stage.device._started.append(stage.device.clips[before][0])
    if finished:
        stage.device.finish_clip(stage.device.next_clip())
    end(stage)
    assert said(store, "user") == ([finished] if finished else [])
    if finished:
        timing = store.session("stage").turns[-1].timing
        assert timing is not None
        assert timing.turn_end_s is not None
        assert len(said(store, "persona")) == 2


@pytest.mark.parametrize("why", ["words may change", "a typed line"])
def test_nothing_is_let_out_early_where_it_may_not_stand(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "words may change":
        monkeypatch.setattr(stage.hearing, "settles", lambda _ear: False)
    stage.past_the_opening()
    stage.say("walk me through it and")
    stage.device.blocks(0.3, QUIET)
    stage.hearing.settle("Walk me through it and")
    wait_for_a_sentence(stage)
    before, seen = len(stage.device.clips), []
    finish = stage.hearing.finish

    def finished(speech_end_s: float) -> HeardUtterance:
        seen.append(len(stage.device.clips))
        return finish(speech_end_s)

    monkeypatch.setattr(stage.hearing, "finish", finished)
    if why == "a typed line":
        stage.session.say("What does your gut say?")
    stage.device.blocks(2.5, QUIET)
    assert seen == [before]
    end(stage)


def test_going_on_before_the_persona_sounds_withdraws_its_reply(stage: Stage, store: Store) -> None:
    stage.past_the_opening()
    stage.say(LINE)
    stage.device.blocks(1.0, QUIET)  # over, and the words are not settled
    stage.say("and the worst case of each", 1.0)
    stage.hearing.settle("And the worst case of each?")
    stage.device.blocks(2.5, QUIET)
    stage.device.next_clip()
    end(stage)
    assert said(store, "user") == [LINE, "And the worst case of each?"]
    roles = [turn.utterance.role for turn in store.session("stage").turns]
    assert roles[:3] == ["persona", "user", "user"]


def test_a_lost_microphone_pauses_the_call_and_it_goes_on(stage: Stage, store: Store, watch: Watch) -> None:
    clip_id = answered(stage)
    _number, pcm, _rate = next(clip for clip in stage.device.clips if clip[0] == clip_id)
    stage.device.at = (clip_id, len(pcm) // 2)
    stage.device._started = [number for number, _pcm, _rate in stage.device.clips]
    stage.device.lose()
    watch.wait_for_phase(CallPhase.WAITING)
    assert any(isinstance(event, Notice) and "gone" in event.message for event in watch.events)
    stage.device.bring_back()
    watch.wait_for(lambda event: isinstance(event, Notice) and "back" in event.message)
    again = stage.device.next_clip()
    begun = watch.wait_for(lambda event: isinstance(event, PersonaSaid) and event.turn_id == 4)
    assert isinstance(begun, PersonaSaid)
    stage.device.finish_clip(again)
    watch.wait_for_phase(CallPhase.SPEAKING)
    end(stage)
    assert said(store, "user") == [LINE + "."]
    (_opening, cut, whole) = said(store, "persona")[:3]
    assert begun.text.startswith(cut)
    assert cut != begun.text == whole[: len(begun.text)]


def test_a_question_whose_answer_a_lost_device_swallowed_is_answered_when_it_is_back(
    stage: Stage, watch: Watch
) -> None:
    stage.past_the_opening()
    stage.say(LINE)
    stage.device.blocks(0.9, QUIET)
    stage.hearing.settle("Walk me through the two options.")
    stage.device.blocks(0.1, QUIET)  # handed over, and not a sound yet
    stage.device.lose()
    watch.wait_for_phase(CallPhase.WAITING)
    stage.device.bring_back()
    watch.wait_for(lambda event: isinstance(event, Notice) and "back" in event.message)
    stage.device.blocks(0.1, QUIET)
    assert stage.session.conversation.persona.turn is not None
    assert stage.cast.turns.floor is Floor.THINKING


def test_a_microphone_that_hears_nothing_at_all_is_said(stage: Stage, watch: Watch) -> None:
    stage.past_the_opening()
    stage.device.blocks(12.0, QUIET)
    told = [event for event in watch.events if isinstance(event, Notice)]
    assert [notice.message for notice in told] == ["I can't hear you."]
    assert told[0].place == "microphone"


def test_who_types_is_not_told_that_they_are_not_heard(stage: Stage, watch: Watch) -> None:
    stage.past_the_opening()
    stage.session.say("Walk me through the two options.")
    for _sentence in range(2):
        stage.device.finish_clip(stage.device.next_clip())
    watch.wait_for(lambda event: isinstance(event, UtteranceAdded) and event.utterance.turn_id == 3)
    stage.device.blocks(12.0, QUIET)
    assert stage.cast.turns.floor is Floor.LISTENING
    assert not [event for event in watch.events if isinstance(event, Notice)]


class Refusing(StageDevice):
    """A device on a machine without a microphone."""

    wrong = UserError("There is no microphone.", "Connect a microphone and try again.")

    def start(self, deliver: Deliver) -> None:
        raise self.wrong


class RefusingAll(Refusing):
    """On one without a loudspeaker either."""

    wrong = NoLoudspeaker("There is neither.", "Connect a headset.")


def test_without_a_loudspeaker_one_is_asked_to_read_as_well(store: Store, watch: Watch) -> None:
    spare = StageDevice()
    made = Stage(store, watch, device=RefusingAll(), spare=lambda: spare)
    spare.finish_clip(spare.next_clip())
    told = [event for event in watch.events if isinstance(event, Notice)]
    end(made)
    fix = "Connect a headset. Until then, type your side and read the answers."
    assert told == [Notice("There is neither.", fix, "reading")]


def test_without_a_microphone_one_is_asked_to_type_and_not_told_of_silence(store: Store, watch: Watch) -> None:
    spare = StageDevice()
    made = Stage(store, watch, device=Refusing(), spare=lambda: spare)
    for _sentence in pieces(made.cast.actor.opening()):
        spare.finish_clip(spare.next_clip())
    made.session.set_muted(True)
    made.session.set_muted(False)
    spare.blocks(12.0, QUIET)
    assert made.cast.turns.floor is Floor.LISTENING
    told = [event for event in watch.events if isinstance(event, Notice)]
    end(made)
    assert [(notice.message, notice.place) for notice in told] == [("There is no microphone.", "typing")]


class Breath:
    """A voice that has a breath ready. Until it is `free` it speaks nothing else."""

    current = None
    info = None

    def __init__(self) -> None:
        self._silent = VoiceLadder((), lambda *_trouble: None)
        self.free = threading.Event()
        self.free.set()

    def speak(self, text: str) -> Clip:
        assert self.free.wait(20)
        return self._silent.speak(text)

    def ready(self, text: str) -> Clip:
        return Clip(text, np.ones(400, dtype=np.int16), 1000)


@pytest.fixture
def breathing(store: Store, watch: Watch) -> Iterator[Stage]:
    made = Stage(store, watch, voice=Breath(), bridges=("Um.",))
    yield made
    made.session.hang_up()
    assert made.session.wait(20)


def test_a_breath_holds_the_line_and_belongs_to_the_reply(breathing: Stage, store: Store, watch: Watch) -> None:
    breathing.past_the_opening()
    breathing.say(LINE)
    breathing.device.blocks(1.0, QUIET)  # over, and the words are not settled
    breath = breathing.device.next_clip()
    breathing.device.blocks(0.2, QUIET)
    breathing.hearing.settle("Walk me through the two options.")
    breathing.device.finish_clip(breath)
    breathing.device.finish_clip(breathing.device.next_clip())
    breathing.device.finish_clip(breathing.device.next_clip())
    watch.wait_for(lambda event: isinstance(event, UtteranceAdded) and event.utterance.turn_id == 3)
    end(breathing)
    turns = store.session("stage").turns
    assert [(turn.utterance.turn_id, turn.utterance.role) for turn in turns] == [
        (1, "persona"),
        (2, "user"),
        (3, "persona"),
    ]
    assert turns[2].utterance.text.startswith("Um. ")
    assert turns[2].timing is not None
    assert turns[2].timing.bridge_s is not None


def breathing_model(store: Store, watch: Watch) -> Stage:
    """A call whose replies wait for the model, however long it takes."""
    return Stage(store, watch, voice=Breath(), bridges=("Um.",), opening=Opening(None))


def test_where_the_model_is_waited_for_a_question_is_met_with_a_breath_before_the_turn_is_over(
    store: Store, watch: Watch
) -> None:
    stage = breathing_model(store, watch)
    stage.past_the_opening()
    stage.say(LINE)
    stage.device.blocks(0.26, QUIET)
    assert stage.cast.turns.floor is Floor.SOFT_END
    breath = stage.device.next_clip()
    stage.device.blocks(1.0, QUIET)
    stage.hearing.settle("Walk me through the two options.")
    stage.device.finish_clip(breath)
    stage.device.finish_clip(stage.device.next_clip())
    end(stage)
    texts = [text for _turn, role, text in turns_of(store) if role == "persona"]
    assert texts[1].startswith("Um. ")
    assert "Um." not in texts[1][4:]


def test_a_cough_over_an_early_breath_does_not_cost_the_answer(store: Store, watch: Watch) -> None:
    stage = breathing_model(store, watch)
    stage.past_the_opening()
    stage.say(LINE)
    stage.device.blocks(0.26, QUIET)
    breath = stage.device.next_clip()
    stage.hearing.settle("Walk me through the two options.")
    stage.device.blocks(0.2, QUIET)
    assert stage.cast.turns.floor is Floor.PERSONA_SPEAKING
    stage.device.blocks(0.3, LOUD)
    stage.hearing.words = ""
    stage.device.blocks(1.0, QUIET)
    stage.device.finish_clip(breath)
    stage.device.finish_clip(stage.device.next_clip())
    end(stage)
    assert said(store, "user") == ["Walk me through the two options."]
    assert len(said(store, "persona")[1].split()) > 2


def test_a_breath_that_the_microphone_would_hear_is_left_out(store: Store, watch: Watch) -> None:
    stage = breathing_model(store, watch)
    stage.device.full_duplex = False
    stage.past_the_opening()
    stage.say(LINE)
    stage.device.blocks(0.3, QUIET)
    assert not stage.unplayed
    end(stage)


def test_a_reply_that_takes_its_time_after_the_breath_is_not_lost(store: Store, watch: Watch) -> None:
    voice = Breath()
    stage = Stage(store, watch, voice=voice, bridges=("Um.",))
    stage.past_the_opening()
    voice.free.clear()
    stage.say(LINE)
    stage.device.blocks(1.0, QUIET)
    breath = stage.device.next_clip()
    stage.device.finish_clip(breath)
    stage.device.blocks(0.5, QUIET)
    stage.hearing.settle("Walk me through the two options.")
    stage.device.blocks(0.4, QUIET)
    voice.free.set()
    stage.device.finish_clip(stage.device.next_clip())
    end(stage)
    assert said(store, "persona")[1].startswith("Um. ")
    assert len(said(store, "persona")[1].split()) > 2


def test_a_breath_falls_silent_when_the_executive_goes_on(store: Store, watch: Watch) -> None:
    stage = breathing_model(store, watch)
    stage.past_the_opening()
    stage.say(LINE)
    stage.device.blocks(0.26, QUIET)
    stage.device.next_clip()
    stage.device.log.clear()
    stage.say(f"{LINE} and the worst case", 0.5)
    assert stage.device.log == ["stop"]
    assert stage.session.conversation.persona.turn is None
    end(stage)
    assert len(said(store, "persona")) == 1


@pytest.mark.parametrize("words", ["nobody is getting fired tonight", "the worst case is the"])
def test_who_has_not_asked_hears_no_breath_in_a_pause(store: Store, watch: Watch, words: str) -> None:
    stage = breathing_model(store, watch)
    stage.past_the_opening()
    stage.say(words)
    stage.device.blocks(0.5, QUIET)
    assert not stage.unplayed
    end(stage)


def test_a_reply_with_an_opener_of_its_own_needs_no_breath(breathing: Stage) -> None:
    breathing.past_the_opening()
    breathing.say("walk me through it and")
    breathing.device.blocks(0.3, QUIET)
    breathing.hearing.settle("Walk me through it and")
    breathing.device.blocks(0.1, QUIET)
    assert breathing.session.conversation.answers.draft is not None
    breathing.hearing.words = LINE
    breathing.device.blocks(0.3, LOUD)
    breathing.device.blocks(0.3, QUIET)
    assert not breathing.unplayed


@pytest.mark.parametrize("first", ["hang up", "nothing said"])
def test_a_breath_alone_is_no_turn(breathing: Stage, store: Store, first: str) -> None:
    breathing.past_the_opening()
    before = breathing.cast.actor.plot
    breathing.say(LINE)
    breathing.device.blocks(1.0, QUIET)
    breath = breathing.device.next_clip()
    if first == "hang up":
        end(breathing)
        assert said(store, "user") == [LINE]
    else:
        breathing.hearing.settle("")
        breathing.device.finish_clip(breath)
        end(breathing)
        assert said(store, "user") == []
    assert len(said(store, "persona")) == 1
    assert breathing.cast.actor.plot == before


def turns_of(store: Store) -> list[tuple[int, str, str]]:
    return [
        (one.utterance.turn_id, one.utterance.role, one.utterance.text) for one in store.session("stage").turns
    ]


def test_a_cough_while_the_persona_thinks_does_not_cost_its_answer(stage: Stage, store: Store) -> None:
    stage.past_the_opening()
    stage.say(LINE)
    stage.device.blocks(1.0, QUIET)
    stage.hearing.settle("Walk me through the two options.")
    stage.device.blocks(0.1, QUIET)  # the reply is handed over, and has made no sound
    stage.device.blocks(0.4, LOUD)
    stage.hearing.settle("")
    stage.device.blocks(3.0, QUIET)
    assert stage.session.conversation.persona.turn is not None
    assert stage.cast.turns.floor is Floor.THINKING
    end(stage)
    assert said(store, "user") == ["Walk me through the two options."]
    turns = store.session("stage").turns
    assert [(turn.utterance.turn_id, turn.utterance.role) for turn in turns][:2] == [(1, "persona"), (2, "user")]


def test_the_key_over_a_breath_stores_the_turn_and_keeps_the_persona_silent(
    breathing: Stage, store: Store
) -> None:
    breathing.past_the_opening()
    breathing.say(LINE)
    breathing.device.blocks(1.0, QUIET)
    breathing.device.next_clip()
    breathing.session.hold_to_think(True)
    breathing.device.blocks(0.1, QUIET)
    breathing.hearing.settle("Walk me through the two options.")
    breathing.device.blocks(0.5, QUIET)
    assert breathing.cast.turns.floor is Floor.LISTENING
    assert breathing.session.conversation.persona.turn is None
    breathing.session.hold_to_think(False)
    end(breathing)
    assert said(store, "user") == [LINE]


def test_noise_over_a_breath_does_not_cost_the_words_that_are_still_settling(
    breathing: Stage, store: Store
) -> None:
    breathing.past_the_opening()
    breathing.say(LINE)
    breathing.device.blocks(1.0, QUIET)
    breathing.device.next_clip()
    breathing.device.blocks(0.1, LOUD, echo=True)
    breathing.device.blocks(0.2, QUIET, echo=True)
    breathing.hearing.settle("Walk me through the two options.")
    breathing.device.next_clip()
    end(breathing)
    assert said(store, "user") == ["Walk me through the two options."]


def test_a_reply_that_broke_before_the_turn_ended_is_made_anew(
    stage: Stage, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.past_the_opening()
    stage.say("walk me through the two options and")
    stage.device.blocks(0.3, QUIET)
    with monkeypatch.context() as broken:
        broken.setattr(type(stage.cast.voice), "speak", lambda *_args: 1 / 0)
        stage.hearing.settle("Walk me through the two options and")
        stage.device.blocks(0.032, QUIET)
        draft = stage.session.conversation.answers.draft
        assert draft is not None
        for _ in range(40):
            if draft.outcome is not None:
                break
            stage.device.blocks(0.032, QUIET)
    assert isinstance(draft.outcome, ReplyBroke)
    stage.device.blocks(3.0, QUIET)
    stage.device.next_clip()
    end(stage)
    assert said(store, "user") == ["Walk me through the two options and"]


def test_words_over_the_persona_are_kept_when_the_call_is_ended(stage: Stage, store: Store) -> None:
    answered(stage)
    stage.device.blocks(0.3, LOUD, echo=True)
    stage.say("sorry i must go", 0.1)
    end(stage)
    assert said(store, "user") == [LINE + ".", "sorry i must go"]


def test_lines_are_spoken_ahead_again_after_every_turn(store: Store, watch: Watch) -> None:
    class Ahead:
        def __init__(self) -> None:
            self.allowed = False

        def allow(self, allowed: bool) -> None:
            self.allowed = allowed

        def close(self) -> None:
            return

    ahead = Ahead()
    made = Stage(store, watch, ahead=ahead)
    for _ in range(2):
        made.device.finish_clip(made.device.next_clip())
        made.device.blocks(0.2, QUIET)
        assert ahead.allowed
        made.say(LINE)
        made.device.blocks(0.4, QUIET)
        assert not ahead.allowed
        made.hearing.settle("Walk me through the two options.")
        made.device.blocks(2.5, QUIET)
        made.device.finish_clip(made.device.next_clip())
    end(made)


def test_a_reply_whose_model_is_late_ends_with_what_the_plot_had_to_say(
    store: Store, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = threading.Event()

    def speak(_self: object, plan: TurnPlan, *_args: object, begun: str = "") -> PersonaReply:
        late.wait(20)
        return PersonaReply("", "authored", {}, None, 0.0, 0, 0, plan.beat, False)

    persona = SimpleNamespace(
        current=object(), freedom="rewords", info=None, cancel=late.set, warm=lambda _request, **_starts: None
    )
    made = Stage(store, watch, persona=persona)
    monkeypatch.setattr(type(made.cast.actor), "speak", speak)
    opener = answered(made)
    made.device.finish_clip(opener)
    for _ in range(3):  # the rest of the opener, if it has more sentences
        made.device.blocks(0.1, QUIET)
        if len(made.device.clips) > len(made.device._started):
            made.device.finish_clip(made.device.next_clip())
    made.device.blocks(1.0, QUIET)
    watch.wait_for(lambda event: isinstance(event, UtteranceAdded) and event.utterance.turn_id == 3)
    assert made.cast.turns.floor is Floor.LISTENING
    assert late.is_set()
    end(made)
    assert said(store, "persona")[1]
