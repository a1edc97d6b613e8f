"""Search: words, phrases, filters, facets, pages, on both kinds of database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from stories import harbour, plain, retitled

from onrecord.record.search import Query, facets, search
from onrecord.record.search_terms import between, days, term
from onrecord.record.store import Store


@pytest.fixture
def filled(store: Store) -> Store:
    """A record of three outlets."""
    store.add(harbour())
    store.add(plain("Cléo Marsh said ferries were late.", "ferries were late", "Cléo Marsh", outlet="Ellery Post",
                    published="2031-05-20"))  # fmt: skip
    store.add(plain("Jon Pell said “the harbour is ours”.", "“the harbour is ours”", "Jon Pell", outlet="Ellery Post",
                    published="2032-01-02"))  # fmt: skip
    return store


def found(store: Store, **query: object) -> set[str]:
    with store.looking() as connection:
        return {hit.content for hit in search(connection, Query(**query)).hits}  # type: ignore[arg-type]


SOLD = {"that Jon Pell told her the harbour was sold", "the harbour was sold"}
OURS = {"“the harbour is ours”"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param({"words": "harbour sold"}, SOLD, id="all words"),
        pytest.param({"words": '"the harbour was"'}, SOLD, id="a phrase"),
        pytest.param({"words": '"harbour the"'}, set(), id="a phrase in another order is not there"),
        pytest.param({"words": "ferry"}, {"ferries were late"}, id="another form of the word"),
        pytest.param({"words": "cleo"}, {"ferries were late"}, id="the speaker, without accents"),
        pytest.param({"speaker": "jon  pell"}, {"the harbour was sold", "“It is not true,”", *OURS}, id="a speaker"),
        pytest.param({"outlet": "Ellery Post"}, {"ferries were late", *OURS}, id="an outlet"),
        pytest.param({"act": "deny"}, {"“It is not true,”"}, id="an act"),
        pytest.param({"named": False}, {"the lease ends in May"}, id="unnamed sources"),
        pytest.param({"channel": "conversation"}, {"the harbour was sold"}, id="a channel"),
        pytest.param({"depth": 2}, {"the harbour was sold"}, id="behind two speakers"),
        pytest.param({"since": date(2031, 5, 1), "until": date(2031, 12, 31)}, {"ferries were late"}, id="published"),
        pytest.param({"since": date(2031, 5, 21)}, OURS, id="published since"),
        pytest.param(
            {"said_since": date(2031, 3, 3), "said_until": date(2031, 3, 3)}, {"“It is not true,”"}, id="said"
        ),
        pytest.param({"words": "harbour", "outlet": "Ellery Post"}, OURS, id="words and a filter"),
        pytest.param({"words": "AND ) OR * ^ qact"}, set(), id="signs of the search language are words or nothing"),
        pytest.param({"words": "the harbour", "since": date(2033, 1, 1), "until": date(2032, 1, 1)}, set(), id="never"),
    ],
)
def test_what_is_found(filled: Store, query: dict[str, object], expected: set[str]) -> None:
    assert found(filled, **query) == expected


def test_pages_follow_one_another_and_what_is_added_moves_nothing(filled: Store) -> None:
    with filled.looking() as connection:
        everything = [hit.statement for hit in search(connection, Query(), limit=50).hits]
        first = search(connection, Query(), limit=3)
    filled.add(plain("Ada Quill said the pier is safe.", "the pier is safe", "Ada Quill"))
    seen = [hit.statement for hit in first.hits]
    after = first.after
    while after is not None:
        with filled.looking() as connection:
            page = search(connection, Query(), limit=3, after=after)
        seen += [hit.statement for hit in page.hits]
        after = page.after
    assert seen == everything
    assert len(seen) == len(set(seen)) == 7


def test_facets_count_what_matches(filled: Store) -> None:
    with filled.looking() as connection:
        counted = facets(connection, Query())
    assert (counted.total, counted.more) == (7, False)
    assert counted.counts["outlet"] == (("Harbour Wire", 5), ("Ellery Post", 2))
    assert counted.counts["named"] == (("named", 6), ("unnamed", 1))
    assert counted.counts["year"] == (("2031", 6), ("2032", 1))


def test_former_versions_and_readings_are_found_only_on_demand(store: Store) -> None:
    address = "https://wire.example/harbour"
    store.add(harbour(url=address))
    store.add(retitled(harbour(), "Harbour not sold", url=address))
    assert len(hits(store, Query(words='"harbour was sold"'))) == 2
    assert len(hits(store, Query(words='"harbour was sold"', former=True))) == 4
    newer = harbour(url="https://wire.example/other")
    store.add(newer)
    store.add(replace(newer, reading=replace(newer.reading, statements=newer.reading.statements[:1], relations=(),
              corrections=()), provenance=replace(newer.provenance, model="larger")))  # fmt: skip
    assert len(hits(store, Query(words='"harbour was sold"'))) == 3


def hits(store: Store, query: Query) -> list[str]:
    with store.looking() as connection:
        return [hit.statement for hit in search(connection, query).hits]


def test_a_range_of_dates_is_whole_years_months_and_days() -> None:
    assert between("p", date(2030, 12, 30), date(2032, 2, 1)) == (
        "qpd203012300", "qpd203012310", "qpy20310", "qpm2032010", "qpd203202010",
    )  # fmt: skip
    assert set(days("p", "2031-05-20")) == {"qpy20310", "qpm2031050", "qpd203105200"}
    assert days("p", "2031-05~") == ("qpy20310", "qpm2031050")
    assert days("p", "last week") == ()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(date(2033, 1, 1), date(2032, 1, 1), id="it ends before it begins"),
        pytest.param(date(1100, 1, 1), date(1200, 1, 1), id="nothing was said then that is kept"),
        pytest.param(date(2300, 1, 1), None, id="or will be"),
    ],
)
def test_a_range_that_holds_no_day_finds_nothing(first: date, last: date | None) -> None:
    assert between("p", first, last) == ("qnever0",)


def test_pieces_of_a_range_do_not_overlap_and_leave_no_gap() -> None:
    from datetime import timedelta

    first, last = date(2027, 11, 17), date(2029, 3, 2)
    terms = set(between("p", first, last))
    day = first - timedelta(days=3)
    while day <= last + timedelta(days=3):
        assert len(terms & set(days("p", day.isoformat()))) == (first <= day <= last), day
        day += timedelta(days=1)
    assert all(a != b for a, b in pairwise(sorted(terms)))


def test_terms_differ_where_values_do() -> None:
    assert term("speaker", "Jon Pell") == term("speaker", " jon  PELL")
    assert term("speaker", "Jon Pell") != term("outlet", "Jon Pell") != term("speaker", "Jo Pell")
