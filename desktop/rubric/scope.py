"""What the words around a window do to it: deny it, only report it, or put it off.

"Nobody is getting blamed" is not blame, "my boss kept asking whose fault this is" is somebody else's, "how it
happened can wait" asks for nothing now, and "why didn't anyone catch this" is blame although it says "not". These
are rules over a few closed classes of words, so the same line always gets the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from desktop.rubric.speech import another_says
from desktop.rubric.tokens import Token

REACH = 9
"""Words before a window within which a denial or a report can govern it."""

_NEXT = 2
ME = frozenset("i me my mine we us our ours".split())
YOU = frozenset("you your yours".split())

NEGATORS = frozenset("not no nobody none never neither nor without nothing noone".split())
_DISMISSING = frozenset("forget stop avoid skip instead rather".split())
_AUXILIARY = frozenset(
    "do does did is are was were am be has have had should could would can will must might need needs want wants "
    "know think mean".split()
)
_SUBJECTS = frozenset("i we you they he she it there this that somebody someone nobody everybody everyone".split())
_OBJECTS = frozenset("me us him them".split())
_TOLD = frozenset("me us him them you her".split())
_PREPOSITIONS = frozenset("of to for with on from by at".split())
_ASKED = frozenset("anyone anybody we you they there it this that somebody someone the our your any".split())
_STATED = frozenset("that the our your any".split())
_QUESTION = frozenset("why how".split())
_JOINS = frozenset("but because so and then though however".split())
_TAKES_CLAUSE = frozenset(
    "say saying said think thinking mean believe know care matter that if whether about who whose whom which what "
    "when where why how ask asking tell telling worry than promise".split()
)
_ASKING = frozenset("what how when why where".split())
_INVERTED = frozenset("do does did is are was were will would can could should have has had exactly".split())
_SPEECH = frozenset(
    "ask asks asked asking say says said saying tell tells told telling shout shouts shouted shouting wonder "
    "wonders wondered wondering yell yelled yelling scream screamed screaming".split()
)
_PUT_OFF = re.compile(
    r"\b(?:(?:can|could|will|has to|have to|must) wait|another (?:day|time)|(?<!by )tomorrow|(?<!by )next week|"
    r"not (?:tonight|now)|later (?:on|today|this week|tonight)|(?:on|for) (?:mon|tues|wednes|thurs|fri)day|"
    r"for later|look at later|(?:when|once|after) this is over|in the (?:post mortem|review))\b"
)
_NAMING = frozenset("what how when where why who whose which".split())
_DEMANDS = frozenset("tell explain know show idea understand".split())
"""Who says one of these wants an answer, by Thursday or now."""
_PREDICATES = frozenset("is can could will has must".split())
_WISHES = frozenset("wants needs demands expects".split())
"""Of somebody else, by their form: "Marcus wants a guarantee"."""
_NAMED = 12
"""So many words say what is put off, and to when."""


def clause_start(tokens: Sequence[Token], at: int) -> int:
    """Where the stretch of words that governs position `at` begins, at most `REACH` words before it."""
    first = at
    while first > 0 and at - first < REACH and not begins_clause(tokens, first):
        first -= 1
    return first


def begins_clause(tokens: Sequence[Token], at: int) -> bool:
    """Whether a new clause begins at `at`."""
    if tokens[at].opens or tokens[at - 1].text in _JOINS:
        return True
    follows = tokens[at + 1].text if at + 1 < len(tokens) else ""
    subject = tokens[at].text in _SUBJECTS and follows in _AUXILIARY
    # Only a main clause turns the verb round: "what are the odds", but "I don't know what the odds are".
    question = tokens[at].text in _ASKING and follows in _INVERTED
    told = at > 1 and tokens[at - 1].text in _TOLD and tokens[at - 2].text in _TAKES_CLAUSE
    if subject and told:
        return False  # "not going to promise you | it will never happen again"
    if (subject or question) and tokens[at - 1].text not in _TAKES_CLAUSE:
        return True
    # "that was not fair of me | take a breath": no ear wrote the full stop, but the first clause is complete.
    complete = at > 1 and tokens[at - 1].text in _OBJECTS and tokens[at - 2].text in _PREPOSITIONS
    return complete and tokens[at].text not in _PREPOSITIONS


def denials(tokens: Sequence[Token], first: int, last: int) -> tuple[int, ...]:
    """Positions from `first` to `last` (exclusive) whose word denies what follows; a question's "not" does not.

    Of two denials the earlier one counts only where it governs the later: "I'm not saying nobody", "don't forget".
    """
    found: list[int] = []
    for at in reversed([at for at in range(first, last) if _denies(tokens, at)]):
        if not found or found[0] - at <= _NEXT or any(t.text in _TAKES_CLAUSE for t in tokens[at : found[0]]):
            found.insert(0, at)
    return tuple(found)


def _denies(tokens: Sequence[Token], at: int) -> bool:
    word = tokens[at].text
    if word in _DISMISSING:
        return _dismisses(tokens, at)
    return word in NEGATORS and not _in_question(tokens, at) and not _interjected(tokens, at)


def _interjected(tokens: Sequence[Token], at: int) -> bool:
    """Whether this is a "no" of its own: "no, how did this pass staging"."""
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    return tokens[at].text == "no" and (
        follows is None or follows.opens != "" or follows.text in _ASKING or follows.text in _SUBJECTS
    )


def _dismisses(tokens: Sequence[Token], at: int) -> bool:
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    match tokens[at].text:
        case "stop":
            return following.endswith("ing") and following in _SPEECH
        case "instead":
            return following == "of"
        case "rather":
            return following == "than"
    return True


def _in_question(tokens: Sequence[Token], at: int) -> bool:
    if any(token.text in _QUESTION for token in tokens[max(0, at - 4) : at]):
        return True
    follows = tokens[at + 1].text if at + 1 < len(tokens) else ""
    turned = tokens[at].text == "not" and at > 0 and tokens[at - 1].text in _AUXILIARY and follows in _ASKED
    # "it's not that they were late" has its subject before the verb; a tag has too, "we did that didn't we".
    stated = at > 1 and tokens[at - 2].text in _SUBJECTS and not tokens[at - 1].opens and follows in _STATED
    return turned and not stated


def put_off(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the words `first` to `last` name a question only to put it off: "how it happened can wait".

    A question that is asked turns its verb round ("how did this happen") and is none, unless it is the subject of
    what puts it off: "how did this happen is a question for Thursday".
    """
    behind = [token.text for token in tokens[last : last + _NEXT + REACH]]
    if behind[:1] and behind[0] in _PREDICATES and not tokens[last].opens and _PUT_OFF.search(" ".join(behind)):
        return True
    for at in range(max(0, first - _NEXT), last - 1):
        if tokens[at].text in _NAMING and tokens[at + 1].text not in _INVERTED:
            ends = (n for n in range(at + 1, min(at + _NAMED, len(tokens))) if tokens[n].opens)
            clause = [token.text for token in tokens[clause_start(tokens, at) : next(ends, at + _NAMED)]]
            return not _DEMANDS & set(clause) and bool(_PUT_OFF.search(" ".join(clause)))
    return False


def owned(tokens: Sequence[Token], first: int, last: int, example: Sequence[Token]) -> bool:
    """Whether the speaker says of themselves what the example says of "you": "I should have caught this"."""
    meant = {token.text for token in example}
    said = {token.text for token in tokens[max(clause_start(tokens, first), first - _NEXT) : last]}
    return bool(meant & YOU) and not meant & ME and bool(said & ME) and not said & YOU


def reported(tokens: Sequence[Token], start: int) -> bool:
    """Whether what begins at `start` is somebody else's words or wish, or supposed: not said by the speaker."""
    if any(token.text in _WISHES for token in tokens[max(0, start - 1) : start + 1]):
        return True
    return another_says(tokens, start, clause_start(tokens, start))
