"""Adding pages to the record: a pasted text, an address, or files. The work is done beside the desk, in a thread."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, HTTPException, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from onrecord.errors import InputError
from onrecord.ingest.files import SIDECAR, is_address
from onrecord.serve.desk.jobs import Input, Job, jobs_of
from onrecord.serve.desk.reading import EDITING
from onrecord.serve.desk.security import refuse_forged
from onrecord.serve.desk.web import Visitor, need, page, settings_of, store_of

router = APIRouter()
MOST_FILES = 100
MOST_ADDRESSES = 20
_TEXT = 1_000_000
Editing = Annotated[Visitor, Depends(need("editor"))]


@router.get("/add", response_class=HTMLResponse, dependencies=EDITING)
def form(request: Request) -> HTMLResponse:
    """Show the form."""
    return _form(request)


def _form(request: Request, problem: str = "", status: int = 200, **given: str) -> HTMLResponse:
    values = {name: given.get(name, "") for name in ("text", "headline", "outlet", "published", "address")}
    limit = settings_of(request).upload_mb
    return page(request, "add.html", status=status, problem=problem, given=values, upload_mb=limit, most=MOST_FILES)


def _written(
    text: Annotated[str, Form(max_length=_TEXT)] = "",
    headline: Annotated[str, Form(max_length=500)] = "",
    outlet: Annotated[str, Form(max_length=200)] = "",
    published: Annotated[str, Form(max_length=40)] = "",
    address: Annotated[str, Form(max_length=20_000)] = "",
) -> dict[str, str]:
    """Return what was written into the form."""
    return {"text": text, "headline": headline, "outlet": outlet, "published": published, "address": address}


@router.post("/add", dependencies=[Depends(refuse_forged)])
def add(
    request: Request,
    visitor: Editing,
    given: Annotated[dict[str, str], Depends(_written)],
    files: Annotated[list[UploadFile] | None, File()] = None,
) -> Response:
    """Take what is to be added, and lead to the page that shows how far it is. Nothing but http(s) is fetched."""
    text, headline, address = given["text"], given["headline"].strip(), given["address"]
    inputs: list[Input] = []
    if text.strip():
        words = f"{headline}\n\n{text}" if headline else text
        inputs.append(Input("pasted text", "text", words.encode("utf-8", "surrogatepass")))
    lines = [line.strip() for line in address.splitlines() if line.strip()]
    bad = [line for line in lines if not is_address(line)]
    if bad:
        return _form(request, f"{bad[0]}: this is no address. Begin it with http:// or https://.", 422, **given)
    if len(lines) > MOST_ADDRESSES:
        return _form(request, f"These are {len(lines)} addresses. At most {MOST_ADDRESSES} go at once.", 422, **given)
    inputs += [Input(line, "address", b"") for line in lines]
    sent = [f for f in files or () if f.filename]
    if len(sent) > MOST_FILES:
        return _form(request, f"These are {len(sent)} files. At most {MOST_FILES} go at once.", 422, **given)
    inputs += [Input(f.filename or "file", "file", f.file.read()) for f in sent]
    if not [i for i in inputs if not i.name.endswith(SIDECAR)]:
        return _form(request, "There is nothing to add. Paste a text, give an address or choose a file.", 422, **given)
    try:
        job = Job.of(inputs, published=given["published"], outlet=given["outlet"], who=visitor.name or "desk")
    except InputError as e:
        return _form(request, str(e), 422, **given)
    if not jobs_of(store_of(request), settings_of(request)).take(job):
        return _form(request, "Too much is waiting to be read. Try again in a few minutes.", 503, **given)
    return RedirectResponse(f"/add/{job.key}", status_code=303)


@router.get("/add/{key}", response_class=HTMLResponse, dependencies=EDITING)
def progress(request: Request, key: str) -> HTMLResponse:
    """Show how far an addition is, and what became of each input."""
    job = jobs_of(store_of(request), settings_of(request)).find(key)
    if job is None:
        raise HTTPException(404, "This addition is not known any more. What was added is in the record.")
    return page(request, "added.html", job=job, steps=job.steps())
