"""Does somebody who speaks over the persona want the floor, or only show that they listen?"""

from __future__ import annotations

from typing import Literal

Claim = Literal["nothing", "listening", "floor"]

_LISTENING = frozenset(
    """mhm mm hm hmm um uh er ah oh okay ok yeah yes yep right sure true exactly absolutely good great fine alright
    understood gotcha i see got it go on huh wow really hey the a an and so but""".split()
)
"""What people say while they listen, and what an ear makes of a breath. "No", "stop", "wait" are not here."""


def claim(text: str) -> Claim:
    """What the words so far mean while the persona speaks."""
    words = [word.strip(".,!?;:'\"-") for word in text.lower().split()]
    words = [word for word in words if word]
    if not words:
        return "nothing"
    return "listening" if all(word in _LISTENING for word in words) else "floor"
