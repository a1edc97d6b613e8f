"""Statements of the same substance, whoever makes them, with their stands; and the linker of utterances and claims.

What is grouped is a suggestion, made so that it seldom joins what is not the same. People confirm, split and join
(`judgements`, kind "claim" or "utterance", about pairs of statements' keys); call `judged` after each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, delete, select

from onrecord.record import tables as t
from onrecord.record.claim_candidates import Saying, candidates, comparable, keep, of_reading
from onrecord.record.claim_groups import CLAIMS, UTTERANCES, Link, Member, add_links, judged, remove
from onrecord.record.claim_members import FIRST, Gathered, gather, ids_of, pages
from onrecord.record.claim_rules import related, tied
from onrecord.record.claim_tables import fingerprint
from onrecord.record.claim_words import words_of
from onrecord.record.utterances import Match

Stand = Literal["asserts", "supports", "declines", "denies"]
STANDS: Final[tuple[Stand, ...]] = ("asserts", "supports", "declines", "denies")


@dataclass(frozen=True, slots=True)
class Claim:
    """One substance. label: the words of the statement that says it most plainly, verbatim.

    sides: which statements (keys) take which stand. members: the statements with their evidence. confirmed: whether
    people called any two of them the same; else the claim is a suggestion. size: how many statements there are in all.
    """

    key: str
    label: str
    sides: Mapping[Stand, tuple[str, ...]]
    members: tuple[Member, ...]
    stands: Mapping[str, Stand]
    confirmed: bool
    size: int


def link(connection: Connection, reading_id: int) -> None:
    """Tie the statements of a new reading to the utterances and claims of all that is there."""
    everything = of_reading(connection, reading_id)
    new = comparable(everything)
    keep(connection, new)
    sayings: list[Link] = []
    substance: dict[tuple[int, int], Link] = {}
    for pair in candidates(connection, new):
        a, b = sorted(pair, key=lambda s: (s.key, s.id))  # so that a pair is told alike whichever came first
        said, same = tied(a, b)
        if said is not None:
            sayings.append(_link(a, b, said))
        if same is not None:
            made = _link(a, b, same)
            substance[made.one, made.other] = made
    for made in _related(connection, reading_id, {s.id: s for s in everything}):
        substance[made.one, made.other] = made
    keys = {s.id: s.key for s in everything}
    add_links(connection, UTTERANCES, sayings, keys)
    add_links(connection, CLAIMS, list(substance.values()), keys)


def unlink(connection: Connection, reading_id: int) -> None:
    """Take the statements of a reading out of all utterances and claims."""
    ids = connection.execute(select(t.statement.c.id).where(t.statement.c.reading_id == reading_id)).scalars().all()
    remove(connection, CLAIMS, ids)
    remove(connection, UTTERANCES, ids)
    mine = select(t.statement.c.id).where(t.statement.c.reading_id == reading_id)
    connection.execute(delete(fingerprint).where(fingerprint.c.statement_id.in_(mine)))


def _link(a: Saying, b: Saying, match: Match) -> Link:
    one, other = sorted((a, b), key=lambda s: (s.key, s.id))
    return Link(one.id, other.id, match.sign, match.score, match.explanation)


def _related(connection: Connection, reading_id: int, by_id: Mapping[int, Saying]) -> Iterator[Link]:
    """Yield what the article itself says of how its statements stand to each other."""
    rows = connection.execute(select(t.relation).where(t.relation.c.reading_id == reading_id)).mappings()
    for row in rows:
        a, b = by_id.get(row["from_id"]), by_id.get(row["to_id"])
        match = related(row, a, b)
        if match is not None and a is not None and b is not None:
            yield _link(a, b, match)


def claims(connection: Connection, key: str | None = None, *, most: int | None = None) -> Iterator[Claim]:
    """Yield every claim (or the one of that key) with its sides, in the order of their keys.

    most: how many statements of each side are loaded; what the claim says is told by FIRST of them in any case.
    """
    if key is not None:
        yield from several(connection, [key], most=most)
        return
    for page in pages(connection, CLAIMS):
        yield from several(connection, page, most=most)


def several(connection: Connection, keys: Sequence[str], *, most: int | None = None) -> list[Claim]:
    """Return the claims of some keys, in their order; those that are not there are left out. most: see `claims`."""
    ids = ids_of(connection, CLAIMS, keys)
    found = gather(connection, CLAIMS, list(ids.values()), most=most if most is None else max(most, FIRST))
    return [_claim(key, found[id], most) for key, id in ids.items()]


def _claim(key: str, group: Gathered, most: int | None) -> Claim:
    first = [m for m in group.members if m.statement in group.first]
    affirmed = _affirmed(first)
    stands: dict[str, Stand] = {m.statement: _stand(m, affirmed) for m in group.members}
    label = min(first, key=lambda m: _plainness(m, stands[m.statement]))
    members = group.members if most is None else _shown(group.members, most)
    sides = {stand: tuple(m.statement for m in members if stands[m.statement] == stand) for stand in STANDS}
    return Claim(
        key, " … ".join(label.pieces), {stand: keys for stand, keys in sides.items() if keys}, members, stands,
        group.confirmed, group.size,
    )  # fmt: skip


def _shown(members: Sequence[Member], most: int) -> tuple[Member, ...]:
    """Return of each side so many statements, in their order."""
    left = {1: most, -1: most}
    out = []
    for m in members:
        if left[m.side] > 0:
            left[m.side] -= 1
            out.append(m)
    return tuple(out)


def _affirmed(members: Sequence[Member]) -> int:
    """Return which of the two sides says that it is so: the one with the smaller part of denials."""
    if not any(m.side < 0 or _is_denial(m) for m in members):
        return 1  # negations alone are never more than half
    count: Counter[int] = Counter()
    denials: Counter[int] = Counter()  # halves: a denial counts two, a content with a negation one
    for m in members:
        count[m.side] += 1
        denials[m.side] += 2 if _is_denial(m) else bool(words_of(m.content).denied)
    part = {side: denials[side] / (2 * count[side]) if count[side] else 0.5 for side in (1, -1)}
    return -1 if part[-1] < part[1] else 1


def _is_denial(m: Member) -> bool:
    return m.act == "deny" or bool(m.negated and m.act != "decline")


def _stand(m: Member, affirmed: int) -> Stand:
    if m.act == "decline":
        return "declines"
    if m.side != affirmed:
        return "denies"
    return "supports" if m.act == "confirm" else "asserts"


def _plainness(m: Member, stand: Stand) -> tuple[object, ...]:
    """Order statements by how plainly they say what the claim is: asserted before others, a short one before a long."""
    words = len(m.content.split())
    return STANDS.index(stand), m.score < 0.5, not 6 <= words <= 30, abs(words - 14), m.statement


__all__ = ["Claim", "Stand", "claims", "judged", "link", "several", "unlink"]
