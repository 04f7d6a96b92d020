"""A pack of labelled lines as the JSON lines that `bench ears --rubric` reads.

usage: python -m tests.rubric.training.as_lines tests/rubric/training/held_out/outage > lines.jsonl
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.rubric.training.labelled import packs

if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve()
    pack = next(each for each in packs(folder.parent) if each.name == folder.name)
    for number, line in enumerate(pack.lines):
        labels = {"labels": sorted(line.labels), "acceptable": sorted(line.acceptable)}
        print(json.dumps({"id": number, "kind": line.kind, "text": line.text, **labels, "spans": line.spans}))
