"""The default set: by memory and cores, with what stands in when a source is out of reach."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from catalog_toys import Shelf, model_of

from desktop.catalog import Catalog, Model, Source, select
from desktop.catalog.select import Choice, Machine
from desktop.errors import UserError

LARGE = Machine(8_200_000_000, 4)
SMALL = Machine(3_900_000_000, 2)


def ids(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {choice.slot: choice.id for choice in choices}


def shipped() -> tuple[Model, ...]:
    return Catalog.load().models()


def test_eight_gigabytes_get_the_large_persona_and_the_small_one_beside_it() -> None:
    chosen = ids(select.default_set(shipped(), LARGE))
    assert chosen == {
        "live-ear": "vosk-model-small-en-us-0.15",
        "second-ear": "moonshine-tiny-en",
        "meaning": "all-minilm-l6-v2-int8",
        "persona": "qwen2.5-1.5b-instruct-q4_k_m",
        "persona-small": "smollm2-135m-instruct-q4_1",
        "voice-male": "piper-en-us-joe-medium",
        "voice-female": "hibari-heart",
        "voice-fine": "kokoro-82m-int8",
        "careful-ear": "whisper-tiny-en-ct2",
    }


def test_what_stands_in_is_in_order_of_preference() -> None:
    by_slot = {choice.slot: choice for choice in select.default_set(shipped(), LARGE)}
    assert by_slot["live-ear"].instead == ("vosk-en-starter",)
    assert by_slot["persona"].instead == (
        "qwen2.5-coder-1.5b-instruct-q4_k_m",
        "qwen2.5-coder-0.5b-instruct-q4_k_m",
        "smollm2-135m-instruct-q4_1",
    )


@pytest.mark.parametrize(("machine", "light"), [(SMALL, False), (LARGE, True)])
def test_less_memory_or_light_gets_the_smallest_persona(machine: Machine, light: bool) -> None:
    choices = select.default_set(shipped(), machine, light=light)
    persona = next(choice for choice in choices if choice.slot == "persona")
    assert persona.id == "smollm2-135m-instruct-q4_1"
    assert persona.instead == ()
    assert ("as asked" in persona.why) is light


def test_one_core_gets_no_heavy_voice() -> None:
    assert "voice-fine" not in ids(select.default_set(shipped(), Machine(16_000_000_000, 1)))


def in_slot(model: Model, slot: str, role: str) -> Model:
    return msgspec.structs.replace(model, slots=(slot,), role=role)


def test_the_first_model_whose_sources_work_wins_and_a_line_says_what_is_missing(
    tmp_path: Path, shelf: Shelf
) -> None:
    (tmp_path / "model.bin").write_bytes(b"x")
    gone = in_slot(model_of(Source(url=(tmp_path / "no").as_uri()), name="better"), "live-ear", "recogniser")
    here = in_slot(model_of(Source(url=tmp_path.as_uri()), name="starter", data=b"x"), "live-ear", "recogniser")
    voice = in_slot(model_of(Source(url=(tmp_path / "no").as_uri()), name="voice"), "voice-male", "voice")
    catalog = shelf.catalog(gone, here, voice)
    choices = select.default_set(catalog.models(), LARGE)
    with catalog.fetching() as fetcher:
        ear, spoken = select.fetch_set(catalog, fetcher, choices)
    assert ear.id == "starter"
    assert "The better model is missing, The starter model takes its place" in ear.line
    assert "./run models fetch better" in ear.line
    assert spoken.id == ""
    assert "nothing takes its place" in spoken.line
    assert not select.usable(catalog, (ear, spoken))


def test_an_ear_a_persona_and_a_voice_are_enough(shelf: Shelf) -> None:
    models = [
        msgspec.structs.replace(model_of(name=role.replace("_", "-")), role=role)
        for role in ("recogniser", "second_ear", "persona", "voice")
    ]
    catalog = shelf.catalog(*models)

    def enough(*names: str) -> bool:
        return select.usable(catalog, [select.Filled("", name) for name in names])

    assert enough("recogniser", "persona", "voice")
    assert enough("second-ear", "persona", "voice")
    assert not enough("persona", "voice", "")
    assert not enough("recogniser", "second-ear", "voice")


def test_a_full_disk_stops_the_whole_set(tmp_path: Path, shelf: Shelf) -> None:
    huge = in_slot(model_of(Source(url=tmp_path.as_uri()), name="huge"), "live-ear", "recogniser")
    huge = msgspec.structs.replace(huge, files=(msgspec.structs.replace(huge.files[0], bytes=1 << 60),))
    catalog = shelf.catalog(huge)
    with catalog.fetching() as fetcher, pytest.raises(UserError, match="Not enough room"):
        select.fetch_set(catalog, fetcher, select.default_set(catalog.models(), LARGE))
