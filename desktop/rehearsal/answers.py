"""The reply to what was heard so far, prepared while the words may still change.

A draft is begun at a soft end, so that the reply is there when the turn is over. It changes nothing: only what
becomes of it once the turn has ended is stored, shown and spoken. Words that changed make a new draft.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from desktop.events import Evidence, Utterance
from desktop.persona.reply import TurnPlan
from desktop.persona.words import words
from desktop.rehearsal.cast import Cast
from desktop.rehearsal.messages import Message, ReplyBroke, ReplyReady, SentenceReady
from desktop.rehearsal.reply import Reply
from desktop.rehearsal.scoring import evidence_in

MAX_DRAFTS = 3
"""Drafts before the turn ends: somebody who pauses after every word must not keep the machine busy."""


@dataclass(slots=True)
class Draft:
    """A reply under way; `at_once` when its first words wait for no model.

    `sentences` are those ready so far; `outcome` its end, when it has come.
    """

    id: int
    key: tuple[str, ...]
    plan: TurnPlan
    reply: Reply
    at_once: bool
    sentences: list[SentenceReady] = field(default_factory=list)
    outcome: ReplyReady | ReplyBroke | None = None


class Answers:
    """Drafts of one call, one at a time. For the session's thread."""

    def __init__(self, cast: Cast, post: Callable[[Message], None]) -> None:
        self._cast = cast
        self._post = post
        self._ids = itertools.count(1)
        self._begun = 0
        self.draft: Draft | None = None

    def prepare(self, said: Utterance, at_s: float, events: Sequence[str] = ()) -> None:
        """Begin the reply to `said`, unless one to the same words is under way or there were too many."""
        if self.fits(said) or not words(said.text):
            return
        self.withdraw()
        if self._begun < MAX_DRAFTS:
            self._begun += 1
            self._begin(said, at_s, events)

    def commit(self, said: Utterance, at_s: float, events: Sequence[str] = ()) -> tuple[Draft, Sequence[Evidence]]:
        """The draft of the reply to `said`, which will not change any more, and the evidence in it."""
        if not self.fits(said):
            self.withdraw()
            self._begin(said, at_s, events)
        assert self.draft is not None
        self._begun = 0
        return self.draft, evidence_in(said, self._cast.rubric)

    def fits(self, said: Utterance) -> bool:
        """Whether the draft answers those words, and did not meet a bug."""
        draft = self.draft
        if draft is None or isinstance(draft.outcome, ReplyBroke):
            return False
        return draft.key == tuple(words(said.text))

    def again(self, plan: TurnPlan) -> Draft:
        """A reply that follows `plan` once more: the one before was withdrawn without a sound."""
        self.withdraw()
        self._compose(plan, ())
        assert self.draft is not None
        return self.draft

    def unasked(self, at_s: float, turn_id: int, events: Sequence[str] = ()) -> Draft:
        """What the persona says by itself: into a silence, or to take its leave (the event "time_up")."""
        self.withdraw()
        self._cast.actor.freedom = self._cast.persona.freedom
        self._compose(self._cast.actor.hear("", at_s=at_s, turn_id=turn_id, events=events), ())
        assert self.draft is not None
        return self.draft

    def plan(
        self, said: Utterance, at_s: float, events: Sequence[str] = ()
    ) -> tuple[TurnPlan, Sequence[Evidence]]:
        """What `said` does to the persona, where nobody waits for an answer any more."""
        evidence = evidence_in(said, self._cast.rubric)
        plan = self._cast.actor.hear(said.text, evidence, at_s=at_s, turn_id=said.turn_id, events=events)
        return plan, evidence

    def take(self, message: SentenceReady | ReplyReady | ReplyBroke) -> Draft | None:
        """The draft that `message` belongs to, with it noted there; None when it was withdrawn."""
        draft = self.draft
        if draft is None or draft.id != message.draft_id:
            return None
        if isinstance(message, SentenceReady):
            if message.source == "model" and all(one.source != "model" for one in draft.sentences):
                self._cast.opening.note(message.after_s)
            draft.sentences.append(message)
        else:
            draft.outcome = message
        return draft

    def withdraw(self) -> None:
        """Give up what is being composed."""
        if self.draft is not None:
            self.draft.reply.cancel()
            self.draft = None

    def done(self) -> None:
        """The reply was composed and played, or nothing was said."""
        self.draft = None
        self._begun = 0

    def _begin(self, said: Utterance, at_s: float, events: Sequence[str]) -> None:
        cast = self._cast
        cast.actor.freedom = cast.persona.freedom
        plan, _evidence = self.plan(said, at_s, events)
        self._compose(plan, tuple(words(said.text)))

    def _compose(self, plan: TurnPlan, key: tuple[str, ...]) -> None:
        cast = self._cast
        opener = cast.opening.opener(plan) if cast.persona.current else ""
        number = next(self._ids)
        reply = Reply(number, plan, cast.actor, cast.persona, cast.voice, self._post, opener)
        at_once = bool(opener) or cast.actor.opens_as_authored(plan) or cast.persona.current is None
        self.draft = Draft(number, key, plan, reply, at_once)
