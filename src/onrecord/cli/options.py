"""What several commands ask alike, and how a program that is ended ends."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated

import typer

INTERRUPTED = 130
"""What a shell says of a program that Ctrl-C ended (128 + SIGINT)."""
PIPE_CLOSED = 141
"""The same for one whose reader went away, as `head` does (128 + SIGPIPE)."""


class Format(StrEnum):
    """What a record can be shown as."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    html = "html"


ENDING = {Format.table: "txt"}


class As(StrEnum):
    """What findings can be shown as."""

    table = "table"
    json = "json"


class Below(StrEnum):
    """What becomes of what is less sure than was asked for."""

    drop = "drop"
    grey = "grey"


def as_date(value: str | None) -> str | None:
    """Return `value` if it is an ISO 8601 date or date-time. Raises BadParameter, with the remedy, where it is not."""
    if value is None:
        return None
    try:
        if not re.match(r"\d{4}-\d{2}-\d{2}", value):
            raise ValueError
        date.fromisoformat(value[:10])
        if not re.fullmatch(r"([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?", value[10:]):
            raise ValueError
    except ValueError:
        raise typer.BadParameter(f"{value!r} is not a date. Write it as 2022-10-11.") from None
    return value


Published = Annotated[
    str | None, typer.Option(metavar="DATE", callback=as_date, help="When it was published, if the page is silent.")
]
Outlet = Annotated[str | None, typer.Option(metavar="NAME", help="Who published it, if the page is silent.")]
AllowPrivate = Annotated[bool, typer.Option("--allow-private", help="Let addresses lead into private networks.")]
MinConfidence = Annotated[
    float | None,
    typer.Option(metavar="X", min=0, max=1, help="Leave out statements and labels less sure than X (0 to 1)."),
]
Db = Annotated[
    str | None,
    typer.Option("--db", metavar="URL", help="The record: a file, or postgresql://...  [default: onrecord.db]"),
]
