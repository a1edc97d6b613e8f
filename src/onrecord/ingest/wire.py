"""One request to one IP address: HTTP over a socket that cannot outlive its deadline, nor bring more than its limit."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass
from typing import Any

import certifi

from onrecord.errors import FetchError
from onrecord.ingest.guard import Target

REDIRECTS = (301, 302, 303, 307, 308)
TEXT = ("text/", "application/xhtml+xml", "application/xml")
SAVE = "Open it in a browser, save the page, and read the file."
_ENCODINGS = ("", "identity", "gzip", "x-gzip", "deflate")
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; `data` is decompressed, and empty for redirects, failures and what is no text."""

    target: Target
    status: int
    media_type: str
    location: str | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Bounds:
    """Until when (time.monotonic) one request may last, how long (s) a server may be silent, how much it may send."""

    deadline: float
    silence: float
    bytes: int


def ask(target: Target, bounds: Bounds, *, agent: str) -> Answer:
    """Send one GET request to the IP address that was checked, and return the answer.

    Raises FetchError for a server that cannot be reached, is too slow, sends too much, or breaks off.
    """
    left = bounds.deadline - time.monotonic()
    if left <= 0:
        raise too_slow(target)
    connection = _Connection(target, min(bounds.silence, left))
    # The timeout of a socket is for each piece; a server that drips bytes, in its headers too, is stopped by this.
    alarm = threading.Timer(left, connection.cut)
    alarm.daemon = True
    alarm.start()
    try:
        headers = {
            "Host": target.netloc,
            "User-Agent": agent,
            "Accept-Encoding": "gzip, deflate",
            "Connection": "close",
        }
        connection.request("GET", target.path, headers={**headers, "Accept": "text/html, text/plain;q=0.9, */*;q=0.1"})
        response = connection.getresponse()
        wanted = response.status < 300 and _is_text(response.headers.get("Content-Type"))
        data = _body(response, target, bounds) if wanted else b""
        location = response.headers.get("Location")
        return Answer(target, response.status, response.headers.get("Content-Type") or "", location, data)
    except ssl.SSLCertVerificationError as error:
        raise FetchError(target.url, "the server's certificate is not valid for it", SAVE) from error
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        if isinstance(error, TimeoutError) or time.monotonic() >= bounds.deadline:
            raise too_slow(target) from error
        problem = f"the connection failed ({type(error).__name__})"
        raise FetchError(target.url, problem, "Check the address and your connection, or try again later.") from error
    finally:
        alarm.cancel()
        connection.close()


def too_slow(target: Target) -> FetchError:
    """Return the error for a server that keeps one waiting."""
    return FetchError(target.url, "the server took too long", "Try again later, or save the page and read the file.")


class _Connection(http.client.HTTPConnection):
    """A connection to a target's IP address; over TLS, the certificate is checked against the host's name."""

    def __init__(self, target: Target, timeout: float):
        super().__init__(target.ip, target.port, timeout=timeout)
        self._target = target
        self._was_cut = False

    def connect(self) -> None:
        raw = socket.create_connection((self._target.ip, self._target.port), self.timeout)
        self.sock = raw
        if self._target.scheme == "https":
            context = ssl.create_default_context()
            context.load_verify_locations(certifi.where())  # for systems that have no certificates of their own
            self.sock = context.wrap_socket(raw, server_hostname=self._target.host, do_handshake_on_connect=False)
            if not self._was_cut:
                self.sock.do_handshake()
        if self._was_cut:
            raise TimeoutError

    def cut(self) -> None:
        """End it from outside, whatever it is doing."""
        self._was_cut = True
        try:
            if self.sock is not None:
                self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:  # it has ended already
            pass


def _is_text(content_type: str | None) -> bool:
    kind = (content_type or "").split(";")[0].strip().lower()
    return not kind or kind.startswith(TEXT)


def _body(response: http.client.HTTPResponse, target: Target, bounds: Bounds) -> bytes:
    encoding = (response.headers.get("Content-Encoding") or "").strip().lower()
    if encoding not in _ENCODINGS:
        raise FetchError(target.url, f"its compression ({encoding[:20]}) is not known", SAVE)
    inflate = _Inflater(encoding, bounds.bytes)
    while piece := response.read1(_PIECE):
        if time.monotonic() >= bounds.deadline:
            raise too_slow(target)
        if not inflate.take(piece):
            problem = f"it is too large (the limit is {max(1, bounds.bytes // 2**20)} MB)"
            raise FetchError(target.url, problem, "Save the part that you need and read that.")
    if time.monotonic() >= bounds.deadline:
        raise too_slow(target)
    if response.length or not inflate.is_whole:
        raise http.client.IncompleteRead(b"")
    return bytes(inflate.out)


class _Inflater:
    """Decompresses piece by piece, and stops at a limit."""

    def __init__(self, encoding: str, most: int):
        self.out = bytearray()
        self._most = most
        self._zlib: Any = None
        if encoding not in ("", "identity"):
            self._zlib = zlib.decompressobj(wbits=31 if "gzip" in encoding else 15)
        self._is_first = encoding == "deflate"

    @property
    def is_whole(self) -> bool:
        return self._zlib is None or self._zlib.eof or not self.out

    def take(self, piece: bytes) -> bool:
        """Take in a piece of the body; return False once there is more than the limit."""
        if self._zlib is None:
            self.out += piece
        else:
            if self._is_first and piece[0] & 0x0F != 8:  # "deflate" without its header, as some servers send it
                self._zlib = zlib.decompressobj(wbits=-15)
            self._is_first = False
            self.out += self._zlib.decompress(piece, self._most + 1 - len(self.out))
        return len(self.out) <= self._most
