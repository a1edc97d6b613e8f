"""`onrecord mcp`: the record for assistants."""

from __future__ import annotations

import typer

from onrecord.cli.keeping import open_record
from onrecord.cli.options import INTERRUPTED, Db
from onrecord.errors import OnrecordError
from onrecord.serve.outline import printable


def mcp(db: Db = None) -> None:
    """Let an assistant read the record, by the Model Context Protocol over standard input and output.

    Exit status: 0 the assistant closed it, 1 the record could not be opened, 2 wrong usage.
    """
    try:
        with open_record(db) as store:
            try:
                from onrecord.serve.mcp_server import server
            except ModuleNotFoundError as e:
                raise OnrecordError(
                    f"This needs {e.name}, which is not installed. Install it with: pip install 'onrecord[desk]'"
                ) from None
            server(store).run("stdio")
    except OnrecordError as e:
        # Standard output belongs to the protocol.
        typer.echo(printable(str(e)), err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
