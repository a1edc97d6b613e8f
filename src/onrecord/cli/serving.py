"""`onrecord serve`: the desk."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

import typer

from onrecord.cli.keeping import db_of
from onrecord.cli.options import Db
from onrecord.errors import OnrecordError
from onrecord.serve.outline import printable

LOCAL = ("127.0.0.1", "::1", "localhost")


def serve(
    db: Db = None,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where it listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, metavar="N", help="On which port.")] = 8400,
    accounts: Annotated[bool, typer.Option("--accounts", help="People sign in; needed to listen elsewhere.")] = False,
    https: Annotated[bool, typer.Option("--https", help="It is reached by https: cookies say so.")] = False,
    public_url: Annotated[
        str | None, typer.Option("--public-url", metavar="URL", help="Where people reach it: https://desk.example.")
    ] = None,
    proxy: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Trust this proxy to say from where requests come.")
    ] = None,
) -> None:
    """Open the desk: the record in a browser.

    Without --accounts there is one user, who may do everything, and it listens on this machine alone.
    """
    if not accounts and (host not in LOCAL or public_url):
        raise typer.BadParameter("without accounts the desk is for this machine alone. Add --accounts.")
    if host not in LOCAL and not public_url:
        raise typer.BadParameter("say where people reach it, as https://desk.example.", param_hint="--public-url")
    hosts = (*LOCAL, _name_in(public_url)) if public_url else LOCAL
    secure = https or (public_url or "").startswith("https://")
    try:
        import uvicorn

        from onrecord.serve.desk.app import create_app
        from onrecord.serve.desk.patience import OPTIONS
        from onrecord.serve.desk.settings import Settings
    except ModuleNotFoundError as e:
        typer.echo(
            f"The desk needs {e.name}, which is not installed. Install it with: pip install 'onrecord[desk]'", err=True
        )
        raise typer.Exit(1) from None
    try:
        app = create_app(
            Settings(
                db=db_of(db), accounts=accounts, secure=secure, public_url=public_url or "",
                hosts=tuple(hosts),
            )
        )  # fmt: skip
    except OnrecordError as e:
        typer.echo(printable(str(e)), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"The desk is open at http://{host}:{port}/ (Ctrl-C closes it).")
    uvicorn.run(app, host=host, port=port, proxy_headers=proxy is not None, forwarded_allow_ips=proxy, **OPTIONS)


def _name_in(url: str) -> str:
    """Return the host that an address names. Raises BadParameter where it is no http(s) address of a host alone."""
    try:
        parts = urlsplit(url)
        name = parts.hostname
    except ValueError:
        name = None
    if not name or parts.scheme not in ("http", "https") or parts.path.strip("/") or parts.query or parts.username:
        raise typer.BadParameter(f"{url!r} is no address of a desk. Write it as https://desk.example.",
                                 param_hint="--public-url")  # fmt: skip
    return name
