"""`onrecord add`: pages are read and stored in the record."""

from __future__ import annotations

import os
import sys
from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import INTERRUPTED, AllowPrivate, Db, Outlet, Published
from onrecord.cli.reading import find_inputs
from onrecord.cli.sinks import reporter
from onrecord.errors import OnrecordError
from onrecord.serve.one import Wish
from onrecord.serve.outline import printable

if TYPE_CHECKING:
    from onrecord.record.store import Added, Store

_WORDS = {"added": "added", "version": "new version", "reread": "read anew", "known": "known already"}


def add(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, http(s) addresses, or -.")],
    db: Db = None,
    published: Published = None,
    outlet: Outlet = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Read in N processes.")] = 1,
    allow_private: AllowPrivate = False,
) -> None:
    """Read news pages and store them in the record.

    What is stored already is not read again, so the same command can be repeated after a failure. Exit status: 0 all
    are in the record, 1 some could not be read or stored (each is named), 2 wrong usage.
    """
    if "" in inputs:
        raise typer.BadParameter("an input is empty. Name a file, a folder or an address.", param_hint="INPUT")
    try:
        with open_record(db, create=True) as store:
            wish = Wish(published=published, outlet=outlet, allow_private=allow_private, db=db_of(db))
            status = _add(store, inputs, wish, jobs)
    except OnrecordError as e:
        typer.echo(printable(str(e)), err=True)
        status = 1
    except KeyboardInterrupt:
        status = INTERRUPTED
    raise typer.Exit(status)


def _add(store: Store, given: list[str], wish: Wish, jobs: int) -> int:
    from onrecord.serve.adding import add_all

    inputs, missing = find_inputs(given)
    done: Counter[str] = Counter()
    failed = len(missing)
    with reporter(len(inputs), quiet=sys.stdout.isatty()) as report:
        for line in missing:
            report.say(line)
        for result in add_all(store, inputs, wish, jobs=jobs):
            if result.added is not None:
                done[result.added.state] += 1
                typer.echo(_line(result.input, result.added))
            else:
                failed += 1
                report.say(result.problem or f"{result.input}: it could not be read.")
            report.step()
            if result.fatal:
                break
    parts = [f"{done[state]} {words}" for state, words in _WORDS.items() if done[state]]
    typer.echo(f"{store.name}: {', '.join(parts) or 'nothing added'}{f'; {failed} failed' if failed else ''}")
    return 1 if failed else 0


def _line(input: str, added: Added) -> str:
    count = "" if added.state == "known" else f"  {added.statements} statement{'' if added.statements == 1 else 's'}"
    return printable(f"{added.version}  {_WORDS[added.state]:13}  {input}{count}")


def db_of(db: str | None) -> str:
    """Return where the record lies: what was asked for, else ONRECORD_DB, else onrecord.db."""
    return db or os.environ.get("ONRECORD_DB") or "onrecord.db"


def open_record(db: str | None, *, create: bool = False) -> Store:
    """Open the record. Raises OnrecordError, with the remedy, where it cannot be, or its extra is not installed."""
    try:
        from onrecord.record.store import Store
    except ModuleNotFoundError as e:
        raise OnrecordError(
            f"The record needs {e.name}, which is not installed. Install it with: pip install 'onrecord[record]'"
        ) from None
    return Store(db_of(db), create=create)
