"""`onrecord account`: who has an account on the desk. The first admin is made here."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from onrecord.cli.ending import told
from onrecord.cli.keeping import open_record
from onrecord.cli.options import Db
from onrecord.serve.outline import printable

BY = "the command line"
"""In whose name the log has what is done here."""
MOST = 1000

app = typer.Typer(help="Keep the accounts of the desk.", no_args_is_help=True, rich_markup_mode=None)


class Role(StrEnum):
    """What somebody may do; each role may do all that those before it may."""

    reader = "reader"
    commenter = "commenter"
    editor = "editor"
    admin = "admin"


Name = Annotated[str, typer.Argument(metavar="NAME", help="The account's name.")]


def _password() -> str:
    """Return a password that is asked for twice without being shown, or the first line of what is piped in."""
    if sys.stdin.isatty():
        answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return answer
    return sys.stdin.readline(MOST).rstrip("\r\n")


@app.command()
def add(
    name: Name,
    role: Annotated[Role, typer.Option(metavar="ROLE", help="reader, commenter, editor or admin.")],
    db: Db = None,
) -> None:
    """Make an account. The password is asked for, or read from the first line of what is piped in.

    Exit status: 0 made, 1 the name or the password was refused, or the record could not be opened, 2 wrong usage.
    """
    password = _password()
    with told("desk"), open_record(db, create=True) as store, store.writing() as connection:
        from onrecord.record import accounts

        made = accounts.add(connection, name, role.value, password, who=BY)
    typer.echo(printable(f"{made.name} is {made.role} now."))


@app.command("list")
def list_accounts(db: Db = None) -> None:
    """List the accounts: name, role, state, and the day of the last sign-in.

    Exit status: 0 listed, 1 the record could not be opened, 2 wrong usage.
    """
    with told("desk"), open_record(db) as store, store.looking() as connection:
        from onrecord.record import accounts

        found = accounts.accounts(connection)
    width = max((len(a.name) for a in found), default=0)
    for a in found:
        typer.echo(printable(f"{a.name:{width}}  {a.role:9}  {a.state:8}  {a.seen_on or 'never'}"))


@app.command()
def role(
    name: Name,
    role: Annotated[Role, typer.Argument(metavar="ROLE", help="reader, commenter, editor or admin.")],
    db: Db = None,
) -> None:
    """Give an account another role.

    Exit status: 0 given, 1 there is no such account, or it is the last admin's, 2 wrong usage.
    """
    with told("desk"), open_record(db) as store, store.writing() as connection:
        from onrecord.record import accounts

        made = accounts.set_role(connection, name, role.value, who=BY)
    typer.echo(printable(f"{made.name} is {made.role} now."))


@app.command()
def password(name: Name, db: Db = None) -> None:
    """Give an account another password, as `add` asks for it; all its sessions end.

    Exit status: 0 given, 1 there is no such account, or the password was refused, 2 wrong usage.
    """
    secret = _password()
    with told("desk"), open_record(db) as store, store.writing() as connection:
        from onrecord.record import accounts

        found = accounts.find(connection, name)
        accounts.set_password(connection, found.id, secret, who=BY)
    typer.echo(printable(f"{found.name} has another password now, and is signed out everywhere."))


@app.command()
def disable(name: Name, db: Db = None) -> None:
    """Let an account in no more: its sessions and keys end. What it did stays.

    Exit status: 0 done, 1 there is no such account, or it is the last admin's, 2 wrong usage.
    """
    with told("desk"), open_record(db) as store, store.writing() as connection:
        from onrecord.record import accounts

        made = accounts.disable(connection, name, who=BY)
    typer.echo(printable(f"{made.name} is {made.state} now."))


@app.command()
def enable(name: Name, db: Db = None) -> None:
    """Let a disabled account in again; its keys stay revoked.

    Exit status: 0 done, 1 there is no such account, 2 wrong usage.
    """
    with told("desk"), open_record(db) as store, store.writing() as connection:
        from onrecord.record import accounts

        made = accounts.enable(connection, name, who=BY)
    typer.echo(printable(f"{made.name} is {made.state} now."))
