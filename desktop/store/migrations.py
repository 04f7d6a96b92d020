"""The schema, as numbered steps that are only ever added to."""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

SESSIONS = Migrations("steadyhand")


@SESSIONS()
def m0001_sessions(db: Database) -> None:
    """Sessions, utterances with their words, evidence, the persona's state, engines and sound."""
    db.executescript(
        """
        CREATE TABLE sessions (
            session_id TEXT PRIMARY KEY, scenario_id TEXT NOT NULL, scenario_title TEXT NOT NULL,
            pack_sha256 TEXT NOT NULL, difficulty TEXT NOT NULL, started_at TEXT NOT NULL,
            keep_audio INTEGER NOT NULL, example INTEGER NOT NULL,
            stress REAL NOT NULL, trust REAL NOT NULL, clarity REAL NOT NULL,
            ended_at TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', duration_s REAL NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX sessions_by_scenario ON sessions (scenario_id, started_at);
        CREATE TABLE engines (
            session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, role TEXT NOT NULL,
            name TEXT NOT NULL, version TEXT NOT NULL, model TEXT NOT NULL, model_sha256 TEXT NOT NULL,
            load_s REAL NOT NULL, threads INTEGER NOT NULL, PRIMARY KEY (session_id, role)
        ) STRICT;
        CREATE TABLE utterances (
            id INTEGER PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
            turn_id INTEGER NOT NULL, role TEXT NOT NULL, text TEXT NOT NULL, start_s REAL NOT NULL,
            end_s REAL NOT NULL, source TEXT NOT NULL, ear TEXT NOT NULL, transcripts TEXT NOT NULL,
            timing TEXT NOT NULL, UNIQUE (session_id, turn_id)
        ) STRICT;
        CREATE TABLE words (
            utterance INTEGER NOT NULL REFERENCES utterances ON DELETE CASCADE, n INTEGER NOT NULL,
            text TEXT NOT NULL, start_s REAL NOT NULL, end_s REAL NOT NULL, confidence REAL NOT NULL,
            interpolated INTEGER NOT NULL, PRIMARY KEY (utterance, n)
        ) STRICT;
        CREATE TABLE evidence (
            id INTEGER PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
            turn_id INTEGER NOT NULL, item TEXT NOT NULL, kind TEXT NOT NULL, tier TEXT NOT NULL,
            words TEXT NOT NULL, char_start INTEGER NOT NULL, char_end INTEGER NOT NULL,
            audio_start_s REAL NOT NULL, audio_end_s REAL NOT NULL, part TEXT NOT NULL
        ) STRICT;
        CREATE INDEX evidence_by_session ON evidence (session_id, turn_id);
        CREATE TABLE states (
            session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, turn_id INTEGER NOT NULL,
            stress REAL NOT NULL, trust REAL NOT NULL, clarity REAL NOT NULL, moves TEXT NOT NULL,
            PRIMARY KEY (session_id, turn_id)
        ) STRICT;
        CREATE TABLE audio (
            session_id TEXT PRIMARY KEY REFERENCES sessions ON DELETE CASCADE, saved_at TEXT NOT NULL,
            flac BLOB NOT NULL
        ) STRICT;
        CREATE VIRTUAL TABLE utterances_fts USING fts5(text, content='utterances', content_rowid='id');
        INSERT INTO utterances_fts(utterances_fts, rank) VALUES ('secure-delete', 1);
        CREATE TRIGGER utterances_added AFTER INSERT ON utterances BEGIN
            INSERT INTO utterances_fts(rowid, text) VALUES (new.id, new.text);
        END;
        CREATE TRIGGER utterances_removed AFTER DELETE ON utterances BEGIN
            INSERT INTO utterances_fts(utterances_fts, rowid, text) VALUES ('delete', old.id, old.text);
        END;
    """,
    )


@SESSIONS()
def m0002_scorings(db: Database) -> None:
    """Evidence belongs to a scoring: one run of a rubric over a session. The call's own is its first."""
    db.executescript(
        """
        CREATE TABLE scorings (
            id INTEGER PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
            made_at TEXT NOT NULL, pack_sha256 TEXT NOT NULL, version TEXT NOT NULL, embedder TEXT NOT NULL
        ) STRICT;
        CREATE INDEX scorings_by_session ON scorings (session_id, id);
        INSERT INTO scorings (session_id, made_at, pack_sha256, version, embedder)
            SELECT s.session_id, s.started_at, s.pack_sha256, '', coalesce(e.model, '')
            FROM sessions s LEFT JOIN engines e ON e.session_id = s.session_id AND e.role = 'embedder'
            ORDER BY s.rowid;
        CREATE TABLE scored (
            id INTEGER PRIMARY KEY, scoring INTEGER NOT NULL REFERENCES scorings ON DELETE CASCADE,
            turn_id INTEGER NOT NULL, item TEXT NOT NULL, kind TEXT NOT NULL, tier TEXT NOT NULL,
            words TEXT NOT NULL, char_start INTEGER NOT NULL, char_end INTEGER NOT NULL,
            audio_start_s REAL NOT NULL, audio_end_s REAL NOT NULL, part TEXT NOT NULL
        ) STRICT;
        INSERT INTO scored
            SELECT v.id, c.id, v.turn_id, v.item, v.kind, v.tier, v.words, v.char_start, v.char_end,
                v.audio_start_s, v.audio_end_s, v.part
            FROM evidence v JOIN scorings c ON c.session_id = v.session_id;
        DROP TABLE evidence;
        ALTER TABLE scored RENAME TO evidence;
        CREATE INDEX evidence_by_scoring ON evidence (scoring, turn_id);
    """,
    )


@SESSIONS()
def m0003_heard_again(db: Database) -> None:
    """What a more careful ear changed after the call; the search follows an utterance's text."""
    db.executescript(
        """
        CREATE TABLE heard_again (
            session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, turn_id INTEGER NOT NULL,
            ear TEXT NOT NULL, first_text TEXT NOT NULL, words_changed INTEGER NOT NULL, fell_away TEXT NOT NULL,
            PRIMARY KEY (session_id, turn_id)
        ) STRICT;
        CREATE TRIGGER utterances_changed AFTER UPDATE OF text ON utterances BEGIN
            INSERT INTO utterances_fts(utterances_fts, rowid, text) VALUES ('delete', old.id, old.text);
            INSERT INTO utterances_fts(rowid, text) VALUES (new.id, new.text);
        END;
    """,
    )


@SESSIONS()
def m0004_beginnings(db: Database) -> None:
    """Calls that go on from an earlier one, and the plot after each turn, which they begin from."""
    db.executescript(
        """
        ALTER TABLE sessions ADD COLUMN retry_of TEXT NOT NULL DEFAULT '';
        ALTER TABLE sessions ADD COLUMN from_turn INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN resumed_from TEXT NOT NULL DEFAULT '';
        ALTER TABLE sessions ADD COLUMN begins_s REAL NOT NULL DEFAULT 0;
        ALTER TABLE sessions ADD COLUMN limit_s REAL NOT NULL DEFAULT 0;
        CREATE INDEX sessions_by_retry ON sessions (retry_of);
        CREATE INDEX sessions_by_resumed ON sessions (resumed_from);
        ALTER TABLE states ADD COLUMN plot TEXT NOT NULL DEFAULT '';
        CREATE TABLE turns_before (
            session_id TEXT PRIMARY KEY REFERENCES sessions ON DELETE CASCADE, turns TEXT NOT NULL
        ) STRICT;
        """,
    )


@SESSIONS()
def m0005_notes(db: Database) -> None:
    """Notes on a call, a coach's comments, and the calls of others that were kept as they came."""
    db.executescript("""
        CREATE TABLE notes (
            id INTEGER PRIMARY KEY, session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE,
            turn_id INTEGER, text TEXT NOT NULL, changed_at TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX notes_by_turn ON notes (session_id, ifnull(turn_id, -1));
        CREATE TABLE comments (
            session_id TEXT NOT NULL REFERENCES sessions ON DELETE CASCADE, comment_id TEXT NOT NULL,
            author TEXT NOT NULL, at TEXT NOT NULL, text TEXT NOT NULL, turn_id INTEGER, about TEXT NOT NULL,
            PRIMARY KEY (session_id, comment_id)
        ) STRICT;
        CREATE TABLE kept_shares (
            share_id TEXT PRIMARY KEY, title TEXT NOT NULL, kept_at TEXT NOT NULL, sealed BLOB NOT NULL,
            comments TEXT NOT NULL
        ) STRICT;
    """)


@SESSIONS()
def m0006_hesitations(db: Database) -> None:
    """The fillers of each utterance; null where nobody listened for them."""
    db.executescript("ALTER TABLE utterances ADD COLUMN hesitations TEXT NOT NULL DEFAULT 'null';")


@SESSIONS()
def m0007_whole_calls(db: Database) -> None:
    """Notes, comments and what was heard again go from a part of a call to the session that went on with it.

    A note stays where it is when the later session has one in the same place: neither is lost. Sound that begins
    with an earlier part's is as old as that.
    """
    whole = """
        WITH RECURSIVE later(part, whole) AS (
            SELECT resumed_from, session_id FROM sessions WHERE resumed_from <> ''
            UNION SELECT later.part, s.session_id FROM later JOIN sessions s ON s.resumed_from = later.whole
        ), last(part, whole) AS (
            SELECT part, max(whole) FROM later
            WHERE whole NOT IN (SELECT resumed_from FROM sessions) GROUP BY part
        )
    """
    for table in ("notes", "comments"):
        db.execute(
            f"{whole} UPDATE OR IGNORE {table} SET session_id = (SELECT whole FROM last WHERE part = session_id)"
            " WHERE session_id IN (SELECT part FROM last)"
        )
    db.execute(
        f"{whole} INSERT OR IGNORE INTO engines"
        " SELECT l.whole, e.role, e.name, e.version, e.model, e.model_sha256, e.load_s, e.threads"
        " FROM engines e JOIN last l ON l.part = e.session_id WHERE e.role = 'careful_ear'"
    )
    db.execute(  # where the words were copied that it speaks of
        f"{whole} INSERT OR IGNORE INTO heard_again"
        " SELECT l.whole, h.turn_id, h.ear, h.first_text, h.words_changed, h.fell_away FROM heard_again h"
        " JOIN last l ON l.part = h.session_id"
        " JOIN utterances p ON p.session_id = l.part AND p.turn_id = h.turn_id"
        " JOIN utterances w ON w.session_id = l.whole AND w.turn_id = h.turn_id AND w.text = p.text"
    )
    db.execute(
        f"{whole} UPDATE audio SET saved_at = (SELECT min(a.saved_at) FROM later l"
        " JOIN audio a ON a.session_id = l.part WHERE l.whole = audio.session_id)"
        " WHERE session_id IN (SELECT l.whole FROM later l JOIN audio a ON a.session_id = l.part)"
    )


@SESSIONS()
def m0008_given_up(db: Database) -> None:
    """Calls that the other side gave up were noted as settled; nobody settles anything with so little trust."""
    db.execute(
        "UPDATE sessions SET reason = 'gave_up' WHERE reason = 'settled' AND 30 > (SELECT t.trust FROM states t"
        " WHERE t.session_id = sessions.session_id ORDER BY t.turn_id DESC LIMIT 1)"
    )
