from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest
from ingest_web import PAGE, serving

from onrecord.errors import FetchError, InputError
from onrecord.ingest import load, open_page
from onrecord.ingest.fetch import Limits, fetch, user_agent
from onrecord.ingest.guard import admit, is_public

SMALL = Limits(total=1.0, silence=0.5, bytes=1_000_000)


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with serving() as s:
        yield s


def at(server: ThreadingHTTPServer, path: str) -> str:
    return f"http://127.0.0.1:{server.server_port}/{path}"


@pytest.mark.parametrize("path", ["page", "zipped", "chunked", "moved"])
def test_a_page_comes_as_its_bytes(server: ThreadingHTTPServer, path: str) -> None:
    page = fetch(at(server, path), allow_private=True)
    assert page.data == PAGE
    assert page.url == at(server, "page" if path == "moved" else path)
    assert page.fetched is not None


def test_requests_name_their_maker_and_ask_robots_first(server: ThreadingHTTPServer) -> None:
    fetch(at(server, "page"), allow_private=True)
    paths = [path for path, _ in server.seen]  # type: ignore[attr-defined]
    assert paths == ["/robots.txt", "/page"]
    assert all(h["User-Agent"] == user_agent() for _, h in server.seen)  # type: ignore[attr-defined]
    assert user_agent().startswith("onrecord/")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("to-private", "private"),  # every redirect is checked again
        ("to-file", "only http and https"),
        ("to-secret", "user name or password"),
        ("loop", "redirects more than 5 times"),
        ("slow", "too long"),  # drips its body
        ("slow-headers", "too long"),  # drips its headers
        ("silent", "too long"),
        ("huge", "too large"),
        ("bomb", "too large"),
        ("image", "image/png"),
        ("broken", "answered 500"),
        ("nowhere", "answered 404"),
        ("cut-short", "connection failed"),
        ("damaged", "connection failed"),
        ("odd-compression", "compression"),
    ],
)
def test_bad_manners_end_in_a_clear_error(
    server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch, path: str, words: str
) -> None:
    # The local server stands for a public one, so that what is private stays forbidden.
    monkeypatch.setattr("onrecord.ingest.guard.is_public", lambda ip: ip == "127.0.0.1" or is_public(ip))
    begun = time.monotonic()
    with pytest.raises(FetchError, match=words) as caught:
        fetch(at(server, path), limits=SMALL)
    assert time.monotonic() - begun < 2.5
    assert "hunter2" not in str(caught.value)
    assert "mara" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "text", "allowed"),
    [
        (200, "User-agent: *\nDisallow: /private/\n", True),  # another folder
        (200, "User-agent: *\nDisallow: /\n", False),
        (200, "User-agent: onrecord\nDisallow: /\n\nUser-agent: *\nAllow: /\n", False),  # us by name
        (200, "User-agent: *\nDisallow: /*age$\n", False),  # with a wildcard
        (200, "User-agent: *\nDisallow: /\nAllow: /page\n", True),  # the longer rule holds
        (404, "", True),  # none
        (403, "", True),
        (503, "", False),  # cannot be had
        (200, "", True),  # empty
    ],
)
def test_robots_are_respected(server: ThreadingHTTPServer, status: int, text: str, allowed: bool) -> None:
    server.robots = (status, text)  # type: ignore[attr-defined]
    if allowed:
        assert fetch(at(server, "page"), allow_private=True).data == PAGE
    else:
        with pytest.raises(FetchError, match=r"robots\.txt"):
            fetch(at(server, "page"), allow_private=True)
        assert "/page" not in [path for path, _ in server.seen]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),  # loopback
        ("10.1.2.3", False),  # private
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),  # link-local, where clouds keep their secrets
        ("100.64.0.1", False),  # carrier-grade NAT
        ("0.0.0.0", False),
        ("224.0.0.1", False),  # multicast
        ("240.0.0.1", False),  # reserved
        ("255.255.255.255", False),
        ("192.0.2.1", False),  # for documents only
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),  # IPv4 inside IPv6
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("::127.0.0.1", False),
        ("64:ff9b::7f00:1", False),  # the same through NAT64
        ("2002:7f00:1::", False),  # and 6to4
        ("no address", False),
    ],
)
def test_only_public_addresses_are_public(ip: str, public: bool) -> None:
    assert is_public(ip) is public


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://0/",  # short for 0.0.0.0
        "http://2130706433/",  # 127.0.0.1 as one number
        "http://0x7f.1/",  # and in hexadecimal
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_private_addresses_are_refused_however_they_are_written(url: str) -> None:
    with pytest.raises(FetchError):
        admit(url)


def test_one_private_address_among_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 0, 0, "", ("93.184.216.34", 80)), (socket.AF_INET, 0, 0, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: found)
    with pytest.raises(FetchError, match="private"):
        admit("http://news.example/story")


def test_the_connection_goes_to_the_address_that_was_checked(
    server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A name that is asked again gets another answer; it must be resolved once only for each request.
    answers = iter([("127.0.0.1",), ("127.0.0.1",), ("10.9.9.9",), ("10.9.9.9",)])
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *a: object, **k: object) -> object:
        if host == "rebind.example":
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers)[0], port))]
        return real(host, port, *a, **k)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    page = fetch(f"http://rebind.example:{server.server_port}/page", allow_private=True)
    assert page.data == PAGE
    assert server.seen[-1][1]["Host"] == f"rebind.example:{server.server_port}"  # type: ignore[attr-defined]


def test_a_name_that_turns_private_between_two_requests_is_refused(
    server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Public while its robots.txt is asked, private when the page is: every request is checked anew.
    answers = iter(["127.0.0.1", "127.0.0.1", "10.9.9.9"])

    def resolve(host: str, port: int, *a: object, **k: object) -> object:
        ip = next(answers) if host == "rebind.example" else host
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("onrecord.ingest.guard.is_public", lambda ip: ip == "127.0.0.1" or is_public(ip))
    with pytest.raises(FetchError, match="private"):
        fetch(f"http://rebind.example:{server.server_port}/moved")
    assert [path for path, _ in server.seen] == ["/robots.txt", "/moved"]  # type: ignore[attr-defined]


def test_robots_that_lead_into_a_private_network_are_not_followed(
    server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.ingest.guard.is_public", lambda ip: ip == "127.0.0.1" or is_public(ip))
    server.robots = (302, "", "http://10.0.0.7/robots.txt")  # type: ignore[attr-defined]
    with pytest.raises(FetchError, match="private"):
        fetch(at(server, "page"))
    assert "/page" not in [path for path, _ in server.seen]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://news.example/x",
        "http://",
        "http://a b/",
        "http://news.example:99999/",
        "http://news.example\\@10.0.0.1/",
        "http://:80/",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(FetchError):
        admit(url)


def test_passwords_never_show() -> None:
    with pytest.raises(FetchError, match="user name or password") as caught:
        fetch("https://mara:hunter2@news.example/story")
    assert "hunter2" not in str(caught.value)


def test_load_reads_an_address(server: ThreadingHTTPServer) -> None:
    article = load(at(server, "page"), allow_private=True, outlet="The Harbour Post")
    assert article.headline == "Harbour bridge reopens"
    assert article.outlet == "The Harbour Post"
    assert article.url == at(server, "page")
    assert "It was a long wait" in article.text


def test_private_is_refused_unless_allowed(server: ThreadingHTTPServer) -> None:
    with pytest.raises(InputError, match="allow-private"):
        open_page(at(server, "page"))
