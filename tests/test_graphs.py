"""Networks as onnxruntime optimised them, kept: the same answers, never a damaged one, few of them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from onnxruntime.datasets import get_example

from desktop import graphs
from desktop.folders import PARTS

SHA = "0" * 64


@pytest.fixture
def network(tmp_path: Path) -> Path:
    return Path(shutil.copy(get_example("sigmoid.onnx"), tmp_path / "network.onnx"))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that sessions are made from."""
    found: list[Path] = []
    real = graphs._session

    def noted(path: Path, settings: onnxruntime.SessionOptions) -> onnxruntime.InferenceSession:
        found.append(path)
        return real(path, settings)

    monkeypatch.setattr(graphs, "_session", noted)
    return found


def answer(path: Path, sha256: str = SHA) -> np.ndarray:
    session = graphs.open_session(path, sha256, onnxruntime.SessionOptions)
    fed = {session.get_inputs()[0].name: np.linspace(-3, 3, 60, dtype=np.float32).reshape(3, 4, 5)}
    return np.asarray(session.run(None, fed)[0])


def kept() -> list[Path]:
    return sorted(graphs.folder().glob(f"*{graphs.SUFFIX}"))


def test_a_network_is_optimised_once_and_answers_the_same(home: Path, network: Path, read: list[Path]) -> None:
    first = answer(network)
    (one,) = kept()
    assert np.array_equal(answer(network), first)
    assert read == [network, one]
    assert not list(graphs.folder().glob(PARTS))
    assert os.name == "nt" or not one.stat().st_mode & 0o077


def test_another_model_or_release_has_one_of_its_own(
    home: Path, network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(network)
    answer(network, "1" * 64)
    with monkeypatch.context() as later:
        later.setattr(onnxruntime, "__version__", "99.0")
        answer(network)
    monkeypatch.setattr(graphs, "_machine", lambda: "another processor")
    answer(network)
    assert len(kept()) == 4


def another_network(whole: bytes) -> bytes:
    """As long as `whole`, and one that loads; it answers something else."""
    return whole.replace(b"Sigmoid", b"Softmax")


@pytest.mark.parametrize("damage", [lambda whole: whole[:-10], lambda whole: b"?" * len(whole), another_network])
def test_a_damaged_one_is_made_anew(home: Path, network: Path, read: list[Path], damage: object) -> None:
    first = answer(network)
    (one,) = kept()
    whole = one.read_bytes()
    one.write_bytes(damage(whole))  # type: ignore[operator]
    assert np.array_equal(answer(network), first)
    assert read[-1] == network
    (again,) = kept()
    assert again.read_bytes() == whole


@pytest.mark.parametrize("taken", ["before it is read", "before it is loaded"])
def test_one_that_another_process_takes_away_is_made_anew(
    home: Path, network: Path, read: list[Path], monkeypatch: pytest.MonkeyPatch, taken: str
) -> None:
    first = answer(network)
    (one,) = kept()
    real = graphs._files if taken == "before it is read" else graphs._kept

    def listed(place: Path) -> object:
        found = real(place)
        found = found if found is None or isinstance(found, Path) else list(found)
        one.unlink(missing_ok=True)
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(graphs, real.__name__, listed)
        assert np.array_equal(answer(network), first)
    assert read[-1] == network
    assert kept() == [one]


def test_where_nothing_can_be_kept_the_network_itself_is_loaded(home: Path, network: Path) -> None:
    graphs.folder().parent.mkdir(parents=True, exist_ok=True)
    graphs.folder().write_text("a file where the folder should be", encoding="utf-8")
    assert answer(network).shape == (3, 4, 5)


def test_a_model_without_a_hash_is_not_kept(home: Path, network: Path) -> None:
    answer(network, "")
    assert not graphs.folder().exists()


def test_a_damaged_network_is_as_wrong_as_without_this(home: Path, network: Path) -> None:
    network.write_bytes(b"nothing")
    with pytest.raises(Exception, match="INVALID_PROTOBUF"):
        answer(network)
    assert kept() == []
    assert not list(graphs.folder().glob(PARTS))


def test_what_a_crash_left_goes_when_the_next_is_kept(home: Path, network: Path) -> None:
    answer(network)
    left, written = (graphs.folder() / PARTS.replace("*", name) for name in ("left", "written"))
    for part in (left, written):
        part.write_bytes(b"half a network")
    os.utime(left, ns=(1, 1))
    answer(network, "1" * 64)
    assert list(graphs.folder().glob(PARTS)) == [written]


def test_of_too_many_those_used_last_stay(home: Path, network: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphs, "_MOST_KEPT", 2)
    for number in range(3):
        answer(network, str(number) * 64)
        for at, one in enumerate(kept()):
            os.utime(one, ns=(10**9 * (number * 10 + at),) * 2)
    assert len(kept()) == 2
