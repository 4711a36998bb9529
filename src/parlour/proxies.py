"""Whose address it is when a proxy stands between: only the proxies named in the settings are believed."""

from __future__ import annotations

import ipaddress


class Proxies:
    """Made from the setting `trusted_proxies`."""

    def __init__(self, trusted: str) -> None:
        self._networks = [ipaddress.ip_network(part, strict=False) for part in trusted.replace(",", " ").split()]

    def client(self, peer: str, forwarded_for: str | None) -> str:
        """Return the last address in X-Forwarded-For that is not a trusted proxy, or the peer itself."""
        hops = [part.strip() for part in (forwarded_for or "").split(",")]
        address = peer
        while self._trusts(address) and hops and _is_address(hops[-1]):
            address = hops.pop()
        return address

    def _trusts(self, address: str) -> bool:
        return _is_address(address) and any(ipaddress.ip_address(address) in network for network in self._networks)


def household(address: str) -> str:
    """Return the key by which an address is limited: itself, or the network that one IPv6 household has."""
    if not _is_address(address):
        return address
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
