"""Files from a web server or a share: resumed, checked on the way, and given up quickly when nobody answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec

from desktop.catalog.files import OnBytes, SourceFailed, copy, stop_if
from desktop.catalog.models import IsCancelled

CONNECT_S = 4.0
READ_S = 30.0
ATTEMPTS = 5
"""Cut connections in a row that are mended by resuming, as long as each brought some bytes."""
_CHUNK = 1 << 16
_RESTART = 416


class _Cut(Exception):
    """The connection ended before the file did."""


class _Mark(msgspec.Struct, frozen=True):
    """What a `.part` file was begun from; `validator` is the server's strong ETag or its date."""

    url: str
    validator: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file to download: into `part`, `bytes` long (0: not known)."""

    url: str
    part: Path
    bytes: int


class Web:
    """The connections of one fetch. Hosts that can't be reached are remembered and not asked again."""

    def __init__(self) -> None:
        import requests  # slow to load, and most starts of the app fetch nothing

        self._session = requests.Session()
        self._timeout, self._wrong = requests.Timeout, requests.RequestException
        self._session.headers["Accept-Encoding"] = "identity"
        self._unreachable: set[str] = set()

    def close(self) -> None:
        """Close every connection."""
        self._session.close()

    def download(self, wanted: Wanted, on_bytes: OnBytes, cancelled: IsCancelled) -> bool:
        """Fill `wanted.part`, from where it stopped if the server allows; whether it went on from there.

        `on_bytes` gets bytes as they arrive, a negative count when bytes are thrown away. Raises `SourceFailed`.
        """
        resumed = False
        for _attempt in range(ATTEMPTS):
            before = _size(wanted.part)
            try:
                return self._once(wanted, on_bytes, cancelled) or resumed
            except _Cut as cut:
                if _size(wanted.part) <= before:
                    raise SourceFailed(f"the connection was cut: {cut}") from cut
                resumed = True
        raise SourceFailed(f"the connection was cut {ATTEMPTS} times")

    def _once(self, wanted: Wanted, on_bytes: OnBytes, cancelled: IsCancelled) -> bool:
        have = _resumable(wanted, on_bytes)
        if wanted.bytes and have == wanted.bytes:
            return True
        with self._answer(wanted, have) as response:
            if response.status_code == _RESTART or (have and not _continues(response, have)):
                _forget(wanted.part, on_bytes)
                have = 0
            if response.status_code == _RESTART:
                return self._once(wanted, on_bytes, cancelled)
            _check_length(response, wanted, have)
            _mark(wanted).write_bytes(msgspec.json.encode(_Mark(wanted.url, _validator(response))))
            self._receive(response, wanted, have, on_bytes, cancelled)
        return have > 0

    @contextmanager
    def _answer(self, wanted: Wanted, have: int) -> Iterator[Any]:
        host = urlsplit(wanted.url).netloc
        if host in self._unreachable:
            raise SourceFailed(f"{host} can't be reached")
        headers = {"Range": f"bytes={have}-"} if have else {}
        validator = _read_mark(wanted).validator
        if have and validator:
            headers["If-Range"] = validator
        try:
            response = self._session.get(wanted.url, headers=headers, stream=True, timeout=(CONNECT_S, READ_S))
        except self._timeout:
            self._unreachable.add(host)
            raise SourceFailed(f"{host} does not answer") from None
        except self._wrong as wrong:
            self._unreachable.add(host)
            raise SourceFailed(f"{host} can't be reached ({type(wrong).__name__})") from wrong
        with response:
            _check_status(response, wanted.url)
            yield response

    def _receive(
        self, response: Any, wanted: Wanted, have: int, on_bytes: OnBytes, cancelled: IsCancelled
    ) -> None:
        with wanted.part.open("ab") as target:
            try:
                for chunk in response.iter_content(_CHUNK):
                    stop_if(cancelled)
                    have += len(chunk)
                    if wanted.bytes and have > wanted.bytes:
                        raise SourceFailed(f"the server sends more than the {wanted.bytes} bytes published")
                    target.write(chunk)
                    on_bytes(len(chunk))
            except self._wrong as wrong:
                raise _Cut(type(wrong).__name__) from wrong
        if wanted.bytes and have < wanted.bytes:
            raise _Cut(f"{wanted.bytes - have} bytes are missing")


def copy_local(wanted: Wanted, on_bytes: OnBytes, cancelled: IsCancelled) -> None:
    """Copy from a `file://` or UNC path into `wanted.part`. Raises `SourceFailed` when it can't be read."""
    path = local_path(wanted.url)
    try:
        source = path.open("rb")
    except OSError as wrong:
        raise SourceFailed(f"{path} can't be read ({wrong.strerror})") from wrong
    with source, wanted.part.open("wb") as target:
        copy(source, target, wanted.bytes or 1 << 40, on_bytes, cancelled)


def is_local(url: str) -> bool:
    """Whether `url` names a file on this machine or on a share."""
    return url.startswith(("file://", "\\\\"))


def local_path(url: str) -> Path:
    """The path that a `file://` URL or a UNC path names. file://server/share becomes the share's path."""
    if not url.startswith("file://"):
        return Path(url)
    parts = urlsplit(url)
    from urllib.request import url2pathname  # with a client for HTTP, which no start needs

    path = url2pathname(parts.path)
    return Path(f"//{parts.netloc}{path}") if parts.netloc not in ("", "localhost") else Path(path)


def _check_status(response: Any, url: str) -> None:
    if url.startswith("https://") and not response.url.startswith("https://"):
        raise SourceFailed("the server redirects to an address without encryption")
    if response.status_code not in (200, 206, _RESTART):
        raise SourceFailed(f"{urlsplit(url).netloc} answered {response.status_code} {response.reason}")


def _check_length(response: Any, wanted: Wanted, have: int) -> None:
    length = response.headers.get("Content-Length", "")
    if wanted.bytes and length.isdigit() and have + int(length) != wanted.bytes:
        raise SourceFailed(f"the server has {have + int(length)} bytes where {wanted.bytes} were published")


def _continues(response: Any, have: int) -> bool:
    start = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    return response.status_code == 206 and start is not None and int(start[1]) == have


def _validator(response: Any) -> str:
    # If-Range takes strong ETags only; a weak one says no more than a date.
    etag: str = response.headers.get("ETag", "")
    date: str = response.headers.get("Last-Modified", "")
    return etag if etag.startswith('"') else date


def _resumable(wanted: Wanted, on_bytes: OnBytes) -> int:
    have = _size(wanted.part)
    too_long = wanted.bytes and have > wanted.bytes
    if have and (too_long or _read_mark(wanted).url != wanted.url):
        _forget(wanted.part, on_bytes)
        return 0
    return have


def _forget(part: Path, on_bytes: OnBytes) -> None:
    on_bytes(-_size(part))
    part.unlink(missing_ok=True)


def _size(part: Path) -> int:
    return part.stat().st_size if part.exists() else 0


def _mark(wanted: Wanted) -> Path:
    return wanted.part.with_name(f"{wanted.part.name}.from")


def _read_mark(wanted: Wanted) -> _Mark:
    try:
        return msgspec.json.decode(_mark(wanted).read_bytes(), type=_Mark)
    except (OSError, msgspec.MsgspecError):
        return _Mark(url="")
