"""What is asked of every address: one thing by its key, or a page of a list; in which form; and the answer to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Path, Request, Response

from onrecord.record import api_reads
from onrecord.record.api_reads import Item, Slice
from onrecord.serve.api import forms, problems
from onrecord.serve.api.access import KEYS
from onrecord.serve.api.forms import AskedForm, Form
from onrecord.serve.api.paging import After, Limit, next_page, place
from onrecord.serve.api.problems import Elsewhere
from onrecord.serve.api.remembered import Written, shelf_of
from onrecord.serve.desk.web import store_of

Key = Annotated[
    str,
    Path(min_length=1, max_length=100, pattern=KEYS, description="A lasting name.", examples=["0f3a9c1e5b7d2468"]),
]


@dataclass(frozen=True, slots=True)
class One:
    """That one thing is asked for, and in which form."""

    request: Request
    asked: Form | None

    def answer(self, what: str, key: str, find: Callable[[Any], Item | None], name: str) -> Response:
        """Return the answer: the item, or the way to its page, or to another key that this one leads to now.

        what: its kind; name: what one of them is called; find: looks it up. Raises 404 where there is none, 406 where
        it has no such form.
        """

        def write(connection: Any, form: Form) -> Written:
            item = find(connection)
            if item is None:
                raise HTTPException(404, f"The record has no {name} {key!r}. Keys stand in lists and searches.")
            if "id" in item and str(item["id"]) != key:
                raise self.elsewhere(what, str(item["id"]))
            return forms.one(form, what, item)

        return _answered(self.request, forms.chosen(self.request, what, self.asked, key), write)

    def elsewhere(self, what: str, key: str) -> Elsewhere:
        """Return the way to another key; it may lead elsewhere later."""
        query = f"?{self.request.url.query}" if self.request.url.query else ""
        return Elsewhere(f"/api/v1/{what}/{key}{query}", 307)


@dataclass(frozen=True, slots=True)
class Several:
    """That a page of a list is asked for: how many, from where on, in which form."""

    request: Request
    limit: int
    cursor: str | None
    asked: Form | None

    def answer(
        self, what: str, find: Callable[[Any, Any], Slice | tuple[Slice, Item]], *, kind: str = "", shared: bool = True
    ) -> Response:
        """Return the answer. what: the kind of its items; kind: of the list, where that is another.

        find: looks a page up, given a connection and the place where it begins; it may give more for JSON to say.
        shared: whether everybody gets the same answer. Raises 406 where it has no such form, 422 for another list's
        cursor.
        """
        kind = kind or what
        form = forms.chosen(self.request, kind, self.asked)
        begin = place(kind, self.cursor)

        def write(connection: Any, form: Form) -> Written:
            found = find(connection, begin)
            page, beside = found if isinstance(found, tuple) else (found, {})
            return forms.several(form, what, page, next_page(self.request, kind, page.after), beside)

        return _answered(self.request, form, write, shared=shared)


def _answered(request: Request, form: Form, write: Callable[[Any, Form], Written], *, shared: bool = True) -> Response:
    """Return an answer as it was written before, where the record is still the same, else as it is written now."""
    store, asked = store_of(request), (request.url.path, request.url.query, form)
    shelf = shelf_of(store)
    with store.looking() as connection:
        state = api_reads.state(connection)
        answer = shelf.find(state, asked) if shared else None
        if answer is None:
            answer = write(connection, form)
            if shared:
                shelf.keep(state, asked, answer)
    return forms.sent(request, form, answer)


# Coroutines, so that they cost no thread.
async def _one(request: Request, form: AskedForm = None) -> One:
    return One(request, form)


async def _several(request: Request, limit: Limit = 20, after: After = None, form: AskedForm = None) -> Several:
    return Several(request, limit, after, form)


AskedOne = Annotated[One, Depends(_one)]
AskedSeveral = Annotated[Several, Depends(_several)]


def described(model: type[Any], what: str, *statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI says of the answers: with items of a kind, and with what can go wrong beside the usual."""
    failing = problems.described(401, 403, *(s for s in statuses if s >= 400), 406, 422, 503)
    out = forms.described(model, what) | failing
    if 307 in statuses:
        out[307] = {"description": "The key leads to another one: the way there."}
    return out
