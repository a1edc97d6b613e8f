"""One address, several forms: which one is asked for, and the answer in it, with a tag so that it is not sent twice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Final, Literal
from urllib.parse import quote, urlencode

from fastapi import HTTPException, Query, Request, Response
from starlette.routing import Match

from onrecord.record.api_reads import Slice
from onrecord.serve.api.problems import ALWAYS, Elsewhere
from onrecord.serve.api.remembered import Written
from onrecord.serve.export_columns import COLUMNS, csv_chunks
from onrecord.serve.export_lines import as_json
from onrecord.serve.export_linked import SCHEMA_ORG, schema_org

Form = Literal["json", "jsonld", "csv", "html"]
MEDIA_TYPES: Final[dict[Form, str]] = {
    "json": "application/json", "jsonld": "application/ld+json", "csv": "text/csv", "html": "text/html",
}  # fmt: skip
AskedForm = Annotated[
    Form | None, Query(alias="format", description="The form, where the `Accept` header cannot be set.")
]
_PAGES: Final = {
    "articles": ("/articles/{key}", "/"), "statements": ("/statements/{key}", "/"), "search": ("", "/"),
    "speakers": ("/speakers/{key}", "/speakers"), "identities": ("/speakers/{key}", "/speakers"),
    "claims": ("/claims/{key}", "/claims"), "utterances": ("/utterances/{key}", "/utterances"),
    "feeds": ("", "/follows"),
}  # fmt: skip
"""Where the desk shows one thing of a kind, and where a list of them; what a desk does not have is not offered."""


def forms_of(what: str) -> tuple[Form, ...]:
    """Return the forms for programs in which a kind of item can be had, the usual one first."""
    what = "statements" if what == "search" else what
    out: list[Form] = ["json"]
    out += ["jsonld"] if what in SCHEMA_ORG else []
    out += ["csv"] if what in COLUMNS else []
    return tuple(out)


def chosen(request: Request, what: str, form: Form | None, key: str | None = None) -> Form:
    """Return the form that is asked for. Raises 406 where there is no such form, Elsewhere where it is a page's.

    key: of the one thing that is asked for, None for a list.
    """
    offered = list(forms_of(what))
    there = _page(request, what, key)
    if there is not None:
        offered.append("html")
    if form is None:
        form = _accepted(request.headers.get("accept") or "*/*", offered)
    if form is None or form not in offered:
        raise HTTPException(406, f"It can be had as {', '.join(MEDIA_TYPES[f] for f in offered)}.")
    if form == "html" and there is not None:
        raise Elsewhere(there, 303)
    return form


def _page(request: Request, what: str, key: str | None) -> str | None:
    """Return the address of the desk's page for a thing or a list, None where this desk has none."""
    one, several = _PAGES.get(what, ("", ""))
    path = several if key is None else one.format(key=quote(key, safe="")) if one else ""
    if not path:
        return None
    scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
    if not any(route.matches(scope)[0] is Match.FULL for route in request.app.router.routes):
        return None
    return path if path != "/" else _front(request)


def _front(request: Request) -> str:
    """Return the address of the front page with the same question."""
    asked = {k: v for k, v in request.query_params.items() if k in _FILTERS and v}
    if "named" in asked:
        asked["named"] = "named" if asked["named"].casefold() in ("true", "1", "yes", "on", "t", "y") else "unnamed"
    return f"/?{urlencode(asked)}" if asked else "/"


_FILTERS: Final = ("q", "speaker", "outlet", "act", "channel", "named", "since", "until", "depth")


def _accepted(header: str, offered: Sequence[Form]) -> Form | None:
    """Return what suits an Accept header best (RFC 9110, 12.5.1), None where nothing does."""
    ranges = [found for part in header.split(",") if (found := _range(part)) is not None]
    best: tuple[float, Form] | None = None
    for form in offered:
        quality = _quality(MEDIA_TYPES[form], ranges)
        if quality > 0 and (best is None or quality > best[0]):
            best = quality, form
    return best[1] if best else None


def _range(part: str) -> tuple[str, float] | None:
    name, *parameters = (p.strip().lower() for p in part.split(";"))
    if "/" not in name:
        return None
    for p in parameters:
        if found := re.fullmatch(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", p):
            return name, float(found[1])
    return name, 1.0


def _quality(media_type: str, ranges: Iterable[tuple[str, float]]) -> float:
    """Return how welcome a media type is: what the most specific range that it falls into says."""
    values = dict(ranges)
    for name in (media_type, f"{media_type.split('/')[0]}/*", "*/*"):
        if name in values:
            return values[name]
    return 0.0


def one(form: Form, what: str, item: Mapping[str, Any]) -> Written:
    """Return one item in a form."""
    return _tagged(form, as_json(item).encode() if form == "json" else _listed(form, what, [item]))


def several(form: Form, what: str, found: Slice, following: str | None, beside: Mapping[str, Any]) -> Written:
    """Return a page of items in a form. following: the address of the next one; beside: what else JSON has to say."""
    link = f'<{following}>; rel="next"' if following is not None else ""
    if form == "json":
        return _tagged(form, as_json({"items": list(found.items), "next": following, **beside}).encode(), link)
    return _tagged(form, _listed(form, what, found.items), link)


def _listed(form: Form, what: str, items: Sequence[Mapping[str, Any]]) -> bytes:
    if form == "csv":
        return b"".join(csv_chunks(what, items, mark=False))
    return b"".join(schema_org(what, items))


def _tagged(form: Form, body: bytes, link: str = "") -> Written:
    return Written(body, f'"{hashlib.sha256(form.encode() + body).hexdigest()[:32]}"', link)


def sent(request: Request, form: Form, answer: Written) -> Response:
    """Return an answer to be sent: without a body where whoever asks has it already."""
    headers = {**ALWAYS, "ETag": answer.tag}
    if answer.link:
        headers["Link"] = answer.link
    if holds(request.headers.get("if-none-match"), answer.tag):
        return Response(status_code=304, headers=headers)
    media_type = MEDIA_TYPES[form] + ("; charset=utf-8" if form == "csv" else "")
    return Response(answer.body, media_type=media_type, headers=headers)


def holds(asked: str | None, tag: str) -> bool:
    """Say whether an If-None-Match header has this tag, compared weakly (RFC 9110, 13.1.2)."""
    if asked is None:
        return False
    return asked.strip() == "*" or tag in (t.strip().removeprefix("W/") for t in asked.split(","))


def described(model: type[Any], what: str) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI says of an answer with items of a kind."""
    content: dict[str, Any] = {"application/json": {}}
    if "jsonld" in forms_of(what):
        content["application/ld+json"] = {"schema": {"type": "object", "description": "schema.org in JSON-LD"}}
    if "csv" in forms_of(what):
        content["text/csv"] = {"schema": {"type": "string", "description": "a row an item, in UTF-8"}}
    headers = {"ETag": {"description": "Send it as `If-None-Match`: what still holds is answered by 304.",
                        "schema": {"type": "string"}}}  # fmt: skip
    return {
        200: {"model": model, "content": content, "headers": headers},
        303: {"description": "`text/html` was asked for: the way to the page of the desk that shows it."},
        304: {"description": "What was sent before still holds."},
    }
