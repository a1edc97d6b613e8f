"""The command line. Thin: each command checks what was asked, and hands it on."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from onrecord.cli import accounts, auditing, corpora, notices
from onrecord.cli.checking import ManySources, check
from onrecord.cli.claims import claims, utterances
from onrecord.cli.finding import search
from onrecord.cli.keeping import add
from onrecord.cli.mcp import mcp
from onrecord.cli.options import INTERRUPTED
from onrecord.cli.people import aliases, judge, undo, who
from onrecord.cli.reading import explain, read
from onrecord.cli.serving import serve
from onrecord.cli.tracing import trace, versions

app = typer.Typer(
    help="Keep the record of who said what: to whom, when, by which channel, and on whose word.",
    add_completion=False,
    rich_markup_mode=None,  # plain help starts three times as fast
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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


app.command()(read)
app.command()(explain)
app.command()(add)
app.command()(search)
app.command(cls=ManySources)(check)
app.command()(utterances)
app.command()(claims)
app.command()(trace)
app.command()(versions)
for _name, _command in auditing.COMMANDS.items():
    app.command(_name)(_command)
app.command()(who)
app.command()(judge)
app.command()(undo)
app.command()(aliases)
app.command()(serve)
app.command()(mcp)
app.add_typer(accounts.app, name="account")
app.add_typer(notices.digest, name="digest")
app.add_typer(notices.tips, name="tips")
app.add_typer(corpora.app, name="corpus")


def main() -> None:
    """Run the command line, quiet when Ctrl-C comes before it has begun."""
    try:
        app(prog_name="onrecord")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
