"""`onrecord serve`: the desk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer

from onrecord.cli.keeping import db_of
from onrecord.cli.openid import openid
from onrecord.cli.options import Db
from onrecord.errors import OnrecordError
from onrecord.serve.outline import printable

LOCAL = ("127.0.0.1", "::1", "localhost")


def _from(name: str, **more: Any) -> Any:
    """Return an option of the OpenID provider, which a variable of the environment can give, too."""
    return typer.Option(f"--openid-{name}", envvar=f"ONRECORD_OPENID_{name.upper().replace('-', '_')}", **more)


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
    openid_issuer: Annotated[
        str | None, _from("issuer", metavar="URL", help="People may sign in at this OpenID provider, too.")
    ] = None,
    openid_client: Annotated[str | None, _from("client", metavar="ID", help="How it knows the desk.")] = None,
    openid_secret_file: Annotated[
        Path | None,
        _from("secret-file", metavar="FILE", help="Holds the client's secret; else ONRECORD_OPENID_SECRET."),
    ] = None,
    openid_name: Annotated[str, _from("name", metavar="NAME", help="What people call it.")] = "OpenID Connect",
    openid_role_claim: Annotated[
        str, _from("role-claim", metavar="NAME", help="Where it says what somebody may do here.")
    ] = "",
    openid_newcomers: Annotated[bool, _from("newcomers", help="Whoever has an account there may come in.")] = False,
) -> None:
    """Open the desk: the record in a browser.

    Without --accounts there is one user, who may do everything, and it listens on this machine alone.
    """
    if not accounts and (host not in LOCAL or public_url):
        raise typer.BadParameter("without accounts the desk is for this machine alone. Add --accounts.")
    if host not in LOCAL and not public_url:
        raise typer.BadParameter("say where people reach it, as https://desk.example.", param_hint="--public-url")
    if openid_issuer and not accounts:
        raise typer.BadParameter(
            "people sign in on a desk with accounts. Add --accounts.", param_hint="--openid-issuer"
        )
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
                db=db_of(db), accounts=accounts, secure=secure, public_url=public_url or "", hosts=tuple(hosts),
                openid=openid(
                    openid_issuer, openid_client, openid_secret_file, openid_name, openid_role_claim, openid_newcomers
                ),
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
