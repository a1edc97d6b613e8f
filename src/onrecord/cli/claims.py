"""`onrecord utterances` and `onrecord claims`: what several articles report alike, or against one another."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.ending import told
from onrecord.cli.keeping import open_record
from onrecord.cli.options import As, Db
from onrecord.cli.sinks import terminal_width
from onrecord.errors import OnrecordError

if TYPE_CHECKING:
    from onrecord.record.claim_groups import Tables
    from onrecord.record.store import Store


Id = Annotated[
    str | None, typer.Argument(metavar="[ID]", help="The key of one of them, or of a statement that belongs to it.")
]
Limit = Annotated[int, typer.Option(min=1, max=1000, metavar="N", help="How many, the largest first.")]
Shape = Annotated[As, typer.Option("--format", "-f", case_sensitive=False, help="What to print.")]


def utterances(id: Id = None, db: Db = None, limit: Limit = 20, format: Shape = As.table) -> None:
    """List the sayings that several statements report, or show one with its wordings side by side.

    Exit status: 0 shown, 1 the record could not be opened or has no such utterance, 2 wrong usage.
    """
    with told(), open_record(db) as store:
        from onrecord.record.claim_groups import UTTERANCES
        from onrecord.record.utterances import utterances as find
        from onrecord.serve.claims import utterance_as_lines, utterance_as_values, utterances_as_lines

        found = _found(store, UTTERANCES, find, id, limit)
        _show(found, (utterance_as_lines, utterances_as_lines, utterance_as_values), one=id is not None, format=format)


def claims(id: Id = None, db: Db = None, limit: Limit = 20, format: Shape = As.table) -> None:
    """List the claims that several statements make or deny, or show one with its sides.

    Exit status: 0 shown, 1 the record could not be opened or has no such claim, 2 wrong usage.
    """
    with told(), open_record(db) as store:
        from onrecord.record.claim_groups import CLAIMS
        from onrecord.record.claims import claims as find
        from onrecord.serve.claims import claim_as_lines, claim_as_values, claims_as_lines

        found = _found(store, CLAIMS, find, id, limit)
        _show(found, (claim_as_lines, claims_as_lines, claim_as_values), one=id is not None, format=format)


Find = Callable[[Any, str], Iterator[Any]]


def _found(store: Store, tables: Tables, find: Find, id: str | None, limit: int) -> list[Any]:
    keys = _keys(store, tables, id, limit)
    with store.looking() as connection:
        return [group for key in keys for group in find(connection, key)]


def _show(found: list[Any], ways: tuple[Callable[..., Any], ...], *, one: bool, format: As) -> None:
    """Print groups in one of three ways: one of them as lines, many of them as lines, as values."""
    one_as_lines, many_as_lines, as_values = ways
    if format is As.json:
        values = [as_values(group) for group in found]
        typer.echo(json.dumps(values[0] if one else values, ensure_ascii=True, indent=2))
    else:
        lines = one_as_lines(found[0], width=terminal_width()) if one else many_as_lines(found, width=terminal_width())
        typer.echo(lines, nl=False)


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
