"""What holds for the whole desk: who may do what, forms that are forged, huge or wrong, limits, headers."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import logging
import re
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from newsroom import BASE, PASSWORD, PEOPLE, browser, newsroom, post, quick_hashes, staff, token
from starlette.datastructures import Headers
from typer.testing import CliRunner

from onrecord.cli import app as command_line
from onrecord.record import passwords
from onrecord.serve.desk import patience
from onrecord.serve.desk.app import create_app
from onrecord.serve.desk.limits import Limiter, LimitSize, neighbourhood
from onrecord.serve.desk.routers import ROUTERS
from onrecord.serve.desk.security import foreign, local_path
from onrecord.serve.desk.settings import Settings

WHO = {
    "anonymous": """
        GET /sign-in  POST /sign-in  POST /sign-out  GET /join/{token}  POST /join/{token}  GET /health
        GET /sign-in/openid  GET /sign-in/openid/back  GET /sign-in/openid/name  POST /sign-in/openid/name
        GET /join/{token}/openid
        GET /feeds/{token}.atom  GET /feeds/{token}.json
        GET /mail/{token}  POST /mail/{token}/confirm  POST /mail/{token}/end
        GET /house-rules  GET /tip  POST /tip  POST /tip/again  POST /tip/more
    """,
    "reader": """
        GET /  GET /articles/{key}  GET /articles/{key}/versions  GET /statements/{key}  GET /speakers
        GET /speakers/{key}  GET /claims  GET /claims/{key}  GET /utterances  GET /utterances/{key}
        GET /compare  GET /unnamed
        GET /account  POST /account/password  POST /account/openid  POST /account/openid/end
        POST /sign-out-everywhere
        GET /keys  POST /keys  POST /keys/{number}/revoke
        GET /judge/statement/{key}  GET /judge/{kind}/{key}  GET /judgements
        GET /api/v1/search  GET /api/v1/articles  GET /api/v1/articles/{key}  GET /api/v1/statements
        GET /api/v1/statements/{key}  GET /api/v1/statements/{key}/chain  GET /api/v1/speakers
        GET /api/v1/speakers/{key}  GET /api/v1/relations  GET /api/v1/identities  GET /api/v1/identities/{key}
        GET /api/v1/utterances  GET /api/v1/utterances/{key}  GET /api/v1/claims  GET /api/v1/claims/{key}
        GET /api/v1/origins  GET /api/v1/judgements  GET /api/v1/judgements/{number}  GET /api/v1/feeds
        GET /follows  POST /follows  POST /follows/mail  POST /follows/{id}/end  POST /follows/{id}/renew
        GET /feed.atom  GET /feed.json  GET /comments/{kind}/{key}  GET /comment/{id}  POST /comment/{id}/report
    """,
    "commenter": """
        GET /check  POST /check  POST /api/v1/read  POST /api/v1/check
        POST /comments/{kind}/{key}  POST /comment/{id}/take-back
    """,
    "editor": """
        GET /add  POST /add  GET /add/{key}
        POST /judge/statement/{key}  POST /judge/{kind}/{key}  POST /judgements/{number}/undo
        GET /judgements/training.jsonl
        POST /comment/{id}/hide  POST /comment/{id}/restore  POST /comments/{kind}/{key}/lock
        POST /comments/{kind}/{key}/unlock  GET /moderation
        GET /tips  GET /tips/{id}/{number}.age  POST /tips/{id}/forget
    """,
    "admin": """
        GET /invitations  POST /invitations  POST /invitations/{number}/revoke  GET /people  POST /people/{number}
        POST /house-rules  POST /tips/keys  POST /tips/keys/{id}/retire
        GET /metrics
    """,
}
"""The least role for each route of the desk. A new route belongs into one of these rows."""
TABLE = {(m, p): role for role, text in WHO.items() for m, p in re.findall(r"([A-Z]+) (/\S*)", text)}
ROLES = ("anonymous", *PEOPLE)


def routes() -> Iterator[tuple[str, str]]:
    """Yield the method and the path of every route of the desk, those of routers within routers too."""
    for router, _ in ROUTERS:
        for route in router.routes:
            contexts = getattr(route, "effective_route_contexts", None)
            for one in contexts() if contexts else [route]:
                for method in one.methods - {"HEAD"}:
                    yield method, one.path


def filled_in(path: str) -> str:
    return re.sub(r"\{\w+\}", "none", re.sub(r"\{(number|id)\}", "999", path))


@pytest.fixture
def house(db: str, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """A desk with one account of each role."""
    quick_hashes(monkeypatch)
    staff(db)
    return newsroom(db)


# Who may do what


def test_every_route_says_who_may_use_it():
    there = set(routes())
    assert there - TABLE.keys() == set(), "these routes have no row in the table"
    assert TABLE.keys() - there == set(), "these rows have no route"


def refused(answer) -> bool:
    to_sign_in = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
    return to_sign_in or answer.status_code in (401, 403)


@pytest.mark.parametrize("role", ROLES)
def test_every_route_lets_in_whom_the_table_names_and_nobody_else(house: FastAPI, role: str):
    wrong = []
    for method, path in sorted(set(routes())):
        made = browser(house, role)  # anew: some routes sign out
        csrf = token(made)
        place = filled_in(path)
        if method == "GET":
            answer = made.get(place)
        else:
            body = {"json": {}} if path.startswith("/api/") else {"data": {"csrf": csrf}}
            answer = made.request(method, place, headers={"X-CSRF-Token": csrf}, **body)
        allowed = ROLES.index(role) >= ROLES.index(TABLE[method, path])
        if refused(answer) is allowed:
            wrong.append(f"{method} {path}: {answer.status_code}")
        assert answer.status_code < 500, (method, path)
    assert wrong == []


# Forms


ODD = ("", "x" * 300_000, "\x00", "-1", "9" * 40, "<b>odd", "\u202e", "' OR 1=1 --", "%00", "[]")
NO_TOKEN = {"/mail/{token}/end"}
"""Forms that are sent from elsewhere: mail programs end a subscription so (RFC 8058), by a token in the address."""


def forms() -> list[str]:
    return sorted(path for method, path in set(routes()) if method != "GET" and not path.startswith("/api/"))


def fields_of(path: str) -> list[str]:
    """Return the names of a form's fields, as far as they can be told, and some that any form may have."""
    names = ["name", "password", "verdict", "note", "role", "text", "key", "number", "csrf"]
    for router, _ in ROUTERS:
        for route in router.routes:
            if getattr(route, "path", None) == path and "POST" in getattr(route, "methods", ()):
                names += list(inspect.signature(route.endpoint).parameters)  # type: ignore[attr-defined]
    return [n for n in dict.fromkeys(names) if n not in ("request", "visitor", "csrf")]


@pytest.fixture
def admin(house: FastAPI) -> TestClient:
    """A browser of somebody who may do everything."""
    return browser(house, "admin")


@pytest.mark.parametrize("path", [p for p in forms() if p not in NO_TOKEN])
def test_a_form_without_its_own_token_is_refused(house: FastAPI, admin: TestClient, path: str):
    other = token(browser(house))
    token(admin)
    for sent in ("", "wrong", "x" * 32, "é", other):
        assert admin.post(filled_in(path), data={"csrf": sent}).status_code == 403, sent
    assert admin.post(filled_in(path)).status_code == 403
    assert admin.post(filled_in(path), headers={"X-CSRF-Token": other}).status_code == 403


@pytest.mark.parametrize("path", forms())
def test_a_form_takes_empty_huge_and_wrong_values_without_failing(house: FastAPI, path: str):
    made = browser(house, "admin")
    for value in ODD:
        answer = post(made, filled_in(path), dict.fromkeys(fields_of(path), value))
        assert answer.status_code < 500, value[:20]
        assert "Traceback" not in answer.text
        assert "<b>odd" not in answer.text
        if "onrecord_session" not in made.cookies:  # the form signed out
            made = browser(house, "admin")


@pytest.mark.parametrize("path", forms())
def test_a_form_takes_other_kinds_of_bodies_without_failing(admin: TestClient, path: str):
    place, head = filled_in(path), {"X-CSRF-Token": token(admin)}
    bodies = [
        {"files": {"name": ("x.txt", b"\xff\xfe"), "files": ("../../x", b"\x00"), "verdict": ("v", b"v")}},
        {"content": b"\xff" * 100, "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
        {"content": b"nothing", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {"content": b"{}", "headers": {"Content-Type": "application/json"}},
        {"content": "&".join(f"a{n}=b" for n in range(5000)),
         "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
    ]  # fmt: skip
    for body in bodies:
        answer = admin.post(place, **{**body, "headers": {**head, **body.get("headers", {})}})
        assert answer.status_code < 500, body
        head["X-CSRF-Token"] = token(admin)


def test_odd_addresses_are_not_found(admin: TestClient):
    odd = ("%00", "..%2f..%2fetc%2fpasswd", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "9" * 30, "%FF", "x" * 3000)
    for path in sorted({p for m, p in routes() if m == "GET" and "{" in p}):
        for words in odd:
            answer = admin.get(re.sub(r"\{[^}]*\}", words, path))
            assert 300 <= answer.status_code < 500, (path, words)
            assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    ("method", "headers", "comes_through"),
    [
        ("GET", {"sec-fetch-site": "cross-site"}, True),
        ("POST", {}, True),
        ("POST", {"sec-fetch-site": "same-origin", "origin": "http://desk.example", "host": "desk.example"}, True),
        ("POST", {"origin": "null", "host": "desk.example"}, True),
        ("POST", {"sec-fetch-site": "cross-site"}, False),
        ("POST", {"sec-fetch-site": "same-site"}, False),
        ("POST", {"origin": "http://evil.example", "host": "desk.example"}, False),
        ("DELETE", {"origin": "http://desk.example:81", "host": "desk.example"}, False),
    ],
)
def test_pages_of_other_sites_change_nothing(method: str, headers: dict[str, str], comes_through: bool):
    assert (foreign(method, Headers(headers)) is None) is comes_through


def test_a_proxy_may_ask_under_another_name_than_browsers_do():
    sent = Headers({"origin": "https://desk.example", "host": "127.0.0.1:8400"})
    assert foreign("POST", sent, "https://desk.example") is None
    assert foreign("POST", sent, "") is not None
    for odd in ("", "file://", "http://[", "about:blank"):
        assert foreign("POST", Headers({"origin": odd, "host": "127.0.0.1"})) is not None, odd


def test_another_sites_page_cannot_use_the_desk_of_a_single_user(client: TestClient):
    answer = client.post("/api/v1/read", json={"text": "no"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_desk_answers_to_its_own_name_only(db: str):
    app = create_app(Settings(db=db, hosts=("127.0.0.1", "desk.example")))
    for base, status in ((BASE, 200), ("http://desk.example:8400", 200), ("http://evil.example", 400)):
        assert TestClient(app, base_url=base).get("/health").status_code == status, base


# Headers and what is told


@pytest.mark.parametrize("path", ["/", "/sign-in", "/health", "/none", "/static/desk.css", "/api/v1/none"])
def test_every_answer_tells_browsers_to_be_careful(house: FastAPI, path: str):
    headers = browser(house).get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


def test_pages_of_people_are_not_kept_by_caches(admin: TestClient):
    for path in ("/", "/account", "/people"):
        assert admin.get(path).headers["cache-control"] == "no-store"


def test_no_page_has_script_or_style_within(admin: TestClient):
    for method, path in sorted(set(routes())):
        page = admin.get(filled_in(path)).text if method == "GET" and not path.startswith("/api/") else ""
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=|\sstyle=|javascript:", page), path


def test_no_secret_is_logged(house: FastAPI, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # that is the browser
    made = browser(house, "admin")
    post(made, "/sign-in", {"name": "Ada", "password": "a wrong password"})
    made.get("/api/v1/statements", headers={"Authorization": "Bearer onrecord_secret"})
    for secret in (PASSWORD, "a wrong password", "onrecord_secret", made.cookies["onrecord_session"]):
        assert secret not in caplog.text


def test_passwords_are_hashed_as_rfc_9106_advises():
    assert passwords.hashed("any").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("/a?b=/c", "/a?b=/c"),
        ("", "/"),
        ("a", "/"),
        ("//a", "/"),
        ("/\\a", "/"),
        ("/a\n", "/"),
        ("/" + "a" * 3000, "/"),
    ],
)
def test_paths_that_a_form_may_lead_to(value: str, path: str):
    assert local_path(value) == path


# Health and metrics


def test_health_says_whether_the_record_can_be_read(house: FastAPI, monkeypatch: pytest.MonkeyPatch):
    assert browser(house).get("/health").json() == {"status": "ok"}
    from onrecord.errors import RecordError
    from onrecord.serve.desk import health

    def broken(_: object) -> None:
        raise RecordError("record.db", "the disk failed", "Check it.")

    monkeypatch.setattr(health, "head", broken)
    answer = browser(house).get("/health")
    assert (answer.status_code, "record.db" in answer.text) == (503, False)


def test_metrics_are_for_admins_and_for_this_machine(house: FastAPI):
    assert refused(browser(house).get("/metrics"))
    assert refused(browser(house, "editor").get("/metrics"))
    here = TestClient(house, base_url=BASE, client=("127.0.0.1", 1))
    assert here.get("/metrics").status_code == 200
    assert refused(here.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"})), "a proxy asks for somebody else"
    text = browser(house, "admin").get("/metrics").text
    assert re.search(r'^onrecord_requests_total\{method="GET",route="/metrics",status="4xx"\} \d+$', text, re.MULTILINE)
    assert re.search(r'^onrecord_request_seconds_bucket\{route="/metrics",le="\+Inf"\} \d+$', text, re.MULTILINE)
    assert re.search(r'^onrecord_sign_ins_total\{outcome="let in"\} \d+$', text, re.MULTILINE)


def test_addresses_that_are_not_there_do_not_fill_the_metrics(house: FastAPI):
    made = browser(house, "admin")
    for n in range(5):
        made.get(f"/nothing-{n}")
        made.get(f"/articles/none-{n}")
    assert not re.search(r"nothing-|none-", made.get("/metrics").text)


# Limits


def test_tries_are_counted_within_a_span_and_forgotten_after_it():
    now = [0.0]
    limiter = Limiter(2, 10, clock=lambda: now[0], most=3)
    assert [limiter.take("a"), limiter.take("a"), limiter.take("a")] == [0, 0, 10]
    now[0] = 4
    assert limiter.take("a") == 6
    now[0] = 10
    assert limiter.take("a") == 0
    limiter.forget("a")
    assert [limiter.take(k) for k in "abcda"] == [0] * 5, "the oldest gives way"


@pytest.mark.parametrize(
    ("host", "stands_for"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1", "2001:db8::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        (None, "nowhere"),
        ("testclient", "testclient"),
    ],
)
def test_addresses_are_counted_by_their_user(host: str | None, stands_for: str):
    assert neighbourhood(host) == stands_for


@pytest.mark.parametrize("said", [True, False])
def test_what_is_too_large_is_refused_whether_it_says_so_or_not(db: str, said: bool):
    app = create_app(Settings(db=db, upload_mb=1))
    made = TestClient(app, base_url=BASE)
    body = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n' + b"x" * 2**20
    head = {"X-CSRF-Token": token(made), "Content-Type": "multipart/form-data; boundary=x"}
    answer = made.post("/add", content=body if said else iter([body[:99], body[99:]]), headers=head)
    assert answer.status_code == 413


def test_forms_without_files_are_smaller(client: TestClient):
    answer = client.post("/sign-in", data={"name": "x" * (2 * 2**20)})
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "x", "9" * 20, "１"])
def test_a_length_that_is_none_is_refused(client: TestClient, length: str):
    assert client.post("/sign-in", headers={"Content-Length": length.encode()}).status_code == 413


def test_a_request_that_does_not_come_is_not_waited_for():
    async def app(scope, receive, send) -> None:
        await receive()
        await receive()

    pieces = [{"type": "http.request", "body": b"a", "more_body": True}]

    async def receive():
        if pieces:
            return pieces.pop()
        return await asyncio.sleep(60)

    sent = []

    async def send(message) -> None:
        sent.append(message)

    scope = {"type": "http", "headers": [], "method": "POST", "path": "/"}
    asyncio.run(LimitSize(app, 100, wait=0.05)(scope, receive, send))
    assert sent[0]["status"] == 408


@contextlib.contextmanager
def serving(app: FastAPI) -> Iterator[int]:
    """Serve as `onrecord serve` does, on a free port."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, **patience.OPTIONS))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)


def test_a_connection_without_a_request_is_closed(desk: FastAPI, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(patience, "_HEAD_WAIT", 0.3)
    with serving(desk) as port, socket.create_connection(("127.0.0.1", port)) as silent:
        silent.settimeout(5)
        began = time.monotonic()
        with contextlib.suppress(OSError):
            for letter in "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + "y" * 100:  # byte by byte gets no more time
                silent.sendall(letter.encode())
                time.sleep(0.02)
        assert silent.recv(10) == b""
        assert time.monotonic() - began < 4


def test_a_connection_may_ask_again_and_is_closed_when_it_is_done(desk: FastAPI):
    ask = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    with serving(desk) as port, socket.create_connection(("127.0.0.1", port)) as made:
        made.settimeout(5)
        for _ in range(3):
            made.sendall(ask)
            got = b""
            while b'{"status":"ok"}' not in got:
                got += made.recv(4096)
            assert got.startswith(b"HTTP/1.1 200")


def test_a_huge_head_is_refused(desk: FastAPI):
    with serving(desk) as port, socket.create_connection(("127.0.0.1", port)) as made:
        made.settimeout(5)
        with contextlib.suppress(OSError):
            made.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 200_000)
            assert made.recv(4096).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize(
    "options",
    [
        ["--host", "0.0.0.0"],
        ["--public-url", "https://desk.example"],
        ["--accounts", "--host", "0.0.0.0"],
        ["--accounts", "--public-url", "desk.example"],
        ["--accounts", "--public-url", "https://desk.example/path"],
        ["--accounts", "--public-url", "ftp://desk.example"],
    ],
)
def test_the_desk_is_not_opened_to_others_by_mistake(options: list[str], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: pytest.fail("it was opened"))
    assert CliRunner().invoke(command_line, ["serve", *options]).exit_code == 2


def test_the_desk_is_served_as_it_was_asked(db: str, monkeypatch: pytest.MonkeyPatch):
    seen: dict[str, object] = {}
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: seen.update(options, settings=app.state.settings))
    options = ["--db", db, "--accounts", "--host", "0.0.0.0", "--public-url", "https://desk.example:8443"]
    assert CliRunner().invoke(command_line, ["serve", *options]).exit_code == 0
    settings = seen["settings"]
    assert isinstance(settings, Settings)
    assert (settings.accounts, settings.secure, "desk.example" in settings.hosts) == (True, True, True)
    assert (seen["proxy_headers"], seen["access_log"], seen["http"]) == (False, False, patience.Patient)
