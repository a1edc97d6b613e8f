"""A progress bar on standard error: how many, how fast, how long still."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text


class _Rate(ProgressColumn):
    """Inputs a second, since the first was finished."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f} a second", style="dim")


@contextmanager
def bar(total: int) -> Iterator[tuple[Callable[[], object], Callable[[str], object]]]:
    """Show a bar while the block runs; give what to call for each input done, and what says a line above it."""
    console = Console(stderr=True, markup=False, highlight=False)
    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), _Rate(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda: progress.advance(task), lambda line: console.print(line, soft_wrap=True)
