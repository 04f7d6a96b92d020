"""The executive of the script says a turn, the persona answers, and so on, over several calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desktop.commands.voicebench.calls import Call
from desktop.commands.voicebench.rig import Rig
from desktop.commands.voicebench.tape import PERSONA
from desktop.commands.voicebench.utterances import Utterance
from desktop.errors import UserError

QUIET_S = 2.0
"""Its sentences may come one by one."""
ANSWER_S = 45.0
"""An answer that is not heard by then doesn't come."""
REPLY_S = 120.0
"""A persona that talks longer doesn't stop by itself."""
_DIALS = 3
SPENT_TURNS = 12
"""A new call after so many turns, as people have them: the persona's memory is of one size in all figures."""


@dataclass(frozen=True, slots=True)
class Said:
    """One turn as it was played: from when to when on the tape, and in which call (their numbers begin at 0)."""

    utterance: Utterance
    begun_s: float
    ended_s: float
    call: int
    next_s: float = 0.0
    """When the persona had answered it and was silent again."""


@dataclass(frozen=True, slots=True)
class Made:
    """One call that is over: its result, and where it begins on the tape."""

    result: dict[str, Any]
    begun_s: float


class Conversation:
    """Speaks and waits, hanging up and calling again when a call is over or long.

    `quiet_s`: the persona is done when it was silent for so long. A call is long after `spent_turns`.
    """

    def __init__(
        self,
        rig: Rig,
        env: Mapping[str, str],
        command: Sequence[str],
        *,
        quiet_s: float = QUIET_S,
        spent_turns: int = SPENT_TURNS,
    ) -> None:
        self._rig = rig
        self._tape = rig.tape
        self._env = env
        self._command = command
        self._quiet_s = quiet_s
        self._spent_turns = spent_turns
        self._call: Call | None = None
        self._call_begun_s = 0.0
        self._turns = 0
        self.made: list[Made] = []

    def __enter__(self) -> Conversation:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_error: object) -> None:
        if self._call is not None and kind is not None:
            self._call.kill()

    def say(self, utterance: Utterance) -> Said:
        """Say a turn when the persona is silent, and hear its whole answer."""
        call = self.ready()
        begun_s = self._tape.now_s
        self._rig.say(utterance.samples)
        ended_s = self._tape.now_s
        if self.answered(ended_s) is not None:  # not before the end of it: an answer that cut it off
            self._quiet(call)
        self._turns += 1
        return Said(utterance, begun_s, ended_s, len(self.made), self._tape.now_s)

    def interrupt(self, prompt: Utterance, utterance: Utterance, into_s: float) -> tuple[Said, Said] | None:
        """Say a turn and speak over its answer, `into_s` seconds into it; None when that was over by then."""
        call = self.ready()
        asked_s = self._tape.now_s
        self._rig.say(prompt.samples)
        asked = Said(prompt, asked_s, self._tape.now_s, len(self.made), self._tape.now_s)
        self._turns += 1
        heard_s = self.answered(asked_s)
        if heard_s is None or call.ended:
            return None
        self._tape.at(heard_s + into_s)
        begun_s = self._tape.now_s
        if self._tape.sounds(PERSONA, begun_s - 0.2, 0.2) is None:
            return None
        begun_s = self._tape.now_s
        self._rig.say(utterance.samples)
        ended_s = self._tape.now_s
        self._turns += 1
        if self.answered(ended_s) is not None:
            self._quiet(call)
        return asked, Said(utterance, begun_s, ended_s, len(self.made), self._tape.now_s)

    def answered(self, after_s: float) -> float | None:
        """When the persona is heard after `after_s`; None when it isn't, or the call is over."""
        call = self._call
        assert call is not None
        found = [after_s]

        def heard() -> bool:
            found[0] = self._tape.last_sound_s(PERSONA)
            return found[0] > after_s or call.ended

        self._tape.until(heard, ANSWER_S)
        return found[0] if found[0] > after_s else None

    def ready(self) -> Call:
        """A call in which the persona is silent now, and can be talked to."""
        if self._turns >= self._spent_turns:
            self.hang_up()
        for _attempt in range(_DIALS):
            call = self._call or self._dial()
            if not self._tape.quiet(PERSONA, self._quiet_s, REPLY_S, lambda: call.ended):  # noqa: B023 - used at once
                raise UserError(
                    "The persona doesn't stop talking.", "Listen to the recording: --out DIR keeps it."
                )
            if not call.ended:
                return call
            self.hang_up()
        raise UserError("Every call ends at once.", "Look at what ./run call says.")

    def hang_up(self) -> None:
        """End the running call, if there is one, and keep its result."""
        call, self._call = self._call, None
        if call is not None:
            self.made.append(Made(call.hang_up(), self._call_begun_s))
            self._turns = 0

    def _quiet(self, call: Call) -> bool:
        """Wait until the persona has finished, or the call is over; False when it goes on and on."""
        return self._tape.quiet(PERSONA, self._quiet_s, REPLY_S, lambda: call.ended)

    def _dial(self) -> Call:
        begun_s = self._tape.now_s
        call = Call(self._env, self._command, self._tape.wake)
        call.wait_begun()
        self._call, self._call_begun_s = call, begun_s
        self.answered(begun_s)
        return call
