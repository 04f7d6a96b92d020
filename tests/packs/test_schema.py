"""The published JSON Schema is the one the structs give."""

from __future__ import annotations

import msgspec

from desktop import paths
from desktop.packs.schema import json_schemas


def test_the_published_schema_is_current() -> None:
    published = paths.shipped("scenarios") / "pack.schema.json"
    made = msgspec.json.format(msgspec.json.encode(json_schemas()), indent=2) + b"\n"
    assert published.read_bytes() == made, "run: python -m desktop.packs.schema > scenarios/pack.schema.json"


def test_every_reference_of_the_schema_is_defined() -> None:
    schema = msgspec.json.encode(json_schemas()).decode()
    names = {part.split('"')[0] for part in schema.split('"#/$defs/')[1:]}
    defined = msgspec.json.decode(schema)["$defs"]
    assert names == set(defined) - {"PackFile"}
