"""What whoever asks follows, and where its feeds are. They are begun and ended on the desk."""

from __future__ import annotations

from typing import Any, Literal

from fastapi import APIRouter, Response
from pydantic import Field

from onrecord.record import follows
from onrecord.record.api_reads import Slice
from onrecord.serve.api.access import Reader
from onrecord.serve.api.asked import AskedSeveral, described
from onrecord.serve.api.models import Page, Shape
from onrecord.serve.api.problems import ApiRoute
from onrecord.serve.desk.web import settings_of

router = APIRouter(route_class=ApiRoute)


class Feed(Shape):
    """Something that is followed."""

    id: int
    kind: Literal["topic", "speaker", "claim", "article", "source", "search"]
    key: str = Field(
        description="Of the speaker's identity, the claim or the article; the outlet's name; the topic's words."
    )
    label: str = Field(description="As people see it.")
    made_at: str
    atom: str = Field(description="The address of its Atom feed. Who knows it can read the feed.")
    json_: str = Field(alias="json", description="The same as JSON Feed.")


@router.get("/feeds", tags=["feeds"], responses=described(Page[Feed], "feeds"))
def feeds(asked: AskedSeveral, visitor: Reader) -> Response:
    """List what whoever asks follows, in the order in which they began, all on one page."""
    settings = settings_of(asked.request)
    base = (settings.public_url or str(asked.request.base_url)).rstrip("/")

    def find(connection: Any, _: Any) -> Slice:
        return Slice(tuple(_feed(one, base) for one in follows.follows_of(connection, visitor.account)), None)

    return asked.answer("feeds", find, shared=False)


def _feed(one: follows.Follow, base: str) -> dict[str, Any]:
    place = f"{base}/feeds/{one.token}"
    return {
        "id": one.id, "kind": one.followed.kind, "key": one.followed.key, "label": one.label, "made_at": one.made_at,
        "atom": f"{place}.atom", "json": f"{place}.json",
    }  # fmt: skip
