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
YEAR = 365 * 24 * 3600  # seconds


class Headers:
    """ASGI: adds to every answer of `app` what it does not say itself."""

    def __init__(self, app: App, settings: Settings, assets: Assets) -> None:
        self._app = app
        found = headers_for(settings, assets)
        self._headers = [(name.lower().encode(), value.encode()) for name, value in found.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def add(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                present = [(bytes(name).lower(), value) for name, value in message.get("headers", ())]
                names = {name for name, _ in present}
                message["headers"] = present + [pair for pair in self._headers if pair[0] not in names]
            await send(message)

        await self._app(scope, receive, add if scope["type"] == "http" else send)


def headers_for(settings: Settings, assets: Assets) -> dict[str, str]:
    """Return the headers by name."""
    found = {
        "Content-Security-Policy": content_policy(assets),
        "X-Content-Type-Options": "nosniff",
        # Not no-referrer: by plain http it is what shows that a polling handshake comes from our own page.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FEATURES),
        "Cache-Control": "no-store",
    }
    if settings.secure:
        found["Strict-Transport-Security"] = f"max-age={YEAR}"
    return found


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
