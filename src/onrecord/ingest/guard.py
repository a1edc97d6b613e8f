"""Which hosts may be asked for a page: a name is resolved once, its addresses are checked, and one of them is used.

The connection goes to the very address that was checked, so that a name which resolves differently a moment later
(DNS rebinding) leads nowhere.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit, urlunsplit

from onrecord.errors import FetchError

_SHARED = ipaddress.ip_network("100.64.0.0/10")
_NAT64 = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_PORTS = {"http": 80, "https": 443}
_PRIVATE = "Only public addresses are fetched; if you trust it, allow private ones (--allow-private)."


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be fetched: its parts, and the IP address to connect to."""

    url: str
    """The address without user, password and fragment: safe to show and to log."""
    scheme: str
    host: str
    port: int
    ip: str
    path: str

    @property
    def origin(self) -> str:
        """Scheme, host and, where it is not the usual one, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    @property
    def netloc(self) -> str:
        """What goes into the Host header."""
        return self.origin.split("://", 1)[1]


def admit(url: str, *, allow_private: bool = False) -> Target:
    """Resolve and check an address. Raises FetchError where it must not be fetched, or its host is unknown."""
    parts, shown = _split(url)
    host = _ascii(parts.hostname or "", shown)
    port = parts.port or _PORTS[parts.scheme]
    ips = _resolve(host, port, shown)
    if not allow_private:
        # One private address among several is enough to refuse: which of them is used would be left to chance.
        for ip in ips:
            if not is_public(ip):
                raise FetchError(shown, "it leads into a private or local network", _PRIVATE)
    path = parts.path or "/"
    return Target(shown, parts.scheme, host, port, ips[0], urlunsplit(("", "", path, parts.query, "")))


def is_public(address: str) -> bool:
    """Return whether an IP address belongs to the public internet, also through the ways IPv6 wraps IPv4."""
    try:
        ip = ipaddress.ip_address(address.split("%", 1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and any(ip in net for net in _NAT64):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is None and int(ip) >> 32 == 0:
            return False
        if inner is not None and not is_public(str(inner)):
            return False
        if ip.is_site_local:
            return False
        if inner is not None and ip.ipv4_mapped:
            return True
    elif ip in _SHARED:
        return False
    return ip.is_global and not (
        ip.is_private or ip.is_loopback or ip.is_link_local or ip.is_multicast or ip.is_reserved or ip.is_unspecified
    )


def shown(url: str) -> str:
    """Return an address as it may be shown: without user, password and fragment."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "the address"
    return urlunsplit((parts.scheme, parts.netloc.rsplit("@", 1)[-1], parts.path, parts.query, ""))


def _split(url: str) -> tuple[SplitResult, str]:
    safe = shown(url)
    if any(ord(c) < 33 or c == "\\" for c in url.strip()):
        raise FetchError(safe, "this is not a valid address", "Check it for spaces and backslashes.")
    try:
        parts = urlsplit(url.strip())
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise FetchError(safe, "this is not a valid address", "Check its spelling.") from error
    if parts.scheme not in _PORTS:
        raise FetchError(safe, "only http and https addresses are fetched", "Save the page and read the file.")
    if not host or port == 0:
        raise FetchError(safe, "this is not a valid address", "Check its spelling.")
    if "@" in parts.netloc:
        remedy = "Leave out the user name and password; save a page that needs them and read the file."
        raise FetchError(safe, "addresses with a user name or password are not fetched", remedy)
    return parts, safe


def _ascii(host: str, safe: str) -> str:
    host = host.rstrip(".")
    if host.isascii():
        return host.lower()
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise FetchError(safe, "its host name is not valid", "Check its spelling.") from error


def _resolve(host: str, port: int, safe: str) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(safe, "its host cannot be found", "Check its spelling and your connection.") from error
    # IPv4 first: a machine without IPv6 still gets IPv6 addresses told.
    return [str(x[4][0]) for x in sorted(found, key=lambda x: x[0] != socket.AF_INET)]
