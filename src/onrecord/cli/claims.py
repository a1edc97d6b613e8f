"""`onrecord utterances` and `onrecord claims`: what several articles report alike, or against one another."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.keeping import open_record
from onrecord.cli.options import Db
from onrecord.cli.sinks import terminal_width
from onrecord.errors import OnrecordError
from onrecord.serve.outline import printable

if TYPE_CHECKING:
    from onrecord.record.claim_groups import Tables
    from onrecord.record.store import Store


class As(StrEnum):
    """What groups can be shown as."""

    table = "table"
    json = "json"


Id = Annotated[
    str | None, typer.Argument(metavar="[ID]", help="The key of one of them, or of a statement that belongs to it.")
]
Limit = Annotated[int, typer.Option(min=1, max=1000, metavar="N", help="How many, the largest first.")]
Shape = Annotated[As, typer.Option("--format", "-f", case_sensitive=False, help="What to print.")]


def utterances(id: Id = None, db: Db = None, limit: Limit = 20, format: Shape = As.table) -> None:
    """List the sayings that several statements report, or show one with its wordings side by side.

    Exit status: 0 shown, 1 the record could not be opened or has no such utterance, 2 wrong usage.
    """
    try:
        with open_record(db) as store:
            from onrecord.record.claim_groups import UTTERANCES
            from onrecord.record.utterances import utterances as find
            from onrecord.serve.claims import utterance_as_lines, utterance_as_values, utterances_as_lines

            keys = _keys(store, UTTERANCES, id, limit)
            with store.looking() as connection:
                found = [u for key in keys for u in find(connection, key)]
            if format is As.json:
                _print_json([utterance_as_values(u) for u in found], one=id is not None)
            elif id is not None:
                typer.echo(utterance_as_lines(found[0], width=terminal_width()), nl=False)
            else:
                typer.echo(utterances_as_lines(found, width=terminal_width()), nl=False)
    except OnrecordError as e:
        typer.echo(printable(str(e)), err=True)
        raise typer.Exit(1) from None


def claims(id: Id = None, db: Db = None, limit: Limit = 20, format: Shape = As.table) -> None:
    """List the claims that several statements make or deny, or show one with its sides.

    Exit status: 0 shown, 1 the record could not be opened or has no such claim, 2 wrong usage.
    """
    try:
        with open_record(db) as store:
            from onrecord.record.claim_groups import CLAIMS
            from onrecord.record.claims import claims as find
            from onrecord.serve.claims import claim_as_lines, claim_as_values, claims_as_lines

            keys = _keys(store, CLAIMS, id, limit)
            with store.looking() as connection:
                found = [c for key in keys for c in find(connection, key)]
            if format is As.json:
                _print_json([claim_as_values(c) for c in found], one=id is not None)
            elif id is not None:
                typer.echo(claim_as_lines(found[0], width=terminal_width()), nl=False)
            else:
                typer.echo(claims_as_lines(found, width=terminal_width()), nl=False)
    except OnrecordError as e:
        typer.echo(printable(str(e)), err=True)
        raise typer.Exit(1) from None


def _keys(store: Store, tables: Tables, id: str | None, limit: int) -> list[str]:
    from onrecord.record.claim_members import key_of, largest

    with store.looking() as connection:
        if id is None:
            return largest(connection, tables, limit)
        key = key_of(connection, tables, id)
    if key is None:
        raise OnrecordError(
            f"{id}: the record has no {tables.kind} of that key, and no statement of that key that belongs to one. "
            f"List them with `onrecord {tables.kind}s`."
        )
    return [key]


def _print_json(values: list[dict[str, object]], *, one: bool) -> None:
    typer.echo(json.dumps(values[0] if one else values, ensure_ascii=True, indent=2))
