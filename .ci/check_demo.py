"""Checks the JSON object that `./run demo --json` prints: a whole call, heard, answered, stored and reviewed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

KEYS = ("session_id", "turns", "engines", "evidence", "files", "database")
ENGINES = ("recogniser", "second_ear", "persona", "synthesizer")
FILES = ("call_wav", "review_json", "review_html", "review_png")
ENOUGH_TURNS, ENOUGH_OF_EACH = 6, 3


def problems(result: dict[str, Any]) -> list[str]:
    """What is wrong with a demo's result, one sentence each; nothing when it is whole."""
    absent = [f"the key {key} is missing" for key in KEYS if key not in result]
    return absent or [*_turns(result), *_engines(result), *_evidence(result), *_files(result)]


def _turns(result: dict[str, Any]) -> list[str]:
    count = {role: sum(turn["role"] == role for turn in result["turns"]) for role in ("user", "persona")}
    return [f"{count[role]} turns of the {role}" for role in count if count[role] < ENOUGH_TURNS]


def _engines(result: dict[str, Any]) -> list[str]:
    engines = result["engines"]
    return [f"no {name} engine with a model" for name in ENGINES if not (engines.get(name) or {}).get("model")]


def _evidence(result: dict[str, Any]) -> list[str]:
    wrong = []
    for kind in ("avoid", "say", "step"):
        found = [hit for hit in result["evidence"] if hit["kind"] == kind]
        whole = [hit for hit in found if hit["words"] and len(hit["audio_s"]) == 2]
        if len({hit["item"] for hit in whole}) < ENOUGH_OF_EACH:
            wrong.append(f"{len(whole)} {kind} hits with words and audio")
    return wrong


def _files(result: dict[str, Any]) -> list[str]:
    wrong = [f"{name} was not written" for name in FILES if not Path(result["files"].get(name, "-")).is_file()]
    database = Path(result["database"])
    if not database.is_file():
        return [*wrong, "there is no database"]
    if database.read_bytes()[:15] == b"SQLite format 3":
        wrong.append("the database is not encrypted")
    return wrong


def main(path: Path) -> int:
    """Print what is wrong, and what was there; 1 when something is wrong."""
    result = json.loads(path.read_text(encoding="utf-8"))
    wrong = problems(result)
    for sentence in wrong:
        print(f"demo: {sentence}")
    print(f"demo: {len(result.get('turns', []))} turns, {len(result.get('evidence', []))} pieces of evidence")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
