"""One measured review, as a program: `python -m desktop.commands.reviewbench.child TURNS`.

It holds a call in the store of its home, opens the window, hangs up, and prints what it saw as one JSON object.
"""

from __future__ import annotations

import sys

from desktop import logs, paths
from desktop.catalog import Catalog
from desktop.commands.console import print_json
from desktop.commands.reviewbench import held
from desktop.packs import load_scenario
from desktop.rehearsal.meaning import embedder_here
from desktop.rehearsal.scoring import rubric_of
from desktop.store.database import Store
from desktop.store.keys import resolve

SCENARIO, SESSION = "eleven-pm", "measured"


def main(turns: int) -> int:
    """Hold a call of `turns` turns but for the scoring of its last; measure what comes after hanging up."""
    logs.configure(paths.log_dir())
    from desktop.app.measured_review import measure_review  # loads Qt, which only the window needs

    database = paths.database_path()
    store = Store.open(database, resolve(database, paths.config_dir() / "sessions.key"))
    catalog, scenario = Catalog.load(), load_scenario(SCENARIO)
    embedder = embedder_here(catalog)
    rubric = rubric_of(scenario, embedder)
    said = [held.utterance(scenario, number) for number in range(1, turns + 1)]
    own = [one for one in said if one.role == "user"]
    held.begin(store, scenario, SESSION)
    for one in said:
        held.add_turn(store, SESSION, one)
    moments = sum(held.score(store, SESSION, one, rubric) for one in own[:-1])

    def last() -> None:
        held.score(store, SESSION, own[-1], rubric)
        held.end(store, SESSION, turns)

    seen = measure_review(store, catalog, SESSION, last)
    print_json(seen | {"embedder": embedder.model if embedder else "", "found_before": moments})
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
