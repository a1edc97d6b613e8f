"""`onrecord check`: the quotations of a draft against its sources."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.core

from onrecord.cli.ending import told
from onrecord.cli.keeping import open_record
from onrecord.cli.options import AllowPrivate
from onrecord.cli.reading import find_inputs
from onrecord.cli.sinks import has_color, terminal_width
from onrecord.errors import OnrecordError
from onrecord.serve.outline import printable

if TYPE_CHECKING:
    from onrecord.check.findings import Checked
    from onrecord.record.source_cache import SourceCache


class As(StrEnum):
    """What a check can be shown as."""

    table = "table"
    json = "json"
    html = "html"


class ManySources(typer.core.TyperCommand):
    """Lets `--against` take several sources at once, as the shell writes `DRAFT --against sources/*.pdf`.

    Only where a draft stands before it: after `--against SOURCE` alone, what follows are drafts.
    """

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Repeat the option before each of its values."""
        out: list[str] = []
        drafts, many, value = 0, False, False
        for n, arg in enumerate(args):
            if arg == "--":
                return super().parse_args(ctx, [*out, *args[n:]])
            if arg.startswith("-") and arg != "-":
                many, value = arg == "--against", arg in _WITH_VALUE
            elif value:
                value = False
            elif many and drafts:
                out.append("--against")
            else:
                drafts += 1
            out.append(arg)
        return super().parse_args(ctx, out)


_WITH_VALUE = frozenset(("--against", "--db", "--format", "-f", "--cache"))


def check(
    drafts: Annotated[list[str], typer.Argument(metavar="DRAFT...", help="Files, folders, http(s) addresses, or -.")],
    against: Annotated[
        list[str] | None,
        typer.Option("--against", metavar="SOURCE", help="Files, folders or http(s) addresses; may be repeated."),
    ] = None,
    db: Annotated[
        str | None, typer.Option("--db", metavar="URL", help="Look in this record, too: a file, or postgresql://...")
    ] = None,
    format: Annotated[As, typer.Option("--format", "-f", case_sensitive=False, help="What to print.")] = As.table,
    quotations: Annotated[
        bool, typer.Option("--quotations", help="Only what stands in quotation marks, no indirect statements.")
    ] = False,
    cache: Annotated[
        Path | None, typer.Option("--cache", metavar="DIR", help="Where sources are kept once taken apart.")
    ] = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Keep nothing.")] = False,
    allow_private: AllowPrivate = False,
) -> None:
    """Check whether every quotation of a draft is what its sources say.

    Exit status: 0 all is verbatim or a marked change, 1 anything else (a source that could not be read, too), 2 wrong
    usage.
    """
    if "" in (*drafts, *(against or ())):
        raise typer.BadParameter("an input is empty. Name a file, a folder or an address.", param_hint="DRAFT")
    if not against and db is None:
        raise typer.BadParameter("Say what to check against: --against FILE_OR_FOLDER_OR_URL, or --db URL.")
    if no_cache and cache is not None:
        raise typer.BadParameter("--cache and --no-cache exclude one another.")
    asked = _Asked(against or [], db, quotations, None if no_cache else cache, no_cache, allow_private)
    with told():
        raise typer.Exit(_check(drafts, format, asked))


class _Asked:
    def __init__(self, against: list[str], db: str | None, quotations: bool, cache: Path | None, no_cache: bool,
                 allow_private: bool):  # fmt: skip
        self.against, self.db, self.quotations = against, db, quotations
        self.cache, self.no_cache, self.allow_private = cache, no_cache, allow_private

    def open_cache(self) -> SourceCache | None:
        from onrecord.record.source_cache import SourceCache, default_folder

        return None if self.no_cache else SourceCache(self.cache or default_folder())


def _check(given: list[str], format: As, asked: _Asked) -> int:
    from onrecord.check.run import check_drafts
    from onrecord.domain import Record
    from onrecord.ingest import load
    from onrecord.pipeline import read_article

    inputs, failures = find_inputs(given)
    records: list[Record] = []
    for input in inputs:
        try:
            records.append(read_article(load(input, allow_private=asked.allow_private)))
        except OnrecordError as e:
            failures.append(str(e))
    checked: list[Checked] = []
    if records:
        with ExitStack() as stack:
            store = stack.enter_context(open_record(asked.db)) if asked.db is not None else None
            cache = asked.open_cache()
            if cache is not None:
                stack.callback(cache.close)
            checked = check_drafts(records, asked.against, store=store, cache=cache, statements=not asked.quotations,
                                   allow_private=asked.allow_private)  # fmt: skip
        _show(checked, format)
    for line in (*failures, *(checked[0].problems if checked else ())):
        typer.echo(printable(line), err=True)
    for c in checked:
        if not c.findings:
            typer.echo(printable(f"{c.name}: {c.warnings[-1]}"), err=True)
    return 0 if not failures and all(c.fine for c in checked) else 1


def _show(checked: list[Checked], format: As) -> None:
    match format:
        case As.json:
            from onrecord.check.plain import as_json

            typer.echo(as_json(checked))
        case As.html:
            from onrecord.check.page import as_page

            typer.echo(as_page(checked).encode("utf8", "replace"), nl=False)
        case As.table:
            from onrecord.check.lines import as_lines

            text = as_lines(checked, width=terminal_width(), color=has_color())
            typer.echo((text if has_color() else printable(text)).encode("utf8", "replace"), nl=False)
