"""The headers that every answer carries, whoever made it: pages, API, files, the Socket.IO polling."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from parlour.settings import Settings
from parlour.web.assets import Assets

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICIES = ("lit-html", "parlour-message")  # Trusted Types: who may turn text into elements
FEATURES = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")
NOTHING = "default-src 'none'; frame-ancestors 'none'"
YEAR = 365 * 24 * 3600  # seconds


class Headers:
    """ASGI: adds to every answer of `app` what it does not say itself."""

    def __init__(self, app: App, settings: Settings, assets: Assets) -> None:
        self._app = app
        self._of_pages = _encoded(headers_for(settings, assets))
        self._of_files = _encoded(headers_for(settings, None))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def add(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                present = {bytes(name).lower(): bytes(value) for name, value in message.get("headers", ())}
                is_page = present.get(b"content-type", b"").startswith(b"text/html")
                added = self._of_pages if is_page else self._of_files
                own = list(message.get("headers", ()))
                message["headers"] = own + [pair for pair in added if pair[0] not in present]
            await send(message)

        await self._app(scope, receive, add if scope["type"] == "http" else send)


def headers_for(settings: Settings, assets: Assets | None) -> dict[str, str]:
    """Return the headers by name: of pages, or without `assets` of everything else."""
    found = {
        "Content-Security-Policy": content_policy(assets) if assets else NOTHING,
        "X-Content-Type-Options": "nosniff",
        # Not no-referrer: by plain http it is what shows that a polling handshake comes from our own page.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    if assets:
        found["Cross-Origin-Opener-Policy"] = "same-origin"
        found["Permissions-Policy"] = ", ".join(f"{feature}=()" for feature in FEATURES)
    if settings.secure:
        found["Strict-Transport-Security"] = f"max-age={YEAR}"
    return found


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def content_policy(assets: Assets) -> str:
    """Return the Content-Security-Policy: our own files, the import map by its hash, and nothing else."""
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' '{assets.import_map_hash}'",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "object-src": "'none'",
        "frame-ancestors": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": " ".join(POLICIES),
    }
    return "; ".join(f"{rule} {value}" for rule, value in rules.items())
