"""The static tree: read once at start, named by content, compressed once, served from memory for ever.

The page takes its addresses, its import map and the map's hash for the CSP from here.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from pathlib import Path

from parlour.web.joining import joined

Scope = MutableMapping[str, object]
Receive = Callable[[], Awaitable[MutableMapping[str, object]]]
Send = Callable[[MutableMapping[str, object]], Awaitable[None]]
Header = tuple[bytes, bytes]

PREFIX = "/static/"
STYLESHEET = "parlour.css"
LATER = "later.css"
ENTRY = "js/main.js"
JOINED = "js/parlour.js"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
PACKED = {".png", ".woff2"}
ASKED = re.compile(rb'"(parlour/[^"\n]+\.js)"')
REFERENCE = re.compile(rb'"\.\./([^"]+)"')
NOSNIFF: Header = (b"x-content-type-options", b"nosniff")


@dataclass(frozen=True)
class Asset:
    """One file as it is sent; `packed` is its gzip form, absent where that would save nothing."""

    name: str
    url: str
    body: bytes
    packed: bytes | None
    etag: bytes
    kind: bytes

    @property
    def integrity(self) -> str:
        return "sha256-" + b64encode(hashlib.sha256(self.body).digest()).decode()


def asset_from(name: str, body: bytes) -> Asset:
    """Name `body` by its content and compress it where that helps."""
    stem, dot, suffix = name.rpartition(".")
    digest = hashlib.sha256(body).hexdigest()[:12]
    packed = None if dot + suffix in PACKED else gzip.compress(body, 9, mtime=0)
    if packed is not None and len(packed) >= len(body):
        packed = None
    url = f"{PREFIX}{stem}.{digest}.{suffix}"
    return Asset(name, url, body, packed, f'"{digest}"'.encode(), TYPES[dot + suffix].encode())


class Assets:
    """The files under `root` by name and by address; an ASGI application for everything below /static/."""

    def __init__(self, root: Path) -> None:
        self._by_name: dict[str, Asset] = {}
        late = (".css", ".webmanifest")  # they name other files, so those must have their addresses first
        for path in sorted(_files(root), key=lambda path: path.suffix in late):
            if path.suffix != ".css":
                self._add(path.relative_to(root).as_posix(), path.read_bytes())
        self._add(STYLESHEET, _stylesheet(root / "css"))
        self._add(LATER, _stylesheet(root / "css" / "later"))
        first = self._join()
        self._by_url = {asset.url: asset for asset in self._by_name.values()}
        self.import_map = self._import_map()
        self.import_map_hash = "sha256-" + b64encode(hashlib.sha256(self.import_map.encode()).digest()).decode()
        self.preloads = [self.url(name) for name in first]
        self.later = {"href": self.url(LATER), "integrity": self._by_name[LATER].integrity}

    def url(self, name: str) -> str:
        """Return the address of `name`: a path below the root, or one of the two joined stylesheets.

        `parlour.css` draws the chat as it is first seen, `later.css` what opens over it and the pages of the entrance.
        """
        return self._by_name[name].url

    def integrity(self, url: str) -> str:
        """Return what a preload must carry to count as the module that the import map names."""
        return self._by_url[url].integrity

    def _add(self, name: str, body: bytes) -> None:
        if name.endswith((".css", ".webmanifest")):
            body = REFERENCE.sub(lambda found: f'"{self.url(found[1].decode())}"'.encode(), body)
        self._by_name[name] = asset_from(name, body)

    def _import_map(self) -> str:
        """Lead names to files; a part of the joined module is named only if what is loaded later asks for it."""
        modules = {_specifier(name): asset for name, asset in self._by_name.items() if name.endswith(".js")}
        text = b"".join({asset.url: asset.body for asset in modules.values()}.values())
        asked = {word.decode() for word in ASKED.findall(text)}
        modules = {word: asset for word, asset in modules.items() if asset.name != JOINED or word in asked}
        return json.dumps(
            {
                "imports": {specifier: asset.url for specifier, asset in modules.items()},
                "integrity": {asset.url: asset.integrity for asset in modules.values()},
            },
            separators=(",", ":"),
        )

    def _join(self) -> list[str]:
        """Let one file stand for all modules of ours that the first paint needs; return the files that it takes."""
        if ENTRY not in self._by_name:
            return []
        names = {_specifier(name): name for name in self._by_name if name.endswith(".js")}
        ours = {word: self._by_name[name].body.decode() for word, name in names.items() if word.startswith("parlour/")}
        whole = joined(_specifier(ENTRY), ours)
        file = asset_from(JOINED, whole.text.encode())
        self._by_name.update((names[part], file) for part in whole.parts)
        return [ENTRY, *(names[word] for word in whole.needs)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asset = self._by_url.get(str(scope["path"]))
        if asset is None:
            await _refuse(send, 404, b"There is no such file.\n")
        elif scope["method"] not in ("GET", "HEAD"):
            await _refuse(send, 405, b"Only GET and HEAD are offered here.\n", (b"allow", b"GET, HEAD"))
        else:
            await _serve(send, asset, _headers(scope), bare=scope["method"] == "HEAD")


def _files(root: Path) -> Iterable[Path]:
    return (path for path in sorted(root.rglob("*")) if path.is_file() and path.suffix in TYPES)


def _stylesheet(folder: Path) -> bytes:
    """Return the stylesheets as one, the tokens first because their first line declares the layers."""
    parts = sorted(folder.glob("*.css"), key=lambda path: (path.name != "tokens.css", path.name))
    return b"\n".join(path.read_bytes() for path in parts)


def _specifier(name: str) -> str:
    folder, _, rest = name.partition("/")
    return rest.removesuffix(".js") if folder == "vendor" else f"parlour/{rest}"


def _headers(scope: Scope) -> dict[bytes, bytes]:
    found = scope["headers"]
    return dict(found) if isinstance(found, list | tuple) else {}


def _chosen(asset: Asset, accepted: bytes) -> tuple[bytes, list[Header]]:
    if asset.packed is not None and b"gzip" in accepted:
        return asset.packed, [(b"content-encoding", b"gzip")]
    return asset.body, []


async def _serve(send: Send, asset: Asset, asked: dict[bytes, bytes], *, bare: bool) -> None:
    head = [(b"cache-control", b"public, max-age=31536000, immutable"), (b"etag", asset.etag), NOSNIFF]
    head.append((b"cross-origin-resource-policy", b"same-origin"))
    if asset.packed is not None:
        head.append((b"vary", b"Accept-Encoding"))
    if asset.etag in asked.get(b"if-none-match", b""):
        return await _answer(send, 304, head, b"")
    body, extra = _chosen(asset, asked.get(b"accept-encoding", b""))
    head += [*extra, (b"content-type", asset.kind), (b"content-length", str(len(body)).encode())]
    return await _answer(send, 200, head, b"" if bare else body)


async def _refuse(send: Send, status: int, body: bytes, *extra: Header) -> None:
    head = [NOSNIFF, (b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await _answer(send, status, [*head, (b"cache-control", b"no-store"), *extra], body)


async def _answer(send: Send, status: int, headers: list[Header], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
