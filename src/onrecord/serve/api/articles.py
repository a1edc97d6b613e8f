"""Articles, and what stands in them: statements, speakers, relations."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from onrecord.record import api_groups, api_reads
from onrecord.record.api_reads import Item, Wanted
from onrecord.serve.api.access import KEYS, Reader, asked_key
from onrecord.serve.api.asked import AskedOne, AskedSeveral, Key, described
from onrecord.serve.api.models import Article, ArticleBriefly, Page, Relation, Speaker, Statement
from onrecord.serve.api.models_groups import Chain
from onrecord.serve.api.problems import ApiRoute
from onrecord.serve.export_lines import values

router = APIRouter(route_class=ApiRoute)
Of = Annotated[str | None, asked_key("Only those of this article: a version, or a story with all its versions.")]


class Filters(BaseModel):
    """Which articles are wanted."""

    outlet: str | None = Field(None, min_length=1, max_length=300, pattern=r"^[^\x00-\x1f]+$")
    since: date | None = Field(None, description="Published on that day or later.")
    until: date | None = Field(None, description="Published on that day or before.")
    story: str | None = Field(None, min_length=1, max_length=100, pattern=KEYS, description="Only its versions.")


@router.get("/articles", tags=["articles"], responses=described(Page[ArticleBriefly], "articles"))
def articles(asked: AskedSeveral, filters: Annotated[Filters, Query()], _: Reader) -> Response:
    """List versions of articles, last added first, without their texts."""
    wanted = Wanted(**filters.model_dump())
    return asked.answer("articles", lambda c, after: api_reads.articles(c, wanted, limit=asked.limit, after=after))


@router.get("/articles/{key}", tags=["articles"], responses=described(Article, "articles", 307, 404))
def article(asked: AskedOne, key: Key, _: Reader) -> Response:
    """Show one version of an article: its text, its current reading, and the former ones.

    A story's key leads to its newest version.
    """

    def find(connection: Any) -> Item | None:
        found = api_reads.article(connection, key)
        if found is not None:
            return values(found)
        newest = api_reads.newest_version(connection, key)
        return {"id": newest} if newest is not None else None

    return asked.answer("articles", key, find, "article")


@router.get("/statements", tags=["statements"], responses=described(Page[Statement], "statements"))
def statements(asked: AskedSeveral, _: Reader, article: Of = None) -> Response:
    """List statements: the article added last first, each article's in the order of its text. See also `search`."""
    return asked.answer(
        "statements", lambda c, after: api_reads.statements(c, of=article, limit=asked.limit, after=after)
    )


@router.get("/statements/{key}", tags=["statements"], responses=described(Statement, "statements", 404))
def statement(asked: AskedOne, key: Key, _: Reader) -> Response:
    """Show one statement, as the newest reading that has it says it."""
    return asked.answer("statements", key, lambda c: api_reads.statement(c, key), "statement")


@router.get("/statements/{key}/chain", tags=["statements"], responses=described(Chain, "chain", 404))
def chain(asked: AskedOne, key: Key, _: Reader) -> Response:
    """Show on whose word a statement is known, and to which independent origins it leads back."""
    return asked.answer("chain", key, lambda c: api_groups.chain(c, key), "statement")


@router.get("/speakers", tags=["speakers"], responses=described(Page[Speaker], "speakers"))
def speakers(asked: AskedSeveral, _: Reader, article: Of = None) -> Response:
    """List the sources of articles, each as its article has it. `identities` are people and bodies across articles."""
    return asked.answer("speakers", lambda c, after: api_reads.speakers(c, of=article, limit=asked.limit, after=after))


@router.get("/speakers/{key}", tags=["speakers"], responses=described(Speaker, "speakers", 404))
def speaker(asked: AskedOne, key: Key, _: Reader) -> Response:
    """Show one named person or body of one article. Other sources stand in its list alone."""
    return asked.answer("speakers", key, lambda c: api_reads.speaker(c, key), "named speaker")


@router.get("/relations", tags=["statements"], responses=described(Page[Relation], "relations"))
def relations(
    asked: AskedSeveral,
    _: Reader,
    article: Of = None,
    statement: Annotated[str | None, asked_key("Only those of this statement, to it or from it.")] = None,
) -> Response:
    """List how statements of one article stand to each other: what denies, supports or repeats what."""
    return asked.answer(
        "relations",
        lambda c, after: api_reads.relations(c, of=article, statement=statement, limit=asked.limit, after=after),
    )
