"""Tips: sealed, without anything of who sent them, and answered so that only the receipt code opens it."""

from __future__ import annotations

import html
import json
import logging
import re
import socket
import stat
import threading
import time
from pathlib import Path

import httpx
import pyrage
import pytest
import uvicorn
from fastapi.testclient import TestClient
from newsroom import browser, newsroom, post, quick_hashes, staff
from pyrage import x25519
from small_desk import token
from sqlalchemy import select
from typer.testing import CliRunner

from onrecord.cli import app as command
from onrecord.errors import OnrecordError
from onrecord.record import events, tips
from onrecord.record.schema import metadata
from onrecord.record.store import Store
from onrecord.serve.desk.app import create_app
from onrecord.serve.desk.settings import Settings

SECRET = "The harbour master was paid twice"


@pytest.fixture
def key(tmp_path: Path, db: str) -> Path:
    """The file of the desk's private key; the record knows the public one."""
    file = tmp_path / "desk.key"
    done = CliRunner().invoke(command, ["tips", "key", str(file), "--db", db])
    assert done.exit_code == 0, done.output
    return file


def send(client: TestClient, text: str = SECRET, **more: str) -> str:
    """Send a tip through the form; return its receipt code."""
    answer = client.post("/tip", data={"csrf": token(client, "/tip"), "text": text, **more})
    assert answer.status_code == 200, answer.text
    return re.search(r'class="code">([^<]+)<', answer.text)[1]  # type: ignore[index]


def on_the_command_line(*words: str, stdin: str = "") -> str:
    done = CliRunner().invoke(command, ["tips", *words], input=stdin)
    assert done.exit_code == 0, done.output
    return done.stdout


def everything(store: Store) -> str:
    """Return all that the database holds, as text."""
    with store.looking() as connection:
        rows = [tuple(row) for table in metadata.sorted_tables for row in connection.execute(select(table))]
    return repr(rows)


def test_a_tip_goes_round(client: TestClient, store: Store, db: str, key: Path):
    code = send(client)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}", code)
    assert SECRET in on_the_command_line("read", "--key", str(key), "--db", db)
    with store.looking() as connection:
        (tip,) = tips.tips(connection)
    assert "replied" in on_the_command_line("reply", str(tip.id), "--db", db, stdin="Can you prove it?\n")

    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    page = client.post("/tip/again", data={"csrf": token(client, "/tip"), "code": typed})
    assert "Can you prove it?" in page.text
    answer = client.post("/tip/more", data={"csrf": token(client, "/tip"), "code": code, "text": "I have the bills"})
    assert "sealed and stored" in answer.text
    read = on_the_command_line("read", str(tip.id), "--key", str(key), "--db", db)
    assert "message 1" in read
    assert "message 3" in read
    assert "I have the bills" in read
    on_the_command_line("forget", str(tip.id), "--db", db)
    assert client.post("/tip/again", data={"csrf": token(client, "/tip"), "code": code}).status_code == 422


def test_nothing_of_the_text_the_code_or_the_sender_is_stored(client: TestClient, store: Store, key: Path):
    before = everything(store)
    with store.looking() as connection:
        head = events.head(connection)
    headers = {"user-agent": "Tell-tale/1.0", "x-forwarded-for": "203.0.113.9", "cookie": ""}
    csrf = token(client, "/tip")
    answer = client.post(
        "/tip", data={"csrf": csrf, "text": SECRET}, headers=headers | {"cookie": f"onrecord_csrf={csrf}"}
    )
    code = re.search(r'class="code">([^<]+)<', answer.text)[1]  # type: ignore[index]
    after = everything(store)
    assert after != before
    for word in (
        SECRET,
        SECRET.split()[2],
        code,
        code.replace("-", ""),
        "Tell-tale",
        "203.0.113.9",
        "testclient",
        csrf,
    ):
        assert word not in after, word
    with store.looking() as connection:
        assert events.head(connection) == head, "the log tells times of day"
    file = Path(str(store.engine.url.database))
    raw = b"".join(p.read_bytes() for p in file.parent.glob(file.name + "*"))
    assert SECRET.encode() not in raw
    assert code.replace("-", "").encode() not in raw


def test_tips_have_no_column_for_who_or_when_on_the_clock():
    columns = {c.name for name in ("tip", "tip_message") for c in metadata.tables[name].columns}
    assert columns == {"id", "digest", "recipient", "day", "tip_id", "number", "from_desk", "sealed"}


def test_the_size_of_what_is_stored_says_little(client: TestClient, store: Store, key: Path):
    for text in ("no", "x" * 900, "x" * 1500):
        send(client, text)
    with store.looking() as connection:
        sizes = sorted(len(tips.sealed_message(connection, t.id, 1)) // 1024 for t in tips.tips(connection))
    assert sizes == [1, 1, 2]


@pytest.mark.parametrize(
    "code", ["", "00000-00000-00000-00000-00000", "short", "x" * 100, "UUUUU-UUUUU-UUUUU-UUUUU-UUUUU"]
)
def test_a_wrong_code_opens_nothing(client: TestClient, key: Path, code: str):
    send(client)
    answer = client.post("/tip/again", data={"csrf": token(client, "/tip"), "code": code})
    assert answer.status_code == 422
    assert "No tip has this code" in answer.text


def test_one_code_opens_its_own_replies_alone(client: TestClient, store: Store, key: Path):
    one, other = send(client, "first"), send(client, "second")
    with store.writing() as connection:
        ids = {m.text: m.tip for m in tips.read(connection, key.read_text())[0]}
        tips.reply(connection, ids["first"], "for the first")
    with store.looking() as connection:
        assert [m.text for m in tips.replies(connection, one)] == ["for the first"]
        assert tips.replies(connection, other) == []
        sealed = tips.sealed_message(connection, ids["first"], 2)
    desk = x25519.Identity.from_str(key.read_text().splitlines()[-1])
    for identity in (desk, tips.identity_of(other)):
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(sealed, [identity])


def test_keys_from_codes_are_keys_of_age():
    code = tips.new_code()
    assert str(tips.identity_of(code).to_public()) == str(tips.identity_of(code.lower()).to_public())
    assert str(tips.identity_of(code).to_public()) != str(tips.identity_of(tips.new_code()).to_public())
    sealed = tips.seal("words", "reply", [str(tips.identity_of(code).to_public())])
    assert json.loads(pyrage.decrypt(sealed, [tips.identity_of(code)]))["text"] == "words"


@pytest.mark.parametrize(("text", "status"), [("", 422), (" \n", 422), ("x" * 20_001, 422), ("x" * 20_000, 200)])
def test_what_is_no_tip_is_refused_and_kept_in_the_form(client: TestClient, key: Path, text: str, status: int):
    answer = client.post("/tip", data={"csrf": token(client, "/tip"), "text": text})
    assert answer.status_code == status
    if status == 422:
        assert html.escape(text.strip()) in answer.text


def test_without_a_key_no_tip_is_taken(client: TestClient, store: Store):
    assert "takes no tips yet" in client.get("/tip").text
    assert client.post("/tip", data={"csrf": token(client, "/tip"), "text": SECRET}).status_code == 422
    assert SECRET not in everything(store)


def test_tips_are_sealed_for_every_key_in_use_and_no_retired_one(client: TestClient, store: Store, key: Path):
    second, public = tips.new_key()
    csrf = token(client, "/tips")
    assert client.post("/tips/keys", data={"csrf": csrf, "recipient": f" {public}\n"}).status_code == 303
    send(client, "for both")
    assert client.post("/tips/keys/1/retire", data={"csrf": csrf}).status_code == 303
    send(client, "for the second")
    with store.looking() as connection:
        assert [m.text for m in tips.read(connection, key.read_text())[0]] == ["for both"]
        assert tips.read(connection, key.read_text())[1] == 1
        assert {m.text for m in tips.read(connection, second)[0]} == {"for both", "for the second"}
    for wrong in ("", "age1", second.splitlines()[-1], "ssh-ed25519 AAAA"):
        assert client.post("/tips/keys", data={"csrf": csrf, "recipient": wrong}).status_code == 422


def test_the_answer_is_never_kept_and_the_code_stands_in_no_address(client: TestClient, key: Path):
    answer = client.post("/tip", data={"csrf": token(client, "/tip"), "text": SECRET})
    assert answer.status_code == 200, "no redirect: the code would stand in its address"
    assert answer.headers["cache-control"] == "no-store"
    assert client.get("/tip").headers["cache-control"] == "no-store"


def test_editors_see_that_there_is_a_tip_and_take_it_away_sealed(db: str, key: Path, monkeypatch: pytest.MonkeyPatch):
    quick_hashes(monkeypatch)
    staff(db)
    app = newsroom(db)
    nobody = browser(app)
    answer = post(nobody, "/tip", {"text": SECRET})
    assert answer.status_code == 200
    edda = browser(app, "editor")
    page = edda.get("/tips").text
    assert SECRET not in page
    path = re.search(r"/tips/\d+/1\.age", page)[0]  # type: ignore[index]
    sealed = edda.get(path)
    assert sealed.content.startswith(b"age-encryption.org/v1")
    identity = x25519.Identity.from_str(key.read_text().splitlines()[-1])
    assert json.loads(pyrage.decrypt(sealed.content, [identity]))["text"] == SECRET
    con = browser(app, "commenter")
    forget = path.replace("/1.age", "/forget")
    for who, status in ((nobody, 401), (con, 403)):
        assert who.get("/tips").status_code in (303, status)
        assert who.get(path).status_code in (303, status)
        assert post(who, forget).status_code == status
    assert post(edda, "/tips/keys", {"recipient": tips.new_key()[1]}).status_code == 403
    assert post(edda, forget).status_code == 303
    assert edda.get(path).status_code == 404


def test_the_private_key_is_its_owners_alone_and_never_overwritten(key: Path, db: str):
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_text()
    done = CliRunner().invoke(command, ["tips", "key", str(key), "--db", db])
    assert done.exit_code == 1
    assert key.read_text() == before
    with Store(db) as store:
        assert before.splitlines()[-1] not in everything(store)


def test_a_key_made_elsewhere_needs_no_record(tmp_path: Path):
    done = CliRunner().invoke(command, ["tips", "key", str(tmp_path / "k"), "--alone", "--db", str(tmp_path / "no.db")])
    assert done.exit_code == 0
    assert done.stdout.startswith("age1")
    assert not (tmp_path / "no.db").exists()


@pytest.mark.parametrize("words", [["read", "--key", "no.key"], ["reply", "123456", "x"], ["forget", "123456"]])
def test_the_command_says_what_is_not_there(db: str, words: list[str]):
    done = CliRunner().invoke(command, ["tips", *words, "--db", db])
    assert done.exit_code == 1
    assert "Traceback" not in done.output


def test_a_reply_needs_words(client: TestClient, store: Store, key: Path):
    send(client)
    with store.writing() as connection, pytest.raises(OnrecordError, match="no words"):
        tips.reply(connection, tips.tips(connection)[0].id, " ")


def test_a_form_without_its_token_sends_nothing(client: TestClient, store: Store, key: Path):
    assert client.post("/tip", data={"text": SECRET}).status_code == 403
    with store.looking() as connection:
        assert tips.tips(connection) == []


def test_no_line_about_the_form_stands_in_an_access_log(db: str, key: Path, caplog: pytest.LogCaptureFixture):
    app = create_app(Settings(db=db))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None, access_log=True))
    caplog.set_level(logging.INFO, "uvicorn.access")
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
            client.get("/house-rules")
            csrf = re.search(r'name="csrf" value="([^"]+)"', client.get("/tip?x=1").text)[1]  # type: ignore[index]
            assert client.post("/tip", data={"csrf": csrf, "text": SECRET}).status_code == 200
            client.post("/tip/again", data={"csrf": csrf, "code": "x"})
            client.get("/tips")
    finally:
        server.should_exit = True
        thread.join(5)
    lines = [r.getMessage() for r in caplog.records if r.name == "uvicorn.access"]
    assert [line.split('"')[1].split()[1] for line in lines] == ["/house-rules", "/tips"]
