"""Whose words a stretch of words is: the speaker's, or somebody else's that the speaker only passes on.

The subject of the verb of speech decides: "my boss kept asking whose fault this is" is the boss's, "I said whose
fault is this" is the speaker's. So are orders, "tell me who did this". What the speaker only supposes ("if I told
you it's nothing"), refuses to say, or takes from a book or a film, is not said either.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from desktop.rubric.tokens import Token
from desktop.rubric.word_classes import (
    ANSWERS,
    ASKING,
    BE,
    BETWEEN,
    CASE,
    CAUSES,
    CLAUSE_SUBJECTS,
    DENYING,
    DETERMINERS,
    GOES,
    HANDING,
    HEARD,
    HELPING,
    HIM,
    IMAGINED,
    ING,
    JOINING,
    LEAD_IN,
    LETS,
    ME,
    MODALS,
    NOMINATIVE,
    OCCASION,
    OPEN,
    OPENING,
    OTHERS,
    PASSIVE,
    PAST,
    PLAIN,
    QUOTING,
    SAYINGS,
    SOURCES,
    SPEAKER,
    SPEECH,
    STOPS,
    THIRD,
    WRONG,
)

_REACH = 9
"""Words before a verb among which its subject stands, and before a window among which its verb does."""
_FRAME = 14
"""Words before a verb among which an "if" or an "imagine" can frame it."""
_BEHIND = 14
"""Words from the begin of a window among which "he'd go" can close it."""
_PLURAL = ("s", "men", "people", "children")


def another_says(tokens: Sequence[Token], start: int, first: int) -> bool:
    """Whether what begins at `start` is not said by the speaker; its own clause begins at `first`."""
    return (
        _closed_by_another(tokens, start)
        or _from_a_source(tokens, start)
        or _passed_on(tokens, start, first)
        or _refused(tokens, start, first)
    )


def _closed_by_another(tokens: Sequence[Token], start: int) -> bool:
    """Whether "he'd go" or "she said" ends the sentence."""
    end = next((n for n in range(start + 1, len(tokens)) if tokens[n].opens == "."), len(tokens))
    if end - start > _BEHIND or tokens[end - 1].text not in PAST | THIRD | GOES:
        return False
    verb = end - 1
    subject = verb - 2 if tokens[verb - 1].text == "would" else verb - 1
    return subject > start and tokens[subject].text in OTHERS


def _from_a_source(tokens: Sequence[Token], start: int) -> bool:
    """Whether a book, a film or a poster holds the words: "a chapter called", "the handbook has a line like"."""
    if start < 2:
        return False
    last = tokens[start - 1].text
    before = _words(tokens, _sentence(tokens, start, _REACH), start - 1)
    if last in SAYINGS and before[-1:] == ["the"] and (last in ("words", "phrase") or not SPEAKER & set(before)):
        return True
    if last == "was" and ("heard" in before or (SAYINGS & set(before) and not ME & set(before))):
        return True  # "the old manager's line was", "the first thing I heard was"
    if last in ANSWERS:
        return "textbook" in before
    return last in QUOTING and bool(SOURCES & set(before)) and not SPEAKER & set(before)


def _passed_on(tokens: Sequence[Token], start: int, first: int) -> bool:
    """Whether the verb of speech before `start` is another's, or stands itself in what another says."""
    verb = _verb_before(tokens, start, first)
    if verb is None:
        return False
    subject = _subject(tokens, verb)
    begin = verb if subject is None else subject
    while begin > 0 and not tokens[begin].opens and tokens[begin - 1].text in MODALS | ASKING | DENYING:
        begin -= 1
    return _anothers(tokens, verb, subject) or _passed_on(tokens, begin, begin)


def _verb_before(tokens: Sequence[Token], start: int, first: int) -> int | None:
    """The nearest verb of speech that reaches `start`: in its clause, or with only to whom and when between."""
    for verb in range(start - 1, max(-1, start - 1 - _REACH), -1):
        if tokens[verb + 1].opens == "." or (tokens[verb + 1].opens and verb + 1 < start):
            return None
        if _speaks(tokens, verb, start) and (verb >= first or _reaches(tokens, verb, start)):
            return verb
    return None


def _speaks(tokens: Sequence[Token], verb: int, start: int) -> bool:
    word, before = tokens[verb].text, tokens[verb - 1].text if verb else ""
    if word in OPENING:
        return tokens[start - 1].text == "with" and verb < start - 1
    if word == "called":
        return before in ("have", "had")
    if word.startswith("ask") and verb + 1 < start and tokens[verb + 1].text in ("for", "after"):
        return False
    if word == "read":
        return tokens[verb + 1].text == "out"
    if word in GOES:
        return verb == start - 1 and before in ("he", "she")
    return word in SPEECH


def _reaches(tokens: Sequence[Token], verb: int, start: int) -> bool:
    """Whether only to whom, when and how it is said stands between, or the subject of what is said."""
    end = start - 1 if tokens[start - 1].text in HELPING else start
    end = end - 1 if tokens[end - 1].text in CLAUSE_SUBJECTS else start
    return all(_is_between(tokens, verb, at) for at in range(verb + 1, end))


def _is_between(tokens: Sequence[Token], verb: int, at: int) -> bool:
    word, before = tokens[at].text, tokens[at - 1].text
    customers = at == verb + 1 and word.endswith("s")
    return word in BETWEEN or word in DETERMINERS or before in DETERMINERS or customers


def _subject(tokens: Sequence[Token], verb: int) -> int | None:
    """Where the subject of a verb of speech stands, the verb's own place for a noun, None for an order."""
    first = _sentence(tokens, verb, _REACH)
    at = _helped(tokens, first, verb)
    joined = at >= first and tokens[at].text in JOINING
    named = False
    for n in range(at, first - 1, -1):
        word = tokens[n].text
        if word in NOMINATIVE and not (joined and _is_object(tokens, n)):
            return n
        if word in DETERMINERS and not joined:
            return _noun(tokens, first, verb, at)
        named = named or word not in LEAD_IN
    return _noun(tokens, first, verb, at) if named else None


def _is_object(tokens: Sequence[Token], at: int) -> bool:
    """Whether a "you" or "it" is the object of the word before it: "they teach you", "they want it"."""
    return tokens[at].text in ("you", "it") and at > 0 and tokens[at - 1].text in HANDING


def _noun(tokens: Sequence[Token], first: int, verb: int, before: int) -> int | None:
    """The place that stands for a noun as the subject, None where the verb is an order behind another sentence."""
    if tokens[verb].text not in PLAIN | OPEN:
        return verb
    words = _words(tokens, first, verb)
    if tokens[before].text in ("and", "or"):
        return verb if {"to", "would"} & set(words) else None
    plural = tokens[before].text.endswith(_PLURAL)
    governed = bool({"to", *MODALS} & set(_words(tokens, before, verb))) or bool(CAUSES & set(words))
    return verb if plural or governed else None


def _anothers(tokens: Sequence[Token], verb: int, subject: int | None) -> bool:
    """Whether the verb at `verb` has a subject other than the speaker, or the speaker only supposes it."""
    if subject is None or tokens[verb - 1].text == "for":
        return False
    inside = _words(tokens, subject, verb)
    if LETS & set(_words(tokens, max(0, verb - 2), verb)):
        return False
    if tokens[verb].text in PASSIVE and tokens[verb - 1].text in BE:
        return True
    heard = tokens[verb].text in ING and tokens[verb - 1].text in HIM
    if subject == verb or tokens[subject].text in OTHERS or heard:
        return True
    if tokens[subject].text == "you":
        occasion = subject > 0 and tokens[subject - 1].text in OCCASION
        handed = subject > 1 and tokens[subject - 1].text == "that" and tokens[subject - 2].text in HEARD
        return not occasion and (handed or _you_said(tokens, verb, inside))
    if tokens[subject].text == "it":
        return tokens[verb].text in THIRD | PAST or bool(WRONG & set(inside)) or "me" not in inside
    return "used" in inside or inside[1:3] == ["would", "have"] or _supposed(tokens, subject, verb)


def _you_said(tokens: Sequence[Token], verb: int, inside: Sequence[str]) -> bool:
    """Whether "you" did say it, or wants it said; "can you tell me" and "you should have told me" are neither."""
    if tokens[verb].text in PAST:
        return not {"should", "could", "might"} & set(inside)
    return inside[-2:] in (["me", "to"], ["us", "to"])


def _supposed(tokens: Sequence[Token], subject: int, verb: int) -> bool:
    """Whether the speaker says it only in a case that is not so: "if I told you", "if I were him I'd say"."""
    words = _words(tokens, _sentence(tokens, subject, _FRAME), verb)
    if any(word in IMAGINED and follows in CASE for word, follows in pairwise(words)):
        return True
    if "if" not in words:
        return False
    case = words[len(words) - words[::-1].index("if") :]
    past = tokens[verb].text in PAST and not {"have", "has"} & set(case)
    unreal = case[1:2] in (["were"], ["was"]) and case[2:3] != ["you"] and "would" in case
    return past or unreal


def _refused(tokens: Sequence[Token], start: int, first: int) -> bool:
    """Whether the speaker will not say it, denied outside its clause: "I won't stand here and say"."""
    verb = _verb_before(tokens, start, first)
    if verb is None or (verb + 1 < len(tokens) and tokens[verb + 1].text == "me"):
        return False
    subject = _subject(tokens, verb)
    if subject is None:
        return verb > 1 and tokens[verb - 1].text == "not" and tokens[verb - 2].text == "do" and verb - 1 < first
    if tokens[subject].text not in SPEAKER:
        return False
    return any(tokens[n].text in DENYING and n < first for n in range(subject, verb))


def _helped(tokens: Sequence[Token], first: int, verb: int) -> int:
    """The last word before a verb that is neither a helping verb nor an adverb."""
    at = verb - 1
    while at >= first and tokens[at].text in HELPING:
        at -= 1
    return at


def _sentence(tokens: Sequence[Token], at: int, reach: int) -> int:
    """Where the words begin, at most `reach` of them, that belong to one sentence with the word at `at`."""
    first = at
    while first > 0 and at - first < reach and tokens[first].opens != "." and tokens[first - 1].text not in STOPS:
        first -= 1
    return first


def _words(tokens: Sequence[Token], first: int, last: int) -> list[str]:
    return [token.text for token in tokens[first:last]]
