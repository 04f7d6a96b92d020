"""How much a word tells. Everyday words of spoken English tell little about what a line is for."""

from __future__ import annotations

FUNCTION = frozenset(
    """a an the this that these those it its he she they them his her their there here i me my mine we us our you
    your yours is am are was were be been being do does did done doing have has had having will would shall should
    can could may might must and or but so if then than as of to in on at by for from with about into onto out up
    down off over under again not no nor too very just even also only some any each every all both more most other
    such own same because while until before after oh um uh er ah hmm well yeah yes okay now right please still
    really actually kind sort ever let got get getting gets one else""".split()
)
LIGHT = frozenset(
    """who whom whose what which when where why how go going goes went gone come comes coming came know knows knew
    need needs want wants wanted say says said tell tells told ask asks asked asking think thinks see look looks
    make makes made take takes took taken give gives gave put thing things something anything everything somebody
    someone anybody anyone everybody everyone nobody nothing people person guys way ways time times day today
    tonight tomorrow first next last back good bad big lot much many little long new old two three four five six
    seven eight nine ten twenty thirty forty fifty sixty seventy eighty ninety hundred thousand minute minutes hour
    hours whole use work works working happen happens happened happening sure talk keep keeps try trying call calls
    start started mean means enough""".split()
)
NUMBERS = frozenset(
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred""".split()
)
DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
ANYONE = frozenset("somebody someone anybody anyone nobody noone everybody everyone".split())
REASON = frozenset("why how".split())
SWAPPED = (NUMBERS, DAYS, ANYONE, REASON)
"""Words that stand for one another: another number, day, unnamed person. Denial is told elsewhere."""
_FUNCTION, _LIGHT, _FULL = 0.2, 0.5, 1.0


def weight(word: str) -> float:
    """How much one normalised word counts: 0.2 for function words, 0.5 for everyday ones, else 1."""
    if word in FUNCTION:
        return _FUNCTION
    return _LIGHT if word in LIGHT else _FULL
