"""`onrecord search`: what the record has."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.ending import told
from onrecord.cli.keeping import open_record
from onrecord.cli.options import As, Db
from onrecord.cli.sinks import terminal_width

if TYPE_CHECKING:
    from onrecord.record.store import Store


def _day(value: str | None) -> date | None:
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError:
        raise typer.BadParameter(f"{value!r} is not a date. Write it as 2022-10-11.") from None


def search(
    words: Annotated[list[str] | None, typer.Argument(metavar="[WORDS]...", help='Words, and "phrases".')] = None,
    db: Db = None,
    speaker: Annotated[str | None, typer.Option(metavar="NAME", help="Said by.")] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Published by.")] = None,
    act: Annotated[str | None, typer.Option(metavar="ACT", help="assert, deny, decline, ...")] = None,
    channel: Annotated[str | None, typer.Option(metavar="CHANNEL", help="tweet, interview, letter, ...")] = None,
    named: Annotated[bool | None, typer.Option("--named/--unnamed", help="Whether the source is named.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Published on that day or later.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Published on that day or before.")] = None,
    said_since: Annotated[str | None, typer.Option(metavar="DATE", help="Said on that day or later.")] = None,
    said_until: Annotated[str | None, typer.Option(metavar="DATE", help="Said on that day or before.")] = None,
    depth: Annotated[
        int | None, typer.Option(min=1, max=12, metavar="N", help="At least N speakers behind the outlet.")
    ] = None,
    like: Annotated[
        str | None, typer.Option(metavar="KEY", help="Statements most like this one, in whatever words.")
    ] = None,
    former: Annotated[bool, typer.Option("--former", help="Former versions and readings too.")] = False,
    facets: Annotated[bool, typer.Option("--facets", help="Count the values instead of listing.")] = False,
    limit: Annotated[int, typer.Option(min=1, max=1000, metavar="N", help="How many a page.")] = 20,
    after: Annotated[int | None, typer.Option(metavar="N", help="Go on where the page before ended.")] = None,
    format: Annotated[As, typer.Option("--format", "-f", case_sensitive=False, help="What to print.")] = As.table,
) -> None:
    """Search all statements of the record, newest first.

    Exit status: 0 shown (even if nothing was found), 1 the record could not be opened, 2 wrong usage.
    """
    with told(), open_record(db) as store:
        from onrecord.record.search import Query
        from onrecord.record.search import facets as count
        from onrecord.record.search import search as find
        from onrecord.serve.found import as_lines, as_values, facets_as_lines

        query = Query(
            " ".join(words or ()), speaker, outlet, act, channel, named, _day(since), _day(until),
            _day(said_since), _day(said_until), depth, former,
        )  # fmt: skip
        if like is not None:
            _like(store, like, limit, format)
            return
        with store.looking() as connection:
            counted = count(connection, query) if facets else None
            page = find(connection, query, limit=limit, after=after)
        if format is As.json:
            typer.echo(json.dumps(as_values(page, counted), ensure_ascii=True, indent=2))
        elif counted is not None:
            typer.echo(facets_as_lines(counted), nl=False)
        else:
            typer.echo(as_lines(page, width=terminal_width()), nl=False)


def _like(store: Store, key: str, limit: int, format: As) -> None:
    from onrecord.record.likeness import like
    from onrecord.serve.found import like_as_lines, like_as_values

    with store.looking() as connection:
        found = like(connection, key, limit=limit)
    if format is As.json:
        typer.echo(json.dumps(like_as_values(found), ensure_ascii=True, indent=2))
    else:
        typer.echo(like_as_lines(found, width=terminal_width()), nl=False)
