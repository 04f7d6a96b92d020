"""What a model may add to the author's line: how the persona feels, and nothing else. Pure."""

from __future__ import annotations

import re

from desktop.persona.patterns import any_idea, one_of

_FEELING = one_of(
    "afraid alone angry anxious ashamed better breath breathe breathing calm calmer cold confused "
    "desperate dizzy drained drowning empty exhausted feel feeling feels felt fine frightened glad "
    "grateful guilty hands head heart heavy helpless hopeful hungry hurt hurts lonely lost nervous numb "
    "okay overwhelmed panicking relieved sad scared shaking sick sleep sleepy steadier stomach stressed "
    "stuck sweating tense terrified tired torn trembling weak weary weight worn worried worse",
    "can't (?:focus|keep|think)",
    "hold (?:it|myself|on)",
    "hard (?:for|on) me",
    "too much",
)
_FEELS = any_idea(rf"\b{_FEELING}\b")
_ABOUT_ME = any_idea(r"\b(?:i|me|my|myself)\b")
_DONE = one_of(
    "broke called changed decide decided deleted did fixed gave hang hanging hung leave leaving made "
    "promised quit quitting ran resign resigning rolled rolling said sent started stopped told took wrote"
)
_OTHER = any_idea(
    rf"\b{_DONE}\b",
    r"\byou(?:'\w+|r|rs|rself)?\b",
    r"\blet(?:'s| us)\b",
    r"\bhelp\b",
    r"^(?:i'm |i am )?(?:so |very )?sorry,? (?:but|for)\b",
    r"\bwe(?:'ll| (?:need|have to|must|should|can|can't|cannot|will|could))\b",
    r"\bi(?:'ll|'d| will| would|'m going to| am going to| know)\b",
    r"\bready\b",
    r"\bone of (?:us|them)\b",
    r"\b(?:think it|think that|i think|believe|guess|suppose|expect|should|means?)\b",
)
"""What they did, will do, decide or think; whoever listens; help and regrets as a service has them."""
_NAME = re.compile(r"(?<=[\w,;] )(?!I\b)[A-Z]")


def strays(sentence: str) -> bool:
    """Whether `sentence` is more than how the persona feels: a deed, a plan, an opinion, a question, a name."""
    plain = sentence.strip().replace("’", "'")
    feels = _FEELS.search(plain) and _ABOUT_ME.search(plain)
    return not feels or "?" in plain or bool(_OTHER.search(plain) or _NAME.search(plain))
