"""A small web server in a thread, with every kind of bad manners that a fetch has to survive."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = (
    b"<!doctype html><html><head><title>Harbour bridge reopens</title></head><body><article><h1>Harbour bridge reopens</h1>"  # noqa: E501
    b"<p>The harbour bridge reopened on Monday after nine months of repairs, the town council said in a statement.</p>"
    b"<p>\xe2\x80\x9cIt was a long wait,\xe2\x80\x9d said Mara Oduya, who runs a bakery next to the bridge and lost customers.</p>"  # noqa: E501
    b"<p>Engineers replaced forty steel beams and will inspect them again in spring, the council added on its site.</p>"
    b"</article></body></html>"
)


class Handler(BaseHTTPRequestHandler):
    """Answers by path; `server.robots` is what /robots.txt answers, `server.seen` the requests.

    That is its status and text, and, for one that has moved, its new place.
    """

    protocol_version = "HTTP/1.1"

    def log_message(self, *args: object) -> None:
        pass

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))  # type: ignore[attr-defined]
        name = self.path.strip("/").split("?")[0].replace(".", "_").replace("-", "_") or "page"
        try:  # noqa: SIM105
            getattr(self, "get_" + name, lambda: self.answer(404))()
        except (BrokenPipeError, ConnectionResetError):
            pass
        self.close_connection = True

    def get_robots_txt(self) -> None:
        status, text, *place = self.server.robots  # type: ignore[attr-defined]
        headers = {"Location": place[0]} if place else {}
        self.answer(status, text.encode(), Content_Type="text/plain", **headers)

    def get_page(self) -> None:
        self.answer(200, PAGE)

    def get_zipped(self) -> None:
        self.answer(200, gzip.compress(PAGE), Content_Encoding="gzip")

    def get_chunked(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for i in range(0, len(PAGE), 100):
            piece = PAGE[i : i + 100]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def get_latin(self) -> None:
        self.answer(
            200, "<html><body><p>café</p></body></html>".encode("latin-1"), Content_Type="text/html; charset=latin-1"
        )

    def get_moved(self) -> None:
        self.answer(302, Location="/page")

    def get_loop(self) -> None:
        self.answer(302, Location="/loop")

    def get_to_private(self) -> None:
        self.answer(302, Location="http://10.0.0.7/page")

    def get_to_file(self) -> None:
        self.answer(302, Location="file:///etc/hostname")

    def get_to_secret(self) -> None:
        self.answer(302, Location="http://mara:hunter2@localhost/page")

    def get_slow(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b"<p>one word at a time</p>")
            time.sleep(0.1)

    def get_slow_headers(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for i in range(100):
            self.wfile.write(b"X-Wait-%d: more\r\n" % i)
            time.sleep(0.1)

    def get_silent(self) -> None:
        time.sleep(3)

    def get_huge(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        for _ in range(64):
            self.wfile.write(b"x" * 65536)

    def get_bomb(self) -> None:
        self.answer(200, gzip.compress(b"\0" * 5_000_000), Content_Encoding="gzip")

    def get_cut_short(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(PAGE)

    def get_image(self) -> None:
        self.answer(200, b"\x89PNG", Content_Type="image/png")

    def get_broken(self) -> None:
        self.answer(500)

    def get_odd_compression(self) -> None:
        self.answer(200, PAGE, Content_Encoding="zebra")

    def get_damaged(self) -> None:
        self.answer(200, b"not gzip at all", Content_Encoding="gzip")


@contextmanager
def serving() -> Iterator[ThreadingHTTPServer]:
    """Run the server on a free port of this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.robots = (404, "")  # type: ignore[attr-defined]
    server.seen = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
