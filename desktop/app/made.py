"""Parts that are made when they are first asked for: what they load would keep the window waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar, overload

_Whole = TypeVar("_Whole")
_Part = TypeVar("_Part")


class made_once(Generic[_Whole, _Part]):  # noqa: N801 - used as a decorator
    """A property that is made at its first use, by whichever thread comes first; others wait for it."""

    def __init__(self, make: Callable[[_Whole], _Part]) -> None:
        self._make = make
        self._lock = threading.RLock()
        self.__doc__ = make.__doc__

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, whole: None, owner: type) -> made_once[_Whole, _Part]: ...

    @overload
    def __get__(self, whole: _Whole, owner: type) -> _Part: ...

    def __get__(self, whole: _Whole | None, owner: type) -> _Part | made_once[_Whole, _Part]:
        if whole is None:
            return self
        with self._lock:
            if not self.is_made(whole):
                vars(whole)[self._name] = self._make(whole)
            part: _Part = vars(whole)[self._name]
            return part

    def is_made(self, whole: _Whole) -> bool:
        """Whether `whole` has it already."""
        return self._name in vars(whole)
