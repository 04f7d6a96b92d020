"""Do the words hand over the floor? Questions and requests, with or without punctuation."""

from __future__ import annotations

_QUESTION_WORDS = frozenset("what who whom whose which when where why how what's who's where's how's".split())
_WITH_VERB = frozenset({"what's", "who's", "where's", "how's"})
_VERBS = frozenset(
    """is are was were am do does did can could will would should shall may might must have has had isn't aren't
    don't doesn't didn't can't couldn't won't wouldn't shouldn't haven't hasn't""".split()
)
_MODALS = frozenset({"would", "could", "should", "will", "can", "shall", "might", "must"})
_MEASURES = frozenset("long many much bad soon far often sure big serious close come about".split())
"""What follows "how" in a question that asks how much."""
_SUBJECTS = frozenset("you we they i he she it there anyone anybody somebody someone everyone everybody".split())
_NAMED = frozenset("the that this these those your our my his her kenji".split())
"""How a subject of more than a word begins: only the first words of a clause make a question with it."""
_REPORTS = frozenset(
    """know knew see saw understand understood heard hear is was of about remember matter matters care decide
    decided sure idea exactly saying said says wonder worry explained""".split()
)
"""A question word after one of these asks nothing: "I know what is happening"."""
_HAPPENS = frozenset({"happens", "happened", "changed", "else"})
_COUNTS = frozenset({"matters", "counts", "worries", "bothers", "helps", "hurts"})
"""Verbs of "what matters is": nobody is asked."""
_PLURAL = frozenset({"we", "you", "they"})
_AFTER_SUBJECT = frozenset(
    """i we you they he she it who that which than as and to not never nor i'll we'll what don't let can could
    will would should must might did do does""".split()
)
"""A verb after one of these stands where a statement has it."""
LEADS = frozenset("and but so well okay ok right now look listen yeah yes no alright then".split())
"""What a clause may begin with that says nothing about it."""

_REQUESTS = (
    "walk me",
    "tell me",
    "talk to me",
    "talk me",
    "give me",
    "show me",
    "help me",
    "explain",
    "let me know",
    "say more",
    "take me through",
    "describe",
    "start with",
    "start from",
    "go ahead",
    "go on",
    "your call",
    "over to you",
    "i want to hear",
    "i'd like to hear",
    "call me back",
    "put me through",
    "bring me up",
    "catch me up",
    "remind me",
)
_BARE = frozenset(
    {"tell me", "walk me", "give me", "show me", "help me", "talk me", "explain", "describe", "start with"}
)
"""Requests that say nothing until their object follows."""
_TAGS = ("is that right", "isn't it", "aren't we", "aren't you", "don't you think", "do you", "okay with you")
_MIN_BEFORE_TAG = 4


def asks(text: str, words: list[str]) -> bool:
    """Whether the last sentence of `text` (its `words` in lower case) wants an answer."""
    if text.rstrip().endswith("?"):
        return True
    if not words:
        return False
    return _ends_in_tag(words) or _requests(words) or any(_question_at(words, at) for at in range(len(words)))


def asks_later(words: list[str]) -> bool:
    """Whether a question begins behind what the sentence (`words` in lower case) begins with."""
    leads = next((at for at, word in enumerate(words) if word not in LEADS), len(words))
    return any(_question_at(words, at) for at in range(leads + 1, len(words)))


def _ends_in_tag(words: list[str]) -> bool:
    said = " ".join(words)
    long_enough = len(words) > _MIN_BEFORE_TAG
    return long_enough and (
        said.endswith(_TAGS) or (words[-1] == "right" and words[-2] not in {"all", "is", "be"})
    )


def _requests(words: list[str]) -> bool:
    said = f" {' '.join(words)} "
    for request in _REQUESTS:
        before, found, after = said.partition(f" {request} ")
        told = not before.split() or before.split()[-1] not in _AFTER_SUBJECT
        if found and told and (request not in _BARE or after.strip()):
            return True
    return False


def _question_at(words: list[str], at: int) -> bool:
    """Whether a question begins at `at`: at the start of the sentence, or in the midst of it."""
    word, rest = words[at], words[at + 1 :]
    first = all(lead in LEADS for lead in words[:at])
    before = "" if first else words[at - 1]
    if word in _QUESTION_WORDS:
        return before not in _REPORTS and _turns_round(word, rest, first)
    if word not in _VERBS or len(rest) < 2 or before in _AFTER_SUBJECT:
        return False
    if word in {"is", "was", "does", "has"} and rest[0] in _PLURAL:
        return False
    if word == "is" and rest[0] == "that" and rest[1] in _SUBJECTS and len(rest) > 2:
        return False  # "is that we roll back first": what was announced before
    if word in _MODALS and rest[1] in _MODALS:
        return False  # "would I would suggest": a live ear's "what I would"
    return rest[0] in _SUBJECTS or (first and rest[0] in _NAMED)


def _turns_round(word: str, rest: list[str], first: bool) -> bool:
    """Whether verb comes before subject: "what do you", not "what you do"."""
    if word in _WITH_VERB:
        return len(rest) >= 1
    if len(rest) < 2:
        return first and rest[:1] == ["else"]
    if word == "how" and rest[0] in _MEASURES:
        return True
    if rest[0] in _VERBS or (word == "what" and rest[0] in _HAPPENS):
        return True
    if word in {"what", "which", "who", "whose"} and rest[1] in _VERBS:
        return first and rest[0] not in _SUBJECTS | _NAMED | _COUNTS
    return False
