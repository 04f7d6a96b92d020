"""What the window asks of the application. The window knows nothing else of it.

Every method returns within a millisecond or so. What takes longer happens elsewhere and reports in one of two
ways, both on the main thread: through the callback given (`on_ready`, `on_failed`, `on_ended`), or as an event of
`desktop.events` on the `Bridge`. A callback may come after its screen is gone; the window guards against that.

Events the window listens for, and what it does with them:

- `SessionStarted` ends "connecting"; `PhaseChanged` is the state in words; its `at_s`, like that of
  `LevelMeasured`, sets the call's clock.
- `LevelMeasured` moves the level bar, in a call and in a microphone check.
- `PartialHeard` is the executive's words so far: captions in a call, one's own words back in a microphone check.
- `PersonaSaid` is the caption of the other side and makes the rings move for `duration_s`.
- `UtteranceAdded` of the executive replaces the caption by the settled words.
- `EngineHealth` feeds the briefing's line, the call's plain line when degraded, and Diagnostics.
- `Notice` is shown as a bar: what happened, and what to do.
- `SessionEnded` leads to the review.
- `ReviewChanged` reads that review again while it is shown, and shows the sentence as a bar.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from desktop.errors import UserError
from desktop.policy import Policy
from desktop.records import SessionSummary
from desktop.review.comparison import Comparison, Tried
from desktop.review.document import ReviewDocument
from desktop.review.progress_document import Progress
from desktop.scenario import Scenario
from desktop.settings import Difficulty, Pauses, Settings
from desktop.ui.clinic import Clinic
from desktop.ui.packs import PackShelf
from desktop.ui.sharing.controller import SharingController
from desktop.ui.shelf import Shelf
from desktop.ui.soundcheck import SoundCheck
from desktop.ui.vault import Vault

ExportFormat = Literal["html", "png", "json", "md", "pdf", "html+sound", "json+sound"]
Failed = Callable[[UserError], None]
"""Called instead of `on_ready`: one sentence, and what to do about it."""


@dataclass(frozen=True, slots=True)
class CallOptions:
    """How a call is to be. `minutes` is the time limit; the scenario's own length is the usual value."""

    difficulty: Difficulty
    pauses: Pauses
    keep_audio: bool
    minutes: float


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose in a list: what is stored, and what is shown."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Devices:
    """Microphones and loudspeakers there are now. The id is what `Settings.input_device` holds."""

    inputs: tuple[Choice, ...] = ()
    outputs: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadedReview:
    """A review to show. `has_audio`: the executive's own voice can be played; `sound_kept`: it is stored, and not
    only still in memory.

    Of a retry `comparison` holds both versions, `first_has_audio` is about the first. `tried` are later tries at
    moments of this call. `can_resume`: the call broke off and can be gone on with. `removed`: its pack was, and is
    kept for reviews alone.
    """

    document: ReviewDocument
    has_audio: bool
    comparison: Comparison | None = None
    first_has_audio: bool = False
    tried: tuple[Tried, ...] = ()
    can_resume: bool = False
    sound_kept: bool = True
    removed: bool = False


class Controller(SharingController, Protocol):
    """The application, as the window sees it. Main thread only."""

    def scenarios(self) -> tuple[Scenario, ...]:
        """Every scenario to choose from, already loaded, in the order to show."""
        ...

    def history(self, on_ready: Callable[[tuple[SessionSummary, ...]], None], scenario_id: str = "") -> None:
        """Past calls, newest first; of one scenario when `scenario_id` is given. None is an empty tuple."""
        ...

    def progress(self, on_ready: Callable[[Progress], None]) -> None:
        """Trends over past calls, told anew; without a call there are no tracks."""
        ...

    def prepare(self, scenario_id: str, options: CallOptions) -> None:
        """Warm the engines up for this call. Progress comes as `EngineHealth` events. Safe to call again."""
        ...

    def engine_line(self) -> str:
        """Who will listen and answer, in a few words: "Vosk starter ear · Qwen 1.5B · voice Joe"."""
        ...

    def start_microphone_check(self) -> None:
        """Begin to listen outside a call: `LevelMeasured`, and `PartialHeard` with the words. Never stored."""
        ...

    def stop_microphone_check(self) -> None:
        """Stop listening. Without effect when no check runs."""
        ...

    def start_call(self, scenario_id: str, options: CallOptions, on_failed: Failed) -> None:
        """Begin the call; `SessionStarted` follows, or `on_failed`. Ends a microphone check."""
        ...

    def retry_call(self, session_id: str, turn_id: int, options: CallOptions, on_failed: Failed) -> None:
        """Begin a call that goes on from the persona's line before turn `turn_id` of a past one, as `start_call`.

        Its difficulty is that of the past call, whatever `options` say, unless a policy locks another.
        """
        ...

    def resume_call(self, session_id: str, options: CallOptions, on_failed: Failed) -> None:
        """Go on with a call that broke off, as `start_call`.

        Difficulty and keeping of sound are as they were, unless a policy locks them otherwise.
        """
        ...

    def say(self, text: str) -> None:
        """A typed line instead of a spoken one. Ends the executive's turn."""
        ...

    def set_muted(self, muted: bool) -> None:
        """Stop or resume hearing the microphone; the call goes on."""
        ...

    def set_paused(self, paused: bool) -> None:
        """Hold or continue the whole call. `PhaseChanged` to PAUSED and back follows."""
        ...

    def hold_to_think(self, held: bool) -> None:
        """While held the executive keeps the floor: no silence ends the turn, nobody speaks.

        With push-to-talk pauses it is the talk key: what is said while it is held is one turn.
        """
        ...

    def repeat_that(self) -> None:
        """Hear the other side's last words once more, where the floor is free."""
        ...

    def hang_up(self) -> None:
        """End the call. `SessionEnded` follows."""
        ...

    def review(self, session_id: str, on_ready: Callable[[LoadedReview], None], on_failed: Failed) -> None:
        """The review of a finished or unfinished call."""
        ...

    def play_moment(self, session_id: str, start_s: float, end_s: float, on_ended: Callable[[], None]) -> None:
        """Play that stretch of the call. What was playing stops first. `on_ended` comes once, however it ends."""
        ...

    def speak_line(self, text: str, on_ended: Callable[[], None]) -> None:
        """Say a line in the coach's voice. What was playing stops first; `on_ended` comes once in any case."""
        ...

    def stop_playing(self) -> None:
        """Silence now; the `on_ended` of what was playing is called."""
        ...

    def delete_session(self, session_id: str, on_ready: Callable[[], None]) -> None:
        """Delete a call for good, with its sound and its review's files. A refusal comes as a `Notice`."""
        ...

    def export_review(
        self,
        session_id: str,
        format: ExportFormat,
        path: Path,
        on_ready: Callable[[Path], None],
        on_failed: Failed,
        *,
        notes: bool = True,
    ) -> None:
        """Write the review to `path`, with the executive's own notes or without."""
        ...

    def devices(self, on_ready: Callable[[Devices], None]) -> None:
        """Look for sound devices."""
        ...

    def voices(self) -> tuple[Choice, ...]:
        """Installed voices for the persona, by catalog id. The window adds "Match the persona"."""
        ...

    def models(self) -> tuple[Choice, ...]:
        """Installed models for the persona, by catalog id. The window adds "The best for this machine"."""
        ...

    def shelf(self) -> Shelf:
        """The models, and how they come and go."""
        ...

    def packs(self) -> PackShelf:
        """The scenario packs that were installed."""
        ...

    def vault(self) -> Vault:
        """All that is kept: exported, deleted."""
        ...

    def clinic(self) -> Clinic:
        """How this machine and the engines are."""
        ...

    def sounds(self) -> SoundCheck:
        """A loudspeaker and a voice tried out."""
        ...

    def settings(self) -> Settings:
        """The settings in force."""
        ...

    def set_settings(self, settings: Settings) -> None:
        """Keep these settings, and put them into effect. A failure to write comes as a `Notice`."""
        ...

    def policy(self) -> Policy:
        """What an administrator has set for this machine."""
        ...

    def shutdown(self, on_ready: Callable[[], None]) -> None:
        """Hang up, end every engine, close the store; then `on_ready`. The window closes after it."""
        ...
