"""What an administrator sets for everybody on a machine: defaults, locks and rules, and who set them.

set_by = "Your IT department"
contact = "it@example.com"
[default]   # settings that a user may change
[locked]    # settings that nobody changes
[rules]     # see `Rules`
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_type_hints

import msgspec
from msgspec import Meta, inspect

from desktop import policyfile
from desktop.errors import UserError

_NOTHING: Mapping[str, object] = MappingProxyType({})
_SOMEBODY = "the administrator of this computer"
_LONGEST = 80
"""Characters of who set it that are shown."""
_KEYS = ("set_by", "contact", "default", "locked", "rules")
_MIRRORS = ("https://", "http://", "file://", "\\\\")


def _about(title: str, description: str) -> Meta:
    return Meta(title=title, description=description)


class Rules(msgspec.Struct, frozen=True):
    """What may be done on this machine at all. Each is open unless a policy closes it."""

    fetch_models: Annotated[
        Literal["anywhere", "mirror", "never"],
        _about("Fetching models", "From anywhere in the catalog, from `model_mirror` alone, or never."),
    ] = "anywhere"
    model_mirror: Annotated[
        str, _about("Mirror of models", "A URL that holds ID/PATH, asked before every other source.")
    ] = ""
    models_outside_catalog: Annotated[
        bool, _about("Using models that are not in the catalog", "Imported ones nobody but the user vouches for.")
    ] = True
    own_packs: Annotated[
        bool, _about("Using scenario packs that do not come with Steadyhand", "Installed, or named by their path.")
    ] = True
    exports: Annotated[
        bool, _about("Exporting calls", "Writing a call's review or sound where it is not encrypted.")
    ] = True
    sharing: Annotated[bool, _about("Sharing calls", "Writing a call into a sealed file for a coach.")] = True


OPEN = Rules()
CLOSED = Rules("never", "", False, False, False, False)
"""Every rule at its strictest: what a rule with a wrong value is taken for."""
UNREADABLE = msgspec.structs.replace(CLOSED, own_packs=True)
"""While nobody can tell what a policy says: nothing leaves or enters, and no review becomes unreadable."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A machine's policy, checked. `there`: the file exists; `readable`: it can be used.

    `ruled`: names of the rules that it sets; `problems`: sentences; `fix`: what an administrator does about them.
    """

    path: Path
    there: bool = False
    readable: bool = True
    who: str = _SOMEBODY
    defaults: Mapping[str, object] = field(default_factory=dict)
    locked: Mapping[str, object] = field(default_factory=dict)
    rules: Rules = OPEN
    ruled: frozenset[str] = frozenset()
    problems: tuple[str, ...] = ()
    fix: str = ""

    @property
    def reason(self) -> str:
        """Why something is locked, as a sentence."""
        if not self.readable:
            return f"Off until the policy file {self.path} is mended. Ask {self.who}."
        return f"Set by {self.who}."

    def require(self, rule: str) -> None:
        """Raise `UserError` where `rule` (on or off) forbids it, naming whom to ask."""
        if not getattr(self.rules, rule):
            raise self.refusal(rule)

    def refusal(self, rule: str) -> UserError:
        """The sentence for what `rule` forbids."""
        meta: Any = get_type_hints(Rules, include_extras=True)[rule].__metadata__[0]
        return UserError(f"{meta.title} is switched off on this computer.", self.asking)

    @property
    def asking(self) -> str:
        """What somebody can do who needs what is locked."""
        if not self.readable:
            return f"The policy file {self.path} can't be used; ask {self.who} to mend it."
        return f"This was set by {self.who}: ask them if you need it."

    @property
    def trouble(self) -> tuple[str, str]:
        """What is wrong with the file and what that means, each a sentence or two; ("", "") for a good one."""
        if not self.problems:
            return "", ""
        if not self.readable:
            return self.problems[0], (
                "Until an administrator mends it nobody can tell what it locks. So your voice is not kept, "
                "nothing is exported, shared or fetched, and models from outside the catalog are not used."
            )
        many = "a mistake" if len(self.problems) == 1 else f"{len(self.problems)} mistakes"
        return f"The policy file {self.path} has {many}.", f"{' '.join(self.problems)} The rest of it holds."

    @property
    def summary(self) -> str:
        """Which file, who set it, how much, in a line for whoever looks after the machine."""
        if not self.there:
            return f"none ({self.path})"
        if not self.readable:
            return self.problems[0]
        counts = (
            (len(self.locked), "setting locked", "settings locked"),
            (len(self.defaults), "default set", "defaults set"),
            (len(self.ruled), "rule", "rules"),
        )
        many = ", ".join(f"{count} {one if count == 1 else more}" for count, one, more in counts)
        return f"{self.path}, set by {self.who}: {many}"


NO_POLICY = Policy(Path())


def read(
    path: Path,
    declared: type[msgspec.Struct],
    refused: Mapping[str, object] = _NOTHING,
    *,
    owner: int | None,
) -> Policy:
    """The policy in `path` about the settings that `declared` has; what is wrong with it is in its `problems`.

    `refused`: a value of a setting that no policy may set. `owner`: as in `policyfile.content`.
    """
    try:
        document = tomllib.loads(policyfile.content(path, owner).decode())
    except FileNotFoundError:
        return Policy(path)
    except policyfile.NotTrusted as wrong:
        return _unreadable(path, declared, f"The policy file {path} can't be used: {wrong}.", wrong.fix)
    except (ValueError, RecursionError) as wrong:
        # Its text is not TOML, is not UTF-8, or is nested to break the reader.
        reason = str(wrong) if isinstance(wrong, tomllib.TOMLDecodeError) else "it is not a TOML text"
        return _unreadable(path, declared, f"The policy file {path} can't be read: {reason}.", "Mend the file.")
    return _Reader(declared, refused).policy(path, document)


def _unreadable(path: Path, declared: type[msgspec.Struct], problem: str, fix: str) -> Policy:
    """Nothing is known of what it locked. What protects privacy is held; the rest is the user's."""
    kept = {"keep_audio": False} if "keep_audio" in declared.__struct_fields__ else {}
    return Policy(path, True, False, locked=kept, rules=UNREADABLE, problems=(problem,), fix=fix)


class _Reader:
    """Takes a document apart, entry by entry: a wrong one does not take the others down."""

    def __init__(self, declared: type[msgspec.Struct], refused: Mapping[str, object]) -> None:
        self._declared, self._refused = declared, refused
        self._problems: list[str] = []

    def policy(self, path: Path, document: dict[str, Any]) -> Policy:
        who = self._who(document)
        locked = self._settings("locked", self._table(document, "locked"))
        defaults = self._settings("default", self._table(document, "default"))
        rules, ruled = self._rules(self._table(document, "rules"))
        self._unknown("", set(document) - set(_KEYS), _KEYS)
        return Policy(
            path=path,
            there=True,
            who=who,
            locked=MappingProxyType(locked),
            defaults=MappingProxyType({name: value for name, value in defaults.items() if name not in locked}),
            rules=rules,
            ruled=ruled,
            problems=tuple(self._problems),
            fix="Mend the file." if self._problems else "",
        )

    def _who(self, document: dict[str, Any]) -> str:
        name, contact = self._words(document, "set_by"), self._words(document, "contact")
        if name and contact:
            return f"{name} ({contact})"
        return name or contact or _SOMEBODY

    def _words(self, document: dict[str, Any], key: str) -> str:
        value = document.get(key, "")
        if not isinstance(value, str):
            self._problems.append(f"{key} is not a text, and is left out.")
            return ""
        shown = "".join(c if c.isprintable() else " " for c in value)
        return " ".join(shown.split())[:_LONGEST]

    def _table(self, document: dict[str, Any], key: str) -> dict[str, Any]:
        table = document.get(key, {})
        if not isinstance(table, dict):
            self._problems.append(f"{key} is not a table: write [{key}] on a line of its own.")
            return {}
        return table

    def _settings(self, section: str, table: dict[str, Any]) -> dict[str, object]:
        fields = self._declared.__struct_fields__
        self._unknown(section, table.keys() - set(fields), fields)
        found: dict[str, object] = {}
        for name in (name for name in fields if name in table):
            value, wrong = self._value(self._declared, name, table[name])
            if not wrong and name in self._refused and value == self._refused[name]:
                value, wrong = getattr(self._declared(), name), "no policy may set this"
            if wrong and section == "locked":
                wrong = f"{wrong}; it is locked as {_toml(value)}"
            if not wrong or section == "locked":
                found[name] = value
            if wrong:
                self._problems.append(f"{section}.{name} = {_toml(table[name])}: {wrong}.")
        return found

    def _rules(self, table: dict[str, Any]) -> tuple[Rules, frozenset[str]]:
        self._unknown("rules", table.keys() - set(Rules.__struct_fields__), Rules.__struct_fields__)
        found: dict[str, Any] = {}
        for name in (name for name in Rules.__struct_fields__ if name in table):
            found[name], wrong = self._value(Rules, name, table[name])
            if not wrong and name == "model_mirror" and found[name] and not found[name].startswith(_MIRRORS):
                found[name], wrong = "", "a mirror is a URL"
            if wrong:
                found[name] = getattr(CLOSED, name)
                self._problems.append(
                    f"rules.{name} = {_toml(table[name])}: {wrong}; it is taken as {_toml(found[name])}."
                )
        if found.get("fetch_models") == "mirror" and not found.get("model_mirror"):
            self._problems.append('rules.fetch_models is "mirror" without a model_mirror; it is taken as "never".')
            found["fetch_models"] = "never"
        return Rules(**found), frozenset(found)

    def _value(self, declared: type[msgspec.Struct], name: str, value: object) -> tuple[object, str]:
        """A value as its declaration wants it, or the built-in default and what is wrong."""
        try:
            return getattr(msgspec.convert({name: value}, declared), name), ""
        except msgspec.ValidationError:
            fields = inspect.type_info(declared).fields  # type: ignore[attr-defined]
            kind = next(field.type for field in fields if field.name == name)
            return getattr(declared(), name), f"it must be {_allowed(kind)}"

    def _unknown(self, section: str, names: set[str], known: Iterable[str]) -> None:
        for name in sorted(names):
            shown = "".join(c if c.isprintable() else " " for c in f"{section}.{name}".lstrip("."))[:_LONGEST]
            near = difflib.get_close_matches(name[:_LONGEST], known, n=1)
            meant = f" Did you mean {near[0]}?" if near else ""
            self._problems.append(f"{shown} is not known to this release, and is left out.{meant}")


def _allowed(kind: inspect.Type) -> str:
    """The values that a declared type takes, in plain words."""
    match kind:
        case inspect.Metadata():
            return _allowed(kind.type)
        case inspect.BoolType():
            return "true or false"
        case inspect.LiteralType():
            return f"one of {', '.join(_toml(value) for value in kind.values)}"
        case inspect.IntType() | inspect.FloatType():
            whole = "a whole number" if isinstance(kind, inspect.IntType) else "a number"
            if kind.ge is None:
                return whole
            span = f"of at least {kind.ge:g}" if kind.le is None else f"from {kind.ge:g} to {kind.le:g}"
            return f"{whole} {span}"
        case inspect.StrType():
            return "a text in quotes"
    return "another kind of value"


def _toml(value: object) -> str:
    """A value as it is written in the file, shortened."""
    shown = str(value).lower() if isinstance(value, bool) else repr(value).replace("'", '"')
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1]}…"
