"""Copies of one text across outlets: found when an article comes, by the runs of words that it shares with others.

What is kept of each family of texts is its maximum spanning tree. A new text changes it only by its own pairs (the tree
of a graph that grows lies in the old tree and the new edges), so the rows do not depend on the order of adding.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any, Final

import numpy as np
from sqlalchemy import Connection, delete, func, insert, or_, select

from onrecord.domain import Article, Block, Span
from onrecord.record import judgements
from onrecord.record import tables as t
from onrecord.record.nearness import Full, Overlap, Sketch, body, exact, full, overlap, sketch
from onrecord.record.origin_tables import text_copy, text_run, text_sketch

CONTAINED: Final = 0.55
"""The share of one text that has to stand in the other. Of 120 stories (40 events in three outlets each) the most that
outlets' own articles on one event share is 0.53, long quotations; copies that were cut and reworked have 0.65 or more
(eval/origins.py)."""
CREDITED: Final = 0.30
"""The same where both are credited to one agency: then they have one source, and an outlet may have rewritten half."""
FEWEST: Final = 4
"""Runs that two samples have to share for their texts to be looked at."""
SHORTEST: Final = 20
"""Runs that two texts have to share: two dozen words in common. A brief of one sentence is anybody's."""
SURE: Final = 0.65
"""A share that samples surely show, from which the texts themselves need not be looked at."""
WHOLE: Final = 0.6
"""A copy that covers so much of the longer text is a copy of all of it: two such parts of one text overlap. Of a lesser
one only what is shared word for word leads back."""
COMMON: Final = 2000
"""A run that more texts have is a standing phrase and finds nothing, unless most runs of the text are so common."""
_SOME: Final = 500  # databases bound how many values one question may hold


@dataclass(frozen=True, slots=True)
class Text:
    """A version's text as far as copies go. `id` is its row's number."""

    id: int
    key: str
    outlet: str | None
    agency: str | None
    published: str | None
    article_id: int
    sketch: Sketch


@dataclass(frozen=True, slots=True)
class Copy:
    """Two versions' numbers (the one whose key sorts first is `one`), and what they share."""

    one: int
    other: int
    shared: int
    of_one: float
    of_other: float
    resemblance: float
    score: float
    explanation: str

    @property
    def whole(self) -> bool:
        """Whether one is a copy of all of the other, not only of a part."""
        return min(self.of_one, self.of_other) >= WHOLE


def sketch_of(article: Article) -> Sketch:
    """Return what near-duplicates of an article are told by."""
    return sketch(body(article.text, article.blocks))


def blocks_of(rows: Iterable[Sequence[Any]]) -> list[Block]:
    """Return a version's blocks from what the record keeps of them."""
    return [Block(Span(a, b), kind, label) for a, b, kind, label in rows]


def keep(connection: Connection, version_id: int, address: str | None, made: Sketch) -> None:
    """Write what near-duplicates of a version are told by."""
    raw = made.runs.astype("<i8").tobytes()
    connection.execute(
        insert(text_sketch).values(version_id=version_id, address=address, size=made.size, bound=made.bound, runs=raw)
    )
    if len(made.runs):
        connection.execute(insert(text_run), [{"run": r, "version_id": version_id} for r in made.runs.tolist()])


def texts(connection: Connection, ids: Iterable[int]) -> dict[int, Text]:
    """Return versions by their numbers, as far as they are sketched."""
    out = {}
    v, s = t.version.c, text_sketch.c
    for some in _chunks(ids):
        query = (
            select(v.id, v.key, v.outlet, v.agency, v.published, v.article_id, s.runs, s.bound, s.size)
            .join(text_sketch, s.version_id == v.id)
            .where(v.id.in_(some))
        )
        for row in connection.execute(query):
            made = Sketch(np.frombuffer(row.runs, dtype="<i8"), row.bound, row.size)
            out[row.id] = Text(row.id, row.key, row.outlet, row.agency, row.published, row.article_id, made)
    return out


def sharing(connection: Connection, made: Sketch, *, besides: int = 0) -> dict[int, Text]:
    """Return the versions that share at least FEWEST runs with a text; `besides` is its own number."""
    wanted = made.runs.tolist()
    counts: dict[int, int] = {}
    for some in _chunks(wanted):
        query = select(text_run.c.run, func.count()).where(text_run.c.run.in_(some)).group_by(text_run.c.run)
        counts.update((run, n) for run, n in connection.execute(query))
    rare = [run for run in wanted if counts.get(run, 0) <= COMMON]
    asked = [run for run in (rare if len(rare) * 2 >= len(wanted) else wanted) if run in counts]
    shared: dict[int, int] = defaultdict(int)
    for some in _chunks(asked):
        query = select(text_run.c.version_id, func.count()).where(text_run.c.run.in_(some))
        for id, n in connection.execute(query.group_by(text_run.c.version_id)):
            shared[id] += n
    return texts(connection, (id for id, n in shared.items() if n >= FEWEST and id != besides))


def link(connection: Connection, version_id: int, found: Mapping[int, Text]) -> None:
    """Tie a version that was just sketched to the texts it shares its words with; `found` are those."""
    own = texts(connection, [version_id])[version_id]
    new = list(copies(connection, ((own, other) for other in found.values())))
    if new:
        regroup(connection, [version_id, *(x for c in new for x in (c.one, c.other))], new)


def copies(connection: Connection, pairs: Iterable[tuple[Text, Text]]) -> Iterator[Copy]:
    """Yield, of pairs of texts, those of which one is a copy of the other.

    Where the samples leave doubt the texts themselves are compared.
    """
    doubtful = []
    for first, second in pairs:
        one, other = sorted((first, second), key=lambda x: x.key)
        both = overlap(one.sketch, other.sketch)
        sampled = by_samples(both, bar(one, other))
        if sampled:
            yield _copy(one, other, both, "sampled ")
        elif sampled is None:
            doubtful.append((one, other))
    texts_in_full = {}
    v = t.version.c
    for some in _chunks({x.id for pair in doubtful for x in pair}):
        for row in connection.execute(select(v.id, v.text, v.blocks).where(v.id.in_(some))):
            texts_in_full[row.id] = full(body(row.text, blocks_of(row.blocks)))
    for one, other in doubtful:
        shared = in_full(texts_in_full[one.id], texts_in_full[other.id], bar(one, other))
        if shared is not None:
            yield _copy(one, other, shared, "")


def by_samples(both: Overlap, least: float) -> bool | None:
    """Say by the samples of two texts whether one is a copy of the other, None where that leaves doubt.

    least: which share of the shorter text must stand in the other one (see `bar`).
    """
    low, high = _bounds(both)
    if both.shared >= SHORTEST and low >= max(SURE, least):
        return True
    return None if both.shared >= FEWEST and high >= least else False


def in_full(one: Full, other: Full, least: float) -> Overlap | None:
    """Return what two texts share where one is a copy of the other, None where it is not."""
    both = exact(one.runs, other.runs)
    if both.shared < SHORTEST or both.contained < least:
        return None
    part, whole = (one, other) if both.of_first >= both.of_second else (other, one)
    # Two reporters may quote the same words at length: what is between the quotations tells whose text it is.
    own = exact(part.unquoted, whole.unquoted).of_first
    return both if own >= least and part.spread(whole) else None


def _bounds(both: Overlap) -> tuple[float, float]:
    """Return between which shares the true one lies, two and a half standard errors around that of the samples."""
    size = both.shared / both.contained if both.shared else 1
    wide = 2.5 * max(0.05, math.sqrt(both.contained * (1 - both.contained) / size))
    return both.contained - wide, both.contained + wide


def bar(one: Text, other: Text) -> float:
    """Return which share of the shorter of two texts must stand in the other one, for it to be a copy."""
    return CREDITED if credited(one, other) else CONTAINED


def _copy(one: Text, other: Text, both: Overlap, how: str) -> Copy:
    words = explain(both, credited(one, other), how)
    return Copy(one.id, other.id, both.shared, round(both.of_first, 4), round(both.of_second, 4), round(both.alike, 4),
                round(both.contained, 4), words)  # fmt: skip


def explain(both: Overlap, credit: str | None, how: str = "") -> str:
    """Return the sentence that says why two texts are held for copies."""
    size = round(both.shared / both.contained)
    words = f"{both.shared} of the {size} {how}five-word runs of the one text stand in the other"
    if both.covered < WHOLE:
        words += f", of which {round(100 * (1 - both.covered))} % is not in the first"
    return words + (f"; both go back to {credit} by their own credits" if credit else "")


def credited(one: Text, other: Text) -> str | None:
    """Return the agency that both texts are credited to, or that the one is credited to and the other is of."""
    for a in (one.agency, one.outlet):
        for b in (other.agency, other.outlet):
            if a and b and (a == one.agency or b == other.agency) and same_house(a, b):
                return max(a, b, key=len)
    return None


def same_house(a: str, b: str) -> bool:
    """Say whether two names are of one outlet or agency: alike but for case, "The" and ".com", or one's initials."""
    first, second = _house(a), _house(b)
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    return 2 <= len(short) <= 5 and len(long.split()) == len(short) and short == "".join(w[0] for w in long.split())


@lru_cache(maxsize=4_096)
def _house(name: str) -> str:
    plain = " ".join(name.casefold().replace(".", " ").split()).removeprefix("the ").removeprefix("www ")
    for end in (" com", " org", " net"):
        plain = plain.removesuffix(end)
    return plain


def family(connection: Connection, ids: Iterable[int]) -> list[Copy]:
    """Return all copies that hang together with the given versions, through however many others."""
    out: dict[tuple[int, int], Copy] = {}
    seen: set[int] = set()
    rim = set(ids)
    c = text_copy.c
    while rim:
        seen |= rim
        reached: set[int] = set()
        for some in _chunks(rim):
            for row in connection.execute(select(text_copy).where(or_(c.one_id.in_(some), c.other_id.in_(some)))):
                out[row.one_id, row.other_id] = Copy(*row)
                reached |= {row.one_id, row.other_id}
        rim = reached - seen
    return list(out.values())


def regroup(connection: Connection, ids: Sequence[int], new: Sequence[Copy] = ()) -> None:
    """Bring the families of some versions in order, with the pairs `new`, and as people judged."""
    reach = set(ids)
    while True:
        old = {(c.one, c.other): c for c in family(connection, reach)}
        members = {*reach, *(x for pair in old for x in pair)}
        keys = _keys(connection, members)
        verdicts = _verdicts(connection, keys)
        reach = members | _keys(connection, (), {k for pair in verdicts for k in pair}).keys()
        if reach == members:
            break
    # Where people part two texts, what was refused before has cut a family: then every pair is weighed again.
    pairs = _all_pairs(connection, texts(connection, members)) if verdicts else [*old.values(), *new]
    tree = {(c.one, c.other): c for c in _tree(pairs, keys, verdicts)}
    for one, other in old.keys() - tree.keys():
        connection.execute(delete(text_copy).where(text_copy.c.one_id == one, text_copy.c.other_id == other))
    rows = [_row(c) for pair, c in sorted(tree.items()) if pair not in old]
    if rows:
        connection.execute(insert(text_copy), rows)


def _row(c: Copy) -> dict[str, Any]:
    return {"one_id": c.one, "other_id": c.other, **{n: getattr(c, n) for n in Copy.__slots__ if n in text_copy.c}}


def _all_pairs(connection: Connection, members: Mapping[int, Text]) -> Iterator[Copy]:
    return copies(connection, combinations(sorted(members.values(), key=lambda x: x.key), 2))


def _tree(
    pairs: Iterable[Copy], keys: Mapping[int, str], verdicts: Mapping[tuple[str, str], judgements.Verdict]
) -> Iterator[Copy]:
    """Yield the pairs that hold the families together, the closest first; no family holds two that people part."""
    apart = [pair for pair, verdict in verdicts.items() if verdict == "different"]
    group = {k: {k} for k in {*keys.values()}}
    for c in sorted(pairs, key=lambda c: (-c.resemblance, keys[c.one], keys[c.other])):
        a, b = group[keys[c.one]], group[keys[c.other]]
        if a is b or any((x in a and y in b) or (y in a and x in b) for x, y in apart):
            continue
        small, large = sorted((a, b), key=len)
        large |= small
        for k in small:
            group[k] = large
        yield c


def _verdicts(connection: Connection, keys: Mapping[int, str]) -> dict[tuple[str, str], judgements.Verdict]:
    found = judgements.settled(judgements.about(connection, "version", set(keys.values())))
    return {pair: verdict for pair, verdict in found.items() if verdict == "different"}


def _keys(connection: Connection, ids: Iterable[int], keys: Iterable[str] = ()) -> dict[int, str]:
    """Return the keys of versions, given by number or by key, by their numbers."""
    v = t.version.c
    out: dict[int, str] = {}
    for column, wanted in ((v.id, ids), (v.key, keys)):
        for some in _chunks(wanted):
            out.update((id, key) for id, key in connection.execute(select(v.id, v.key).where(column.in_(some))))
    return out


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    every = sorted(values)
    for k in range(0, len(every), _SOME):
        yield every[k : k + _SOME]
