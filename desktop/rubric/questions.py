"""Questions in a text, with or without punctuation, open or closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.rubric.tokens import Token, tokens_of

_OPEN = frozenset("what how why which who whose where when".split())
_VERBS = frozenset("do does did is are am was were will would can could shall should have has had".split())
_SUBJECTS = frozenset(
    "i we you they he she it there this that these those anyone anybody someone somebody everyone everybody the "
    "your our my".split()
)
_TAKES_QUESTION = frozenset(
    "know care matter ask asking asked say tell wonder about understand explain see sure that is of to".split()
)
_LEAD_IN = frozenset("and so but okay then well or because please yes yeah no".split())
_NOUN_BETWEEN = frozenset("how which whose".split())
_NOUNS = 3
_BETWEEN = frozenset("exactly else kind of time".split())


@dataclass(frozen=True, slots=True)
class Question:
    """A question that begins at character `start`. `open` ones can't be answered with yes or no."""

    start: int
    open: bool


def questions_in(text: str) -> tuple[Question, ...]:
    """Every question in `text`: by its question mark, or by its first words where an ear wrote no marks."""
    questions: list[Question] = []
    for sentence, marked in _sentences(text):
        starts = [Question(sentence[at].start, is_open) for at, is_open in _starts(sentence)]
        if marked and not starts:
            starts = [Question(sentence[0].start, any(token.text in _OPEN for token in sentence[:2]))]
        questions.extend(starts)
    return tuple(questions)


def _sentences(text: str) -> list[tuple[list[Token], bool]]:
    """The tokens of each sentence, and whether it ends with a question mark."""
    sentences: list[list[Token]] = []
    for token in tokens_of(text):
        if token.opens == "." or not sentences:
            sentences.append([])
        sentences[-1].append(token)
    ends = [each[0].start for each in sentences[1:]] + [len(text)]
    return [(each, "?" in text[each[-1].end : end]) for each, end in zip(sentences, ends, strict=True)]


def _starts(tokens: Sequence[Token]) -> list[tuple[int, bool]]:
    found: list[tuple[int, bool]] = []
    for at, token in enumerate(tokens):
        before = tokens[at - 1].text if at else ""
        if token.text in _OPEN and before not in _TAKES_QUESTION and _turned_round(tokens, at):
            found.append((at, True))
        elif token.text in _VERBS and (not before or token.opens or before in _LEAD_IN) and _asks(tokens, at):
            found.append((at, False))
    return found


def _turned_round(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb follows the question word: "what are", "how likely is"; but not "what matters now is"."""
    following = [token.text for token in tokens[at + 1 : at + 2 + _NOUNS]]
    for number, word in enumerate(following):
        if word in _VERBS:
            return True
        if word not in _BETWEEN and (tokens[at].text not in _NOUN_BETWEEN or (number == 0 and word in _SUBJECTS)):
            return False
    return False


def _asks(tokens: Sequence[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].text in _SUBJECTS
