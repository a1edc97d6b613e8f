"""What people judged about identities, looked up: whom a key stands for today, and which people were told apart.

A judgement names identities or speakers by their keys. One about an identity keeps which speakers it had, so that it
still holds where newer articles show the identity to be two people, or give it another key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, Final

from sqlalchemy import Connection, select

from onrecord.record.identity_tables import identity, identity_link, identity_profile
from onrecord.record.judgements import Judgement, about, settled

SAMPLE: Final = 40
"""How many speakers of an identity a judgement keeps."""
_l = identity_link.c


def standing(connection: Connection, key: str, value: Mapping[str, Any] | None = None) -> int | None:
    """Return the identity that a key stands for: its own, its speaker's, or that of most speakers that `value` keeps.

    None where there is none today.
    """
    own = select(identity.c.id).where(identity.c.key == key)
    found = connection.execute(own.where(select(_l.id).where(_l.identity_id == identity.c.id).exists())).scalar()
    if found is None:
        found = connection.execute(select(_l.identity_id).where(_l.key == key).order_by(_l.id).limit(1)).scalar()
    if found is not None:
        return int(found)
    sample: Sequence[str] = (value or {}).get(key, ())
    if not sample:
        return None
    rows = connection.execute(
        select(_l.identity_id, identity.c.key).join(identity).where(_l.key.in_(list(sample)[:SAMPLE]))
    ).all()
    if not rows:
        return None
    counts = Counter((row.key, row.identity_id) for row in rows)
    (most, n) = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return int(most[1]) if 2 * n > len(rows) else None


def sample(connection: Connection, key: str) -> list[str]:
    """Return some speakers of the identity with this key, one a distinct description first; none for another key."""
    found = connection.execute(
        select(_l.key, _l.profile_id).join(identity).where(identity.c.key == key).order_by(_l.key).limit(50 * SAMPLE)
    ).all()
    first: dict[Any, str] = {}
    for row in found:
        first.setdefault(row.profile_id, row.key)
    return list(dict.fromkeys([*first.values(), *(row.key for row in found)]))[:SAMPLE]


def told_apart(connection: Connection, block: tuple[str, str]) -> set[frozenset[str]]:
    """Return the pairs of signatures of one name (its type and key) that people judged to be different people."""
    i, p = identity.c, identity_profile.c
    keys = set(connection.execute(select(i.key).where(i.name_key == block[1], i.type == block[0])).scalars())
    judged = about(connection, "identity", keys)
    verdicts = settled(judged)
    out: set[frozenset[str]] = set()
    for j in judged:
        if verdicts[j.subject, j.object] != "different" or not j.value:
            continue
        sides = []
        for key in (j.subject, j.object):
            rows = (
                select(p.signature)
                .join(identity_link, _l.profile_id == p.id)
                .where(_l.key.in_(list(j.value.get(key, ()))), p.name_key == block[1], p.type == block[0])
            )
            sides.append(set(connection.execute(rows.distinct()).scalars()))
        both = sides[0] & sides[1]
        out |= {frozenset(pair) for pair in product(sides[0] - both, sides[1] - both)}
    return out


def values_of(judgements: Sequence[Judgement]) -> dict[str, Mapping[str, Any]]:
    """Return for each key that judgements name the speakers that the latest of them keeps for it."""
    return {key: {key: j.value[key]} for j in judgements if j.value for key in j.value}
