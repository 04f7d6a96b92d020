"""Does somebody who speaks over the persona want the floor, or only show that they listen?"""

from __future__ import annotations

import re
from typing import Literal

Claim = Literal["nothing", "listening", "words", "floor"]

_LISTENING = frozenset(
    """mhm mmhm mm m hm hmm um uh er huh ah oh ooh okay ok yeah yes yep yup right sure true exactly absolutely
    totally definitely indeed agreed good great nice fine perfect alright understood gotcha i see hear got it get
    that makes sense of course go on wow really hey the a an and so but""".split()
)
"""What people say while they listen, and what an ear makes of a breath."""
_FLOOR = frozenset(
    """stop wait hold hang no nope now not don't never sorry listen excuse actually enough quiet pause what why who
    question let""".split()
)
"""What people say to get the floor; "now" is what a live ear makes of "no"."""
_MANY = 3
"""So many words are no listener's. Of 40 "mhm" and the like, a small live ear made 15 into one or two others."""


def claim(text: str) -> Claim:
    """What the words so far mean while the persona speaks. "words": one or two, that could be misheard."""
    words = re.findall(r"[a-z']+", text.lower().replace("\u2019", "'"))
    if not words:
        return "nothing"
    if _FLOOR & set(words):
        return "floor"
    if all(word in _LISTENING for word in words):
        return "listening"
    return "floor" if len(words) >= _MANY else "words"
