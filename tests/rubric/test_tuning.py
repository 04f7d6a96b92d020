"""What was trained of the embedder's network goes where it belongs, and nowhere else, and takes effect."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from desktop.catalog import Catalog
from desktop.errors import UserError
from desktop.rubric import tuning
from desktop.rubric.embedder import MiniLm
from desktop.rubric.embedding import Matrix, is_sound
from desktop.rubric.tuning import LowRank, tuned_model

SAID = ("whose fault is this", "which of you let it happen", "the kettle is on")
BIAS = np.array([0.1, -2.5, 30.0], np.float32)
ONE, OTHER = np.array([[127, -3], [10, 0]], np.int8), np.array([[-100, 5], [127, 127]], np.int8)
SCALES = np.array([[0.5, 0.25]], np.float32)


def shipped() -> Mapping[str, np.ndarray]:
    with np.load(tuning.FILE, allow_pickle=False) as stored:
        return dict(stored)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A file with a bias, two matrices and their scales, among other bytes."""
    path = tmp_path / "model.onnx"
    path.write_bytes(b"begin" + BIAS.tobytes() + ONE.tobytes() + b"-" + OTHER.tobytes() + SCALES.tobytes() * 2)
    return path


@pytest.fixture
def changed(model: Path, tmp_path: Path) -> bytes:
    """That file's bytes with another bias, and a change of rank one that both matrices share."""
    values = {"bias": BIAS * 2, "one_scale": SCALES, "other_scale": SCALES * 2}
    change = LowRank(("one", "other"), np.array([[1.0], [-2.0]]), np.array([[0.5, 4.0, 0.0, 1.0]]))
    places = {"bias": 5, "one_q": 17, "other_q": 22, "one_scale": 26, "other_scale": 34}
    sha256 = hashlib.sha256(model.read_bytes()).hexdigest()
    tuning.write(tmp_path / "tuning.npz", sha256, values, [change], places)
    return tuned_model(sha256, model, tmp_path / "tuning.npz")


def test_it_is_of_the_model_in_the_catalog() -> None:
    (model,) = (each for each in Catalog.load().models() if each.role == "embedder")
    stored = shipped()
    assert str(stored["model_sha256"]) == model.main_sha256
    numbers = [value for value in stored.values() if value.dtype == np.float16]
    assert sum(value.size for value in numbers) > 400_000
    assert all(np.isfinite(value).all() for value in numbers)


def test_another_model_stays_as_it_is(model: Path) -> None:
    assert tuned_model("0" * 64, model) == model.read_bytes()


def test_a_file_with_other_bytes_than_the_models_is_refused(model: Path) -> None:
    with pytest.raises(ValueError, match="not the bytes"):
        tuned_model(str(shipped()["model_sha256"]), model)


def test_a_damaged_file_of_ours_is_not_blamed_on_the_model(model: Path, tmp_path: Path) -> None:
    sha256 = hashlib.sha256(model.read_bytes()).hexdigest()
    whole = tuning.FILE.read_bytes()
    for damaged in (
        b"",
        b"nothing of the kind",
        whole[: len(whole) // 2],
        whole[:3000] + b"x" * 900 + whole[3900:],
    ):
        (tmp_path / "own.npz").write_bytes(damaged)
        with pytest.raises(UserError, match="own file"):
            tuned_model(sha256, model, tmp_path / "own.npz")


def test_numbers_take_their_places_and_nothing_else_changes(model: Path, changed: bytes) -> None:
    before = model.read_bytes()
    assert (changed[:5], changed[21:22], len(changed)) == (before[:5], before[21:22], len(before))
    assert np.allclose(np.frombuffer(changed, np.float32, 3, 5), BIAS * 2, rtol=1e-3)


def test_a_matrix_is_the_files_own_and_its_change_to_half_a_step(changed: bytes) -> None:
    one, other = (np.frombuffer(changed, np.int8, 4, place).reshape(2, 2) for place in (17, 22))
    one_scale, other_scale = (np.frombuffer(changed, np.float32, 2, place) for place in (26, 34))
    wanted_one = ONE * SCALES + np.array([[0.5, 4.0], [-1.0, -8.0]])
    wanted_other = OTHER * SCALES * 2 + np.array([[0.0, 1.0], [0.0, -2.0]])
    assert (np.abs(one * one_scale - wanted_one) <= one_scale * 0.501).all()
    assert (np.abs(other * other_scale - wanted_other) <= other_scale * 0.501).all()


def installed() -> tuple[Path, str]:
    catalog = Catalog.load()
    (model,) = (each for each in catalog.models() if each.role == "embedder")
    folder = catalog.installed(model.id)
    if folder is None:
        pytest.skip("the embedder is not installed: ./run models fetch --default")
    return folder, model.main_sha256


def embedded(folder: Path, sha256: str, file: Path = tuning.FILE) -> Matrix:
    embedder = MiniLm({"model_dir": str(folder), "model": "m", "model_sha256": sha256, "tuning": str(file)})
    embedder.load()
    return embedder.embed(SAID)


@pytest.mark.models
def test_texts_that_do_the_same_are_nearer_with_it() -> None:
    folder, sha256 = installed()
    one, other = embedded(folder, sha256), embedded(folder, "another")
    assert is_sound(one, len(SAID))
    assert ((one * other).sum(axis=1) < 0.95).all()
    said, meant, beside = one
    assert said @ meant - said @ beside > 0.2
    assert said @ meant - said @ beside > other[0] @ other[1] - other[0] @ other[2]


@pytest.mark.models
@pytest.mark.parametrize("part", ["inner.encoder.layer.3.output.dense.bias", "val_264_scale", "down val_318"])
def test_every_kind_of_number_takes_effect(part: str, tmp_path: Path) -> None:
    folder, sha256 = installed()
    np.savez(tmp_path / "other.npz", **{k: v * 2 if k == part else v for k, v in shipped().items()})
    assert np.abs(embedded(folder, sha256, tmp_path / "other.npz") - embedded(folder, sha256)).max() > 1e-3


@pytest.mark.models
def test_the_network_that_was_trained_is_the_one_that_listens(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    from tests.rubric.training.low_rank import LowRankNetwork

    folder, sha256 = installed()
    network = LowRankNetwork(folder, tuning.FILE)
    network.remember(SAID)
    with torch.no_grad():
        trained = network.embed(SAID).numpy()
    assert ((trained * embedded(folder, sha256)).sum(axis=1) > 0.999).all()


@pytest.mark.models
def test_a_damaged_model_is_said_to_be_one(tmp_path: Path) -> None:
    folder, sha256 = installed()
    (tmp_path / "model.onnx").write_bytes((folder / "model.onnx").read_bytes()[:-1])
    (tmp_path / "tokenizer.json").write_bytes((folder / "tokenizer.json").read_bytes())
    with pytest.raises(UserError, match="can't be loaded"):
        embedded(tmp_path, sha256)
