"""Digests by e-mail: what is new of all that somebody follows, in plain text, and how it goes out."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from onrecord.errors import OnrecordError
from onrecord.record import events, follows, mailings
from onrecord.record.mailings import Mailing, Message
from onrecord.record.store import Store
from onrecord.serve.feeds import address, details, sentence, shortened, titled
from onrecord.serve.outline import printable

MOST: Final = 60
"""So many events one digest tells of; of the others it says how many they are."""
OF_ONE: Final = 20
"""So many of them are of one thing that is followed."""
_WIDTH: Final = 400
_PATIENCE: Final = 30.0
_LOCAL: Final = ("localhost", "127.0.0.1", "::1")
_PORTS: Final = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
_TEXTS: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "desk" / "templates"),
    autoescape=False,  # plain text, never shown as a page
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What every message has: where the desk is reached, from which address it writes, what it is called."""

    base: str
    sender: str
    desk: str = "On record"

    @property
    def domain(self) -> str:
        """The host of the sender's address."""
        return self.sender.rpartition("@")[2].strip("> ") or "localhost"


@dataclass(frozen=True, slots=True)
class Item:
    """One event as a digest tells it."""

    words: str
    more: str
    address: str


@dataclass(frozen=True, slots=True)
class Section:
    """What is new of one thing. others: how many events are only counted."""

    title: str
    items: tuple[Item, ...]
    others: int


@dataclass(slots=True)
class Sent:
    """What a run did: messages that were written, that arrived at the server, and that did not, with the reasons."""

    written: int = 0
    sent: int = 0
    doubtful: int = 0
    problems: list[str] = field(default_factory=list)


class Server:
    """A mail server, by its address: smtp://, smtp+starttls:// or smtps://, with user and password where it wants them.

    Raises OnrecordError where the address is none, or would send a password in the clear.
    """

    def __init__(self, url: str):
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise OnrecordError(_NO_SERVER) from None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise OnrecordError(_NO_SERVER)
        self.host, self.port, self._scheme = parts.hostname, port or _PORTS[parts.scheme], parts.scheme
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        if self._user and self._scheme == "smtp" and self.host not in _LOCAL:
            raise OnrecordError("The password would be sent in the clear. Use smtps:// or smtp+starttls://.")
        self._open: smtplib.SMTP | None = None

    def connect(self) -> smtplib.SMTP:
        """Return the open connection. Raises OnrecordError where there is no server, or it refuses the user."""
        if self._open is not None:
            return self._open
        try:
            context = ssl.create_default_context()
            if self._scheme == "smtps":
                made: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=_PATIENCE, context=context)
            else:
                made = smtplib.SMTP(self.host, self.port, timeout=_PATIENCE)
            if self._scheme == "smtp+starttls":
                made.starttls(context=context)
            if self._user:
                made.login(self._user, self._password)
        except (OSError, smtplib.SMTPException) as e:
            said = f"code {e.smtp_code}" if isinstance(e, smtplib.SMTPResponseException) else type(e).__name__
            raise OnrecordError(
                f"{self.host}:{self.port}: the mail server cannot be used ({said}). Check its address, user and "
                "password, then run this again: what waits is kept."
            ) from None
        self._open = made
        return made

    def send(self, message: EmailMessage) -> None:
        """Send a message. Raises SMTPException or OSError where it is not taken."""
        self.connect().send_message(message)

    def close(self) -> None:
        """Say goodbye."""
        if self._open is not None:
            try:
                self._open.quit()
            except (OSError, smtplib.SMTPException):
                self._open.close()
            self._open = None


_NO_SERVER: Final = "That is no address of a mail server. Write it as smtp://host:25 or smtps://user:password@host."


def run(
    store: Store,
    server: Server,
    head: Letterhead,
    *,
    all_due: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Sent:
    """Write the digests whose time has come, and send all that waits. say: gets a line for each that did not go.

    Raises OnrecordError where the server cannot be used; all that waits is kept then.
    """
    done = Sent()
    with store.writing() as connection:
        done.doubtful = mailings.doubtful(connection)
        due = mailings.due(connection, all_due=all_due)
    for m in due:
        done.written += write(store, m, head)
    try:
        _send_all(store, server, head, done, say)
    finally:
        server.close()
    return done


def write(store: Store, m: Mailing, head: Letterhead) -> int:
    """Write one mailing's digest down, or the question whether its address wants any; return how many (0 or 1)."""
    if m.confirmed_at is None:
        subject = f"{head.desk}: do you want news by e-mail?"
        body = _TEXTS.get_template("digest.txt").render(head=head, mailing=m, sections=(), others=0)
        with store.writing() as connection:
            mailings.put(connection, m.id, subject, body, (), domain=head.domain)
            mailings.looked(connection, m, 0)
        return 1
    with store.looking() as connection:
        seq = events.head(connection)
        found = [
            (f, events.since(connection, f.followed, f.told, most=events.LOOKED_AT).events)
            for f in follows.follows_of(connection, m.account)
        ]
        new = mailings.untold(connection, m.id, [e.key for _, some in found for e in some])
    sections, others, told = _sections(found, new, head.base)
    with store.writing() as connection:
        now = mailings.by_token(connection, m.token)
        if (
            now is None
            or now.last_at != m.last_at
            or now.often == "off"
            or mailings.untold(connection, m.id, told) != told
        ):
            return 0  # somebody else wrote it, or it is no longer wanted
        if told:
            body = _TEXTS.get_template("digest.txt").render(head=head, mailing=m, sections=sections, others=others)
            count = len(told)
            subject = f"{head.desk}: {count} new {'report' if count == 1 else 'reports'} on what you follow"
            mailings.put(connection, m.id, subject, body, told, domain=head.domain)
        mailings.looked(connection, m, seq)
    return 1 if told else 0


def _sections(
    found: list[tuple[follows.Follow, tuple[events.Event, ...]]], new: set[str], base: str
) -> tuple[list[Section], int, set[str]]:
    """Return what is shown of each thing, how many events are left out in all, and the keys of all of them."""
    out: list[Section] = []
    others, told = 0, set[str]()
    for follow, some in found:
        fresh = [e for e in some if e.key in new and e.key not in told]
        told |= {e.key for e in fresh}
        room = min(OF_ONE, MOST - sum(len(s.items) for s in out))
        items = tuple(
            Item(shortened(sentence(e), _WIDTH), shortened(details(e), _WIDTH), address(e, base)) for e in fresh[:room]
        )
        if items:
            out.append(Section(shortened(titled(follow), 100), items, len(fresh) - len(items)))
        else:
            others += len(fresh)
    return out, others, told


def _send_all(store: Store, server: Server, head: Letterhead, done: Sent, say: Callable[[str], None]) -> None:
    while True:
        with store.looking() as connection:
            waits = mailings.waiting(connection)
        if not waits:
            return
        server.connect()  # before a message is taken: that the server is away is not the message's fault
        with store.writing() as connection:
            message = mailings.take(connection)
        if message is None:
            return
        problem, for_good = _try(server, made(message, head))
        with store.writing() as connection:
            if problem is None:
                mailings.sent(connection, message)
                done.sent += 1
            else:
                mailings.failed(connection, message, problem, for_good=for_good)
                done.problems.append(problem)
                say(f"{message.email}: {problem}")


def _try(server: Server, message: EmailMessage) -> tuple[str | None, bool]:
    """Send a message; return why it did not go out (None where it did), and whether another try is of no use."""
    try:
        server.send(message)
    except smtplib.SMTPRecipientsRefused as e:
        code, said = next(iter(e.recipients.values()))
        return _problem(code, said), code >= 500
    except smtplib.SMTPResponseException as e:
        return _problem(e.smtp_code, e.smtp_error), e.smtp_code >= 500
    except (OSError, smtplib.SMTPException) as e:
        server.close()
        return f"the connection failed ({type(e).__name__})", False
    return None, False


def _problem(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return shortened(f"the mail server refused it ({code} {words})", 300)


def made(message: Message, head: Letterhead) -> EmailMessage:
    """Return a message as it goes out."""
    # Without folding: long links in headers would be encoded, and no mail program could follow them.
    mail = EmailMessage(policy=policy.SMTP.clone(max_line_length=900))
    mail["From"] = head.sender
    mail["To"] = message.email
    mail["Subject"] = " ".join(printable(message.subject).split())
    mail["Date"] = formatdate(localtime=False)
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Unsubscribe"] = f"<{head.base}/mail/{message.token}/end>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(message.body, cte="quoted-printable")
    return mail
