"""Claims: the list, and one claim with its sides next to each other and its ways back to the first speakers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from onrecord.record import front, lasting
from onrecord.record.claim_groups import CLAIMS, Member, Tables
from onrecord.record.claim_members import FIRST, count_articles, key_of
from onrecord.record.claims import STANDS, Claim
from onrecord.record.claims import several as find
from onrecord.record.labels_spoken import spoken
from onrecord.record.origin_lookup import subject
from onrecord.record.origins import TRACED, Origins, origins
from onrecord.record.speakers import identities_of
from onrecord.record.wordings import Wording, compare
from onrecord.serve.desk import origin_drawing
from onrecord.serve.desk.kept import kept
from onrecord.serve.desk.reading import READING
from onrecord.serve.desk.web import page, store_of
from onrecord.serve.trace import folded, rows

router = APIRouter()
SHOWN = 40
"""So many statements of one side, and so many wordings, are shown at once; the timeline has all that fit a page."""
TIMED = 200
"""Of each side so many statements are loaded, those that were added first; so many the timeline has."""


@dataclass(frozen=True, slots=True)
class Side:
    """Where one side of a claim comes from, with the drawing in two shapes."""

    label: str
    origins: Origins
    wide: Markup
    narrow: Markup
    left_out: int


@router.get("/claims", response_class=HTMLResponse, dependencies=READING)
def listed(
    request: Request,
    only: Annotated[str, Query(max_length=20)] = "",
    after: Annotated[int | None, Query(ge=1)] = None,
) -> HTMLResponse:
    """List the claims, newest first; `only=contested` those that somebody denies."""
    store = store_of(request)
    contested = only == "contested"
    with store.looking() as connection:

        def find_out() -> tuple[list[Claim], int | None]:
            keys, following = front.claim_keys(connection, contested=contested, after=after, limit=15)
            return find(connection, keys, most=FIRST), following

        found, following = kept(store, front.head(connection), ("claims", contested, after), find_out)
    return page(request, "claims.html", found=found, after=following, only="contested" if contested else "")


@router.get("/claims/{key}", response_class=HTMLResponse, dependencies=READING)
def claim(request: Request, key: str) -> Response:
    """Show one claim; a former key, or a statement's, leads to the claim that the statement belongs to today."""
    store = store_of(request)
    with store.looking() as connection:
        own = key_of(connection, CLAIMS, key)
        if own is None:
            return led_to_statement(connection, CLAIMS, key)
        if own != key:
            return RedirectResponse(f"/claims/{own}", status_code=303)

        def find_out() -> tuple[Claim, list[Side], tuple[Wording, ...], dict[str, str], tuple[int, int]]:
            found = find(connection, [key], most=TIMED)[0]
            what = subject(connection, key)
            sides = []
            for part in what.parts if what else ():
                traced = origins(connection, part.statements[:TRACED])
                wide, narrow = origin_drawing.draw(traced, "From each article back to the first speaker")
                sides.append(Side(part.label, traced, wide, narrow, len(part.statements) - TRACED))
            wordings = compare([(m.statement, m.pieces, m.form) for m in found.members[:SHOWN]])
            people = identities_of(connection, [m.statement for m in found.members[:TIMED]])
            return found, sides, wordings, people, count_articles(connection, CLAIMS, key)

        found, sides, wordings, people, counts = kept(store, front.head(connection), ("claim", key), find_out)
        views = spoken(connection, (m.statement for m in found.members[:TIMED]))
    by_key = {m.statement: m for m in found.members}
    return page(
        request, "claim.html", claim=found, key=key, sides=sides, wordings=wordings, by_key=by_key, people=people,
        stands=[(s, _dated([by_key[k] for k in found.sides[s]])) for s in STANDS if s in found.sides], shown=SHOWN,
        spoken=views,
        timeline=_dated(found.members)[:TIMED], timed=TIMED, rows=lambda o: folded(rows(o)),
        outlets=counts[0], articles=counts[1],
    )  # fmt: skip


def led_to_statement(connection: Any, tables: Tables, key: str) -> Response:
    """Return the way to the statement that the former key of a group is made of, where that is in none any more.

    Raises 404 where the key was never one of a group of this kind.
    """
    heir = lasting.statement_of(connection, tables.kind, key)
    if heir is None:
        raise HTTPException(404, f"The record has no {_NAMES[tables.kind]} {key!r}.")
    return RedirectResponse(f"/statements/{heir.key}", status_code=303)


_NAMES: Final = {"claim": "claim", "utterance": "saying that several statements report,"}


def _dated(members: Sequence[Member]) -> list[Member]:
    return sorted(members, key=lambda m: (m.published or "9999", m.statement))
