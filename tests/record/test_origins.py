"""Which statements lead back to one origin, and which do not: by copies, reports, occasions and speakers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from stories import MADE, article
from test_versions import LATER, OTHER, PARAGRAPHS

from onrecord.domain import Reading, Record, Span, Speaker, Statement
from onrecord.record import tables as t
from onrecord.record.nearness import BOUND, LEAST, exact, full, overlap, runs, sketch
from onrecord.record.origin_lookup import subject
from onrecord.record.origins import Origins, origins
from onrecord.record.store import Store

SALE = "the harbour would be sold before the end of the year"


def report(
    outlet: str, *said: tuple[str, str], paragraphs: Sequence[str] = (), title: str = "Harbour", **labels: Any
) -> Record:
    """Return a record in which each of `said`, (speaker, content), stands in a sentence after the paragraphs.

    labels: of all statements, those of the article under `known`. A speaker "A > B" is B, on the word of A; one that
    begins in lower case is not named.
    """
    known = {"published": "2031-03-04", "name": f"{outlet}.txt", "outlet": outlet} | labels.pop("known", {})
    body = "\n\n".join((title, *paragraphs))
    statements: list[Statement] = []
    for who, content in said:
        body += "\n\n"
        parent = None
        for n, name in enumerate(who.split(" > ")):
            start = len(body)
            body += f"{name} said " if n == 0 else f"that {name} said "
            source = Span(start + (5 if n else 0), len(body) - 6)
            body_of = "organisation" if name.endswith((" Wire", " News")) else "person"
            values: dict[str, Any] = {"source_type": body_of, "named": name[0].isupper(), "act": "assert",
                                      "form": "direct" if content.startswith("“") else "indirect"} | labels  # fmt: skip
            s = Statement(f"s{len(statements) + 1}", parent, (source,), (), (), 0.9, speaker=name, **values)
            statements.append(s)
            parent = s.id
        begin = len(body)
        body += content + "."
        count = len(who.split(" > "))
        statements[-count:] = [replace(s, content=(Span(begin, begin + len(content)),)) for s in statements[-count:]]
    agency = known.pop("agency", None)
    a = replace(article(body, **known), agency=agency)
    speakers = {s.speaker: Speaker(s.speaker or "", (s.speaker or "",), "person", s.named) for s in statements}
    return Record(a, Reading(tuple(statements), tuple(speakers.values())), replace(MADE, page_sha256=a.sha256))


def traced(store: Store, *, deepest: bool = True) -> Origins:
    """Return the origins of all statements in the record; deepest: without those that only pass on another."""
    s = t.statement.c
    parents = select(s.parent_id).where(s.parent_id.is_not(None))
    query = select(s.id).where(s.id.not_in(parents)) if deepest else select(s.id)
    with store.looking() as connection:
        return origins(connection, list(connection.execute(query).scalars()))


def kinds(found: Origins) -> list[str]:
    """Return the kinds of all merges, sorted."""
    return sorted(m.kind for o in found.origins for m in o.merges)


AIDE = ("an aide", SALE)
PELL = ("Jon Pell", SALE)
QUOTE = "“We will not be selling the harbour to anyone this side of the next election,”"
TWEET = {"channel": "tweet", "said_on": "2031-03-03"}

CASES: list[tuple[str, Sequence[Record], tuple[int, int, int, int], list[str]]] = [
    # What there is; outlets, articles, texts, independent origins; the kinds of merges.
    ("two unnamed sources of two reporters stay two",
     (report("Harbour Wire", AIDE, paragraphs=PARAGRAPHS), report("Coast Post", AIDE, paragraphs=OTHER)),
     (2, 2, 2, 2), []),
    ("a copy", (report("Harbour Wire", AIDE, paragraphs=PARAGRAPHS),
                report("Coast Post", AIDE, paragraphs=PARAGRAPHS, title="Sold!")), (2, 2, 1, 1), ["wire"]),
    ("a copy cut and reordered, with more of its own",
     (report("Harbour Wire", AIDE, paragraphs=(*PARAGRAPHS, LATER)),
      report("Coast Post", AIDE, paragraphs=(PARAGRAPHS[2], PARAGRAPHS[0], OTHER[1]))), (2, 2, 1, 1), ["wire"]),
    ("two people in one wire text are two",
     (report("Harbour Wire", PELL, ("Dana Orth", SALE), paragraphs=PARAGRAPHS),
      report("Coast Post", PELL, ("Dana Orth", SALE), paragraphs=PARAGRAPHS)), (2, 2, 1, 2), ["wire", "wire"]),
    ("one speaker in two papers",
     (report("Harbour Wire", PELL), report("Coast Post", ("Jon Pell", f"he hoped {SALE}"))),
     (2, 2, 2, 1), ["speaker"]),
    ("a bare surname may be anybody's",
     (report("Harbour Wire", ("Pell", SALE)), report("Coast Post", ("Pell", SALE))),
     (2, 2, 2, 2), []),
    ("one tweet",
     (report("Harbour Wire", PELL, **TWEET), report("Coast Post", ("Jon Pell", f"{SALE}, or so"), **TWEET)),
     (2, 2, 2, 1), ["occasion"]),
    ("another day",
     (report("Harbour Wire", PELL, **TWEET), report("Coast Post", PELL, **TWEET | {"said_on": "2031-02-01"})),
     (2, 2, 2, 1), ["speaker"]),
    ("one interview", (report("Harbour Wire", PELL, addressee="Radio Nine", said_on="2031-03-03"),
                       report("Coast Post", ("Jon Pell", "it was all settled"), addressee="Radio Nine",
                              said_on="2031-03")),
     (2, 2, 2, 1), ["occasion"]),
    ("the same long quotation", (report("Harbour Wire", ("an aide", QUOTE)), report("Coast Post", ("Pell", QUOTE))),
     (2, 2, 2, 1), ["occasion"]),
    ("the same long quotation of two people",
     (report("Harbour Wire", ("Dana Orth", QUOTE)), report("Coast Post", ("Jon Pell", QUOTE))), (2, 2, 2, 2), []),
    ("a source passes nobody's word on but its own",
     (report("Harbour Wire", AIDE), report("Coast Post", ("Harbour Wire > an aide", SALE))), (2, 2, 2, 1), ["report"]),
    ("X reported, without a speaker", (report("Harbour Wire", AIDE), report("Coast Post", ("Harbour Wire", SALE))),
     (2, 2, 2, 1), ["report"]),
    ("two have it from one outlet that the record lacks",
     (report("Harbour Wire", ("Radio Nine News > an aide", SALE)), report("Coast Post", ("Radio Nine News", SALE))),
     (2, 2, 2, 1), ["report"]),
    ("which of two speakers was meant is not to be told",
     (report("Harbour Wire", PELL, ("Dana Orth", SALE)), report("Coast Post", ("Harbour Wire", SALE))),
     (2, 2, 2, 3), []),
    ("one unnamed source twice in a text", (report("Harbour Wire", AIDE, ("an aide", "the price was agreed")),),
     (1, 1, 1, 1), ["source"]),
    ("two versions of one article count once",
     (report("Harbour Wire", PELL, known={"url": "https://hw.example/a"}),
      report("Harbour Wire", PELL, paragraphs=PARAGRAPHS, known={"url": "https://hw.example/a"})),
     (1, 1, 1, 1), ["version"]),
    ("an unnamed source in two versions of one article, whatever else changed",
     (report("Harbour Wire", AIDE, paragraphs=OTHER, known={"url": "https://hw.example/a"}),
      report("Harbour Wire", AIDE, paragraphs=PARAGRAPHS, known={"url": "https://hw.example/a"})),
     (1, 1, 1, 1), ["version"]),
]  # fmt: skip


@pytest.mark.parametrize(("records", "counts", "merges"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_leads_back_to_one_origin(
    store: Store, tmp_path: Path, records: Sequence[Record], counts: tuple[int, ...], merges: list[str]
) -> None:
    for r in records:
        store.add(r)
    found = traced(store)
    assert (found.outlets, found.articles, found.texts, found.independent) == counts
    assert kinds(found) == merges
    for n, order in enumerate(permutations(records)):
        with Store(tmp_path / f"{n}.db") as other:
            for r in order:
                other.add(r)
            again = traced(other)
        assert [(o.key, o.speaker, o.merges) for o in again.origins] == [
            (o.key, o.speaker, o.merges) for o in found.origins
        ]


def test_each_merge_says_what_a_person_can_check(store: Store) -> None:
    store.add(report("Harbour Wire", AIDE, paragraphs=PARAGRAPHS))
    store.add(report("Coast Post", AIDE, paragraphs=(PARAGRAPHS[0], PARAGRAPHS[1]), title="Sold!"))
    store.add(report("Valley News", ("Harbour Wire > an aide", SALE)))
    (origin,) = traced(store).origins
    words = {m.kind: m.explanation for m in origin.merges}
    assert words["report"] == "Valley News has it from Harbour Wire (“Harbour Wire”), whose own article is among these"
    assert words["wire"].startswith("copies of one text: ")
    assert "five-word runs of the one text stand in the other" in words["wire"]
    assert all(0 < m.score <= 1 for m in origin.merges)
    assert (origin.speaker, origin.named) == ("an aide", False)


def test_an_outlet_s_own_report_is_found_where_it_is_not_among_the_statements(store: Store) -> None:
    store.add(report("Harbour Wire", PELL, known={"published": "2031-03-03"}))
    added = store.add(report("Coast Post", ("The Harbour Wire > Jon Pell", SALE)))
    with store.looking() as connection:
        s = t.statement.c
        query = select(s.id).select_from(t.statement.join(t.reading, s.reading_id == t.reading.c.id).join(t.version))
        query = query.where(t.version.c.key == added.version, s.depth == 1)
        found = origins(connection, connection.execute(query).scalars())
    (lead,) = found.origins[0].leads
    assert lead.outlet == "Harbour Wire"
    assert lead.report is not None
    assert lead.report.outlet == "Harbour Wire"


def test_agencies_lower_the_bar_for_copies(store: Store) -> None:
    whole, mixed = (*PARAGRAPHS, LATER), (PARAGRAPHS[0], PARAGRAPHS[1], *OTHER)
    for agency, expected in ((None, 2), ("North Coast Press", 1)):
        known = {"agency": agency} if agency else {}
        suffix = agency or "none"
        for outlet, paragraphs in (("Harbour Wire", whole), ("Coast Post", mixed)):
            store.add(report(outlet, AIDE, paragraphs=paragraphs, title=f"{outlet} {suffix}", known=known))
        with store.looking() as connection:
            tables = t.statement.join(t.reading, t.statement.c.reading_id == t.reading.c.id).join(t.version)
            query = select(t.statement.c.id).select_from(tables).where(t.version.c.headline.like(f"% {suffix}"))
            assert origins(connection, connection.execute(query).scalars()).independent == expected


def test_a_statement_is_traced_with_its_like_in_copies(store: Store) -> None:
    store.add(report("Harbour Wire", AIDE, PELL, paragraphs=PARAGRAPHS))
    store.add(report("Coast Post", AIDE, PELL, paragraphs=PARAGRAPHS, title="Sold!"))
    with store.looking() as connection:
        rows = connection.execute(select(t.statement.c.key, t.version.c.key).join(t.reading, t.reading.c.id
                                  == t.statement.c.reading_id).join(t.version)).all()  # fmt: skip
        one = subject(connection, rows[0][0])
        every = subject(connection, rows[0][1])
        assert subject(connection, "nothing") is None
    assert one is not None
    assert every is not None
    assert (one.kind, every.kind) == ("statement", "version")
    assert len(every.parts[0].statements) == 4


STYLES = [
    ("quotation marks and dashes", "He said “no” — twice — to the town’s offer.",
     "He said \"no\" - twice - to the town's offer."),
    ("titles", "Sen. Orth and Mr. Pell met the mayor.", "Senator Orth and Pell met the mayor."),
    ("per cent", "It fell by 3 percent, or 3%.", "It fell by 3 per cent, or 3 percent."),
    ("numbers", "Two piers and five boats were lost.", "2 piers and 5 boats were lost."),
    ("points", "The U.S. sent aid.", "The US sent aid."),
    ("spelling", "The organisation favours colour.", "The organization favors color."),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [c[1:] for c in STYLES], ids=[c[0] for c in STYLES])
def test_house_style_makes_no_other_text(one: str, other: str) -> None:
    assert exact(runs([one]), runs([other])).alike == 1


def test_a_sample_tells_what_share_of_a_part_stands_in_the_whole() -> None:
    whole = [f"{p} {n} {p[::-1]}" for n in range(60) for p in (*PARAGRAPHS, *OTHER)]
    assert sketch(whole).bound == BOUND
    short = sketch(whole[:1])
    assert len(short.runs) == LEAST  # more of a short text is kept
    both = overlap(sketch(whole[: len(whole) // 3]), sketch(whole))
    assert both.of_first == 1
    assert both.of_second == pytest.approx(1 / 3, abs=0.1)
    assert overlap(sketch(whole[:30]), sketch(["nothing of it"])).alike == 0


def test_what_is_between_quotations() -> None:
    made = full(['He said “no, never” and left. "Why?" she asked', "“All of it.”"])
    assert made.unquoted.tolist() == runs(["He said ", " and left. ", " she asked"]).tolist()
    assert len(made.unquoted) == 3
