"""What changed between two scorings."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from desktop.events import Evidence
from desktop.rubric.changes import Changes, compare

HIT = Evidence("blame", "avoid", "found", "how did this pass", 2, (5, 22), (1.0, 2.0))
OTHERS = (
    replace(HIT, turn_id=4),
    replace(HIT, item="threat"),
    replace(HIT, kind="say"),
    replace(HIT, part="gut"),
    replace(HIT, chars=(22, 30)),
)
"""Each is another hit than `HIT`, by one thing alone."""

evidence = st.lists(
    st.builds(
        Evidence,
        item=st.sampled_from(["blame", "threat"]),
        kind=st.sampled_from(["avoid", "say"]),
        tier=st.sampled_from(["found", "possible"]),
        words=st.just("words"),
        turn_id=st.integers(1, 3),
        chars=st.tuples(st.integers(0, 9), st.integers(10, 20)) | st.just((30, 35)),
        audio_s=st.just((0.0, 1.0)),
    )
)


def test_the_same_hits_in_another_order_are_no_change() -> None:
    assert compare((HIT, *OTHERS), (*OTHERS, HIT)) == Changes()
    assert not Changes().any


def test_other_hits_are_gained_and_lost() -> None:
    for other in OTHERS:
        assert compare((HIT,), (other,)) == Changes(gained=(other,), lost=(HIT,))
        assert compare((HIT,), (HIT, other)) == Changes(gained=(other,))
        assert compare((HIT, other), (HIT,)) == Changes(lost=(other,))


def test_words_that_overlap_are_the_same_hit() -> None:
    possible, longer = replace(HIT, tier="possible"), replace(HIT, chars=(0, 22))
    assert compare((possible,), (HIT,)) == Changes(tier_changed=((possible, HIT),))
    assert compare((HIT,), (longer,)) == Changes(words_changed=((HIT, longer),))
    assert compare((possible,), (longer,)) == Changes(tier_changed=((possible, longer),))
    assert compare((HIT,), (longer,)).any


def test_a_hit_is_paired_with_the_one_that_shares_most() -> None:
    near, far = replace(HIT, chars=(6, 22)), replace(HIT, chars=(0, 7))
    assert compare((far, near), (HIT,)) == Changes(lost=(far,), words_changed=((near, HIT),))


@given(evidence, evidence)
def test_every_hit_is_accounted_for(earlier: list[Evidence], newer: list[Evidence]) -> None:
    changes = compare(earlier, newer)
    assert len(newer) - len(changes.gained) == len(earlier) - len(changes.lost)
    assert set(changes.gained) <= set(newer)
    assert set(changes.lost) <= set(earlier)
    assert compare(earlier, earlier[::-1]).gained == compare(earlier, earlier[::-1]).lost == ()
