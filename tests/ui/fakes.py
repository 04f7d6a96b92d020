"""A controller that keeps what it was asked, for the window's tests and screenshots."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from desktop.conditions import parse
from desktop.doctor import Check
from desktop.errors import UserError
from desktop.events import State
from desktop.policy import Policy
from desktop.records import Comment, KeptShare, SessionSummary
from desktop.review.progress_document import Progress
from desktop.review.shared import Choice as ShareChoice
from desktop.scenario import Beat, Difficulty, Persona, Scenario, Step, VoiceWish
from desktop.settings import Settings
from desktop.ui.clinic import EngineState, Vitals
from desktop.ui.controller import CallOptions, Choice, Devices, ExportFormat, Failed, LoadedReview
from desktop.ui.packs import Added, ShelfPack
from desktop.ui.sharing.controller import OpenShare, TakenComments
from desktop.ui.shelf import Fetching, Refused, ShelfModel
from desktop.ui.vault import Kept
from tests.ui import progress_samples, samples

_T = TypeVar("_T")


def scenario(
    id: str,
    title: str,
    tagline: str,
    name: str,
    role: str,
    minutes: float = 10,
    category: str = "Incidents",
    steps: int = 5,
) -> Scenario:
    """A scenario with what the window shows; the rest is empty."""
    return Scenario(
        id=id,
        title=title,
        tagline=tagline,
        minutes=minutes,
        you="the CEO",
        situation="It is Tuesday, 11 PM. Since five o'clock 2,200 enterprise customers have been down: "
        "a migration that passed staging corrupted an index in production. Three customers say they will leave. "
        "Sales rings every fifteen minutes. Kenji knows two ways out and recommends neither, unless he feels "
        "safe to.",
        goals=(
            "get Kenji steady enough to think",
            "reach one decision, with a way back",
            "take everything off him that isn't the fix",
        ),
        watch_for="Asking whose fault it was, asking for a guarantee, taking over his keyboard. The full list "
        "waits in the review, so that you find your own words first.",
        clock_start="23:00",
        category=category,
        persona=Persona(
            name=name,
            role=role,
            summary="Four years with you. 60 engineers. Six hours at a terminal.",
            character="",
            wants="",
            voice=VoiceWish(),
            start=State(78, 42, 30),
            opening=("We're still down.",),
        ),
        facts=(),
        moves=(),
        beats=(Beat("open", parse(""), "", {}),),
        pairs=(),
        steps=tuple(Step(f"s{n}", n, f"Step {n}", "", "") for n in range(1, steps + 1)),
        measures=(),
        difficulties={"realistic": Difficulty()},
        example=(),
        pack_id=id,
        pack_sha256="0" * 64,
    )


SCENARIOS = (
    scenario(
        "eleven-pm",
        "The 11 PM call",
        "Six hours into the outage, 2,200 customers down. Your VP of Engineering is close to cracking.",
        "Kenji Nakamura",
        "VP of Engineering",
    ),
    scenario(
        "sales",
        "Sales is calling again",
        "Every fifteen minutes. He wants a time you don't have.",
        "Marcus Hale",
        "VP Sales",
        6,
        "Customers",
    ),
    scenario(
        "leaving",
        "The customer about to leave",
        "Second incident this quarter. Their contract renews on Friday.",
        "Priya Raman",
        "CIO, Northwind",
        8,
        "Customers",
        4,
    ),
    scenario(
        "it-was-me",
        "It was me",
        "A junior engineer asks for five minutes. Their voice shakes.",
        "Tom Okafor",
        "Engineer, first year",
        7,
        "Your team",
        4,
    ),
    scenario(
        "split",
        "Split brain at 3 AM",
        "Two halves of the cluster disagree. You choose what breaks.",
        "Ana Duarte",
        "Principal engineer",
        9,
    ),
    scenario(
        "debt",
        "The debt, for the CFO",
        "She gives you ten minutes and no patience for jargon.",
        "Helen Brandt",
        "CFO",
        10,
        "Board and finance",
    ),
)


def summary(
    id: str, scenario_id: str, title: str, days_ago: int, steps: int, *, ended: bool = True
) -> SessionSummary:
    """A line of the history."""
    started = datetime.now(UTC) - timedelta(days=days_ago)
    ended_at = (started + timedelta(minutes=9)).isoformat() if ended else ""
    return SessionSummary(id, scenario_id, title, started.isoformat(), ended_at, 592.0, 22, 2, steps, True)


HISTORY = (
    summary("s-1", "eleven-pm", "The 11 PM call", 1, 3),
    summary("s-2", "leaving", "The customer about to leave", 3, 2),
    summary("s-3", "it-was-me", "It was me", 9, 4),
)


QWEN, HEART = "qwen2.5-coder-1.5b-instruct-q4_k_m", "hibari-heart"
MODELS = (
    ShelfModel("vosk-small", "Vosk English, small", "Hears you", "Apache-2.0", 41_205_931, False, False, True),
    ShelfModel(QWEN, "Qwen2.5 Coder 1.5B", "Finds the words", "Apache-2.0", 1_117_320_768, True, True, True),
    ShelfModel("vosk-en-starter", "Vosk starter ear", "Hears you", "Apache-2.0", 23_000_000, True, False, True),
    ShelfModel(HEART, "Hibari Heart", "Speaks", "Apache-2.0", 7_936_868, True, True, False),
    ShelfModel("own-model", "Our own model", "Finds the words", "", 0, True, True, False, vouched=False),
)


class FakePacks:
    """Packs that come and go at once. `asked` holds every request."""

    def __init__(self, *there: ShelfPack) -> None:
        self.there = there
        self.asked: list[tuple[str, str]] = []
        self.wrong: UserError | None = None
        self.meanwhile: Callable[[], None] | None = None

    def installed(self, on_ready: Callable[[tuple[ShelfPack, ...]], None]) -> None:
        on_ready(self.there)

    def install(self, path: Path, on_ready: Callable[[Added], None], on_failed: Failed) -> None:
        self.asked.append(("install", str(path)))
        if self.wrong is not None:
            on_failed(self.wrong)
            return
        self.there = (ShelfPack(path.stem, path.stem, "Ruth", (path.stem,), version="0.1"), *self.there)
        on_ready(Added(path.stem, path.stem, "0.1", (path.stem,)))

    def look_again(self, on_changed: Callable[[], None]) -> None:
        if self.meanwhile is not None:
            self.meanwhile()
            self.meanwhile = None
            on_changed()

    def remove(self, pack_id: str, on_ready: Callable[[], None], on_failed: Failed) -> None:
        self._move("remove", pack_id, on_ready, on_failed)

    def restore(self, pack_id: str, on_ready: Callable[[], None], on_failed: Failed) -> None:
        self._move("restore", pack_id, on_ready, on_failed)

    def _move(self, how: str, pack_id: str, on_ready: Callable[[], None], on_failed: Failed) -> None:
        self.asked.append((how, pack_id))
        if self.wrong is not None:
            on_failed(self.wrong)
            return
        gone = how == "remove"
        self.there = tuple(replace(one, removed=gone) if one.id == pack_id else one for one in self.there)
        on_ready()


class FakeShelf:
    """A shelf on which nothing happens until a test says so. `asked` holds every request."""

    def __init__(self, models: tuple[ShelfModel, ...] = MODELS) -> None:
        self.there = models
        self.asked: list[tuple[object, ...]] = []
        self.on_progress: Callable[[Fetching], None] = lambda _fetching: None
        self.on_ready: Callable[[tuple[str, ...]], None] = lambda _lines: None
        self.on_failed: Refused = lambda _wrong: None

    def models(self, on_ready: Callable[[tuple[ShelfModel, ...]], None]) -> None:
        on_ready(self.there)

    def fetch(
        self,
        ids: tuple[str, ...],
        on_progress: Callable[[Fetching], None],
        on_ready: Callable[[tuple[str, ...]], None],
        on_failed: Refused,
    ) -> None:
        self.asked.append(("fetch", ids))
        self.on_progress, self.on_ready, self.on_failed = on_progress, on_ready, on_failed

    def import_file(
        self,
        path: Path,
        on_progress: Callable[[Fetching], None],
        on_ready: Callable[[tuple[str, ...]], None],
        on_failed: Refused,
    ) -> None:
        self.asked.append(("import", path))
        self.on_progress, self.on_ready, self.on_failed = on_progress, on_ready, on_failed

    def cancel(self) -> None:
        self.asked.append(("cancel",))

    def remove(self, model_id: str, on_ready: Callable[[], None], on_failed: Refused) -> None:
        self.asked.append(("remove", model_id))
        self.there = tuple(one for one in self.there if one.id != model_id)
        on_ready()


KEPT = Kept("4.12.0 community", "keyring", "/home/me/.config/steadyhand/sessions.key", 3, 2, 24_300_000)
CHECKS = (
    Check("version", True, True, "Steadyhand 0.1, Python 3.12.3, Linux", "", 0.1),
    Check("sound devices", False, False, "0 to listen with, 1 to play on", "Connect a microphone.", 0.1),
    Check("memory", False, True, "4.0 GB, 0.2 GB free", "Close programs until 1.0 GB are free.", 0.1),
)
VITALS = Vitals(
    (
        EngineState("recogniser", "vosk-en-starter", "ready", "closed", 1, 0.8),
        EngineState("synthesizer", "hibari-heart", "down", "open", 4, 1.9),
    ),
    "In the last call an answer took 1.4 s in the middle, 2.9 s at most (11 answers).",
)


class FakeVault:
    """Keeps what it was asked; a test ends the export or the deleting."""

    def __init__(self) -> None:
        self.there = KEPT
        self.asked: list[tuple[object, ...]] = []
        self.on_progress: Callable[[int, int], None] = lambda _done, _total: None
        self.on_exported: Callable[[int], None] = lambda _count: None
        self.on_deleted: Callable[[tuple[Path, ...]], None] = lambda _left: None
        self.on_failed: Refused = lambda _wrong: None

    def kept(self, on_ready: Callable[[Kept], None]) -> None:
        on_ready(self.there)

    def export(
        self,
        path: Path,
        on_progress: Callable[[int, int], None],
        on_ready: Callable[[int], None],
        on_failed: Refused,
    ) -> None:
        self.asked.append(("export", path))
        self.on_progress, self.on_exported, self.on_failed = on_progress, on_ready, on_failed

    def cancel(self) -> None:
        self.asked.append(("cancel",))

    def delete_everything(self, on_ready: Callable[[tuple[Path, ...]], None], on_failed: Refused) -> None:
        self.asked.append(("delete_everything",))
        self.on_deleted, self.on_failed = on_ready, on_failed


class FakeClinic:
    """Sample checks, one after the other when a test says so."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.there = VITALS
        self.on_begun: Callable[[str, int, int], None] = lambda _name, _number, _count: None
        self.on_check: Callable[[Check], None] = lambda _check: None
        self.on_ready: Callable[[], None] = lambda: None
        self.on_failed: Refused = lambda _wrong: None

    def vitals(self, on_ready: Callable[[Vitals], None]) -> None:
        on_ready(self.there)

    def examine(
        self,
        on_begun: Callable[[str, int, int], None],
        on_check: Callable[[Check], None],
        on_ready: Callable[[], None],
        on_failed: Refused,
    ) -> None:
        self.asked.append(("examine",))
        self.on_begun, self.on_check, self.on_ready, self.on_failed = on_begun, on_check, on_ready, on_failed

    def cancel(self) -> None:
        self.asked.append(("cancel",))

    def log_folder(self) -> Path:
        return Path("/home/me/.local/state/steadyhand/log")

    def support(self, checks: Sequence[Check], on_ready: Callable[[str], None], on_failed: Refused) -> None:
        self.asked.append(("support", tuple(checks)))
        on_ready("Steadyhand, for support.\n" + "\n".join(check.name for check in checks))

    def save(self, text: str, path: Path, on_ready: Callable[[], None], on_failed: Refused) -> None:
        self.asked.append(("save", text, path))
        self.on_ready, self.on_failed = on_ready, on_failed


class FakeSounds:
    """Plays until it is stopped, or a test says otherwise."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.on_ended: Callable[[], None] = lambda: None
        self.on_failed: Refused = lambda _wrong: None

    def play_tones(self, on_ended: Callable[[], None], on_failed: Refused) -> None:
        self.asked.append("tones")
        self.on_ended, self.on_failed = on_ended, on_failed

    def speak_sample(self, on_ended: Callable[[], None], on_failed: Refused) -> None:
        self.asked.append("sample")
        self.on_ended, self.on_failed = on_ended, on_failed

    def stop(self) -> None:
        self.asked.append("stop")
        self.on_ended()


class FakeController:
    """Answers at once with sample data. `asked` holds every request as (name, arguments...)."""

    def __init__(
        self, scenarios: tuple[Scenario, ...] = SCENARIOS, history: tuple[SessionSummary, ...] = HISTORY
    ) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.sessions = history
        self.kept = Settings(welcomed=True)
        self.policy_ = Policy(Path("/etc/steadyhand/policy.toml"))
        self.progressed = progress_samples.usual() if history else Progress(1, ())
        self.loaded = LoadedReview(samples.review(), has_audio=True)
        self.wrong: UserError | None = None
        self.slow = False
        self.too_late = False
        self.waiting: list[Callable[[], None]] = []
        self.endings: list[Callable[[], None]] = []
        self._scenarios = scenarios
        self.shelf_ = FakeShelf()
        self.packs_ = FakePacks()
        self.share: OpenShare | TakenComments = samples.open_share()
        self.kept_calls: tuple[KeptShare, ...] = ()
        self.vault_ = FakeVault()
        self.clinic_ = FakeClinic()
        self.sounds_ = FakeSounds()

    def names(self) -> list[object]:
        return [asked[0] for asked in self.asked]

    def policy(self) -> Policy:
        return self.policy_

    def scenarios(self) -> tuple[Scenario, ...]:
        return self._scenarios

    def history(self, on_ready: Callable[[tuple[SessionSummary, ...]], None], scenario_id: str = "") -> None:
        on_ready(tuple(s for s in self.sessions if scenario_id in ("", s.scenario_id)))

    def progress(self, on_ready: Callable[[Progress], None]) -> None:
        self.asked.append(("progress",))
        on_ready(self.progressed)

    def prepare(self, scenario_id: str, options: CallOptions) -> None:
        self.asked.append(("prepare", scenario_id, options))

    def engine_line(self) -> str:
        return "Vosk starter ear · Qwen 1.5B · voice Joe"

    def start_microphone_check(self) -> None:
        self.asked.append(("start_microphone_check",))

    def stop_microphone_check(self) -> None:
        self.asked.append(("stop_microphone_check",))

    def start_call(self, scenario_id: str, options: CallOptions, on_failed: Failed) -> None:
        self.asked.append(("start_call", scenario_id, options))
        if self.wrong is not None:
            on_failed(self.wrong)

    def retry_call(self, session_id: str, turn_id: int, options: CallOptions, on_failed: Failed) -> None:
        self.asked.append(("retry_call", session_id, turn_id, options))
        if self.wrong is not None:
            on_failed(self.wrong)

    def resume_call(self, session_id: str, options: CallOptions, on_failed: Failed) -> None:
        self.asked.append(("resume_call", session_id, options))
        if self.wrong is not None:
            on_failed(self.wrong)

    def say(self, text: str) -> None:
        self.asked.append(("say", text))

    def set_muted(self, muted: bool) -> None:
        self.asked.append(("set_muted", muted))

    def set_paused(self, paused: bool) -> None:
        self.asked.append(("set_paused", paused))

    def hold_to_think(self, held: bool) -> None:
        self.asked.append(("hold_to_think", held))

    def repeat_that(self) -> None:
        self.asked.append(("repeat_that",))

    def hang_up(self) -> None:
        self.asked.append(("hang_up",))

    def review(self, session_id: str, on_ready: Callable[[LoadedReview], None], on_failed: Failed) -> None:
        self.asked.append(("review", session_id))
        if self.wrong is not None:
            on_failed(self.wrong)
        else:
            on_ready(self.loaded)

    def delete_session(self, session_id: str, on_ready: Callable[[], None]) -> None:
        self.asked.append(("delete_session", session_id))
        self.sessions = tuple(one for one in self.sessions if one.session_id != session_id)
        on_ready()

    def play_moment(self, session_id: str, start_s: float, end_s: float, on_ended: Callable[[], None]) -> None:
        self.asked.append(("play_moment", session_id, start_s, end_s))
        self.endings.append(on_ended)

    def speak_line(self, text: str, on_ended: Callable[[], None]) -> None:
        self.asked.append(("speak_line", text))
        self.endings.append(on_ended)

    def stop_playing(self) -> None:
        self.asked.append(("stop_playing",))
        while self.endings:
            self.endings.pop()()

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
        self.asked.append(("export_review", session_id, format, path, *(() if notes else ("without notes",))))
        if self.wrong is not None:
            on_failed(self.wrong)
        else:
            on_ready(path)

    def devices(self, on_ready: Callable[[Devices], None]) -> None:
        inputs = (Choice("built-in", "Built-in microphone"), Choice("usb", "USB headset"))
        on_ready(Devices(inputs, (Choice("speakers", "Built-in speakers"),)))

    def voices(self) -> tuple[Choice, ...]:
        return (Choice("piper-en-us-joe-medium", "Joe"), Choice("hibari-heart", "Heart"))

    def models(self) -> tuple[Choice, ...]:
        return (Choice("qwen2.5-coder-1.5b-instruct-q4_k_m", "Qwen 1.5B"),)

    def packs(self) -> FakePacks:
        return self.packs_

    def shelf(self) -> FakeShelf:
        return self.shelf_

    def vault(self) -> FakeVault:
        return self.vault_

    def clinic(self) -> FakeClinic:
        return self.clinic_

    def sounds(self) -> FakeSounds:
        return self.sounds_

    def settings(self) -> Settings:
        return self.kept

    def set_settings(self, settings: Settings) -> None:
        self.asked.append(("set_settings", settings))
        self.kept = settings

    def shutdown(self, on_ready: Callable[[], None]) -> None:
        self.asked.append(("shutdown",))
        on_ready()

    def save_note(self, session_id: str, turn_id: int | None, text: str) -> None:
        self.asked.append(("save_note", session_id, turn_id, text))

    def _answer(self, on_ready: Callable[[_T], None], got: _T, on_failed: Failed) -> None:
        """At once, or, of a `slow` one, when the test calls what is `waiting`."""
        wrong = self.wrong
        answer = partial(on_ready, got) if wrong is None else partial(on_failed, wrong)
        if self.slow:
            self.waiting.append(answer)
        else:
            answer()

    def share_review(
        self,
        session_id: str,
        path: Path,
        choice: ShareChoice,
        passphrase: str,
        on_ready: Callable[[Path], None],
        on_failed: Failed,
    ) -> Callable[[], bool]:
        self.asked.append(("share_review", session_id, path, choice, passphrase))
        self._answer(on_ready, path, on_failed)

        def give_up() -> bool:
            self.asked.append(("give_up", path))
            if not self.too_late:
                self.waiting.clear()
            return not self.too_late

        return give_up

    def open_shared(
        self,
        path: Path,
        passphrase: str,
        on_ready: Callable[[OpenShare | TakenComments], None],
        on_failed: Failed,
    ) -> None:
        self.asked.append(("open_shared", path, passphrase))
        self._answer(on_ready, self.share, on_failed)

    def open_kept(
        self, share_id: str, passphrase: str, on_ready: Callable[[OpenShare], None], on_failed: Failed
    ) -> None:
        self.asked.append(("open_kept", share_id, passphrase))
        assert isinstance(self.share, OpenShare)
        self._answer(on_ready, self.share, on_failed)

    def close_share(self, key: str) -> None:
        self.asked.append(("close_share", key))

    def keep_share(
        self, key: str, comments: Sequence[Comment], on_ready: Callable[[], None], on_failed: Failed
    ) -> None:
        self.asked.append(("keep_share", key, tuple(comments)))
        on_ready()

    def kept_shares(self, on_ready: Callable[[tuple[KeptShare, ...]], None]) -> None:
        on_ready(self.kept_calls)

    def forget_share(self, share_id: str, on_ready: Callable[[], None]) -> None:
        self.asked.append(("forget_share", share_id))
        self.kept_calls = tuple(one for one in self.kept_calls if one.share_id != share_id)
        on_ready()

    def save_comments(
        self,
        key: str,
        comments: Sequence[Comment],
        path: Path,
        on_ready: Callable[[Path], None],
        on_failed: Failed,
    ) -> None:
        self.asked.append(("save_comments", key, tuple(comments), path))
        if self.wrong is not None:
            on_failed(self.wrong)
        else:
            on_ready(path)
