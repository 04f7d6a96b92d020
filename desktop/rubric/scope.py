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
from desktop.rubric.word_classes import (
    ASKED,
    ASKING,
    AUXILIARY,
    CASES,
    DEMANDS,
    DISMISSING,
    ING,
    INVERTED,
    JOINS,
    ME,
    NAMING,
    NEGATORS,
    OBJECTS,
    PREDICATES,
    PREPOSITIONS,
    REASONS,
    STATED,
    SUBJECTS,
    TAKES_CLAUSE,
    TOLD,
    WISHES,
    YOU,
)

REACH = 9
"""Words before a window within which a denial or a report can govern it."""

_NEXT = 2
_HEAD = 4
"""Words of a stretch among which a denial of all of it begins."""
_SAYING = (
    r"ask(?:ing)?|say(?:ing)?|tell(?:ing)?|try(?:ing)?|suggest(?:ing)?|blam(?:e|ing)|accus(?:e|ing)|look(?:ing)?|"
    r"call(?:ing)?|claim(?:ing)?|offer(?:ing)?|put(?:ting)?|talk(?:ing)?|demand(?:ing)?|expect(?:ing)?|"
    r"pretend(?:ing)?|threaten(?:ing)?|promis(?:e|ing)|argu(?:e|ing)|question(?:ing)?|hold(?:ing)?|point(?:ing)?|"
    r"after|interested|convinced"
)
_DISOWNED = re.compile(
    r"\b(?:"
    rf"(?:i|we) (?:am|are|was|were) not (?:\w+ly |(?:here|trying|going|about|out) to )?(?:{_SAYING})|"
    r"(?:it|this|that) is not (?:that|about|as if|because|like|to do with|an? (?:case|matter|question) of)|"
    r"(?:is|has|have|got) nothing to do with|(?:does|do) not(?: really)? matter|"
    r"no need|there is no (?:need|reason|point|plan|question|way|rush|hurry|talk)|"
    r"(?:nobody|no one|noone) (?:is|was|will|has|needs|wants|thinks|expects|said|says|asked|asks|should|would)|"
    r"you (?:do|need) not (?:have|need|owe)|you (?:need not|neednt)|"
    r"(?:i|we) (?:do|would|could|can|did) not "
    r"(?:want|need|expect|care|think|believe|mean|plan|intend|ask|say|see why)|"
    r"(?:i|we) will not (?:be |ever )?(?:ask|say|tell|be|make|offer|demand|go|do)|do not count on|"
    r"(?:i|we) (?:am|are) (?:skipping|leaving out)|spare me|far from|hardly|by no means|the last thing|"
    r"never (?:said|asked|meant|agreed|thought))\b"
)
"""How people say that what follows is not what they say or want. Whether it is one line's point or another's
opposite can't be told from the form, so it makes a doubt, no veto."""

_PUT_OFF = re.compile(
    r"\b(?:(?:can|could|will|has to|have to|must) wait|another (?:day|time)|(?<!by )tomorrow|(?<!by )next week|"
    r"not (?:tonight|now)|later (?:on|today|this week|tonight)|(?:on|for) (?:mon|tues|wednes|thurs|fri)day|"
    r"for later|look at later|(?:when|once|after) this is over|in the (?:post mortem|review))\b"
)
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
    if tokens[at].opens or tokens[at - 1].text in JOINS:
        return True
    follows = tokens[at + 1].text if at + 1 < len(tokens) else ""
    subject = tokens[at].text in SUBJECTS and follows in AUXILIARY
    # Only a main clause turns the verb round: "what are the odds", but "I don't know what the odds are".
    question = tokens[at].text in ASKING and follows in INVERTED
    told = at > 1 and tokens[at - 1].text in TOLD and tokens[at - 2].text in TAKES_CLAUSE
    if subject and told:
        return False  # "not going to promise you | it will never happen again"
    if (subject or question) and tokens[at - 1].text not in TAKES_CLAUSE:
        return True
    # "that was not fair of me | take a breath": no ear wrote the full stop, but the first clause is complete.
    complete = at > 1 and tokens[at - 1].text in OBJECTS and tokens[at - 2].text in PREPOSITIONS
    return complete and tokens[at].text not in PREPOSITIONS


def denials(tokens: Sequence[Token], first: int, last: int) -> tuple[int, ...]:
    """Positions from `first` to `last` (exclusive) whose word denies what follows; a question's "not" does not.

    Of two denials the earlier one counts only where it governs the later: "I'm not saying nobody", "don't forget".
    """
    found: list[int] = []
    for at in reversed([at for at in range(first, last) if _denies(tokens, at)]):
        between = {token.text for token in tokens[at : found[0]]} if found else set()
        if not found or found[0] - at <= _NEXT or between & (TAKES_CLAUSE | CASES):
            found.insert(0, at)
    return tuple(found)


def _denies(tokens: Sequence[Token], at: int) -> bool:
    word = tokens[at].text
    if word in DISMISSING:
        return _dismisses(tokens, at)
    return word in NEGATORS and not _in_question(tokens, at) and not _interjected(tokens, at)


def _interjected(tokens: Sequence[Token], at: int) -> bool:
    """Whether this is a "no" of its own: "no, how did this pass staging"."""
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    return tokens[at].text == "no" and (
        follows is None or follows.opens != "" or follows.text in ASKING or follows.text in SUBJECTS
    )


def _dismisses(tokens: Sequence[Token], at: int) -> bool:
    following = tokens[at + 1].text if at + 1 < len(tokens) else ""
    match tokens[at].text:
        case "stop":
            return following.endswith("ing") and following in ING
        case "instead":
            return following == "of"
        case "rather":
            return following == "than"
    return True


def _in_question(tokens: Sequence[Token], at: int) -> bool:
    if any(token.text in REASONS for token in tokens[max(0, at - 4) : at]):
        return True
    follows = tokens[at + 1].text if at + 1 < len(tokens) else ""
    turned = tokens[at].text == "not" and at > 0 and tokens[at - 1].text in AUXILIARY and follows in ASKED
    # "it's not that they were late" has its subject before the verb; a tag has too, "we did that didn't we".
    stated = at > 1 and tokens[at - 2].text in SUBJECTS and not tokens[at - 1].opens and follows in STATED
    return turned and not stated


def disowned(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the words `first` to `last` begin by saying that what follows is not meant: "I'm not asking who"."""
    begin = clause_start(tokens, first)
    words = " ".join(token.text for token in tokens[begin:last])
    said = _DISOWNED.search(words)
    if said is None:
        return False
    at = begin + len(words[: said.start()].split())
    return at < first + _HEAD and not _in_question(tokens, at)


def put_off(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether the words `first` to `last` name a question only to put it off: "how it happened can wait".

    A question that is asked turns its verb round ("how did this happen") and is none, unless it is the subject of
    what puts it off: "how did this happen is a question for Thursday".
    """
    behind = [token.text for token in tokens[last : last + _NEXT + REACH]]
    if behind[:1] and behind[0] in PREDICATES and not tokens[last].opens and _PUT_OFF.search(" ".join(behind)):
        return True
    for at in range(max(0, first - _NEXT), last - 1):
        if tokens[at].text in NAMING and tokens[at + 1].text not in INVERTED:
            ends = (n for n in range(at + 1, min(at + _NAMED, len(tokens))) if tokens[n].opens)
            clause = [token.text for token in tokens[clause_start(tokens, at) : next(ends, at + _NAMED)]]
            return not DEMANDS & set(clause) and bool(_PUT_OFF.search(" ".join(clause)))
    return False


def owned(tokens: Sequence[Token], first: int, last: int, example: Sequence[Token]) -> bool:
    """Whether the speaker says of themselves what the example says of "you": "I should have caught this"."""
    meant = {token.text for token in example}
    said = {token.text for token in tokens[max(clause_start(tokens, first), first - _NEXT) : last]}
    return bool(meant & YOU) and not meant & ME and bool(said & ME) and not said & YOU


def reported(tokens: Sequence[Token], start: int) -> bool:
    """Whether what begins at `start` is somebody else's words or wish, or supposed: not said by the speaker."""
    if any(token.text in WISHES for token in tokens[max(0, start - 1) : start + 1]):
        return True
    return another_says(tokens, start, clause_start(tokens, start))
