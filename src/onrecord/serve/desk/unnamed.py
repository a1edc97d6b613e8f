"""Unnamed sources: how often each outlet relies on them, in what words, and with what justification."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from onrecord.record import front
from onrecord.record import unnamed as find
from onrecord.serve.desk.kept import kept
from onrecord.serve.desk.reading import READING
from onrecord.serve.desk.web import page, store_of

router = APIRouter()
MOST = 200
"""So many outlets are listed, those with the largest share."""


@router.get("/unnamed", response_class=HTMLResponse, dependencies=READING)
def unnamed(request: Request, outlet: Annotated[str, Query(max_length=300)] = "") -> HTMLResponse:
    """Show all outlets beside each other, and the words of one of them, or of all."""
    store = store_of(request)
    with store.looking() as connection:
        head = front.head(connection)
        uses, more = kept(store, head, ("unnamed",), lambda: find.by_outlet(connection))
        words = kept(store, head, ("unnamed", outlet), lambda: find.words_of(connection, outlet or None))
    return page(
        request, "unnamed.html", uses=uses[:MOST], hidden=max(0, len(uses) - MOST), more=more, words=words,
        outlet=outlet, counted=find.COUNTED, read=find.READ,
    )  # fmt: skip
