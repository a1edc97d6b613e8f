"""At which OpenID provider people sign in to the desk, as options and the environment say it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from onrecord.serve.desk.settings import OpenId

SECRET = "ONRECORD_OPENID_SECRET"
"""The variable that holds the client's secret. No option does: other users see with what a program is called."""
_MOST = 4096


def openid(
    issuer: str | None, client: str | None, secret_file: Path | None, name: str, role_claim: str, newcomers: bool
) -> OpenId | None:
    """Return the provider, None where none is named.

    Raises BadParameter where it is named in part, or the file with the secret cannot be read.
    """
    # Only the desk's install has what this needs; whoever calls says so where it is missing.
    from onrecord.serve.desk.openid_wire import ProviderError, check_address
    from onrecord.serve.desk.settings import OpenId

    if not issuer:
        if client or secret_file or role_claim or newcomers:
            raise typer.BadParameter("name the provider, too, as https://login.example.", param_hint="--openid-issuer")
        return None
    try:
        check_address(issuer, "the issuer", query=False)
    except ProviderError as e:
        raise typer.BadParameter(f"{e}. Write it as https://login.example.", param_hint="--openid-issuer") from None
    if not client:
        raise typer.BadParameter("say by which id the provider knows the desk.", param_hint="--openid-client")
    return OpenId(issuer, client, _secret(secret_file), name, role_claim, newcomers)


def _secret(file: Path | None) -> str:
    if file is None:
        return os.environ.get(SECRET, "").strip()
    try:
        with file.open(encoding="utf8") as f:
            found = f.read(_MOST).strip()
    except (OSError, UnicodeDecodeError):
        found = ""
    if not found:
        raise typer.BadParameter(
            f"{file} cannot be read, or nothing is in it. Check the name and the permissions.",
            param_hint="--openid-secret-file",
        )
    return found
