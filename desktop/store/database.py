"""The session store: one encrypted file, one writer, everything on disk when a method returns."""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from desktop import __version__
from desktop.errors import NotThere, Overtaken, UserError
from desktop.events import (
    EngineInfo,
    EngineRole,
    Evidence,
    State,
    StateMove,
    Timing,
    Utterance,
    Word,
)
from desktop.folders import own_folder
from desktop.records import (
    HeardAgain,
    PastCall,
    Rehearing,
    Scoring,
    SearchHit,
    SessionStart,
    SessionSummary,
    StoredSession,
    StoredTurn,
)
from desktop.store import driver
from desktop.store.forgetting import forget_deleted_calls
from desktop.store.keys import Key, Source
from desktop.store.migrations import SESSIONS
from desktop.store.notebook import Notebook
from desktop.store.rows import (
    again_of,
    again_row,
    as_json,
    by_session,
    duration_of,
    engine_of,
    evidence_row,
    past_call_of,
    scoring_of,
    scoring_row,
    start_of,
    state_of,
    state_row,
    summary_of,
    turn_of,
)

_SUMMARY = """
    WITH heard AS (
        SELECT session_id, scenario_id, example, started_at, rowid AS n, EXISTS (
            SELECT 1 FROM utterances u WHERE u.session_id = h.session_id AND u.role = 'user'
        ) AND h.retry_of = '' AND NOT EXISTS (
            SELECT 1 FROM sessions r WHERE r.resumed_from = h.session_id
        ) AS spoke FROM sessions h
    ), counted AS (
        SELECT session_id, spoke * sum(spoke) OVER (
            PARTITION BY scenario_id, example ORDER BY started_at, n
        ) AS attempt FROM heard
    )
    SELECT s.*, c.attempt,
        (SELECT count(*) FROM utterances u WHERE u.session_id = s.session_id) AS turns,
        (SELECT count(DISTINCT item) FROM evidence v
            WHERE v.scoring = (SELECT max(c.id) FROM scorings c WHERE c.session_id = s.session_id)
                AND v.kind = 'step' AND v.tier = 'found') AS steps_heard,
        (SELECT max(end_s) FROM utterances l WHERE l.session_id = s.session_id) AS last_s,
        EXISTS (SELECT 1 FROM audio a WHERE a.session_id = s.session_id) AS has_audio,
        (SELECT source FROM utterances m WHERE m.session_id = s.session_id AND m.role = 'user'
            ORDER BY m.turn_id DESC LIMIT 1) IS 'typed' AS typed
    FROM sessions s JOIN counted c ON c.session_id = s.session_id
"""
"""A call in which the executive said nothing is no attempt: it has the number 0 and leaves no gap. Nor are a
retry of a moment, and a part of a call that was taken up again."""

_NOT_RESUMED = "NOT EXISTS (SELECT 1 FROM sessions r WHERE r.resumed_from = s.session_id)"
"""A call that was taken up again is told once, by the session that holds all of it."""

_EARLIER_PARTS = """
    WITH RECURSIVE part(id, n) AS (
        SELECT resumed_from, 1 FROM sessions WHERE session_id = ?
        UNION SELECT s.resumed_from, part.n + 1 FROM sessions s JOIN part ON s.session_id = part.id
    )
    SELECT part.id FROM part JOIN sessions s ON s.session_id = part.id ORDER BY part.n
"""

_PAST = "s.ended_at <> '' AND s.example = 0 AND (s.scenario_id = ? OR ? = '')"
"""Finished calls of one's own, of one scenario or of all."""

_OF_THE_CALL = "(SELECT min(id) FROM scorings WHERE session_id = ?)"
"""The scoring that the call itself made."""


LARGE_BYTES = 8_000_000
"""A store that is larger (with sound, that is) is looked through when the window is there: 10 ms a megabyte."""


class Store:
    """The open database. Safe to use from any thread; writes come one after the other."""

    def __init__(self, path: Path, database: Any, key: Key, notices: Sequence[str] = ()) -> None:
        self.path = path
        self.notices = tuple(notices)
        self._db = database
        self._key = key
        self._lock = threading.RLock()
        self._in_a_hurry = threading.Event()
        self.notebook = Notebook(self._rows, self._writing, self.resumed_by, self._parts_of, self._erase)

    @classmethod
    def open(cls, path: Path, key: Key) -> Store:
        """Open `path`, made now where there is none. A damaged file is set aside, never deleted.

        `notices` of the store then says so. A file over `LARGE_BYTES` is looked through afterwards: by `doubt`.
        Raises `UserError` for a wrong passphrase or a file in use.
        """
        own_folder(path.parent)
        notices = [key.note] if key.note else []
        try:
            database = driver.connect(path, key.pragma)
        except driver.UnreadableError as wrong:
            if key.typed and not isinstance(wrong, driver.DamagedError):
                raise UserError(f"The passphrase does not open {path}.", key.if_wrong) from wrong
            notices.append(_set_aside(path))
            database = driver.connect(path, key.pragma)
        look = _small(path) or _doubtful(path).exists()
        try:
            try:
                database = _made_ready(path, key, database, notices, look=look)
            except driver.DatabaseError:
                if look:
                    raise
                database = _made_ready(path, key, database, notices, look=True)
        except driver.DatabaseError as wrong:
            raise driver.plain_sentence(wrong, path) from wrong
        with contextlib.suppress(OSError):  # a file system without rights
            path.chmod(0o600)
        return cls(path, database, key, notices)

    @property
    def key_source(self) -> Source:
        """Where the key came from."""
        return self._key.source

    def cipher(self) -> str:
        """The release of the cipher that the file is encrypted with; "" where the file on disk is in the clear."""
        with self._lock:
            return "" if driver.is_plain(self.path) else driver.cipher(self._db)

    def sound_bytes(self) -> int:
        """How much sound there is, in bytes as it lies here."""
        return int(self._rows("SELECT coalesce(sum(length(flac)), 0) AS bytes FROM audio")[0]["bytes"])

    def close(self) -> None:
        """Close the file; idempotent."""
        with self._lock:
            self._db.conn.close()

    def set_aside(self) -> bool:
        """Whether a damaged file of calls lies beside this one, or this one was found damaged."""
        return _doubtful(self.path).exists() or any(self.path.parent.glob(f"{self.path.name}.damaged-*"))

    def check(self) -> list[str]:
        """What both integrity checks find wrong, [] when nothing."""
        with self._lock:
            try:
                return driver.damage(self._db)
            except driver.DatabaseError as wrong:
                raise driver.plain_sentence(wrong, self.path) from wrong

    def doubt(self) -> bool:
        """Look through a large file, which takes some seconds, beside whoever uses it. `leave_doubt` ends it.

        True when it seems damaged at two looks: the next `open` then lets both integrity checks decide, and sets
        it aside. No look keeps writers out, for a call may be going on.
        """
        if _small(self.path):
            return False
        damaged = self._looks_damaged() and self._looks_damaged()
        if damaged:
            _doubtful(self.path).touch(mode=0o600)
        return damaged

    def _looks_damaged(self) -> bool:
        """One look, on a connection of its own, which has read nothing yet and for which nobody waits."""
        if self._in_a_hurry.is_set():
            return False
        try:
            database = driver.connect(self.path, self._key.pragma)
        except driver.UnreadableError:  # its first page; the connection that writes has that in memory
            return True
        except UserError:  # in use: there is a next time
            return False
        try:
            return driver.seems_damaged(database, self._in_a_hurry.is_set)
        except driver.DatabaseError:
            return False
        finally:
            database.conn.close()

    def leave_doubt(self) -> None:
        """Nobody waits for `doubt`: it ends soon, and decides nothing. Any thread."""
        self._in_a_hurry.set()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Any]:
        with self._lock:
            try:
                with self._db.atomic():
                    yield self._db
            except driver.DatabaseError as wrong:
                raise driver.plain_sentence(wrong, self.path) from wrong

    def begin(
        self,
        start: SessionStart,
        state: State,
        turns: Sequence[StoredTurn] = (),
        before: Sequence[StoredTurn] = (),
    ) -> None:
        """Put a session on disk, its scoring begun, whole or not at all. `state` is the persona's at the start.

        `turns` are its own already, those of the call that it takes up again; `before` as in `StoredSession`.
        Notes and comments on that call, and what was heard again in it, belong to this one from now on.
        """
        session_id = start.session_id
        with self._writing() as db:
            db["sessions"].insert({**asdict(start), **asdict(state)})
            scoring = db["scorings"].insert(scoring_row(session_id, _scoring_of_the_call(start))).last_rowid
            for turn in turns:
                _insert_turn(db, session_id, scoring, turn)
            if start.resumed_from:
                _take_over(db, start.resumed_from, session_id)
            if before:
                db["turns_before"].insert({"session_id": session_id, "turns": as_json(tuple(before))})

    def set_engines(self, session_id: str, engines: Mapping[EngineRole, EngineInfo]) -> None:
        """Who does the work, by role; replaces what was there for those roles."""
        rows = [{"session_id": session_id, "role": role, **asdict(info)} for role, info in engines.items()]
        with self._writing() as db:
            db["engines"].upsert_all(rows, pk=("session_id", "role"))
            if "embedder" in engines:
                model = engines["embedder"].model
                db.execute(f"UPDATE scorings SET embedder = ? WHERE id = {_OF_THE_CALL}", [model, session_id])

    def add_utterance(self, session_id: str, utterance: Utterance, timing: Timing | None = None) -> None:
        """Put one utterance with its words on disk."""
        with self._writing() as db:
            _insert_utterance(db, session_id, utterance, timing)

    def replace_utterances(
        self,
        session_id: str,
        heard: Sequence[Rehearing],
        careful_ear: EngineInfo,
        read: StoredSession | None = None,
    ) -> bool:
        """Put what was heard again in place of what was heard first, all of it or nothing.

        False when the session is not there any more. What stood first is kept, in `HeardAgain` and transcripts.
        Raises `Overtaken` when it has other words, or another scoring, than it had when it was `read`.
        """
        with self._writing() as db:
            if not db["sessions"].count_where("session_id = ?", [session_id]):
                return False
            _check_as_read(db, read)
            row = {"session_id": session_id, "role": "careful_ear", **asdict(careful_ear)}
            db["engines"].upsert(row, pk=("session_id", "role"))
            for one in heard:
                _replace(db, session_id, one)
        return True

    def add_evidence(self, session_id: str, evidence: Sequence[Evidence]) -> None:
        """Put rubric hits of the call itself on disk."""
        with self._writing() as db:
            (scoring,) = db.execute(f"SELECT {_OF_THE_CALL}", [session_id]).fetchone()
            db["evidence"].insert_all(evidence_row(scoring, one) for one in evidence)

    def add_scoring(self, session_id: str, scoring: Scoring, read: StoredSession | None = None) -> None:
        """Put a new scoring on disk, whole or not at all; it counts from now on, the earlier ones are kept.

        Raises `Overtaken` when the session has other words, or another scoring, than it had when it was `read`.
        """
        with self._writing() as db:
            _check_as_read(db, read)
            number = db["scorings"].insert(scoring_row(session_id, scoring)).last_rowid
            db["evidence"].insert_all(evidence_row(number, one) for one in scoring.evidence)

    def add_state(
        self, session_id: str, turn_id: int, state: State, moves: Sequence[StateMove], plot: str = ""
    ) -> None:
        """Put the persona's state after a turn on disk, with what moved it, and the plot as it then stood."""
        with self._writing() as db:
            db["states"].upsert(state_row(session_id, turn_id, state, moves, plot), pk=("session_id", "turn_id"))

    def end(self, session_id: str, *, ended_at: str, reason: str, duration_s: float) -> None:
        """Mark a session as over."""
        with self._writing() as db:
            db["sessions"].update(session_id, {"ended_at": ended_at, "reason": reason, "duration_s": duration_s})

    def save_audio(self, session_id: str, flac: bytes) -> None:
        """Keep the call's sound (FLAC, two channels: the executive left, the persona right).

        Of a call that was taken up again it begins with the sound of the earlier parts: that is deleted there, and
        all of it is as old as the oldest of them.
        """
        with self._writing() as db:
            parts = list(self.earlier_parts(session_id))
            of_parts = f"FROM audio WHERE session_id IN ({', '.join('?' * len(parts))})"
            (oldest,) = db.execute(f"SELECT min(saved_at) {of_parts}", parts).fetchone()
            row = {"session_id": session_id, "saved_at": oldest or datetime.now(UTC).isoformat(), "flac": flac}
            db["audio"].upsert(row, pk="session_id")
            db.execute(f"DELETE {of_parts}", parts)

    def load_audio(self, session_id: str) -> bytes | None:
        """The call's sound as saved, None when none was kept."""
        rows = self._rows("SELECT flac FROM audio WHERE session_id = ?", session_id)
        return bytes(rows[0]["flac"]) if rows else None

    def delete_audio_before(self, saved_at: str) -> int:
        """Delete sound saved before `saved_at` (ISO 8601, UTC); how many calls lost theirs."""
        if not self._rows("SELECT 1 FROM audio WHERE saved_at < ? LIMIT 1", saved_at):
            return 0
        sql = "DELETE FROM audio WHERE saved_at < ?"
        self._in_backups(lambda db: db.execute(sql, [saved_at]))
        with self._writing() as db:
            return int(db.execute(sql, [saved_at]).rowcount)

    def sessions(self, scenario_id: str = "") -> tuple[SessionSummary, ...]:
        """The history, newest first, of one scenario or of all. A call that was taken up again is in it once."""
        where = f"WHERE (s.scenario_id = ? OR ? = '') AND {_NOT_RESUMED}"
        rows = self._rows(f"{_SUMMARY} {where} ORDER BY s.started_at DESC, s.rowid DESC", scenario_id, scenario_id)
        return tuple(summary_of(row) for row in rows)

    def past_calls(self, scenario_id: str = "") -> tuple[PastCall, ...]:
        """Finished calls in which the executive spoke, the oldest first, of one scenario or of all; no examples.

        The evidence is that of the newest scoring. Four queries however many calls there are, none of which reads
        sound or single words.
        """
        which = (scenario_id, scenario_id)
        of_past = f"JOIN sessions s ON s.session_id = x.session_id WHERE {_PAST}"
        with self._lock:
            rows = self._rows(f"{_SUMMARY} WHERE {_PAST} AND c.attempt > 0 ORDER BY s.started_at, s.rowid", *which)
            said = self._rows(f"SELECT x.* FROM utterances x {of_past} ORDER BY x.turn_id", *which)
            newest = f"SELECT max(x.id) FROM scorings x {of_past} GROUP BY x.session_id"
            evidence = self._rows(
                "SELECT v.*, c.session_id FROM evidence v JOIN scorings c ON c.id = v.scoring"
                f" WHERE c.id IN ({newest}) ORDER BY v.id",
                *which,
            )
            last = f"SELECT x.*, max(x.turn_id) FROM states x {of_past} GROUP BY x.session_id"
            states = {row["session_id"]: state_of(row) for row in self._rows(last, *which)}
        spoken, found = by_session(said), by_session(evidence)
        return tuple(
            past_call_of(row, spoken.get(row["session_id"], ()), found.get(row["session_id"], ()), states)
            for row in rows
        )

    def session(self, session_id: str) -> StoredSession:
        """A whole session. Raises `UserError` when there is none of this id."""
        rows = self._rows(f"{_SUMMARY} WHERE s.session_id = ?", session_id)
        if not rows:
            raise NotThere(f"There is no session '{session_id}'.", "`sessions list` shows those there are.")
        row = rows[0]
        engines = self._rows("SELECT * FROM engines WHERE session_id = ?", session_id)
        scorings = self._scorings(session_id)
        return StoredSession(
            start=start_of(row),
            start_state=state_of(row),
            ended_at=row["ended_at"],
            reason=row["reason"],
            duration_s=duration_of(row),
            attempt=row["attempt"],
            engines={engine["role"]: engine_of(engine) for engine in engines},
            turns=self._turns(session_id, scorings[-1].evidence if scorings else ()),
            has_audio=bool(row["has_audio"]),
            scorings=scorings,
            before=self._before(session_id),
        )

    def retries(self, session_id: str) -> tuple[SessionSummary, ...]:
        """The calls in which a moment of this one, or of its earlier parts, was tried again; oldest first."""
        tried = (session_id, *self.earlier_parts(session_id))
        where = f"WHERE s.retry_of IN ({', '.join('?' * len(tried))}) AND {_NOT_RESUMED}"
        rows = self._rows(f"{_SUMMARY} {where} ORDER BY s.started_at, s.rowid", *tried)
        return tuple(summary_of(row) for row in rows)

    def resumed_by(self, session_id: str) -> str:
        """The session that holds all of this one, because it was taken up again there, and again; "" for most."""
        found = ""
        while rows := self._rows("SELECT session_id FROM sessions WHERE resumed_from = ?", found or session_id):
            found = rows[-1]["session_id"]
        return found

    def earlier_parts(self, session_id: str) -> tuple[str, ...]:
        """The sessions that this one goes on from, the latest first; () for most."""
        return tuple(row["id"] for row in self._rows(_EARLIER_PARTS, session_id))

    def search(self, text: str) -> tuple[SearchHit, ...]:
        """Utterances that hold all words of `text`, the best first; those of a call taken up again once."""
        if not text.strip():
            return ()
        rows = self._rows(
            "SELECT u.session_id, u.turn_id, u.role, u.text FROM utterances_fts f"
            " JOIN utterances u ON u.id = f.rowid JOIN sessions s ON s.session_id = u.session_id"
            f" WHERE utterances_fts MATCH ? AND {_NOT_RESUMED} ORDER BY rank",
            " ".join('"' + word.replace('"', '""') + '"' for word in text.split()),
        )
        return tuple(SearchHit(**row) for row in rows)

    def delete(self, session_id: str) -> None:
        """Delete one session with everything that belongs to it: the parts that it went on from as well.

        Retries of its moments stay; of the turns before them only the line that they answer.
        """
        self.session(session_id)
        gone = (session_id, *self.earlier_parts(session_id))

        def delete(db: Any) -> None:
            db.execute(f"DELETE FROM sessions WHERE session_id IN ({', '.join('?' * len(gone))})", list(gone))
            forget_deleted_calls(db)

        self._in_backups(delete)
        with self._writing() as db:
            delete(db)

    def _before(self, session_id: str) -> tuple[StoredTurn, ...]:
        rows = self._rows("SELECT turns FROM turns_before WHERE session_id = ?", session_id)
        return msgspec.json.decode(rows[0]["turns"], type=tuple[StoredTurn, ...]) if rows else ()

    def _parts_of(self, session_id: str) -> tuple[str, ...]:
        """The session that holds all of this call, and the parts that it went on from."""
        whole = self.resumed_by(session_id) or session_id
        return (whole, *self.earlier_parts(whole))

    def _erase(self, table: str, where: str, *values: object) -> None:
        """Delete the rows of `table` here, and in the copies that have it."""
        sql = f"DELETE FROM {table} WHERE {where}"

        def erase(db: Any) -> None:
            if db[table].exists():
                db.execute(sql, list(values))

        self._in_backups(erase)
        with self._writing() as db:
            erase(db)

    def _in_backups(self, delete: Callable[[Any], object]) -> None:
        """Do `delete` in the copies made before migrations; one that can't be read any more goes as a whole."""
        for copy in sorted(self.path.parent.glob(f"{self.path.name}.before-*")):
            if copy.name.endswith(("-wal", "-shm")):
                continue
            try:
                database = driver.connect(copy, self._key.pragma)
            except driver.UnreadableError:
                copy.unlink(missing_ok=True)
                continue
            try:
                with database.atomic():
                    delete(database)
            except driver.DatabaseError as wrong:
                raise driver.plain_sentence(wrong, copy) from wrong
            finally:
                database.conn.close()

    def _scorings(self, session_id: str) -> tuple[Scoring, ...]:
        evidence = self._grouped(
            "SELECT v.* FROM evidence v JOIN scorings c ON c.id = v.scoring WHERE c.session_id = ? ORDER BY v.id",
            session_id,
            "scoring",
        )
        rows = self._rows("SELECT * FROM scorings WHERE session_id = ? ORDER BY id", session_id)
        return tuple(scoring_of(row, evidence.get(row["id"], [])) for row in rows)

    def _turns(self, session_id: str, evidence: Sequence[Evidence]) -> tuple[StoredTurn, ...]:
        words = self._grouped(
            "SELECT w.* FROM words w JOIN utterances u ON u.id = w.utterance WHERE u.session_id = ? ORDER BY w.n",
            session_id,
            "utterance",
        )
        found: dict[int, list[Evidence]] = {}
        for one in evidence:
            found.setdefault(one.turn_id, []).append(one)
        states = self._grouped("SELECT * FROM states WHERE session_id = ?", session_id, "turn_id")
        again = self._grouped("SELECT * FROM heard_again WHERE session_id = ?", session_id, "turn_id")
        rows = self._rows("SELECT * FROM utterances WHERE session_id = ? ORDER BY turn_id", session_id)
        return tuple(
            turn_of(
                row,
                words.get(row["id"], []),
                found.get(row["turn_id"], []),
                *(group.get(row["turn_id"], []) for group in (states, again)),
            )
            for row in rows
        )

    def _rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        with self._lock:
            try:
                return list(self._db.query(sql, values))
            except driver.DatabaseError as wrong:
                raise driver.plain_sentence(wrong, self.path) from wrong

    def _grouped(self, sql: str, session_id: str, by: str) -> dict[int, list[dict[str, Any]]]:
        groups: dict[int, list[dict[str, Any]]] = {}
        for row in self._rows(sql, session_id):
            groups.setdefault(row[by], []).append(row)
        return groups


def _made_ready(path: Path, key: Key, database: Any, notices: list[str], *, look: bool) -> Any:
    """The database, migrated; with `look` a new one where that was damaged, which `notices` then say."""
    if look and driver.damage(database):
        database.conn.close()
        notices.append(_set_aside(path))
        database = driver.connect(path, key.pragma)
    _doubtful(path).unlink(missing_ok=True)
    _migrate(path, database)
    return database


def _small(path: Path) -> bool:
    return path.stat().st_size <= LARGE_BYTES


def _doubtful(path: Path) -> Path:
    """A file that is there when `path` was found damaged, and is to be set aside."""
    return path.with_name(f"{path.name}.doubtful")


def _set_aside(path: Path) -> str:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    for suffix in ("", "-wal", "-shm"):
        part = path.with_name(path.name + suffix)
        if part.exists():
            _move(part, path.with_name(f"{path.name}.damaged-{stamp}{suffix}"))
    kept = f"{path.name}.damaged-{stamp}"
    return (
        f"The session database could not be read: it is damaged, or it was made with another key. "
        f"It was kept as {kept} in {path.parent}, and a new one was begun. With its key put back, and the file "
        f"named {path.name} again, it opens as before."
    )


def _move(part: Path, kept: Path) -> None:
    try:
        part.replace(kept)
    except OSError as wrong:  # Windows moves no file that a program has open
        raise UserError(
            f"The session database {part} can't be read, nor set aside: {wrong.strerror}.",
            "Close every other Steadyhand and try again.",
        ) from wrong


def _migrate(path: Path, database: Any) -> None:
    if not SESSIONS.pending(database):
        return
    if SESSIONS.applied(database):
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy2(path, path.with_name(f"{path.name}.before-{SESSIONS.pending(database)[0].name}"))
    SESSIONS.apply(database)


def _scoring_of_the_call(start: SessionStart) -> Scoring:
    return Scoring(start.started_at, start.pack_sha256, __version__, embedder="", evidence=())


def _insert_turn(db: Any, session_id: str, scoring: int, turn: StoredTurn) -> None:
    spoken = turn.utterance
    _insert_utterance(db, session_id, spoken, turn.timing)
    if turn.evidence:
        db["evidence"].insert_all(evidence_row(scoring, one) for one in turn.evidence)
    if turn.state is not None:
        db["states"].insert(state_row(session_id, spoken.turn_id, turn.state, turn.moves, turn.plot))
    if turn.again is not None:
        db["heard_again"].insert(again_row(session_id, spoken.turn_id, turn.again))


def _take_over(db: Any, part: str, whole: str) -> None:
    """What belongs to `part` besides its turns goes to `whole`, which holds all of it and is listed instead."""
    db.execute("UPDATE notes SET session_id = ? WHERE session_id = ?", [whole, part])
    db.execute("UPDATE comments SET session_id = ? WHERE session_id = ?", [whole, part])
    db.execute(
        "INSERT INTO engines SELECT ?, role, name, version, model, model_sha256, load_s, threads FROM engines"
        " WHERE session_id = ? AND role = 'careful_ear'",
        [whole, part],
    )
    db.execute(  # of the line too that is answered first: it is put in again by the call
        "INSERT INTO heard_again SELECT ?, turn_id, ear, first_text, words_changed, fell_away FROM heard_again"
        " WHERE session_id = ? AND turn_id NOT IN (SELECT turn_id FROM utterances WHERE session_id = ?)",
        [whole, part, whole],
    )


def _insert_utterance(db: Any, session_id: str, utterance: Utterance, timing: Timing | None) -> None:
    row = {
        "session_id": session_id,
        "turn_id": utterance.turn_id,
        "role": utterance.role,
        "text": utterance.text,
        "start_s": utterance.start_s,
        "end_s": utterance.end_s,
        "source": utterance.source,
        "ear": utterance.ear,
        "transcripts": as_json(utterance.transcripts),
        "hesitations": as_json(utterance.hesitations),
        "timing": as_json(timing),
    }
    _insert_words(db, db["utterances"].insert(row).last_rowid, utterance.words)


def _insert_words(db: Any, utterance: int, words: Sequence[Word]) -> None:
    rows = [{"utterance": utterance, "n": n, **asdict(word)} for n, word in enumerate(words)]
    if rows:
        db["words"].insert_all(rows)


def _check_as_read(db: Any, read: StoredSession | None) -> None:
    """Raise `Overtaken` unless words and scorings are those of `read`: evidence holds places in just these words.

    Inside the writing transaction, so that no other program writes between the look and the change.
    """
    if read is None:
        return
    session_id = read.start.session_id
    said = "SELECT turn_id, text FROM utterances WHERE session_id = ? ORDER BY turn_id"
    now = [(row["turn_id"], row["text"]) for row in db.query(said, [session_id])]
    then = [(turn.utterance.turn_id, turn.utterance.text) for turn in read.turns]
    # Scorings are only ever added, so as many are the same ones.
    if now != then or db["scorings"].count_where("session_id = ?", [session_id]) != len(read.scorings):
        raise Overtaken(f"session {session_id} was changed meanwhile")


def _replace(db: Any, session_id: str, heard: Rehearing) -> None:
    """One utterance's other text, words and evidence; of one that did not change, the new transcript alone."""
    said, again = heard.utterance, heard.again
    key = [session_id, said.turn_id]
    (row,) = db.query("SELECT id FROM utterances WHERE session_id = ? AND turn_id = ?", key)
    changed: dict[str, object] = {"transcripts": as_json(said.transcripts)}
    if again is None:
        db["utterances"].update(row["id"], changed)
        return
    db["utterances"].update(
        row["id"], changed | {"text": said.text, "start_s": said.start_s, "end_s": said.end_s, "ear": said.ear}
    )
    db.execute("DELETE FROM words WHERE utterance = ?", [row["id"]])
    _insert_words(db, row["id"], said.words)
    (scoring,) = db.execute("SELECT max(id) FROM scorings WHERE session_id = ?", [session_id]).fetchone()
    db.execute("DELETE FROM evidence WHERE scoring = ? AND turn_id = ?", [scoring, said.turn_id])
    db["evidence"].insert_all(evidence_row(scoring, one) for one in heard.evidence)
    for row in db.query("SELECT * FROM heard_again WHERE session_id = ? AND turn_id = ?", key):
        again = _since(again_of(row), again, heard.evidence)
    db["heard_again"].upsert(again_row(session_id, said.turn_id, again), pk=("session_id", "turn_id"))


def _since(earlier: HeardAgain, again: HeardAgain, now: Sequence[Evidence]) -> HeardAgain:
    """All that changed since the call, where an ear had changed the utterance `earlier`. `now`: what is found."""
    found = {(one.kind, one.item, one.part) for one in now if one.tier == "found"}
    gone = tuple(one for one in earlier.fell_away if (one.kind, one.item, one.part) not in found)
    words_changed = earlier.words_changed + again.words_changed
    return HeardAgain(again.ear, earlier.first_text, words_changed, (*gone, *again.fell_away))
