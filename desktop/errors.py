"""The error tree.

Three kinds reach a person: `Cancelled` (they asked for it), `UserError` (says what to do), and everything
else, which is a bug. `EngineError` and its children are caught by the rehearsal, which degrades and goes on.
"""


class SteadyhandError(Exception):
    """Base of every error this application raises on purpose."""


class Cancelled(SteadyhandError):
    """The person stopped the work. Never shown as a failure."""


class UserError(SteadyhandError):
    """Something a person can mend: one clear sentence, and what to do about it."""

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message if not fix else f"{message} {fix}")
        self.message = message
        self.fix = fix


class NoLoudspeaker(UserError):
    """There is nothing to hear a call with: what is said in it can only be read."""


class Overtaken(SteadyhandError):
    """What a writer had read is not so any more, so it wrote nothing. Caught by who can read it anew."""


class NotThere(UserError):
    """What was asked for is not stored here, or not any more."""


class EngineError(SteadyhandError):
    """An engine's call did not give a result."""


class EngineFailed(EngineError):
    """The engine answered with an error of its own; its process lives on."""


class EngineDied(EngineError):
    """The engine's process ended before it answered."""


class EngineTimeout(EngineError):
    """The engine did not answer before its deadline; its process was ended."""


class EngineCancelled(EngineError):
    """The caller gave up before the engine began."""


class EngineUnavailable(EngineError):
    """The engine can't be started, or its circuit breaker is open."""
