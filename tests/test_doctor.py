"""The doctor: each check against the state it looks for, and the command as typed."""

from __future__ import annotations

import ctypes.util
import json
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop import doctor, paths
from desktop.catalog import Catalog
from desktop.cli import main
from desktop.doctor import Check, Finding, Probe, machine, parts, run_probe
from desktop.doctor.engines import try_engine, try_system_voice
from desktop.errors import UserError
from desktop.store import keys
from desktop.store.database import Store

STARTER = "vosk-en-starter"


@pytest.fixture
def bare(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No models, no keyring asked, no passphrase."""
    monkeypatch.setenv("STEADYHAND_MODELS", "")
    monkeypatch.delenv(keys.PASSPHRASE_VARIABLE, raising=False)
    monkeypatch.setattr(keys, "_keyring_call", lambda _use: None)
    return home


def probed(run: Callable[[], Finding], limit_s: float = 30.0) -> Check:
    return run_probe(Probe("it", True, run, limit_s))


def test_a_folder_that_can_t_be_written_is_a_failed_row(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.check_disk().ok
    monkeypatch.setattr("desktop.doctor.machine.os.access", lambda _path, mode: mode != os.W_OK)
    found = machine.check_disk()
    assert not found.ok
    assert "can't be written" in found.detail


def test_a_check_that_breaks_is_a_failed_row() -> None:
    def broken() -> Finding:
        raise ZeroDivisionError("by zero")

    row = probed(broken)
    assert (row.name, row.ok, row.required) == ("it", False, True)
    assert row.detail == "the check itself failed: ZeroDivisionError: by zero"
    assert row.fix


def test_a_check_that_hangs_is_a_failed_row() -> None:
    never = threading.Event()
    row = probed(lambda: Finding(never.wait(60), ""), limit_s=0.05)
    never.set()
    assert not row.ok
    assert row.detail.startswith("did not answer within")


def test_what_a_person_can_mend_keeps_its_sentence_and_its_fix() -> None:
    def wrong() -> Finding:
        raise UserError("The cable is loose.", "Push it in.")

    row = probed(wrong)
    assert (row.ok, row.detail, row.fix) == (False, "The cable is loose", "Push it in.")


def test_a_missing_portaudio_is_required_and_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.delitem(sys.modules, "_sounddevice", raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", lambda _name: None)
    probe = next(probe for probe in doctor.probes(Catalog.load()) if probe.name == "sound library")
    row = run_probe(probe)
    assert (row.ok, row.required) == (False, True)
    assert row.fix == "Install it with: sudo apt-get install libportaudio2"


def test_missing_libraries_become_one_line_to_type() -> None:
    found = machine.check_libraries({"libc.so.6": "libc6", "libnosuch.so.9": "libnosuch9", "libno.so.1": "libno1"})
    assert (found.ok, found.detail) == (False, "missing: libnosuch9, libno1")
    assert found.fix == "sudo apt-get install -y libnosuch9 libno1"
    assert machine.check_libraries({"libc.so.6": "libc6"}).ok


def test_too_little_memory_and_disk_are_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.check_memory().ok
    assert machine.check_disk().ok
    monkeypatch.setattr(machine, "LEAST_MEMORY", 1 << 60)
    monkeypatch.setattr(machine, "LEAST_DISK", 1 << 60)
    assert not machine.check_memory().ok
    assert not machine.check_disk().ok
    assert "Free at least" in machine.check_disk().fix


def test_a_processor_without_the_instructions_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_cpu_flags", lambda: frozenset({"sse2", "fma"}))
    found = machine.check_processor()
    assert not found.ok
    assert "without avx2 f16c" in found.detail


def test_settings_that_can_not_be_read_are_told(home: Path) -> None:
    (home / "config").mkdir(parents=True)
    (home / "config" / "settings.json").write_text('{"pauses": 7}')
    row = probed(machine.check_settings)
    assert not row.ok
    assert "pauses" in row.detail


def stored(bare: Path) -> Path:
    path = paths.database_path()
    Store.open(path, keys.resolve(path, paths.config_dir() / "sessions.key")).close()
    return path


def test_no_database_is_nothing_wrong_and_none_is_made(bare: Path) -> None:
    assert parts.check_database().ok
    assert not paths.database_path().exists()
    assert not (paths.config_dir() / "sessions.key").exists()


def test_a_whole_database_says_where_its_key_is(bare: Path) -> None:
    stored(bare)
    found = parts.check_database()
    assert found.ok
    assert "key from the key file" in found.detail


def test_a_damaged_database_is_told_and_left_where_it_is(bare: Path) -> None:
    path = stored(bare)
    raw = bytearray(path.read_bytes())
    raw[-100] ^= 0xFF
    path.write_bytes(raw)
    found = parts.check_database()
    assert not found.ok
    assert "damaged" in found.detail
    assert path.read_bytes() == raw


def test_a_passphrase_for_sessions_with_a_key_file_is_told_apart(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stored(bare)
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, "hunter2")
    assert f"unset {keys.PASSPHRASE_VARIABLE}" in parts.check_database().fix
    assert main(["sessions", "list"]) == 1
    assert f"unset {keys.PASSPHRASE_VARIABLE}" in capsys.readouterr().err


def test_a_lost_key_is_told(bare: Path) -> None:
    path = stored(bare)
    (paths.config_dir() / "sessions.key").write_text("0" * 64)
    assert "does not open with its key" in parts.check_database().detail
    (paths.config_dir() / "sessions.key").unlink()
    found = parts.check_database()
    assert found.ok
    assert "passphrase" in found.detail
    assert path.exists()


def test_a_database_that_was_cut_off_is_told_and_left_where_it_is(bare: Path) -> None:
    path = stored(bare)
    path.write_bytes(path.read_bytes()[:5000])
    found = parts.check_database()
    assert not found.ok
    assert "is damaged" in found.detail
    assert path.stat().st_size == 5000


def test_a_plain_database_is_refused(bare: Path) -> None:
    paths.database_path().parent.mkdir(parents=True)
    paths.database_path().write_bytes(b"SQLite format 3\x00" + bytes(4000))
    assert "not encrypted" in parts.check_database().detail


def test_scenarios_are_there_and_a_broken_pack_is_told(bare: Path) -> None:
    assert "eleven-pm" in parts.check_scenarios().detail
    broken = paths.data_dir() / "packs" / "mine"
    broken.mkdir(parents=True)
    (broken / "pack.toml").write_text("nonsense")
    found = parts.check_scenarios()
    assert not found.ok
    assert "mine" in found.detail


def test_without_models_the_set_is_missing(bare: Path) -> None:
    found = parts.check_set(Catalog.load())
    assert (found.ok, found.detail) == (False, "not installed: an ear, a persona, a voice")
    assert "models fetch --default" in found.fix


def test_the_command_reports_an_incomplete_machine(bare: Path, capsys: pytest.CaptureFixture[str]) -> None:
    catalog = Catalog.load()
    folder = catalog.fetch(STARTER)
    code = main(["doctor", "--json"])
    report = json.loads(capsys.readouterr().out)
    rows = {row["name"]: row for row in report["checks"]}
    assert (code, report["ok"]) == (1, False)
    assert all({"name", "ok", "required", "detail", "fix"} <= set(row) for row in report["checks"])
    assert rows[f"model {STARTER}"]["ok"]
    assert rows[f"engine {STARTER}"]["ok"], rows[f"engine {STARTER}"]
    assert "vosk" in rows[f"engine {STARTER}"]["detail"]
    assert rows["model set"]["detail"] == "not installed: a persona, a voice"
    assert [name for name, row in rows.items() if row["required"] and not row["ok"]] == ["model set"]
    (folder / "am" / "final.mdl").write_bytes(bytes(12_194_842))
    damaged = {probe.name: probe for probe in doctor.probes(Catalog.load())}
    row = run_probe(damaged[f"model {STARTER}"])
    assert (row.ok, row.required) == (False, True)
    assert "am/final.mdl is not the published file: expected e8c4a398" in row.detail
    assert f"models fetch {STARTER}" in row.fix
    assert not run_probe(damaged[f"engine {STARTER}"]).ok


@pytest.mark.models
@pytest.mark.parametrize(
    ("model_id", "did"),
    [
        ("smollm2-135m-instruct-q4_1", "wrote 8 tokens"),
        ("piper-en-us-joe-medium", "spoke"),
        ("moonshine-tiny-en", "heard a second"),
    ],
)
def test_each_kind_of_engine_is_loaded_and_used(model_id: str, did: str, model_dir: Callable[[str], Path]) -> None:
    assert did in try_engine(Catalog.load().get(model_id), model_dir(model_id))


def test_the_system_voice_is_tried() -> None:
    assert "spoke" in try_system_voice()


def test_without_the_echo_canceller_the_doctor_names_the_key_that_interrupts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert machine.check_echo().ok
    monkeypatch.setattr(machine, "load_canceller", lambda: None)
    found = machine.check_echo()
    assert not found.ok
    assert "Space" in found.fix
