"""Whether a request comes from our own pages: browsers tell the truth about that, and only they hold cookies."""

from __future__ import annotations

from typing import Protocol
from urllib.parse import urlsplit

from parlour.settings import Settings
from parlour.web.cookies import SESSION_NAMES

PORTS = {"http": 80, "https": 443}


class Headers(Protocol):
    """Headers by their names in small letters."""

    def get(self, name: str, /) -> str | None: ...


def origin_allowed(headers: Headers, settings: Settings) -> bool:
    """Tell whether a handshake may go on: not from another site, and with our cookie only when shown to be from ours.

    A same-origin GET has no Origin, and by plain http no Sec-Fetch-Site either: then its Referer shows it.
    """
    if is_foreign(headers, settings):
        return False
    shown = headers.get("origin") or headers.get("referer") or headers.get("sec-fetch-site") == "same-origin"
    return bool(shown) or not _has_cookie(headers)


def is_foreign(headers: Headers, settings: Settings) -> bool:
    """Tell whether any header says that another site made the request."""
    if headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        return True
    told = headers.get("origin") or headers.get("referer")
    return bool(told) and not _is_ours(told or "", headers, settings)


def _is_ours(address: str, headers: Headers, settings: Settings) -> bool:
    found = _origin_of(address)
    if settings.public_url:
        return found == _origin_of(settings.public_url)
    # Without a public address we are whoever the browser asked for, by http or behind a proxy by https.
    host = headers.get("host") or ""
    return found is not None and found in (_origin_of(f"http://{host}"), _origin_of(f"https://{host}"))


def _origin_of(address: str) -> tuple[str, str, int] | None:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in PORTS or not parts.hostname:
        return None
    return parts.scheme, parts.hostname, port or PORTS[parts.scheme]


def _has_cookie(headers: Headers) -> bool:
    return any(part.partition("=")[0].strip() in SESSION_NAMES for part in (headers.get("cookie") or "").split(";"))
