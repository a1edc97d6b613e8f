"""`onrecord read` and `onrecord explain`."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.ending import told
from onrecord.cli.options import AllowPrivate, Below, Format, MinConfidence, Outlet, Published
from onrecord.cli.sinks import Files, Stdout, has_color, reporter, terminal_width
from onrecord.errors import OnrecordError
from onrecord.serve.batch import each
from onrecord.serve.one import Wish
from onrecord.serve.outline import printable


def read(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, http(s) addresses, or -.")],
    format: Annotated[
        Format, typer.Option("--format", "-f", case_sensitive=False, help="What to print.")
    ] = Format.table,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write one file an input into this folder.")
    ] = None,
    published: Published = None,
    outlet: Outlet = None,
    min_confidence: MinConfidence = None,
    below: Annotated[
        Below, typer.Option(case_sensitive=False, help="With --min-confidence: leave it out, or grey it out.")
    ] = Below.drop,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Read in N processes.")] = 1,
    allow_private: AllowPrivate = False,
) -> None:
    """Read news pages and show who said what.

    INPUT is a file (plain text, a copied page, HTML, saved .html.gz), a folder of them, an http(s) address, or - for
    standard input. Exit status: 0 all were read, 1 some could not be read (each is named), 2 wrong usage.
    """
    asked = _Asked(format, out, published, outlet, jobs, allow_private, min_confidence, below)
    with told():
        raise typer.Exit(_read(inputs, asked))


def explain(
    input: Annotated[str, typer.Argument(metavar="INPUT", help="A file, an http(s) address, or -.")],
    statement: Annotated[str, typer.Argument(metavar="STATEMENT", help="The statement's id, as s12.")],
    published: Published = None,
    outlet: Outlet = None,
    allow_private: AllowPrivate = False,
) -> None:
    """Show why a statement of a page was read as it was: its words and, label by label, what each went by.

    Exit status: 0 shown, 1 the page could not be read or has no such statement, 2 wrong usage.
    """
    from onrecord.ingest import load
    from onrecord.pipeline import read_article
    from onrecord.serve.explain import explain as explained

    with told():
        article = load(input, published=published, outlet=outlet, allow_private=allow_private)
        typer.echo(explained(read_article(article), statement))


@dataclass(frozen=True, slots=True)
class _Asked:
    format: Format
    out: Path | None
    published: str | None
    outlet: str | None
    jobs: int
    allow_private: bool
    min_confidence: float | None
    below: Below


def _read(given: list[str], asked: _Asked) -> int:
    if "" in given:
        raise typer.BadParameter("an input is empty. Name a file, a folder or an address.", param_hint="INPUT")
    folder = _folder(asked.out)
    inputs, missing = find_inputs(given)
    one = inputs == given and len(given) == 1
    if asked.format is Format.html and folder is None and len(inputs) > 1:
        raise typer.BadParameter("Several pages cannot be one. Give --out DIR.", param_hint="--format html")
    wish = Wish(
        format=asked.format.value,
        published=asked.published,
        outlet=asked.outlet,
        allow_private=asked.allow_private,
        min_confidence=asked.min_confidence,
        grey=asked.below is Below.grey,
        width=terminal_width() if folder is None else 100,
        color=folder is None and has_color(),
    )
    sink = Files(folder, inputs, asked.format) if folder else Stdout(asked.format, one=one)
    failed = len(missing)
    with reporter(len(inputs), quiet=folder is None and sys.stdout.isatty()) as report:
        for line in missing:
            report.say(line)
        sink.begin()
        if "-" in inputs and sys.stdin is not None and sys.stdin.isatty():
            report.say("Reading what is typed or pasted here; Ctrl-D on a line of its own ends it.")
        with closing(each(inputs, wish, jobs=asked.jobs)) as outcomes:
            for outcome in outcomes:
                problem = sink.take(outcome)
                if problem:
                    failed += 1
                    report.say(problem)
                report.step()
                if outcome.fatal:
                    return 1
        sink.end()
    if failed and len(inputs) + len(missing) > 1:
        typer.echo(f"{failed} of {len(inputs) + len(missing)} inputs failed.", err=True)
    return 1 if failed else 0


def _folder(out: Path | None) -> Path | None:
    if out is not None:
        if out.exists() and not out.is_dir():
            raise typer.BadParameter(f"{out} is a file. Name a folder; it is made if need be.", param_hint="--out")
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise typer.BadParameter(f"{out} cannot be made: {e.strerror or e}", param_hint="--out") from None
        if not os.access(out, os.W_OK):
            raise typer.BadParameter(f"there is no permission to write into {out}", param_hint="--out")
    return out


def find_inputs(given: list[str]) -> tuple[list[str], list[str]]:
    """Return every input that the given ones stand for, and what is wrong with those that stand for none."""
    from onrecord.ingest import find

    found: list[str] = []
    problems: list[str] = []
    for g in given:
        try:
            found += find(g)
        except OnrecordError as e:
            problems.append(printable(str(e)))
        except OSError as e:
            problems.append(printable(f"{g}: {e.strerror or e}"))
    return found, problems
