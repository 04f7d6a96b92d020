"""Do the words so far look like a finished thought? Text only; silence is somebody else's business."""

from __future__ import annotations

import re
from typing import Literal

from desktop.turns.questions import LEADS, asks, asks_later

Completeness = Literal["asks", "complete", "unknown", "trailing"]

_TRAILING = frozenset(
    """a an the and or but so because um uh er hmm like if which who when where while until unless of to
    for from with without in at by about into over under between my your our his her its their
    is are was were am be been i we you they he she it's i'm we're you're they're i'll we'll you'll can
    could will would should shall may might must do does did have has had not very just also than then
    as what's let's maybe well whether i've we've you've i'd we'd you'd need want gonna""".split()
)
"""Words that no English statement rests on: the speaker is still looking for the next one."""
_OPEN_QUESTION = frozenset(
    """a an the and or but because um uh er hmm if when while unless my your our his its their is are was were i'm
    we're you're they're very just also than as let's like so until whether""".split()
)
"""Words that no question rests on either. "Who are you waiting for" may."""
_GIVEN = frozenset("send give bring show hand walk tell".split())
_GIVEN_TO = frozenset({"me", "us", "them"})
_ERRANDS = frozenset(
    """send check call write put take bring ask look find restart roll join open close move set forward copy book
    schedule post publish page wake prepare draft""".split()
)
"""What somebody is to do after the call. Who asks for it can wait for the answer, and often adds by when."""
_POLITE = frozenset({"please", "just", "maybe", "perhaps", "kindly", "also"})
_RESTING = (
    "it is",
    "it was",
    "this is",
    "that is",
    "thank you",
    "you too",
    "so do i",
    "i am",
    "we are",
    "we will",
    "i will",
    "i do",
    "we do",
    "i have to",
)
"""Ends that look open and are not."""

_OPEN_OR_NOT = frozenset({"this", "that", "these", "those", "it", "on", "really"})
"""Words that statements rest on, and go on after, about as often."""
_CLOSED = frozenset(
    {"yes", "no", "okay", "right", "thanks", "exactly", "agreed", "done", "good", "sure", "goodbye", "understood"}
)
_CONTINUES = frozenset("on in at for with from of to into".split())
_FRAGMENT = 4
"""A sentence of so few words that begins with one of these belongs to the one before it."""
_BOTH = 2
_MIN_WORDS = 4
"""Fewer words than this, and the last one not a closed answer: can't tell."""

_SUBORDINATES = frozenset("if when because although though since unless before after while once until".split())
_SUBJECTS = frozenset(
    """i we you they he she it nobody everyone everybody somebody i'm we're you're they're it's i'll we'll you'll
    they'll i've we've that's there's don't let's""".split()
)
_LONGEST_SUBORDINATE = 10
_TOPICS = (
    "the thing that",
    "the problem that",
    "the reason that",
    "the question that",
    "what i",
    "what we",
    "all i",
)
"""Openings that promise an "is"."""
_LIST_ENDS = frozenset({"and", "then", "finally", "lastly", "last"})


def completeness(text: str) -> Completeness:
    """Judge the last clause of `text`: it asks for an answer, is closed, trails off, or there is no telling."""
    words = _words(text)
    if not words:
        return "unknown"
    asked = _asked_of_you(words)
    if _lacks_object(asked) or (_is_topic(words) and not asks_later(words)):
        return "trailing"  # whatever mark an ear puts there: "So what I would suggest?" is no question
    if asks(text, words):
        if words[-1] in _OPEN_QUESTION:
            return "trailing"
        return "complete" if _is_errand(asked) else "asks"
    if text.rstrip().endswith((",", "-", ":", ";", "...", "\u2026")) or _trails(words):
        return "trailing"
    if words[-1] in _OPEN_OR_NOT:
        return "unknown"
    if len(words) >= _MIN_WORDS or words[-1] in _CLOSED or " ".join(words[-2:]) in _RESTING:
        return "complete"
    return "unknown"


def _words(text: str) -> list[str]:
    """The words of the last sentence, lower case, nothing around them.

    "Tell me what you see. On the dashboard." is one sentence that an ear cut in two.
    """
    sentences = [part for part in re.split(r"(?<=[.?!])\s+", text.lower().strip().replace("\u2019", "'")) if part]
    parts = [re.findall(r"[a-z0-9][a-z0-9']*", part) for part in sentences[-2:]]
    one = len(parts) == _BOTH and not sentences[-2].endswith("?")
    if one and len(parts[1]) <= _FRAGMENT and parts[1][:1] and parts[1][0] in _CONTINUES:
        return parts[0] + parts[1]
    return parts[-1] if parts else []


def _trails(words: list[str]) -> bool:
    if any(" ".join(words).endswith(rest) for rest in _RESTING):
        return False
    return words[-1] in _TRAILING or _is_subordinate(words) or _is_list(words)


def _asked_of_you(words: list[str]) -> list[str]:
    """What stands behind "could you", without what is only polite; [] where nothing is asked like that."""
    clause = [word for word in _clause(words) if word not in _POLITE]
    asked = clause[:1] != [] and clause[0] in {"can", "could", "would", "will"} and clause[1:2] == ["you"]
    return clause[2:] if asked else []


def _is_errand(asked: list[str]) -> bool:
    """ "Could you send me the numbers": in the form of a question, and none."""
    return asked[:1] != [] and asked[0] in _ERRANDS


def _lacks_object(asked: list[str]) -> bool:
    """ "Could you send me": what is to be sent has not been said."""
    given_to = len(asked) == 2 and asked[1] in _GIVEN_TO
    return asked[:1] != [] and asked[0] in _GIVEN and (given_to or (len(asked) == 1 and asked[0] != "tell"))


def _clause(words: list[str]) -> list[str]:
    """`words` without what a clause merely begins with."""
    skipped = 0
    while skipped < len(words) and words[skipped] in LEADS:
        skipped += 1
    return words[skipped:]


def _is_subordinate(words: list[str]) -> bool:
    """ "If we roll back now": a condition, and nothing that follows from it."""
    clause = _clause(words)
    if len(clause) < 2 or clause[0] not in _SUBORDINATES or len(clause) > _LONGEST_SUBORDINATE:
        return False
    return sum(word in _SUBJECTS for word in clause) <= 1


def _is_topic(words: list[str]) -> bool:
    """ "The thing that worries me": announced, not said."""
    clause = _clause(words)
    plain = " ".join(word.split("'")[0] for word in clause)
    begun = f"{plain} ".startswith(tuple(f"{topic} " for topic in _TOPICS))
    return begun and not {"is", "was", "are"} & set(clause)


def _is_list(words: list[str]) -> bool:
    """ "First the database, second the payments": counting, and the last has not come."""
    clause = _clause(words)
    return clause[:1] in (["first"], ["firstly"]) and not _LIST_ENDS & set(clause[1:])
