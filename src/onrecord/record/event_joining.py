"""By which entry of the log each statement of a claim came to the one that somebody follows.

A claim grows by new statements, and by what ties it to another: then all that the other holds is new to whoever
followed the first. The number of a tie is that of the later of its two statements, or of the judgement; a statement
came by the way to the first whose last tie is earliest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, RowMapping, func, select

from onrecord.record import tables as t
from onrecord.record.claim_tables import claim_link
from onrecord.record.judgements import about


def joined(
    connection: Connection, said: Sequence[RowMapping], of_version: Mapping[str, int], anchor: int | None
) -> dict[int, int]:
    """Return for each statement that is tied to `anchor` by which number; those that are not tied are left out.

    said: the claim's statements. of_version: the numbers by which their versions came in.
    """
    ids = {row["id"]: of_version.get(row["version_key"], 0) for row in said}
    if anchor is None or anchor not in ids:
        return {}
    root = {id: id for id in ids}
    held: dict[int, set[int]] = {id: {id} for id in ids}
    came = {anchor: ids[anchor]}
    for seq, one, other in sorted(_ties(connection, said, ids)):
        a, b = _root(root, one), _root(root, other)
        if a == b:
            continue
        home = _root(root, anchor)
        if home in (a, b):
            came |= dict.fromkeys(held[b if home == a else a], seq)
        root[b] = a
        held[a] |= held.pop(b)
    return came


def _root(root: dict[int, int], id: int) -> int:
    while root[id] != id:
        root[id] = root[root[id]]
        id = root[id]
    return id


def _ties(connection: Connection, said: Sequence[RowMapping], ids: Mapping[int, int]) -> list[tuple[int, int, int]]:
    k = claim_link.c
    every = sorted(ids)
    out = []
    for n in range(0, len(every), 400):
        rows = connection.execute(select(k.from_id, k.to_id).where(k.from_id.in_(every[n : n + 400])))
        out += [(max(ids[a], ids[b]), a, b) for a, b in rows if b in ids]
    by_key = {row["key"]: row["id"] for row in said}
    same = [
        j for j in about(connection, "claim", set(by_key))
        if j.verdict == "same" and j.subject in by_key and j.object in by_key
    ]  # fmt: skip
    g = t.log.c
    for j in same:
        made = select(func.min(g.seq)).where(g.subject == str(j.id), g.what == "judge")
        out.append((connection.execute(made).scalar() or 0, by_key[j.subject], by_key[j.object]))
    return out
