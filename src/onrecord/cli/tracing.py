"""`onrecord trace` and `onrecord versions`: where a statement comes from in the end, and what became of an article."""

from __future__ import annotations

import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.ending import told
from onrecord.cli.keeping import open_record
from onrecord.cli.options import Db
from onrecord.errors import RecordError
from onrecord.serve.files import write_whole


class Drawing(StrEnum):
    """How a trace is drawn."""

    text = "text"
    svg = "svg"


def trace(
    key: Annotated[str, typer.Argument(metavar="ID", help="A statement, article version, utterance or claim.")],
    format: Annotated[Drawing, typer.Option("--format", "-f", help="How to draw it.")] = Drawing.text,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Write it into this file.", dir_okay=False)
    ] = None,
    db: Db = None,
) -> None:
    """Show which outlets and articles lead back to one origin, and why.

    Exit status: 0 shown, 1 the record has nothing of that name, 2 wrong usage.
    """
    with told():
        with open_record(db) as store:
            from onrecord.record.origin_lookup import subject
            from onrecord.record.origins import origins
            from onrecord.serve import trace as as_text
            from onrecord.serve import trace_svg

            with store.looking() as connection:
                found = subject(connection, key)
                if found is None:
                    raise RecordError(store.name, f"it has nothing named {key!r}", "Find names with `onrecord search`.")
                parts = [origins(connection, part.statements) for part in found.parts]
            if format is Drawing.svg:
                drawn = trace_svg.draw(found, parts)
            else:
                drawn = as_text.draw(found, parts, _width(out)) + "\n"
        _give(drawn, out)


def versions(
    key: Annotated[str, typer.Argument(metavar="ID", help="An article, or a version of it.")],
    db: Db = None,
) -> None:
    """Show the versions of an article: what was added, changed and withdrawn, and what was corrected.

    Exit status: 0 shown, 1 the record has no such article, 2 wrong usage.
    """
    with told():
        with open_record(db) as store:
            from onrecord.record.versions import history
            from onrecord.serve.version_list import draw

            with store.looking() as connection:
                found = history(connection, key)
            if found is None:
                raise RecordError(store.name, f"it has no article {key!r}", "Find its key with `onrecord search`.")
        typer.echo(draw(found, _width(None)))


def _width(out: Path | None) -> int:
    """Return how wide a line may be: the terminal's width, or a page's where there is none."""
    return shutil.get_terminal_size().columns if out is None and sys.stdout.isatty() else 100


def _give(drawn: str, out: Path | None) -> None:
    if out is None:
        typer.echo(drawn, nl=False)
        return
    try:
        write_whole(out, drawn)
    except OSError as e:
        problem = f"it cannot be written ({e.strerror})"
        raise RecordError(str(out), problem, "Check that its folder is there and may be written to.") from None
