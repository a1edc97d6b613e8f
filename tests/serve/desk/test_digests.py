"""Digests: through a real mail server, each event once, kept and tried again where they did not go."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from mail_server import MailServer
from newsroom import browser, newsroom, post, quick_hashes, staff
from sayings import report, says
from small_desk import LEASED, token
from sqlalchemy import update
from test_following import CRANES, claim_of
from typer.testing import CliRunner

from onrecord.cli import app as command
from onrecord.errors import OnrecordError
from onrecord.record import events, follows, mailings
from onrecord.record.follow_tables import mailing, mailing_message
from onrecord.record.store import Store
from onrecord.serve.digests import OF_ONE, Letterhead, Server, run

HEAD = Letterhead("https://desk.example", "desk@desk.example")


@pytest.fixture
def record(db: str) -> Iterator[Store]:
    """The record of several articles that a desk has in tests."""
    with Store(db) as opened:
        yield opened


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server on this machine."""
    made = MailServer()
    yield made
    made.close()


@pytest.fixture
def reader(record: Store) -> Store:
    """A record whose one user follows a claim and a speaker, and wants digests."""
    with record.writing() as connection:
        follows.follow(connection, None, "claim", claim_of(record, "leased").key)
        follows.follow(connection, None, "speaker", "Ilse Brandt")
        mailings.subscribe(connection, None, "rea@paper.example", "daily")
    return record


def deny(store: Store) -> None:
    store.add(report("Shore Star", says("Ilse Brandt", LEASED, "denied", act="deny")))


def test_a_digest_tells_each_event_once(reader: Store, server: MailServer):
    assert run(reader, Server(server.url), HEAD, all_due=True).sent == 0, "what was there before is no news"
    deny(reader)
    done = run(reader, Server(server.url), HEAD, all_due=True)
    assert (done.written, done.sent, done.problems) == (1, 1, [])
    assert run(reader, Server(server.url), HEAD, all_due=True).sent == 0
    (mail,) = server.messages
    words = mail.get_content()
    assert mail["To"] == "rea@paper.example"
    assert mail["Subject"] == "On record: 1 new report on what you follow"
    assert mail.get_content_type() == "text/plain"
    assert words.count("Shore Star reports that Ilse Brandt denies") == 1, "it is news of both that are followed"
    assert re.search(r"https://desk\.example/statements/[0-9a-f]{16}", words)
    link = re.fullmatch(r"<(https://desk\.example/mail/\S+)/end>", mail["List-Unsubscribe"])
    assert link is not None
    assert link[1] in words
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(("often", "hours", "sent"), [("daily", 19, 0), ("daily", 21, 1), ("weekly", 100, 0),
                                                      ("weekly", 166, 1), ("off", 1000, 0)])  # fmt: skip
def test_digests_come_as_often_as_was_asked(reader: Store, server: MailServer, often: str, hours: int, sent: int):
    with reader.writing() as connection:
        mailings.subscribe(connection, None, "rea@paper.example", often)
        ago = (datetime.now(UTC) - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%SZ")
        connection.execute(update(mailing).values(last_at=ago))
    deny(reader)
    assert run(reader, Server(server.url), HEAD).sent == sent


def wait_no_longer(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(update(mailing_message).values(next_at="2000-01-01T00:00:00Z"))


@pytest.mark.parametrize("fault", ["later", "away", "hang up"])
def test_a_message_that_did_not_go_is_kept_and_tried_again(reader: Store, server: MailServer, fault: str):
    deny(reader)
    if fault == "away":
        with pytest.raises(OnrecordError, match="cannot be used"):
            run(reader, Server("smtp://127.0.0.1:1"), HEAD, all_due=True)
    else:
        server.refuse = {"rea@paper.example": b"451 try later"} if fault == "later" else {}
        server.hang_up = int(fault == "hang up")
        done = run(reader, Server(server.url), HEAD, all_due=True)
        assert (done.sent, len(done.problems)) == (0, 1)
        assert run(reader, Server(server.url), HEAD, all_due=True).problems == [], "not at once"
    server.refuse = {}
    wait_no_longer(reader)
    assert run(reader, Server(server.url), HEAD, all_due=True).sent == 1
    assert len(server.messages) == 1
    assert run(reader, Server(server.url), HEAD, all_due=True).sent == 0


def test_an_address_that_does_not_exist_is_given_up_until_its_owner_asks_anew(reader: Store, server: MailServer):
    deny(reader)
    server.refuse = {"rea@paper.example": b"550 no such user"}
    assert len(run(reader, Server(server.url), HEAD, all_due=True).problems) == 1
    with reader.looking() as connection:
        found = mailings.mailing_of(connection, None)
    assert found is not None
    assert found.often == "off"
    assert "550 no such user" in (found.problem or "")
    server.refuse = {}
    wait_no_longer(reader)
    assert run(reader, Server(server.url), HEAD, all_due=True).sent == 0
    with reader.writing() as connection:
        mailings.subscribe(connection, None, "rea@paper.example", "daily")
    assert run(reader, Server(server.url), HEAD, all_due=True).sent == 1, "what did not arrive goes now"


def test_a_message_that_a_program_died_over_is_not_sent_twice(reader: Store, server: MailServer):
    deny(reader)
    with reader.writing() as connection:
        m = mailings.due(connection, all_due=True)[0]
        mailings.put(connection, m.id, "s", "b", ["key"], domain="d")
        assert mailings.take(connection) is not None
        mailings.looked(connection, m, events.head(connection))
    assert run(reader, Server(server.url), HEAD).doubtful == 0, "another program may be sending it just now"
    wait_no_longer(reader)
    done = run(reader, Server(server.url), HEAD)
    assert (done.doubtful, done.sent) == (1, 0)


def test_a_digest_is_of_bounded_size(record: Store, server: MailServer):
    with record.writing() as connection:
        for topic in ("that", "longwind"):
            follows.follow(connection, None, "topic", topic)
        mailings.subscribe(connection, None, "rea@paper.example", "daily")
    chance = random.Random(1)
    for n in range(4):
        words = ["".join(chance.choices("bdfgklmnprst", k=5)) for _ in range(40 * 60)]
        said = [says("Jon Pell", "that longwind " + " ".join(words[60 * k : 60 * k + 60])) for k in range(40)]
        record.add(report(f"Paper {n}", *said))
    assert run(record, Server(server.url), HEAD, all_due=True).sent == 1
    words = server.messages[0].get_content()
    assert len(words) < 20_000
    assert words.count("/statements/") == OF_ONE
    assert f"and {160 - OF_ONE} more on this" in words


def test_words_cannot_break_out_of_a_message(record: Store, server: MailServer):
    with record.writing() as connection:
        follows.follow(connection, None, "topic", "evil")
        mailings.subscribe(connection, None, "rea@paper.example", "daily")
    record.add(
        report("Paper\r\nBcc: all@x.example", says("Jon Pell", "that <b>evil</b> {{ 7 * 7 }}\r\n.\r\nRCPT TO:<x@y>"))
    )
    assert run(record, Server(server.url), HEAD, all_due=True).sent == 1
    (mail,) = server.messages
    assert "Bcc" not in mail
    assert "<b>evil</b> {{ 7 * 7 }}" in mail.get_content()


@pytest.mark.parametrize("email", ["", "rea", "rea@", "@x.example", "rea@localhost", "a b@x.example",
                                   "rea@x.example\nBcc: all@x.example", "rea@x.example, all@x.example"])  # fmt: skip
def test_what_is_no_address_is_refused(client: TestClient, email: str):
    form = {"csrf": token(client, "/follows"), "email": email, "often": "daily"}
    assert client.post("/follows/mail", data=form).status_code == 422


def test_an_address_is_asked_first_and_any_message_can_end_it(
    db: str, server: MailServer, monkeypatch: pytest.MonkeyPatch
):
    quick_hashes(monkeypatch)
    staff(db)
    app = newsroom(db)
    rea, nobody = browser(app, "reader"), browser(app)
    post(rea, "/follows", {"kind": "speaker", "key": "Ilse Brandt"})
    assert post(rea, "/follows/mail", {"email": "rea@paper.example", "often": "daily"}).status_code == 303
    with Store(db) as store:
        deny(store)
        for _ in range(2):
            run(store, Server(server.url), HEAD, all_due=True)
        (asked,) = server.messages
        assert "denies" not in asked.get_content()
        path = re.search(r"https://desk\.example(/mail/\S+)", asked.get_content())[1]  # type: ignore[index]
        assert nobody.get(path).status_code == 200
        run(store, Server(server.url), HEAD, all_due=True)
        assert len(server.messages) == 1, "opening the link is not agreeing"
        assert post(nobody, f"{path}/confirm").status_code == 303
        run(store, Server(server.url), HEAD, all_due=True)
        assert "Shore Star reports that Ilse Brandt denies" in server.messages[1].get_content()
        # As mail programs do it: without a cookie or a token of a form.
        assert nobody.post(f"{path}/end", data={"List-Unsubscribe": "One-Click"}).status_code == 303
        store.add(report("Pier Press", says("Ilse Brandt", CRANES)))
        assert run(store, Server(server.url), HEAD, all_due=True).sent == 0
    assert nobody.post("/mail/none/end").status_code == 404


def test_the_command_sends_and_says_what_it_did(reader: Store, server: MailServer):
    deny(reader)
    asked = ["digest", "send", "--db", reader.name, "--smtp", server.url, "--address", "https://desk.example"]
    done = CliRunner().invoke(command, [*asked, "--from", "desk@desk.example", "--now"])
    assert (done.exit_code, done.stdout) == (0, "1 written, 1 sent\n"), done.output
    for wrong in (["--from", "nobody"], ["--from", "a@b\nBcc: c@d"]):
        assert CliRunner().invoke(command, [*asked, *wrong]).exit_code == 2


@pytest.mark.parametrize("url", ["", "http://x", "smtp://", "smtp://u:p@mail.example", "smtp://x:notaport"])
def test_servers_that_cannot_be_or_would_betray_a_password_are_refused(url: str):
    with pytest.raises(OnrecordError) as raised:
        Server(url)
    assert ":p@" not in str(raised.value)
