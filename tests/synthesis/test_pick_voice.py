"""Which voice speaks for whom."""

from __future__ import annotations

import pytest

from desktop.scenario import VoiceWish
from desktop.synthesis.voices import VoiceOption, ladder, pick_other, pick_voice

JOE = VoiceOption("joe", "", "piper", "male", quality=50)
HEART = VoiceOption("heart", "", "hibari", "female", quality=50)
MICHAEL = VoiceOption("kokoro", "am_michael", "kokoro", "male", quality=90, live=False, age="middle")
BELLA = VoiceOption("kokoro", "af_bella", "kokoro", "female", quality=90, live=False)
FAST_MICHAEL = VoiceOption("kokoro", "am_michael", "kokoro", "male", quality=90, age="middle")
FAST_ADAM = VoiceOption("kokoro", "am_adam", "kokoro", "male", quality=90, age="young")
ROBOT = VoiceOption("system", "en-us", "system", "male", quality=0)
ROBOTESS = VoiceOption("system", "en-us+f3", "system", "female", quality=0)
ALL = [ROBOT, ROBOTESS, MICHAEL, BELLA, HEART, JOE]
HE, SHE = VoiceWish("male"), VoiceWish("female")


@pytest.mark.parametrize(
    ("wish", "installed", "avoid", "live", "picked"),
    [
        (HE, ALL, "", True, JOE),
        (SHE, ALL, "", True, HEART),
        (HE, ALL, "", False, MICHAEL),
        (HE, [*ALL, FAST_MICHAEL], "", True, FAST_MICHAEL),
        (HE, [FAST_ADAM, FAST_MICHAEL], "", True, FAST_MICHAEL),
        (HE, ALL, "joe", True, HEART),
        (HE, [ROBOT, HEART], "", True, HEART),
        (SHE, [ROBOT, ROBOTESS], "", True, ROBOTESS),
        (HE, [MICHAEL, ROBOT], "", True, ROBOT),
        (HE, [MICHAEL], "", True, MICHAEL),
        (HE, [], "", True, None),
        (HE, [JOE], "joe", True, None),
        (HE, [FAST_MICHAEL, FAST_ADAM], "kokoro/am_michael", True, FAST_ADAM),
    ],
)
def test_the_best_voice_for_a_wish(
    wish: VoiceWish, installed: list[VoiceOption], avoid: str, live: bool, picked: VoiceOption | None
) -> None:
    assert pick_voice(wish, installed, avoid, live=live) == picked
    assert pick_voice(wish, installed[::-1], avoid, live=live) == picked


@pytest.mark.parametrize(
    ("persona", "installed", "other"),
    [
        (JOE, [JOE, HEART, ROBOT], HEART),
        (HEART, [JOE, HEART, ROBOT], JOE),
        (JOE, [JOE, ROBOT, ROBOTESS], ROBOTESS),
        (JOE, [JOE, ROBOT], ROBOT),
        (JOE, [JOE], None),
        (JOE, ALL, BELLA),
    ],
)
def test_the_executive_never_has_the_personas_voice(
    persona: VoiceOption, installed: list[VoiceOption], other: VoiceOption | None
) -> None:
    assert pick_other(persona, VoiceWish("male"), installed) == other


def test_the_ladder_goes_down_to_the_system_voice_and_ends_with_what_is_too_slow() -> None:
    assert ladder(HE, ALL) == (JOE, HEART, ROBOT, ROBOTESS, MICHAEL, BELLA)
    assert ladder(HE, ALL, avoid="heart") == (JOE, ROBOT, ROBOTESS, MICHAEL, BELLA)
