"""The persona's side of a call: lets a draft out, clip by clip, and keeps what of it was really heard."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from desktop.audio.device import PlaybackEnded, PlaybackStarted
from desktop.events import (
    BLOCK,
    CAPTURE_RATE,
    Emit,
    PersonaSaid,
    Timing,
    Utterance,
    UtteranceAdded,
)
from desktop.logs import Log
from desktop.persona import words
from desktop.persona.reply import PersonaReply, TurnPlan
from desktop.rehearsal.answers import Draft
from desktop.rehearsal.bridging import Bridges
from desktop.rehearsal.cast import Cast
from desktop.rehearsal.course import Course
from desktop.rehearsal.messages import ClipReady, ReplyBroke, SentenceReady
from desktop.rehearsal.recital import Recital
from desktop.rehearsal.speaking import PersonaTurn
from desktop.rehearsal.voice import Clip, without_lead_in

STALL_S = 5.0
"""How late a clip may start or end before its device counts as stuck."""

SILENT_S = 8.0
"""How long a reply that has begun to sound may keep the floor without going on."""
GAP_S = 0.6
"""The same for a reply whose authored part has been said: what the model would add is not worth a hole."""
_LEAD_WORDS = 4
"""Words that a line begins with at least: behind a "Yeah." alone would come a hole, in which people answer."""


@dataclass(frozen=True, slots=True)
class Cut:
    """What was `heard` of a turn that was silenced. `in_words`: of its own words, a breath is none, some had
    begun and some were left."""

    heard: str
    in_words: bool


class PersonaSide:
    """The persona's turn, one at a time. For the session's thread."""

    def __init__(
        self, cast: Cast, course: Course, emit: Emit, log: Log, post: Callable[[ClipReady], None]
    ) -> None:
        self._cast = cast
        self._post = post
        self._course = course
        self._emit = emit
        self._log = log
        self._bridges = Bridges(cast.bridges, cast.voice)
        self._clip_id = self._bridge_clip = 0
        self._turn_ended_wall = 0.0
        self._draft: Draft | None = None
        self._led: Draft | None = None
        """The draft whose first sentence was let out before its turn had begun."""
        self._begun = True
        """False while only what leads into a turn sounds: the turn has not begun yet."""
        self._timing = Timing()
        self._unasked = self._again = False
        self.last = ""
        """Its words that were heard last."""
        self.turn: PersonaTurn | None = None
        self.plan: TurnPlan | None = None

    @property
    def under_way(self) -> TurnPlan | None:
        """The plan of the reply that is being given; None when there is none."""
        return self.plan if self.turn is not None and self._draft is not None else None

    @property
    def unheard(self) -> TurnPlan | None:
        """The plan of a reply under way that has made no sound; None when there is none."""
        return self.under_way if self.turn is not None and self.turn.start_s is None else None

    def use(self, cast: Cast) -> None:
        """Another device plays from now on."""
        self._cast = cast

    @property
    def sounding(self) -> str:
        """What the loudspeaker is saying now."""
        return self.turn.sounding if self.turn is not None else ""

    @property
    def sounds(self) -> bool:
        """Whether something of its turn has been heard."""
        return self.turn is not None and self.turn.start_s is not None

    @property
    def over(self) -> bool:
        """Whether there is a turn, and all of it was composed and played."""
        return self.turn is not None and self.turn.over

    def open_call(self, cue: str = "") -> None:
        """The persona speaks first: its opening line, or `cue`, its last one in a call that goes on, once more."""
        if cue:
            self.say_again(cue)
        else:
            self._course.turn_id += 1
            self._recite(self._cast.actor.opening())
        # A model that is still to be started would load beside the voice's first line.
        self._cast.persona.warm(self._cast.actor.warm(), starts=False)

    def say_again(self, text: str) -> None:
        """What was said before sounds once more. It is no new turn, and stands where it stood."""
        self._again, self.last = True, text
        self._recite(text)

    @property
    def recites(self) -> bool:
        """Whether more of what it says is still being put into sound, and no reply is."""
        return self.turn is not None and self._begun and self._draft is None and not self.turn.composed

    def recited(self, ready: ClipReady) -> bool:
        """Play the next words of a line that stands already; whether they were still wanted."""
        turn = ready.turn
        if turn is not self.turn or turn.composed:
            return False
        if ready.clip is not None:
            self._play(turn, ready.clip)
        turn.composed = ready.last
        return True

    def _recite(self, text: str) -> None:
        """Say `text`: its first sentence sounds while the others, which may take seconds, are put into sound."""
        turn = self.turn = PersonaTurn(self._course.turn_id)
        first, *rest = pieces(text)
        self._play(turn, self._cast.voice.speak(first))
        if rest and self._cast.live:
            Recital(turn, rest, self._cast.voice, self._post)
            return
        for piece in rest:  # nobody waits, and the device's clock is to show the same times on every machine
            self._play(turn, self._cast.voice.speak(piece))
        turn.composed = True

    def answer(self, draft: Draft, timing: Timing, ended_wall: float, *, unasked: bool = False) -> None:
        """The executive's turn ended at `ended_wall`: what is ready of the reply sounds now, the rest later.

        `unasked`: nobody has spoken; if it is not heard, it never was.
        """
        if self._led not in (None, draft):
            self.let_go()
        self.plan, self._draft, self._unasked = draft.plan, draft, unasked
        self._timing = replace(timing, bridge_s=self._timing.bridge_s)
        self._turn_ended_wall = ended_wall
        led, self._led = self._led is draft, None
        if self.turn is None:
            self.hold_the_line(needed=not draft.sentences and draft.outcome is None and not draft.at_once)
        self._course.turn_id += 1
        turn = self.turn = self.turn or PersonaTurn(self._course.turn_id)
        turn.allow(self._course.now_sample)  # a breath may be over long since
        self._begun = True
        for number, sentence in enumerate(draft.sentences):
            self._sentence(turn, sentence, play=number > 0 or not led)
        if draft.outcome is not None:
            self._composed(turn, draft)

    def hold_the_line(self, *, needed: bool = True, ahead: int = 1) -> None:
        """Play a breath, the beginning of a turn whose words are not there yet, if that is `needed` and wanted.

        `ahead`: how many turns from now that turn will be. One that has begun needs none.
        """
        if self.turn is not None:
            return
        bridge = self._bridges.next(self._course.turn_id + ahead) if needed else None
        if bridge is not None:
            self.turn = PersonaTurn(self._course.turn_id + ahead)
            self._play(self.turn, bridge)
            self._bridge_clip = self._clip_id
            self._begun = False

    def lead(self, draft: Draft) -> None:
        """Play the first sentence of `draft`, which will be the turn after the one that has just ended."""
        self.turn = self.turn or PersonaTurn(self._course.turn_id + 2)
        self._led, self._begun = draft, False
        self._play(self.turn, draft.sentences[0].clip)

    def let_go(self) -> None:
        """Nobody said anything, or something else: what was to lead into a turn leads into none."""
        if self.turn is not None and not self._begun:
            self._cast.device.stop_playback()
            self.turn, self._timing, self._led, self._begun = None, Timing(), None, True

    def takes(self, draft: Draft) -> bool:
        """Whether `draft` is the reply that may sound."""
        return self._draft is draft

    def sentence(self, ready: SentenceReady) -> None:
        """Play a sentence of the reply."""
        if self.turn is not None:
            self._sentence(self.turn, ready)

    def composed(self) -> None:
        """The reply is complete, or a bug ended it."""
        if self.turn is not None and self._draft is not None:
            self._composed(self.turn, self._draft)

    def started(self, event: PlaybackStarted) -> bool:
        """A clip sounds; whether it is of this turn."""
        clip = self.turn.started(event.clip_id, event.at_sample) if self.turn is not None else None
        if self.turn is None or clip is None:
            return False
        at_s = event.at_sample / CAPTURE_RATE
        if event.clip_id == self._bridge_clip:
            self._timing = replace(self._timing, bridge_s=at_s)
        elif self._timing.first_audio_s is None:
            self._timing = replace(self._timing, first_audio_s=max(at_s, self._now_by_wall()))
        self._emit(PersonaSaid(self.turn.turn_id, clip.text, at_s, len(clip.pcm) / clip.rate))
        return True

    def ended(self, event: PlaybackEnded) -> None:
        """A clip has sounded, or was cut off."""
        if self.turn is not None:
            self.turn.ended(event.clip_id, event.at_sample, event.played)

    def stuck(self, *, excused: bool) -> bool:
        """Whether the loudspeaker has stopped without a word, which ends the turn; never while it is `excused`."""
        if self.turn is None:
            return False
        now = self._course.now_sample
        if excused:
            self.turn.excuse(BLOCK, now)
        if self.turn.idle or self.turn.overdue_s(now) < STALL_S:
            return False
        if not self._begun:
            self.let_go()
            return True
        self._cast.device.stop_playback()
        self.turn.cut(now, None)
        return True

    def broken_off(self) -> bool:
        """Whether the reply has begun to sound and does not go on, which ends the turn with what was said."""
        if self.turn is None or not self._begun or not self.turn.idle or self.turn.start_s is None:
            return False
        patience_s = GAP_S if self._draft is not None and self._draft.at_once else SILENT_S
        if self.turn.overdue_s(self._course.now_sample) < patience_s:
            return False
        self.turn.composed = True
        return True

    def fall_silent(self) -> None:
        """The call is over: nothing more is put into sound."""
        if self.turn is not None:
            self.turn.composed = True

    def cut(self) -> Cut:
        """Silence now; what was heard so far stays in the transcript. A reply that made no sound never was."""
        self.let_go()
        position = self._cast.device.position()
        self._cast.device.stop_playback()
        if self.turn is None:
            return Cut("", in_words=False)
        begun = self._timing.first_audio_s is not None or self.plan is None
        begun = begun and not self._again  # who has heard a line before does not interrupt it
        begun = begun and not (self.recites and self.turn.idle)  # nor who speaks into a hole of the opening
        self.turn.cut(self._course.now_sample, position)
        cut = Cut(self.turn.text, in_words=begun and self.turn.left_off)
        self.store(going_on=False)
        return cut

    def store(self, *, going_on: bool) -> None:
        """The turn is over: what of it was heard goes on disk and into the persona's memory."""
        turn, self.turn, self._draft = self.turn, None, None
        timing, self._timing = self._timing, Timing()
        again, self._again = self._again, False
        if turn is None or again:  # what is said again has been said: it stands where it stood
            return
        if self.plan is None:
            self._cast.actor.opened(turn.text)
        elif turn.text or not self._unasked:
            self._cast.actor.finished(self.plan, turn.text)
            if going_on:
                self._cast.persona.warm(self._cast.actor.warm())  # evaluated while the executive thinks
        if turn.text:
            self._keep(turn, timing)
        elif turn.start_s is None:
            self._course.turn_id -= 1  # it never sounded: the number is free again

    def _keep(self, turn: PersonaTurn, timing: Timing) -> None:
        self.last = turn.text
        start_s = turn.start_s if turn.start_s is not None else self._course.now_s
        said = Utterance(turn.turn_id, "persona", turn.text, start_s, max(turn.end_s, start_s), turn.source)
        self._cast.recorder.utterance(said, timing)
        moves = self.plan.moves if self._unasked and self.plan is not None else ()
        self._cast.recorder.state(turn.turn_id, self._cast.actor.state, moves, self._cast.actor.plot)
        self._emit(UtteranceAdded(said))

    def _sentence(self, turn: PersonaTurn, ready: SentenceReady, *, play: bool = True) -> None:
        if self._timing.first_clause_s is None:
            self._timing = replace(self._timing, first_clause_s=self._at(ready.at_wall))
        if ready.source == "model":
            turn.source = "model"
        if play:
            self._play(turn, ready.clip)

    def _play(self, turn: PersonaTurn, clip: Clip) -> None:
        if not clip.text.strip():
            return
        if not turn.queued:
            clip = without_lead_in(clip)
        self._clip_id += 1
        turn.queue(self._clip_id, clip, self._course.now_sample)
        self._cast.device.play(self._clip_id, clip.pcm, clip.rate)

    def _composed(self, turn: PersonaTurn, draft: Draft) -> None:
        turn.composed = True
        if draft.outcome is not None and not isinstance(draft.outcome, ReplyBroke):
            self._note_timing(turn, draft.outcome.reply)

    def _note_timing(self, turn: PersonaTurn, reply: PersonaReply) -> None:
        first_s = reply.first_token_s
        self._timing = replace(
            self._timing,
            first_token_s=None if first_s is None else self._at(reply.began_wall + first_s),
            prompt_tokens_evaluated=reply.prompt_tokens_evaluated,
        )
        self._log.info(
            "reply.composed",
            turn_id=turn.turn_id,
            source=reply.source,
            beat=reply.beat,
            prompt_tokens_evaluated=reply.prompt_tokens_evaluated,
            first_token_s=first_s,
            total_s=reply.total_s,
        )

    def _at(self, wall: float) -> float | None:
        """A moment on the session clock as it would be had it not stood still while the reply was composed."""
        turn_end_s = self._timing.turn_end_s
        return None if turn_end_s is None else turn_end_s + wall - self._turn_ended_wall

    def _now_by_wall(self) -> float:
        return self._at(time.monotonic()) or 0.0


def pieces(text: str) -> list[str]:
    """`text` in sentences, as they are put into sound; the first piece has `_LEAD_WORDS` words where there are so
    many."""
    found = words.sentences(text) or [text]
    while len(found) > 1 and len(words.words(found[0])) < _LEAD_WORDS:
        found[:2] = [" ".join(found[:2])]
    return found
