"""Tips: sealed for the desk (age) before they are stored, and nothing kept of who sent them.

Whoever sends one gets a receipt code. Of the code only a digest is stored, and the public half of a key that is derived
from it: so the desk can reply to a code that it does not know, and the code alone opens the replies. Every sealed text
is filled up to a multiple of 1024 bytes, so that its size says little.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import pyrage  # type: ignore[import-untyped]
from pyrage import x25519
from sqlalchemy import Connection, delete, func, insert, select, update

from onrecord.errors import OnrecordError
from onrecord.record import log
from onrecord.record.rows import next_id
from onrecord.record.tip_tables import tip, tip_key, tip_message

LONGEST: Final = 20_000
MESSAGES: Final = 200
"""So many messages one tip can have, from both sides."""
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: none is taken for another
_LENGTH: Final = 25  # of 32 letters each: 125 bits
_GROUP: Final = 5
_PAD: Final = 1024
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_STEPS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_t, _m, _k = tip.c, tip_message.c, tip_key.c


@dataclass(frozen=True, slots=True)
class Key:
    """One public key of the desk. retired_at: since when nothing is sealed for it."""

    id: int
    recipient: str
    made_at: str
    made_by: str
    retired_at: str | None


@dataclass(frozen=True, slots=True)
class Tip:
    """What the desk can see of a tip without the private key. waiting: its last message is the sender's."""

    id: int
    day: str
    last: str
    messages: int
    waiting: bool


@dataclass(frozen=True, slots=True)
class Message:
    """One message, opened."""

    tip: int
    number: int
    from_desk: bool
    day: str
    kind: str
    text: str


def new_code() -> str:
    """Return a receipt code, in groups of five: 125 random bits."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return "-".join(letters[n : n + _GROUP] for n in range(0, _LENGTH, _GROUP))


def typed(code: str) -> str:
    """Return a code as it was given out, however it was typed. Raises OnrecordError where it cannot be one."""
    plain = code.upper().translate(str.maketrans("OIL", "011"))
    letters = "".join(c for c in plain if c.isalnum())
    if len(letters) != _LENGTH or not set(letters) <= set(_LETTERS):
        raise OnrecordError(_NO_CODE)
    return letters


_NO_CODE: Final = "No tip has this code. Check each letter; it has five groups of five."


def identity_of(code: str) -> x25519.Identity:
    """Return the key that a code stands for: what replies are opened with."""
    secret = hashlib.scrypt(typed(code).encode(), salt=b"onrecord tip reply", n=2**14, r=8, p=1, dklen=32)
    return x25519.Identity.from_str(_bech32("age-secret-key-", secret).upper())


def _digest(code: str) -> str:
    return hashlib.sha256(f"onrecord tip code {typed(code)}".encode()).hexdigest()


def _bech32(prefix: str, data: bytes) -> str:
    """Return `data` in Bech32 (BIP 173), in which age writes keys."""
    number, bits = int.from_bytes(data, "big"), len(data) * 8
    spare = -bits % 5
    values = [(number << spare) >> n & 31 for n in range(bits + spare - 5, -1, -5)]
    filled = [*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix), *values]
    check = 1
    for value in (*filled, 0, 0, 0, 0, 0, 0):
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for n, step in enumerate(_STEPS):
            check ^= step if top >> n & 1 else 0
    check ^= 1
    return prefix + "1" + "".join(_BECH32[v] for v in (*values, *(check >> 5 * (5 - n) & 31 for n in range(6))))


def seal(text: str, kind: str, recipients: Sequence[str]) -> bytes:
    """Return an age file for `recipients`: JSON with `kind`, `text` and what fills it up."""
    size = len(json.dumps({"kind": kind, "text": text, "fill": ""}).encode())
    whole = json.dumps({"kind": kind, "text": text, "fill": "." * (-size % _PAD)}).encode()
    sealed: bytes = pyrage.encrypt(whole, [x25519.Recipient.from_str(r) for r in recipients])
    return sealed


def _unseal(sealed: bytes, identities: Sequence[x25519.Identity]) -> tuple[str, str]:
    held = json.loads(pyrage.decrypt(sealed, list(identities)))
    return str(held["kind"]), str(held["text"])


def keys(connection: Connection) -> list[Key]:
    """Return the desk's public keys, the newest first."""
    rows = connection.execute(select(tip_key).order_by(_k.id.desc())).mappings()
    return [Key(**{name: row[name] for name in Key.__slots__}) for row in rows]


def recipients(connection: Connection) -> list[str]:
    """Return the public keys that tips are sealed for; none where the desk takes no tips."""
    return [k.recipient for k in keys(connection) if k.retired_at is None]


def add_key(connection: Connection, recipient: str, who: str) -> None:
    """Let tips be sealed for a public key, too. Raises OnrecordError where it is none."""
    plain = recipient.strip()
    try:
        x25519.Recipient.from_str(plain)
    except pyrage.RecipientError:
        raise OnrecordError("That is no public key of age. One begins with age1 and has 62 characters.") from None
    known = connection.execute(select(_k.id).where(_k.recipient == plain)).scalar()
    if known is not None:
        connection.execute(update(tip_key).where(_k.id == known).values(retired_at=None))
    else:
        id = next_id(connection, tip_key)
        connection.execute(insert(tip_key).values(id=id, recipient=plain, made_at=log.now(), made_by=who))
    log.append(connection, "tip key", plain, {"state": "in use"}, who=who)


def retire_key(connection: Connection, id: int, who: str) -> None:
    """Seal nothing for a key any more; what was sealed for it stays as it is. Raises OnrecordError without one."""
    recipient = connection.execute(select(_k.recipient).where(_k.id == id, _k.retired_at.is_(None))).scalar()
    if recipient is None:
        raise OnrecordError("There is no such key in use.")
    connection.execute(update(tip_key).where(_k.id == id).values(retired_at=log.now()))
    log.append(connection, "tip key", recipient, {"state": "retired"}, who=who)


def send(connection: Connection, text: str, kind: str) -> str:
    """Seal and store a tip; return its receipt code, which is nowhere else.

    Raises OnrecordError where there are no words or too many, or the desk takes no tips.
    """
    sealed = _sealed(connection, text, kind)
    code = new_code()
    id = _number(connection)
    public = str(identity_of(code).to_public())
    connection.execute(insert(tip).values(id=id, digest=_digest(code), recipient=public, day=_today()))
    _put(connection, id, sealed, from_desk=False)
    return code


def _number(connection: Connection) -> int:
    """Return a number that no tip has: at random, so that no reply goes to another in place of one that was deleted."""
    while True:
        number = 100_000 + secrets.randbelow(900_000)
        if connection.execute(select(_t.id).where(_t.id == number)).first() is None:
            return number


def add(connection: Connection, code: str, text: str) -> None:
    """Seal and store another message to a tip. Raises OnrecordError where no tip has the code, and as `send`."""
    id = _tip_of(connection, code)
    _put(connection, id, _sealed(connection, text, "more"), from_desk=False)


def replies(connection: Connection, code: str) -> list[Message]:
    """Return what the desk replied to a tip. Raises OnrecordError where no tip has the code."""
    id = _tip_of(connection, code)
    identity = identity_of(code)
    rows = connection.execute(
        select(tip_message).where(_m.tip_id == id, _m.from_desk.is_(True)).order_by(_m.number)
    ).mappings()  # fmt: skip
    return [Message(id, row["number"], True, row["day"], *_unseal(row["sealed"], [identity])) for row in rows]


def tips(connection: Connection) -> list[Tip]:
    """Return all tips, those with the latest messages first."""
    last = func.max(_m.number).label("number")
    ends = select(_m.tip_id, last, func.count().label("count")).group_by(_m.tip_id).subquery()
    rows = connection.execute(
        select(_t.id, _t.day, _m.day.label("last"), ends.c.count, _m.from_desk)
        .select_from(tip.join(ends, ends.c.tip_id == _t.id).join(
            tip_message, (_m.tip_id == ends.c.tip_id) & (_m.number == ends.c.number)))
        .order_by(_m.day.desc(), _t.id.desc())
    )  # fmt: skip
    return [Tip(id, day, last_day, count, not from_desk) for id, day, last_day, count, from_desk in rows]


def read(connection: Connection, secret: str, id: int | None = None) -> tuple[list[Message], int]:
    """Open what was sent with a private key; return it and how many messages it does not open.

    secret: the text of a key file, which may hold several keys and lines of remarks (#). id: of one tip; None for all.
    The desk's own replies are opened by the sender's code alone, and are left out. Raises OnrecordError where there is
    no key, or no such tip.
    """
    identities = _identities(secret)
    if id is not None and connection.execute(select(_t.id).where(_t.id == id)).first() is None:
        raise OnrecordError(f"There is no tip {id}.")
    query = select(tip_message).where(_m.from_desk.is_(False)).order_by(_m.tip_id, _m.number)
    out, closed = [], 0
    for row in connection.execute(query if id is None else query.where(_m.tip_id == id)).mappings():
        try:
            kind, text = _unseal(row["sealed"], identities)
        except (pyrage.DecryptError, ValueError, KeyError):
            closed += 1
            continue
        out.append(Message(row["tip_id"], row["number"], False, row["day"], kind, text))
    return out, closed


def sealed_message(connection: Connection, id: int, number: int) -> bytes:
    """Return a message as it is stored: an age file. Raises OnrecordError where there is none."""
    query = select(_m.sealed).where(_m.tip_id == id, _m.number == number)
    found = connection.execute(query).scalar()
    if found is None:
        raise OnrecordError(f"There is no message {number} of tip {id}.")
    return bytes(found)


def reply(connection: Connection, id: int, text: str) -> None:
    """Seal and store a reply, which the sender's code alone opens. Raises OnrecordError without a tip, or words."""
    recipient = connection.execute(select(_t.recipient).where(_t.id == id)).scalar()
    if recipient is None:
        raise OnrecordError(f"There is no tip {id}.")
    _put(connection, id, seal(_words(text), "reply", [recipient]), from_desk=True)


def forget(connection: Connection, id: int) -> None:
    """Delete a tip with all its messages. Raises OnrecordError where there is none."""
    if not connection.execute(delete(tip).where(_t.id == id)).rowcount:
        raise OnrecordError(f"There is no tip {id}.")


def new_key() -> tuple[str, str]:
    """Return a new private key, as a key file holds it, and its public key."""
    made = x25519.Identity.generate()
    public = str(made.to_public())
    return f"# The private key of a desk. Keep it off the desk's machine.\n# public key: {public}\n{made}\n", public


def _identities(secret: str) -> list[x25519.Identity]:
    lines = (line.strip() for line in secret.splitlines())
    try:
        found = [x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise OnrecordError("The file holds no private key. Name the one that `onrecord tips key` wrote.")
    return found


def _sealed(connection: Connection, text: str, kind: str) -> bytes:
    words = _words(text)
    for_ = recipients(connection)
    if not for_:
        raise OnrecordError("This desk takes no tips yet.")
    return seal(words, kind, for_)


def _words(text: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if not words:
        raise OnrecordError("There are no words in it. Write some.")
    if len(words) > LONGEST:
        raise OnrecordError(f"It is longer than {LONGEST} characters. Send the rest as another message.")
    return words


def _tip_of(connection: Connection, code: str) -> int:
    id = connection.execute(select(_t.id).where(_t.digest == _digest(code))).scalar()
    if id is None:
        raise OnrecordError(_NO_CODE)
    return int(id)


def _put(connection: Connection, id: int, sealed: bytes, *, from_desk: bool) -> None:
    number = (connection.execute(select(func.max(_m.number)).where(_m.tip_id == id)).scalar() or 0) + 1
    if number > MESSAGES:
        raise OnrecordError(f"A tip has {MESSAGES} messages at most. Send another tip.")
    connection.execute(
        insert(tip_message).values(
            id=next_id(connection, tip_message), tip_id=id, number=number, from_desk=from_desk, sealed=sealed,
            day=_today(),
        )
    )  # fmt: skip


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
