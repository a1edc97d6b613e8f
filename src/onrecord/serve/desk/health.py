"""Whether the desk works, for what watches over it: `/health` for anybody, `/metrics` for admins and this machine."""

from __future__ import annotations

import ipaddress
from typing import Final

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse, PlainTextResponse

from onrecord.errors import OnrecordError
from onrecord.record.items import head
from onrecord.serve.desk.metrics import METRICS
from onrecord.serve.desk.web import need, store_of, visitor_of

router = APIRouter()
_VIA: Final = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@router.get("/health", dependencies=[Depends(need("anonymous"))])
def health(request: Request) -> JSONResponse:
    """Say whether the record can be read; 503 where it cannot."""
    try:
        with store_of(request).looking() as connection:
            head(connection)
    except OnrecordError:
        return JSONResponse({"status": "the record cannot be read"}, status_code=503)
    return JSONResponse({"status": "ok"})


@router.get("/metrics")
def metrics(request: Request) -> PlainTextResponse:
    """Give what is counted, as Prometheus reads it. Raises 403 for all but admins and programs on this machine."""
    visitor = visitor_of(request)
    admin = visitor.may("admin") and (visitor.scopes is None or "read" in visitor.scopes)
    if not admin and not _local(request):
        raise HTTPException(403, "Metrics are for admins, and for programs on the desk's own machine.")
    with store_of(request).looking() as connection:
        entries = head(connection)[0]
    lines = ["# HELP onrecord_log_entries Entries of the record's log.", "# TYPE onrecord_log_entries gauge"]
    lines += [f"onrecord_log_entries {entries}", *METRICS.lines()]
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


def _local(request: Request) -> bool:
    """Say whether a program on this machine asks; what a proxy on it passes on comes from elsewhere."""
    if any(name in request.headers for name in _VIA) or request.client is None:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
