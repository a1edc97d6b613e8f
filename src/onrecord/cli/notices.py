"""`onrecord digest` and `onrecord tips`: what goes out by e-mail, and what came in sealed."""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path
from typing import Annotated, NoReturn
from urllib.parse import urlsplit

import typer

from onrecord.cli.keeping import open_record
from onrecord.cli.options import Db
from onrecord.errors import OnrecordError
from onrecord.serve.outline import printable

digest = typer.Typer(
    help="Send what is new of what people follow, by e-mail.", no_args_is_help=True, rich_markup_mode=None
)
tips = typer.Typer(help="Read tips and reply to them, away from the desk.", no_args_is_help=True, rich_markup_mode=None)

Number = Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The tip's number.")]


@digest.command("send")
def send(
    smtp: Annotated[
        str,
        typer.Option(
            "--smtp", metavar="URL", envvar="ONRECORD_SMTP", help="smtp://host:25, smtps://user:password@host"
        ),
    ],
    address: Annotated[
        str, typer.Option("--address", metavar="URL", envvar="ONRECORD_ADDRESS", help="Where people reach the desk.")
    ],
    sender: Annotated[
        str, typer.Option("--from", metavar="EMAIL", envvar="ONRECORD_FROM", help="From which address it comes.")
    ],
    all_due: Annotated[bool, typer.Option("--now", help="Whether or not a day or a week has passed.")] = False,
    db: Db = None,
) -> None:
    """Write the digests whose time has come, and send all that waits. To be run every hour or so.

    Exit status: 0 all that was to go has gone, 1 some did not go (it is kept and tried again), 2 wrong usage.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise typer.BadParameter("write it as https://desk.example.org.", param_hint="--address")
    if "@" not in sender or any(c in sender for c in "\r\n"):
        raise typer.BadParameter("write it as desk@example.org.", param_hint="--from")
    try:
        from onrecord.serve.digests import Letterhead, Server, run

        with open_record(db) as store:
            head = Letterhead(address.rstrip("/"), sender)
            done = run(store, Server(smtp), head, all_due=all_due, say=_warn)
    except ModuleNotFoundError as e:
        _fail(_missing(e))
    except OnrecordError as e:
        _fail(e)
    parts_ = [f"{done.written} written", f"{done.sent} sent"]
    parts_ += [f"{len(done.problems)} not sent"] if done.problems else []
    parts_ += [f"{done.doubtful} in doubt, not sent again"] if done.doubtful else []
    typer.echo(", ".join(parts_))
    raise typer.Exit(1 if done.problems else 0)


@tips.command("key")
def key(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the private key goes; it must not be there.")],
    alone: Annotated[bool, typer.Option("--alone", help="Do not tell the record of the public key.")] = False,
    db: Db = None,
) -> None:
    """Make a pair of keys: the private one into a file, the public one into the record, so that tips are sealed for it.

    With --alone, on a machine without the record, the public key is only printed: an admin adds it on the page of tips.

    Exit status: 0 made, 1 the file is there or the record cannot be opened, 2 wrong usage.
    """
    try:
        from onrecord.record import tips as kept
    except ModuleNotFoundError as e:
        _fail(_missing(e))
    private, public = kept.new_key()
    try:
        if alone:
            _write_secret(file, private)
        else:
            with open_record(db, create=True) as store:
                _write_secret(file, private)
                with store.writing() as connection:
                    kept.add_key(connection, public, _who())
    except OnrecordError as e:
        _fail(e)
    typer.echo(public)
    _warn(
        f"The private key is in {file}. Move it off the desk's machine and keep a copy: without it no tip can be read."
    )


@tips.command("read")
def read(
    key: Annotated[Path, typer.Option("--key", metavar="FILE", help="The private key.")],
    number: Annotated[int | None, typer.Argument(metavar="NUMBER", min=1, help="Of one tip; else all.")] = None,
    db: Db = None,
) -> None:
    """Print tips.

    Exit status: 0 all was opened, 1 the key does not open some or there is no such tip, 2 wrong usage.
    """
    try:
        from onrecord.record import tips as kept

        secret = key.read_text(encoding="utf8")
        with open_record(db) as store, store.looking() as connection:
            found, closed = kept.read(connection, secret, number)
    except ModuleNotFoundError as e:
        _fail(_missing(e))
    except (OSError, UnicodeDecodeError):
        _fail(OnrecordError(f"{key}: it cannot be read. Check the name and the permissions."))
    except OnrecordError as e:
        _fail(e)
    for m in found:
        typer.echo(f"Tip {m.tip}, message {m.number}, {m.day}: {'a story idea' if m.kind == 'idea' else m.kind}")
        typer.echo(printable(m.text) + "\n")
    if closed:
        _warn(f"{closed} sealed for another key.")
    if not found and not closed:
        typer.echo("There are no tips.")
    raise typer.Exit(1 if closed else 0)


@tips.command("reply")
def reply(
    number: Number,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What to reply, or - for standard input.")] = "-",
    db: Db = None,
) -> None:
    """Reply to whoever sent a tip; only their receipt code opens it.

    Exit status: 0 stored, 1 there is no such tip or there are no words, 2 wrong usage.
    """
    words = sys.stdin.read() if text == "-" else text
    try:
        from onrecord.record import tips as kept

        with open_record(db) as store, store.writing() as connection:
            kept.reply(connection, number, words)
    except ModuleNotFoundError as e:
        _fail(_missing(e))
    except OnrecordError as e:
        _fail(e)
    typer.echo(f"Tip {number}: replied.")


@tips.command("forget")
def forget(number: Number, db: Db = None) -> None:
    """Delete a tip with all its messages, for good.

    Exit status: 0 deleted, 1 there is no such tip, 2 wrong usage.
    """
    try:
        from onrecord.record import tips as kept

        with open_record(db) as store, store.writing() as connection:
            kept.forget(connection, number)
    except ModuleNotFoundError as e:
        _fail(_missing(e))
    except OnrecordError as e:
        _fail(e)
    typer.echo(f"Tip {number}: deleted.")


def _write_secret(file: Path, words: str) -> None:
    """Write a file that only its owner can read, and that was not there. Raises OnrecordError where that fails."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise OnrecordError(f"{file}: there is a file already. Name another: a lost key is lost for good.") from None
    except OSError as e:
        raise OnrecordError(f"{file}: it cannot be written ({e.strerror}). Check the folder.") from None
    with os.fdopen(descriptor, "w", encoding="utf8") as f:
        f.write(words)


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "onrecord"


def _missing(e: ModuleNotFoundError) -> OnrecordError:
    return OnrecordError(f"This needs {e.name}, which is not installed. Install it with: pip install 'onrecord[desk]'")


def _warn(line: str) -> None:
    typer.echo(printable(line), err=True)


def _fail(error: OnrecordError) -> NoReturn:
    _warn(str(error))
    raise typer.Exit(1) from None
