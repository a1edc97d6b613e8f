"""Pages of lists: a cursor names the place where the next page begins; what is added meanwhile moves nothing."""

from __future__ import annotations

import base64
import json
from typing import Annotated, Any, Final

from fastapi import HTTPException, Query, Request
from starlette.datastructures import URL

MOST: Final = 200
"""So many items a page has at most."""
_LARGEST: Final = 2**31 - 1  # what a number of a row can be in every database

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many items a page has at most.")]
After = Annotated[
    str | None,
    Query(
        max_length=300,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Where the page begins: taken from `next` of the page before, never made by hand.",
    ),
]


def cursor(kind: str, place: tuple[int | str, ...]) -> str:
    """Return the cursor for a place in the list of a kind."""
    words = json.dumps([kind, *place], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(words).decode().rstrip("=")


def place(kind: str, after: str | None) -> Any:
    """Return the place that a cursor names, None where there is none. Raises 422 for one of another list."""
    if after is None:
        return None
    try:
        name, *found = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
        shape = _SHAPES.get(kind, (int,))
        if name == kind and len(found) == len(shape) and all(_fits(x, y) for x, y in zip(found, shape, strict=True)):
            return tuple(found)
    except (ValueError, TypeError, RecursionError):  # it was made by hand
        pass
    raise HTTPException(422, "after: this is no place in this list. Take it from `next` of the page before.")


_SHAPES: Final[dict[str, tuple[type, ...]]] = {
    **dict.fromkeys(("statements", "speakers", "relations"), (int, int)),
    **dict.fromkeys(("identities", "utterances", "claims"), (str,)),
}
"""What a place in a list consists of; of others a number."""


def _fits(value: object, wanted: type) -> bool:
    if type(value) is not wanted:
        return False
    if isinstance(value, str):
        return value.isascii() and value.isalnum()
    return isinstance(value, int) and 0 <= value <= _LARGEST


def next_page(request: Request, kind: str, after: tuple[int | str, ...] | None) -> str | None:
    """Return the address of the next page: this one's, from there on; None where there is no more."""
    if after is None:
        return None
    here: URL = request.url.include_query_params(after=cursor(kind, after))
    return f"{here.path}?{here.query}"
