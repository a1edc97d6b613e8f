"""How every command ends: what went wrong in one line, and the status that a shell expects."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from onrecord.cli.options import INTERRUPTED, PIPE_CLOSED
from onrecord.errors import OnrecordError
from onrecord.serve.outline import printable


@contextmanager
def told(extra: str | None = None, *, interrupted: str | None = None) -> Iterator[None]:
    """End the command with the status that fits what went wrong, and say what.

    extra: the optional part of the project that the command needs; a module that is missing then names it. interrupted:
    what to say where Ctrl-C ends it.
    """
    try:
        yield
    except OnrecordError as e:
        typer.echo(printable(str(e)), err=True)
        raise typer.Exit(1) from None
    except ModuleNotFoundError as e:
        if extra is None or (e.name or "").split(".")[0] == "onrecord":
            raise
        remedy = f"Install it with: pip install 'onrecord[{extra}]'"
        typer.echo(f"This needs {e.name}, which is not installed. {remedy}", err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        if interrupted is not None:
            typer.echo(interrupted, err=True)
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # What is still in the buffer has nowhere to go; without this the interpreter complains of it as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(PIPE_CLOSED) from None
