"""What was trained of the embedder's network goes where it belongs, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.catalog import Catalog
from desktop.rubric import tuning
from desktop.rubric.embedder import MiniLm
from desktop.rubric.embedding import is_sound
from desktop.rubric.tuning import tuned_initializers

SAID = ("whose fault is this", "which of you let it happen", "the kettle is on")


def test_it_is_of_the_model_in_the_catalog_and_of_no_other() -> None:
    model = next(each for each in Catalog.load().models() if each.role == "embedder")
    tuned = tuned_initializers(model.main_sha256)
    assert len(tuned) == 98
    assert all(value.dtype == np.float32 and np.isfinite(value).all() for value in tuned.values())
    assert tuned_initializers("0" * 64) == {}


def test_what_is_written_is_read_in_sixteen_bits(tmp_path: Path) -> None:
    path = tmp_path / "tuning.npz"
    tuning.write(path, "abc", {"one.bias": np.array([0.1, -2.5, 30.0], np.float32)})
    (name, value), *others = tuned_initializers("abc", path).items()
    assert (name, others) == ("one.bias", [])
    assert np.allclose(value, [0.1, -2.5, 30.0], rtol=1e-3)


@pytest.mark.models
def test_the_network_takes_it_in_place_of_its_own() -> None:
    catalog = Catalog.load()
    model = next(each for each in catalog.models() if each.role == "embedder")
    folder = catalog.installed(model.id)
    if folder is None:
        pytest.skip("the embedder is not installed: ./run models fetch --default")
    options = {"model_dir": str(folder), "model": model.id}
    tuned, as_it_came = (MiniLm(options | {"model_sha256": sha}) for sha in (model.main_sha256, "another"))
    tuned.load()
    as_it_came.load()
    one, other = tuned.embed(SAID), as_it_came.embed(SAID)
    assert is_sound(one, len(SAID))
    assert ((one * other).sum(axis=1) < 0.95).all()
    said, meant, beside = one
    assert said @ meant - said @ beside > 0.2
    assert said @ meant - said @ beside > other[0] @ other[1] - other[0] @ other[2]
