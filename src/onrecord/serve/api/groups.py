"""What runs through many articles: people and bodies, sayings, claims, the origins of all of these, and judgements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, HTTPException, Path, Query, Response

from onrecord.record import api_groups, api_reads, lasting
from onrecord.record.api_reads import Item, Slice
from onrecord.serve.api.access import Reader, asked_key
from onrecord.serve.api.asked import AskedOne, AskedSeveral, Key, described
from onrecord.serve.api.models import Judgement, Page
from onrecord.serve.api.models_groups import Claim, Identity, Origin, Utterance
from onrecord.serve.api.problems import ApiRoute

router = APIRouter(route_class=ApiRoute)
Name = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=300,
        pattern=r"^[^\x00-\x1f]+$",
        description="Only those who go by this name, a surname too; most articles first, all on one page.",
    ),
]


@router.get("/identities", tags=["speakers"], responses=described(Page[Identity], "identities"))
def identities(
    asked: AskedSeveral,
    _: Reader,
    name: Name = None,
    type: Annotated[Literal["person", "organisation"] | None, Query(description="Only these.")] = None,
) -> Response:
    """List people and bodies across articles, in the order of their keys."""

    def find(connection: Any, after: Any) -> Slice:
        if name is not None:
            return api_groups.named(connection, name, type=type, limit=asked.limit)
        return api_groups.identities(connection, type=type, limit=asked.limit, after=after)

    return asked.answer("identities", find)


@router.get("/identities/{key}", tags=["speakers"], responses=described(Identity, "identities", 307, 404))
def identity(asked: AskedOne, key: Key, _: Reader) -> Response:
    """Show one person or body. A former key, or a speaker's, leads to whom it stands for today."""
    return asked.answer("identities", key, lambda c: api_groups.identity(c, key), "person or body")


@router.get("/utterances", tags=["utterances"], responses=described(Page[Utterance], "utterances"))
def utterances(asked: AskedSeveral, _: Reader) -> Response:
    """List the sayings that several statements report, in the order of their keys."""
    return asked.answer("utterances", lambda c, after: api_groups.all_utterances(c, limit=asked.limit, after=after))


@router.get("/utterances/{key}", tags=["utterances"], responses=described(Utterance, "utterances", 307, 404))
def utterance(asked: AskedOne, key: Key, _: Reader) -> Response:
    """Show one saying with all its wordings. A former key, or a statement's, leads to the saying it is of today."""
    return asked.answer("utterances", key, _or_statement(asked, key, "utterance", api_groups.utterance), "utterance")


@router.get("/claims", tags=["claims"], responses=described(Page[Claim], "claims"))
def claims(asked: AskedSeveral, _: Reader) -> Response:
    """List the claims, in the order of their keys."""
    return asked.answer("claims", lambda c, after: api_groups.all_claims(c, limit=asked.limit, after=after))


@router.get("/claims/{key}", tags=["claims"], responses=described(Claim, "claims", 307, 404))
def claim(asked: AskedOne, key: Key, _: Reader) -> Response:
    """Show one claim with its sides. A former key, or a statement's, leads to the claim that it is of today."""
    return asked.answer("claims", key, _or_statement(asked, key, "claim", api_groups.claim), "claim")


def _or_statement(
    asked: AskedOne, key: str, kind: str, find: Callable[[Any, str], Item | None]
) -> Callable[[Any], Item | None]:
    """Return how a group is looked up: a former key leads to the statement it is made of where that is in none now."""

    def look(connection: Any) -> Item | None:
        found = find(connection, key)
        heir = lasting.statement_of(connection, kind, key) if found is None else None
        if heir is not None:
            raise asked.elsewhere("statements", heir.key)
        return found

    return look


@router.get("/origins", tags=["claims"], responses=described(Page[Origin], "origins", 404))
def origins(
    asked: AskedSeveral,
    _: Reader,
    of: Annotated[str, asked_key("What is traced: a statement, an article's version, an utterance or a claim.")],
) -> Response:
    """List the independent origins of one thing, those with the most articles first, with the evidence; all at once."""

    def find(connection: Any, _: Any) -> Slice:
        found = api_groups.origins_of(connection, of)
        if found is None:
            raise HTTPException(404, f"The record has no statement, version, utterance or claim {of!r}.")
        return Slice(tuple(found), None)

    return asked.answer("origins", find)


_Kind = Literal["identity", "utterance", "claim", "version", "statement"]
_Number: Final = Path(ge=1, lt=2**31, description="The judgement's number.", examples=[1])


@router.get("/judgements", tags=["judgements"], responses=described(Page[Judgement], "judgements"))
def judgements(
    asked: AskedSeveral,
    _: Reader,
    kind: Annotated[_Kind | None, Query(description="Only those about these.")] = None,
    about: Annotated[str | None, asked_key("Only those about this key.")] = None,
) -> Response:
    """List what people decided, last first, what was undone too."""
    return asked.answer(
        "judgements", lambda c, after: api_reads.judgements(c, kind=kind, about=about, limit=asked.limit, after=after)
    )


@router.get("/judgements/{number}", tags=["judgements"], responses=described(Judgement, "judgements", 404))
def judgement(asked: AskedOne, number: Annotated[int, _Number], _: Reader) -> Response:
    """Show one judgement."""
    return asked.answer("judgements", str(number), lambda c: api_reads.judgement(c, number), "judgement")
