"""One shape of error for all of the interface: a problem (RFC 9457), whatever went wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from onrecord.errors import InputError, ModelError, OnrecordError, RecordError

MEDIA_TYPE: Final = "application/problem+json"
ALWAYS: Final = {"Vary": "Accept, Authorization, Cookie", "Cache-Control": "private, no-cache"}
"""An answer may be kept by whoever asked, who asks each time whether it still holds."""
_log: Final = logging.getLogger("onrecord.api")


class Problem(BaseModel):
    """What went wrong, and what to do."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "about:blank", "title": "Not Found", "status": 404,
                "detail": "The record has no claim '00aa'. Keys stand in lists and searches.",
            }
        }
    )  # fmt: skip

    type: str = Field("about:blank", description="Always `about:blank`: `status` says what kind of problem it is.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The status of the answer.")
    detail: str = Field(description="A sentence on what is wrong and what to do.")


_SCHEMA: Final = {
    "type": "object", "title": "Problem", "description": "RFC 9457: `detail` says what is wrong and what to do.",
    "required": ["type", "title", "status", "detail"],
    "properties": {name: {"type": "integer" if name == "status" else "string"} for name in Problem.model_fields},
}  # fmt: skip
_WHEN: Final = {
    400: "The body is not JSON.",
    401: "Nobody is signed in and no key was sent.",
    403: "Whoever asks may not do this.",
    404: "The record has nothing by this key.",
    406: "It cannot be had in any form that was asked for.",
    413: "The text is too long.",
    422: "Something in the request is missing or not as it should be.",
    429: "Too many texts are being read just now; `Retry-After` says for how many seconds to wait.",
    501: "What this needs is not installed with this desk.",
    503: "The record cannot be read just now.",
}


def described(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI says of answers with these statuses."""
    return {status: {"description": _WHEN[status], "content": {MEDIA_TYPE: {"schema": _SCHEMA}}} for status in statuses}


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem as an answer."""
    made = Problem(type="about:blank", title=HTTPStatus(status).phrase, status=status, detail=detail)
    body = made.model_dump(mode="json")
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=dict(headers or {}))


class Elsewhere(Exception):  # noqa: N818 - nothing is wrong
    """What is asked for is at another address: 303 for a page that shows it, 307 for what a key leads to now."""

    def __init__(self, address: str, status: int):
        super().__init__(address)
        self.address, self.status = address, status


class ApiRoute(APIRoute):
    """A route whose every failure is a problem: one that nobody foresaw too, which is logged."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what handles a request."""
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except Elsewhere as e:
                return RedirectResponse(e.address, status_code=e.status, headers=ALWAYS)
            except Exception as e:
                return _as_problem(e)

        return handled


def _as_problem(error: Exception) -> Response:
    match error:
        case RequestValidationError():
            return problem(422, _first(error))
        case HTTPException():
            return problem(error.status_code, str(error.detail), error.headers)
        case InputError():
            return problem(422, str(error))
        case RecordError() | ModelError():
            _log.error("the record or the model failed: %s", error)
            return problem(503, str(error), {"Retry-After": "5"})
        case OnrecordError():
            return problem(404, str(error))
    _log.error("a request failed", exc_info=error)
    return problem(500, "The desk failed at this. Its log says why.")


def _first(error: RequestValidationError) -> str:
    """Return what the first fault is and where: nothing of what was sent, which may be large or secret."""
    found = error.errors()[0]
    where = ".".join(str(x) for x in found["loc"][1:]) or str(found["loc"][0])
    return f"{where}: {found['msg']}."
