"""Judging: what the machine read is confirmed or corrected, links are granted or refused, each with who and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse
from pydantic import BaseModel, Field

from onrecord.errors import OnrecordError
from onrecord.record import judged_pairs, label_values, labels_judged
from onrecord.record.judgements import Decision, Judgement, Kind, Verdict, about
from onrecord.record.judging import decide, take_back
from onrecord.record.store import Store
from onrecord.serve.desk.reading import Reading
from onrecord.serve.desk.security import local_path, refuse_forged
from onrecord.serve.desk.web import Visitor, need, page, store_of, visitor_of
from onrecord.serve.export_lines import as_line

router = APIRouter()
TITLES: Final = {
    "speaker": "Speaker", "source_type": "Kind of source", "named": "Named in the article", "act": "What it does",
    "form": "Form", "negated": "Negated (did not say or think it)", "addressee": "To whom", "channel": "Channel",
    "said_on": "Said on", "source": "Words for the source", "cue": "Reporting words", "content": "What is said",
    "justification": "Why it is not named",
}  # fmt: skip
KINDS: Final = {
    "statement": "statement", "identity": "person or body", "utterance": "saying", "claim": "claim",
    "version": "version of an article",
}  # fmt: skip
_PAIR: Final[tuple[Verdict, ...]] = ("same", "different", "unsure")
_LISTED: Final = 50
_DONE: Final = {"judged": "Kept. It can be undone below.", "undone": "Taken back."}
_Editor = Annotated[Visitor, Depends(need("editor"))]


def may_undo(visitor: Visitor, judgement: Judgement) -> bool:
    """Say whether a visitor may take a judgement back: their own, or, as an admin, anybody's."""
    own = visitor.may("editor") and judgement.who == visitor.name
    return judgement.undone_at is None and (own or visitor.may("admin"))


def _statement_page(request: Request, key: str, done: str = "", problem: str = "", words: Any = None) -> HTMLResponse:
    with store_of(request).looking() as connection:
        found = labels_judged.one(connection, key)
        said = about(connection, "statement", {key})
    return _page(
        request, "judge_statement.html", kind="statement", key=key, view=found, judgements=said, words=words or {},
        labels=label_values.LABELS, parts=label_values.PARTS, choices=label_values.CHOICES,
        yes_no=label_values.YES_NO, done=_DONE.get(done, ""), problem=problem,
    )  # fmt: skip


def _page(request: Request, template: str, /, *, judgements: Sequence[Judgement], **values: Any) -> HTMLResponse:
    undoable = {j.id for j in judgements if may_undo(visitor_of(request), j)}
    status = 422 if values.get("problem") else 200
    return page(
        request, template, status=status, judgements=judgements, undoable=undoable, titles=TITLES, kinds=KINDS,
        **{"problem": "", "done": "", **values},
    )  # fmt: skip


def _pair_page(
    request: Request, kind: str, key: str, other: str = "", done: str = "", problem: str = ""
) -> HTMLResponse:  # fmt: skip
    if kind not in judged_pairs.PAIRED:
        raise HTTPException(404, f"{kind} cannot be judged.")
    with store_of(request).looking() as connection:
        found = judged_pairs.subject(connection, _kind(kind), key)
    return _page(
        request, "judge_pair.html", kind=kind, key=key, subject=found, other=other, judgements=found.judgements,
        names=found.names, done=_DONE.get(done, ""), problem=problem,
    )  # fmt: skip


def _kind(kind: str) -> Kind:
    return next(k for k in judged_pairs.PAIRED if k == kind)


@router.get("/judge/statement/{key}", response_class=HTMLResponse)
def statement(request: Request, _: Reading, key: str, done: str = "") -> HTMLResponse:
    """Show a statement's labels, what people say of each, and the forms to confirm or correct them."""
    return _statement_page(request, key, done)


async def _words(request: Request) -> dict[str, str]:
    """Return what a form holds: its fields are named by labels."""
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


@router.post("/judge/statement/{key}", dependencies=[Depends(refuse_forged)])
def judge_statement(
    request: Request, visitor: _Editor, key: str, words: Annotated[dict[str, str], Depends(_words)]
) -> Response:
    """Confirm a statement as it is shown, or correct what differs from it in the form."""
    note, seen = words.get("note", ""), words.get("seen", "")
    try:
        with store_of(request).writing() as connection:
            if words.get("verdict") == "confirmed":
                labels_judged.confirm(connection, key, who=visitor.name, note=note, seen=seen)
            elif words.get("verdict") == "corrected":
                labels_judged.correct(connection, key, words, who=visitor.name, note=note, seen=seen)
            else:
                raise OnrecordError("Say whether you confirm or correct it.")
    except OnrecordError as e:
        return _statement_page(request, key, problem=str(e), words=words)
    return RedirectResponse(f"/judge/statement/{key}?done=judged", status_code=303)


@router.get("/judge/{kind}/{key}", response_class=HTMLResponse)
def pair(
    request: Request,
    _: Reading,
    kind: str,
    key: str,
    other: Annotated[str, Query(max_length=100)] = "",
    done: str = "",
) -> HTMLResponse:
    """Show what can be judged to be one with this or not, and what people have judged."""
    return _pair_page(request, kind, key, other, done)


class Compared(BaseModel):
    """What a form says of two of a kind: the verdict and why.

    one: in place of the page's own key, where that is a group. another: in place of `other`, what is not in the list.
    """

    verdict: str = Field("", max_length=20)
    one: str = Field("", max_length=100)
    other: str = Field("", max_length=100)
    another: str = Field("", max_length=100)
    note: str = Field("", max_length=1000)


@router.post("/judge/{kind}/{key}", dependencies=[Depends(refuse_forged)])
def judge_pair(
    request: Request, visitor: _Editor, kind: str, key: str, said: Annotated[Compared, Form()]
) -> Response:  # fmt: skip
    """Keep that two are one, or are not, or that one cannot tell."""
    if kind not in judged_pairs.PAIRED:
        raise HTTPException(404, f"{kind} cannot be judged.")
    other = said.another.strip() or said.other.strip()
    verdict = next((v for v in _PAIR if v == said.verdict), None)
    if verdict is None or not other:
        return _pair_page(request, kind, key, other, problem="Choose what it is to be compared with, and the verdict.")
    decision = Decision(_kind(kind), (said.one.strip() or key, other), verdict, note=said.note.strip() or None)
    try:
        with store_of(request).writing() as connection:
            decide(connection, decision, who=visitor.name)
    except OnrecordError as e:
        return _pair_page(request, kind, key, other, problem=str(e))
    return RedirectResponse(f"/judge/{kind}/{key}?done=judged", status_code=303)


@router.post("/judgements/{number}/undo", dependencies=[Depends(refuse_forged)])
def undo(request: Request, visitor: _Editor, number: int, next: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Take a judgement back: one's own, or, as an admin, anybody's."""
    with store_of(request).writing() as connection:
        found = judged_pairs.by_number(connection, number if 0 < number < 2**31 else 0)
        if found is None:
            raise HTTPException(404, "There is no such judgement.")
        if not may_undo(visitor, found):
            raise HTTPException(403, "It was undone before, or it is somebody else's: say what you hold beside it.")
        take_back(connection, number, who=visitor.name)
    return RedirectResponse(local_path(next, "/judgements"), status_code=303)


@router.get("/judgements", response_class=HTMLResponse)
def judgements(
    request: Request, _: Reading, before: Annotated[int | None, Query(ge=1, lt=2**31)] = None
) -> HTMLResponse:
    """Show what people judged, newest first, what was undone too."""
    with store_of(request).looking() as connection:
        found = judged_pairs.latest(connection, _LISTED, before)
        names = judged_pairs.names(connection, {k for j in found for k in (j.subject, j.object)})
    older = found[-1].id if len(found) == _LISTED else None
    return _page(request, "judgements.html", judgements=found, names=names, older=older)


@router.get("/judgements/training.jsonl")
def training(request: Request, _: _Editor) -> StreamingResponse:
    """Give the articles that people judged, as lines to train on."""
    name = {"Content-Disposition": 'attachment; filename="training.jsonl"'}
    return StreamingResponse(_lines(store_of(request)), media_type="application/jsonl", headers=name)


def _lines(store: Store) -> Iterator[str]:
    with store.looking() as connection:
        for article in labels_judged.training_data(connection):
            yield as_line(article)
