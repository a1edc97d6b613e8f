"""The command line: `onrecord read INPUT...`. Thin: it checks what was asked, and hands it on."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from onrecord.errors import OnrecordError
from onrecord.serve.batch import each
from onrecord.serve.files import names, write_whole
from onrecord.serve.one import Outcome, Wish
from onrecord.serve.outline import printable

INTERRUPTED = 130
"""What a shell says of a program that Ctrl-C ended (128 + SIGINT)."""
PIPE_CLOSED = 141
"""The same for one whose reader went away, as `head` does (128 + SIGPIPE)."""

app = typer.Typer(
    help="Keep the record of who said what: to whom, when, by which channel, and on whose word.",
    add_completion=False,
    rich_markup_mode=None,  # plain help starts three times as fast
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    """What a record can be shown as."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    html = "html"


_ENDING = {Format.table: "txt"}


def _version(wanted: bool) -> None:
    if wanted:
        from onrecord import __version__

        typer.echo(f"onrecord {__version__}")
        raise typer.Exit()


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Keep the record of who said what: to whom, when, by which channel, and on whose word."""


def _date(value: str | None) -> str | None:
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


@app.command()
def read(
    inputs: Annotated[list[str], typer.Argument(metavar="INPUT...", help="Files, folders, http(s) addresses, or -.")],
    format: Annotated[
        Format, typer.Option("--format", "-f", case_sensitive=False, help="What to print.")
    ] = Format.table,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Write one file an input into this folder.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(metavar="DATE", callback=_date, help="When it was published, if the page is silent.")
    ] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Who published it, if the page is silent.")] = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, metavar="N", help="Read in N processes.")] = 1,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Let addresses lead into private networks.")
    ] = False,
) -> None:
    """Read news pages and show who said what.

    INPUT is a file (plain text, a copied page, HTML, saved .html.gz), a folder of them, an http(s) address, or - for
    standard input. Exit status: 0 all were read, 1 some could not be read (each is named), 2 wrong usage.
    """
    # The option for one switch is a parameter of typer's own making, hence one more than elsewhere.
    try:
        raise typer.Exit(_read(inputs, _Asked(format, out, published, outlet, jobs, allow_private)))
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # What is still in the buffer has nowhere to go; without this the interpreter complains of it as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(PIPE_CLOSED) from None


@app.command()
def explain(
    input: Annotated[str, typer.Argument(metavar="INPUT", help="A file, an http(s) address, or -.")],
    statement: Annotated[str, typer.Argument(metavar="STATEMENT", help="The statement's id, as s12.")],
    published: Annotated[
        str | None, typer.Option(metavar="DATE", callback=_date, help="When it was published, if the page is silent.")
    ] = None,
    outlet: Annotated[str | None, typer.Option(metavar="NAME", help="Who published it, if the page is silent.")] = None,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Let addresses lead into private networks.")
    ] = False,
) -> None:
    """Show why a statement of a page was read as it was: its words and, label by label, what each went by.

    Exit status: 0 shown, 1 the page could not be read or has no such statement, 2 wrong usage.
    """
    from onrecord.ingest import load
    from onrecord.pipeline import read_article
    from onrecord.serve.explain import explain as explained

    try:
        article = load(input, published=published, outlet=outlet, allow_private=allow_private)
        typer.echo(explained(read_article(article), statement))
    except OnrecordError as e:
        typer.echo(printable(str(e)), err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


@dataclass(frozen=True, slots=True)
class _Asked:
    format: Format
    out: Path | None
    published: str | None
    outlet: str | None
    jobs: int
    allow_private: bool


def _read(given: list[str], asked: _Asked) -> int:
    if "" in given:
        raise typer.BadParameter("an input is empty. Name a file, a folder or an address.", param_hint="INPUT")
    folder = _folder(asked.out)
    inputs, missing = _find(given)
    one = inputs == given and len(given) == 1
    if asked.format is Format.html and folder is None and len(inputs) > 1:
        raise typer.BadParameter("Several pages cannot be one. Give --out DIR.", param_hint="--format html")
    wish = Wish(
        format=asked.format.value,
        published=asked.published,
        outlet=asked.outlet,
        allow_private=asked.allow_private,
        width=_width() if folder is None else 100,
        color=folder is None and _has_color(),
    )
    sink = _Files(folder, inputs, asked.format) if folder else _Stdout(asked.format, one=one)
    failed = len(missing)
    with _reporter(len(inputs), quiet=folder is None and sys.stdout.isatty()) as report:
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


def _find(given: list[str]) -> tuple[list[str], list[str]]:
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


def _width() -> int:
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


def _has_color() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


class _Stdout:
    """Standard output: one record after another, JSON of several as one array. Always UTF-8, whatever the locale.

    `take` returns what is wrong with an input, or None.
    """

    def __init__(self, format: Format, *, one: bool):
        self._format, self._array = format, format is Format.json and not one
        self._any = False

    def begin(self) -> None:
        if self._format is Format.csv:
            from onrecord.serve.rows import header

            self._write(header())

    def take(self, outcome: Outcome) -> str | None:
        if outcome.text is None:
            return outcome.problem
        text = outcome.text
        if self._array:
            text = (",\n" if self._any else "[\n") + text
        elif self._format is Format.json:
            text += "\n"
        elif self._format is Format.table and self._any:
            text = "\n" + text
        self._any = True
        self._write(text)
        return None

    def end(self) -> None:
        if self._array:
            self._write("\n]\n" if self._any else "[]\n")

    def _write(self, text: str) -> None:
        typer.echo(text.encode("utf-8", "replace"), nl=False)


class _Files:
    """A folder: one file an input, written whole as soon as its input is read."""

    def __init__(self, folder: Path, inputs: list[str], format: Format):
        self._folder, self._format = folder, format
        self._names = iter(names(inputs, _ENDING.get(format, format.value)))

    def begin(self) -> None:
        """Do nothing: files begin when their inputs are read."""

    def take(self, outcome: Outcome) -> str | None:
        path = self._folder / next(self._names)
        if outcome.text is None:
            return outcome.problem
        text = outcome.text
        if self._format is Format.csv:
            from onrecord.serve.rows import BOM, header

            text = BOM + header() + text
        elif self._format is Format.json:
            text += "\n"
        try:
            write_whole(path, text)
        except OSError as e:
            return printable(f"{outcome.input}: {path} could not be written: {e.strerror or e}")
        return None

    def end(self) -> None:
        """Do nothing: every file is whole already."""


@dataclass(frozen=True, slots=True)
class _Reporter:
    step: Callable[[], object]
    say: Callable[[str], object]


@contextmanager
def _reporter(total: int, *, quiet: bool) -> Iterator[_Reporter]:
    """Show a bar with rate and time left where many inputs are read before a terminal, else only the failures."""
    if total < 2 or quiet or not sys.stderr.isatty():
        yield _Reporter(step=lambda: None, say=lambda problem: typer.echo(problem, err=True))
        return
    from onrecord.serve.progress import bar

    with bar(total) as (step, say):
        yield _Reporter(step=step, say=say)


def main() -> None:
    """Run the command line, quiet when Ctrl-C comes before it has begun."""
    try:
        app(prog_name="onrecord")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
