"""Hearing by meaning: with a toy space for the mechanism, with the real embedder for the words."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from desktop.catalog import Catalog
from desktop.errors import EngineFailed, UserError
from desktop.packs import load_scenario
from desktop.packs.load import available_packs
from desktop.rehearsal.meaning import CachedEmbedder, embedder_here
from desktop.rubric import meaning
from desktop.rubric.embedder import MiniLm
from desktop.rubric.embedding import SIZE, Embedder, Matrix, plain
from desktop.rubric.items import Hit, Item, items_of
from desktop.rubric.meaning import FEATURES, Head, shipped_head
from desktop.rubric.rubric import Rubric

ITEMS = (
    Item("A1", "avoid", "Whose fault is this?", ("Whose fault is this?", "Who is to blame here?")),
    Item("S1", "say", "Take a breath.", ("Take a breath.", "Let us slow down.")),
    Item("F1", "step", "Nothing yet", ()),
    Item("F2", "step", "Sums", ("Add the sums up.", "Count the money.")),
    Item("F3", "step", "Weather", ("Bring an umbrella.", "It rains.")),
)
TOPICS = {"fault": 0, "blame": 0, "culprit": 0, "guilty": 0, "breath": 1, "slow": 1, "calm": 1, "easy": 1}


class Topics:
    """A space of one direction a topic: texts about the same thing are nearly the same."""

    model = "topics"
    model_sha256 = "0"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed_examples(self, texts: Sequence[str]) -> Matrix:
        return self.embed(texts)

    def embed(self, texts: Sequence[str]) -> Matrix:
        self.asked += texts
        made = np.full((len(texts), SIZE), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in plain(text).split():
                made[row, TOPICS.get(word, 2 + int(hashlib.md5(word.encode()).hexdigest(), 16) % 300)] += (
                    3.0 if word in TOPICS else 0.8
                )
        return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


class Broken(Topics):
    def embed(self, texts: Sequence[str]) -> Matrix:
        raise EngineFailed("broken")


def hits(rubric: Rubric, text: str) -> list[tuple[str, str, str]]:
    return [(hit.item, hit.tier, text[hit.start : hit.end]) for hit in rubric.match(text)]


@pytest.fixture
def near_is_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    """A head that moves nothing and judges by nearness alone."""
    count = len(FEATURES) * (len(FEATURES) + 3) // 2
    weights = np.zeros(count, np.float32)
    weights[FEATURES.index("nearness")] = 20
    still = np.zeros((SIZE, 1), np.float32)
    head = Head(still, still.T, np.zeros(count, np.float32), np.ones(count, np.float32), weights, -12.0)
    monkeypatch.setattr(meaning, "shipped_head", lambda: head)


@pytest.fixture
def toy(near_is_likely: None) -> Rubric:
    return Rubric(ITEMS, Topics())


def test_other_words_for_the_same_are_heard_and_only_where_they_stand(toy: Rubric) -> None:
    text = "i looked at the graph and the numbers are flat so i want to see the culprit"
    assert hits(Rubric(ITEMS), text) == []
    assert hits(toy, text) == [("A1", "found", "i want to see the culprit")]


def test_words_as_written_keep_their_own_place(toy: Rubric) -> None:
    assert hits(toy, "okay so whose fault is this then") == [("A1", "found", "whose fault is this")]


@pytest.mark.parametrize(
    "text",
    [
        "my boss used to ask who was the culprit",
        "i'm not looking for the culprit",
        "the graph of the third node looks flat to me",
        "",
        "yes",
    ],
)
def test_what_is_reported_denied_or_neutral_is_not_found(toy: Rubric, text: str) -> None:
    assert [hit for hit in toy.match(text) if hit.tier == "found"] == []


@pytest.mark.usefixtures("near_is_likely")
def test_a_line_that_is_declared_fine_is_never_marked() -> None:
    item = Item("A1", "avoid", "Blame", ("Whose fault is this?",), ("Show me the culprit in the logs.",))
    assert {hit.item for hit in Rubric([item, *ITEMS[1:]], Topics()).match("we all want a culprit")} == {"A1"}
    assert Rubric([item, *ITEMS[1:]], Topics()).match("show me the culprit in the logs") == ()


@pytest.mark.parametrize("items", [(), (ITEMS[2],), ITEMS[:3]])
def test_with_little_to_compare_words_alone_are_heard(items: tuple[Item, ...]) -> None:
    asked = Topics()
    assert Rubric(items, asked).match("i want to see the culprit") == ()
    assert asked.asked == []


def test_an_item_without_examples_changes_nothing_for_the_others(toy: Rubric) -> None:
    text = "so i want to see the culprit"
    assert toy.match(text) == Rubric([item for item in ITEMS if item.examples], Topics()).match(text) != ()


def test_an_item_without_examples_is_never_heard(toy: Rubric) -> None:
    assert "F1" not in {hit.item for hit in toy.match("nothing yet i would say")}


def test_a_broken_embedder_leaves_what_the_words_say() -> None:
    assert hits(Rubric(ITEMS, Broken()), "whose fault is this") == [("A1", "found", "whose fault is this")]

    class Breaks(Topics):
        def embed(self, texts: Sequence[str]) -> Matrix:
            if self.asked:
                raise EngineFailed("broken")
            return super().embed(texts)

    assert hits(Rubric(ITEMS, Breaks()), "whose fault is this") == [("A1", "found", "whose fault is this")]


@pytest.mark.usefixtures("near_is_likely")
def test_a_pack_s_examples_are_asked_once(tmp_path: Path) -> None:
    first, second = Topics(), Topics()
    one, other = (Rubric(ITEMS, CachedEmbedder(each, tmp_path)) for each in (first, second))
    assert first.asked
    assert not second.asked
    text = "i want to see the culprit"
    assert one.match(text) == other.match(text) != ()


@pytest.mark.parametrize("content", [b"", b"nonsense", bytes(4 * SIZE), b"\xff" * 4 * SIZE, bytes(8 * SIZE)])
def test_a_damaged_file_of_embeddings_is_made_anew(tmp_path: Path, content: bytes) -> None:
    made = CachedEmbedder(Topics(), tmp_path).embed_examples(["whose fault"])
    (path,) = tmp_path.iterdir()
    path.write_bytes(content)
    again = Topics()
    assert np.array_equal(CachedEmbedder(again, tmp_path).embed_examples(["whose fault"]), made)
    assert again.asked == ["whose fault"]


def test_where_nothing_can_be_kept_it_is_asked_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    asked = Topics()
    CachedEmbedder(asked, tmp_path / "file").embed_examples(["whose fault"])
    CachedEmbedder(asked, tmp_path / "file").embed_examples(["whose fault"])
    assert asked.asked == ["whose fault"] * 2


def test_another_model_or_other_words_are_another_file(tmp_path: Path) -> None:
    other = Topics()
    other.model_sha256 = "1"
    for embedder, texts in ((Topics(), ["a b"]), (other, ["a b"]), (Topics(), ["a c"])):
        CachedEmbedder(embedder, tmp_path).embed_examples(texts)
    assert len(list(tmp_path.iterdir())) == 3


def test_the_shipped_head_fits_its_features() -> None:
    head = shipped_head()
    pairs = len(FEATURES) * (len(FEATURES) + 1) // 2
    assert head.down.shape == head.up.T.shape == (SIZE, head.up.shape[0])
    assert head.weights.shape == head.mean.shape == head.spread.shape == (len(FEATURES) + pairs,)
    rows = np.random.default_rng(0).normal(size=(4, SIZE)).astype(np.float32)
    assert np.allclose(np.linalg.norm(head.moved(rows), axis=1), 1, atol=1e-5)


def test_a_folder_without_the_model_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="can't be loaded") as wrong:
        MiniLm({"model_dir": str(tmp_path), "model": "all-minilm-l6-v2-int8", "model_sha256": ""}).load()
    assert "models fetch all-minilm-l6-v2-int8" in str(wrong.value)


@pytest.fixture(scope="module")
def minilm() -> Embedder:
    found = embedder_here(Catalog.load())
    if found is None:
        pytest.skip("the embedder is not installed: ./run models fetch --default")
    return found


@pytest.fixture(scope="module")
def call(minilm: Embedder) -> Rubric:
    """The 11 PM call's rubric with the real embedder."""
    return Rubric(items_of(load_scenario("eleven-pm")), minilm)


@pytest.mark.models
@pytest.mark.parametrize(
    ("line", "kind", "item"),
    [
        ("tell me exactly what time the site is coming back", "avoid", "certainty"),
        ("nobody loses their job tonight", "say", "threat"),
        ("i will keep the customers and the bosses away from you", "say", "pressure"),
        ("nobody is in trouble for this", "say", "threat"),
    ],
)
def test_other_words_are_found_in_a_real_pack(call: Rubric, line: str, kind: str, item: str) -> None:
    words = Rubric(call.items)
    assert (kind, item) not in {(hit.kind, hit.item) for hit in words.match(line) if hit.tier == "found"}
    assert (kind, item) in {(hit.kind, hit.item) for hit in call.match(line) if hit.tier == "found"}


@pytest.mark.models
@pytest.mark.parametrize("id_", [scenario.id for pack in available_packs().packs for scenario in pack.scenarios])
def test_no_line_that_a_pack_declares_fine_is_found_as_what_it_resembles(minilm: Embedder, id_: str) -> None:
    items = items_of(load_scenario(id_))
    rubric = Rubric(items, minilm)
    wrong = [
        (item.id, line)
        for item in items
        for line in item.counter_examples
        if any((hit.kind, hit.item, hit.tier) == (item.kind, item.id, "found") for hit in rubric.match(line))
    ]
    assert wrong == []


@pytest.mark.models
def test_the_same_words_mean_the_same_alone_and_in_company(minilm: Embedder) -> None:
    texts = ["Take a breath.", "I want a name, and I want it now, from whoever pushed that button tonight."]
    together = minilm.embed(texts)
    assert np.array_equal(together, np.concatenate([minilm.embed([text]) for text in texts]))
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.array_equal(minilm.embed(["TAKE a breath"]), minilm.embed(["take a breath."]))


@pytest.mark.models
def test_the_same_line_gives_the_same_hits(call: Rubric, minilm: Embedder) -> None:
    line = "okay look i want a name and i want to know when exactly this is over because the board is on my neck"
    first: tuple[Hit, ...] = call.match(line)
    assert "certainty" in {hit.item for hit in first}
    assert call.match(line) == first
    assert Rubric(items_of(load_scenario("eleven-pm")), minilm).match(line) == first


def test_a_head_moves_nothing_when_it_is_zero() -> None:
    zero = np.zeros((SIZE, 2), np.float32)
    one = np.ones(1, np.float32)
    head = Head(zero, zero.T, one, one, one, 0.0)
    rows = np.eye(2, SIZE, dtype=np.float32)
    assert np.array_equal(head.moved(rows), rows)
