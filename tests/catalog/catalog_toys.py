"""Small models, a store to put them in, and a web site that misbehaves when it is told to."""

from __future__ import annotations

import hashlib
import http.server
import re
from dataclasses import dataclass, field
from pathlib import Path

from desktop.catalog import Catalog, Model, ModelFile, Progress, Source

BODY = bytes(range(256)) * 4096
"""1 MB that is not all alike."""


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file_of(path: str, data: bytes) -> ModelFile:
    return ModelFile(path=path, bytes=len(data), sha256=sha(data))


def model_of(*sources: Source, name: str = "tiny", data: bytes = BODY, path: str = "model.bin") -> Model:
    return Model(
        id=name,
        role="persona",
        title=f"The {name} model",
        licence="MIT",
        main=path,
        files=(file_of(path, data),),
        sources=sources,
    )


@dataclass
class Site:
    """What the server serves and how it fails. `asked` holds (path, Range, If-Range) of each request."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    etag: str = '"one"'
    ranges: bool = True
    cut_after: int = -1
    cuts: int = 0
    redirects: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)

    def source(self, **members: str) -> Source:
        return Source(url=self.url, members=dict(members))


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        site = self.site
        wanted, if_range = self.headers.get("Range", ""), self.headers.get("If-Range", "")
        site.asked.append((self.path, wanted, if_range))
        if self.path in site.redirects:
            self._head(302, 0, {"Location": site.redirects[self.path]})
            return
        body = site.files.get(self.path)
        if body is None:
            self._head(404, 0)
            return
        start = self._start(wanted, if_range)
        if start >= len(body) > 0 and start:
            self._head(416, 0)
            return
        extra = {"ETag": site.etag} if site.etag else {}
        if start:
            extra["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        self._head(206 if start else 200, len(body) - start, extra)
        self._send(body[start:])

    def _start(self, wanted: str, if_range: str) -> int:
        asked = re.fullmatch(r"bytes=(\d+)-", wanted)
        if not asked or not self.site.ranges or (if_range and if_range != self.site.etag):
            return 0
        return int(asked[1])

    def _head(self, status: int, length: int, extra: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        for name, value in (extra or {}).items():
            self.send_header(name, value)
        self.end_headers()

    def _send(self, body: bytes) -> None:
        site = self.site
        if site.cuts > 0:
            site.cuts -= 1
            body = body[: site.cut_after]
            self.close_connection = True
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@dataclass
class Shelf:
    """A catalog of given models over an empty store, and everything its progress said."""

    root: Path
    shipped: Path
    machine: Path
    seen: list[Progress] = field(default_factory=list)

    def catalog(self, *models: Model) -> Catalog:
        return Catalog(models, self.shipped, self.root, (self.machine,))

    def fetch(self, model: Model, *, mend: bool = False) -> Path:
        return self.catalog(model).fetch(model.id, self.seen.append, mend=mend)

    def lines(self) -> list[str]:
        return [progress.message for progress in self.seen if progress.message]

    def part(self, name: str = "tiny") -> Path | None:
        return next((self.root / f"{name}.part").glob("*.part"), None)
