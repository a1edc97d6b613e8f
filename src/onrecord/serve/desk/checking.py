"""The check page: a draft is pasted, and every quotation of it comes out as verbatim, altered or not found."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse

from onrecord.serve.api.reading import MOST, ToCheck, found_in, readings
from onrecord.serve.desk.security import refuse_forged
from onrecord.serve.desk.web import need, page, store_of

router = APIRouter(dependencies=[Depends(need("commenter"))])
PASTED = "the text beside it"
"""What a pasted source is called."""


@router.get("/check", response_class=HTMLResponse)
def ask(request: Request) -> HTMLResponse:
    """Show the form."""
    return _page(request, "", "", in_record=True)


@router.post("/check", response_class=HTMLResponse, dependencies=[Depends(refuse_forged)])
async def check(
    request: Request,
    draft: Annotated[str, Form(max_length=MOST)] = "",
    source: Annotated[str, Form(max_length=10 * MOST)] = "",
    record: Annotated[str, Form(max_length=10)] = "",
) -> HTMLResponse:
    """Check a draft against the record and a text that is pasted beside it. Neither is kept."""
    if not draft.strip():
        return _page(request, draft, source, in_record=bool(record), problem="There is no draft. Paste one.")
    sources = [{"name": PASTED, "text": source}] if source.strip() else []
    values = {"draft": {"text": draft, "name": "draft"}, "sources": sources, "record": bool(record)}
    asked = ToCheck.model_validate(values)
    store = store_of(request) if record else None
    found = await readings.run(lambda: found_in(asked, store))
    return _page(request, draft, source, in_record=bool(record), found=found)


def _page(request: Request, draft: str, source: str, **shown: Any) -> HTMLResponse:
    from onrecord.check.lines import KINDS, NAMES

    values = {"problem": "", "found": None} | shown
    return page(request, "check.html", draft=draft, source=source, names=NAMES, kinds=KINDS, most=MOST, **values)
