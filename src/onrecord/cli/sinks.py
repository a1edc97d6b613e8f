"""Where records go: standard output, or a folder; and what is said meanwhile on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from onrecord.cli.options import ENDING, Format
from onrecord.serve.files import names, write_whole
from onrecord.serve.one import Outcome
from onrecord.serve.outline import printable


def terminal_width() -> int:
    """Return how many columns the terminal has, 100 where there is none."""
    import shutil

    return shutil.get_terminal_size((100, 24)).columns


def has_color() -> bool:
    """Say whether standard output is a terminal that is to show colours."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


class Stdout:
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


class Files:
    """A folder: one file an input, written whole as soon as its input is read."""

    def __init__(self, folder: Path, inputs: list[str], format: Format):
        self._folder, self._format = folder, format
        self._names = iter(names(inputs, ENDING.get(format, format.value)))

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
class Reporter:
    """How far a run is: `step` once an input, `say` for what went wrong."""

    step: Callable[[], object]
    say: Callable[[str], object]


@contextmanager
def reporter(total: int, *, quiet: bool) -> Iterator[Reporter]:
    """Show a bar with rate and time left where many inputs are read before a terminal, else only the failures."""
    if total < 2 or quiet or not sys.stderr.isatty():
        yield Reporter(step=lambda: None, say=lambda problem: typer.echo(problem, err=True))
        return
    from onrecord.serve.progress import bar

    with bar(total) as (step, say):
        yield Reporter(step=step, say=say)
