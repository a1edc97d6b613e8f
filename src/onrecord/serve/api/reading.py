"""Texts that are sent are read, or checked against sources, and kept nowhere."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from typing import Any, Final, TypeVar

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from onrecord.record.store import Store
from onrecord.serve.api.access import Sender
from onrecord.serve.api.models import Shape, Text
from onrecord.serve.api.problems import ALWAYS, ApiRoute
from onrecord.serve.api.problems import described as failing
from onrecord.serve.desk.web import store_of
from onrecord.serve.export_lines import as_json
from onrecord.serve.plain import as_dict

router = APIRouter(route_class=ApiRoute, tags=["reading"])
MOST: Final = 200_000
"""So many characters a text has at most."""
SOURCES: Final = 50
_ALL_SOURCES: Final = 2_000_000
AT_ONCE: Final = 2
"""So many texts are read at a time; reading uses the processor's cores by itself."""
WAITING: Final = 8
"""So many more may wait."""
T = TypeVar("T")


class Waiting:
    """Bounds how many texts are read at a time, and how many wait for that."""

    def __init__(self, at_once: int, waiting: int):
        self._pool = ThreadPoolExecutor(at_once, thread_name_prefix="reading")
        self._places = threading.BoundedSemaphore(at_once + waiting)

    async def run(self, work: Callable[[], T]) -> T:
        """Return what `work` returns, run in a thread of its own. Raises 429 where too many wait already."""
        if not self._places.acquire(blocking=False):
            raise HTTPException(
                429, "Too many texts are being read just now. Try again in a few seconds.", {"Retry-After": "5"}
            )
        try:
            running = self._pool.submit(work)
        except BaseException:
            self._places.release()
            raise
        running.add_done_callback(self._leave)  # not earlier: whoever gives up waiting does not end the reading
        return await asyncio.wrap_future(running)

    def _leave(self, _: Future[Any]) -> None:
        self._places.release()


readings: Final = Waiting(AT_ONCE, WAITING)


class ToRead(BaseModel):
    """A text to be read, and what is known of it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": "Mayor Ilse Brandt said on Monday that the harbour was sold.",
                                         "outlet": "Harbour Wire", "published": "2031-03-04"}]},
    )  # fmt: skip

    # What is too long is 413, not 422: that is checked by hand.
    text: str = Field(
        min_length=1, description="Plain text, at most 200,000 characters.", json_schema_extra={"maxLength": MOST}
    )
    headline: str | None = Field(None, max_length=500)
    outlet: str | None = Field(None, max_length=300, description="Who published it.")
    published: str | None = Field(None, pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description="ISO 8601: 2031-03-04.")
    url: str | None = Field(None, max_length=2000, pattern="^https?://")
    name: str | None = Field(None, max_length=300, description="What it is called in answers.")


@router.post("/read", status_code=200,
             responses={200: {"model": Text}, **failing(400, 401, 403, 413, 422, 429, 503)})  # fmt: skip
async def read(_: Sender, asked: ToRead) -> Response:
    """Read a text and answer who says what in it. It is kept nowhere: neither in the record nor in a log."""
    _bound(asked.text, "text")
    return _answer(await readings.run(lambda: as_dict(_record(asked))))


def _bound(text: str, where: str, most: int = MOST) -> None:
    if len(text) > most:
        raise HTTPException(413, f"{where}: it has {len(text):,} characters; {most:,} are taken. Send it in parts.")


def _record(asked: ToRead) -> Any:
    # Imported here: the model is loaded on first use, and a desk may never be asked to read.
    from onrecord.ingest import from_text
    from onrecord.pipeline import read_article

    known = asked.model_dump(exclude={"text"})
    return read_article(from_text(asked.text, **known))


def _answer(values: Any) -> Response:
    return Response(as_json(values), media_type="application/json", headers=ALWAYS | {"Cache-Control": "no-store"})


class Source(BaseModel):
    """A text to check a draft against."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=300, description="What it is called in answers.")
    text: str = Field(min_length=1, description="Plain text.")


class ToCheck(BaseModel):
    """A draft, and what it is checked against."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{
            "draft": {"text": "Mayor Ilse Brandt said the harbour was “sold for a song”."},
            "sources": [{"name": "minutes.txt", "text": "BRANDT: The harbour was sold, for a song as they say."}],
        }]},
    )  # fmt: skip

    draft: ToRead
    sources: list[Source] = Field([], max_length=SOURCES, description="At most 50, with 2,000,000 characters in all.")
    record: bool = Field(True, description="Look in the record, too.")
    statements: bool = Field(True, description="Look up what the draft reports in its own words, too.")


class Checked(Shape):
    """What was found for each quotation and each reported statement of a draft."""

    name: str
    fine: bool = Field(description="Whether every quotation may be printed as it is.")
    counts: dict[str, int] = Field(description="How many findings have each verdict.")
    findings: list[dict[str, Any]]
    warnings: list[str]
    problems: list[str]


@router.post("/check", status_code=200,
             responses={200: {"model": Checked}, **failing(400, 401, 403, 413, 422, 429, 501, 503)})  # fmt: skip
async def check(request: Request, _: Sender, asked: ToCheck) -> Response:
    """Check a draft's quotations and attributed statements against texts that are sent and against the record."""
    _bound(asked.draft.text, "draft.text")
    size = sum(len(s.text) for s in asked.sources)
    if size > _ALL_SOURCES:
        raise HTTPException(413, f"sources: they have {size:,} characters; {_ALL_SOURCES:,} are taken.")
    store = store_of(request) if asked.record else None
    return _answer(await readings.run(lambda: _check(asked, store)))


def found_in(asked: ToCheck, store: Store | None) -> Any:
    """Return what was found for a draft (check.findings.Checked). Raises 501 where checking is not installed."""
    try:
        import rapidfuzz  # noqa: F401

        from onrecord.check.run import check_drafts
    except ModuleNotFoundError as e:
        raise HTTPException(501, f"Checking needs {e.name}, which is not installed with this desk.") from None
    given = [_source(s) for s in asked.sources]
    # Sources are texts alone: an address or a file's name that is sent is never opened.
    (found,) = check_drafts([_record(asked.draft)], given, store=store, statements=asked.statements)
    return found


def _check(asked: ToCheck, store: Store | None) -> dict[str, Any]:
    found = found_in(asked, store)
    return {
        "name": found.name, "fine": found.fine, "counts": dict(found.counts()),
        "findings": [_finding(f) for f in found.findings], "warnings": list(found.warnings),
        "problems": list(found.problems),
    }  # fmt: skip


def _source(given: Source) -> Any:
    from onrecord.check.sources import Source as Looked
    from onrecord.check.words import words_of
    from onrecord.ingest import from_text

    return Looked(given.name, given.text, words_of(given.text), lambda: from_text(given.text, name=given.name))


def _finding(finding: Any) -> dict[str, Any]:
    return _plain(asdict(finding) | {"fine": finding.fine})  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    """Return plain values with spans as pairs."""
    if isinstance(value, dict):
        if value.keys() == {"start", "end"}:
            return [value["start"], value["end"]]
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(v) for v in value]
    return value
