"""The figures of docs/rubric.md about fillers, in some three minutes:

`python -m tests.recognition.hesitation_figures`
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from desktop import paths
from tests.helpers.ears import KINDS, Ear
from tests.helpers.hesitant import HELD_OUT, TUNED, VOICES, Score, hesitations_in, lines, say_with, score
from tests.helpers.speech import Speaker


def _folder(model: str) -> Path:
    roots = (*paths.machine_models_dirs(), paths.models_dir())
    return next(root / model for root in roots if (root / model).is_dir())


def main() -> None:
    """Print a table."""
    live, second = (Ear(kind, _folder(KINDS[kind].model)) for kind in ("vosk", "moonshine"))
    with tempfile.TemporaryDirectory() as cache:
        say = say_with(Speaker(_folder, Path(cache)))
        for name, texts in (("tuned", TUNED), ("held out", HELD_OUT)):
            total = {ears: Score() for ears in ("both", "both, by sound", "live", "live, by sound")}
            for voice in VOICES:
                for ears, one in _scores(texts, voice, say, live, second).items():
                    total[ears] += one
                    _row(name, voice, ears, one)
            for ears, one in total.items():
                _row(name, "all", ears, one)


def _scores(texts, voice, say, live, second) -> dict[str, Score]:  # type: ignore[no-untyped-def]
    found: dict[str, Score] = {}
    for line in lines(texts, voice, say):
        both, alone = hesitations_in(line.sound, live, second)
        for ears, heard in (("both", both), ("live", alone)):
            by_sound = [one for one in heard if not one.written]
            found[ears] = found.get(ears, Score()) + score(line, heard)
            found[f"{ears}, by sound"] = found.get(f"{ears}, by sound", Score()) + score(line, by_sound)
    return found


def _row(name: str, voice: str, ears: str, one: Score) -> None:
    print(
        f"{name:9} {voice:7} {ears:15} found {one.found:3} false {one.false:2} missed {one.missed:3} "
        f"precision {one.precision:.2f} recall {one.recall:.2f}"
    )


if __name__ == "__main__":
    main()
