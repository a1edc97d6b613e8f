"""People's judgements over what was tied: speakers taken out of an identity, identities that are one after all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection, and_, or_, select, update

from onrecord.errors import OnrecordError
from onrecord.record.identity_tables import identity, identity_link, identity_profile
from onrecord.record.identity_ties import Change, identity_of, near, regroup, settle_loose, tidy
from onrecord.record.identity_verdicts import sample, standing, values_of
from onrecord.record.judgements import Decision, Judgement, Kind, Verdict, about, settled
from onrecord.record.rows import digest

_i, _l = identity.c, identity_link.c


@dataclass(slots=True)
class _Reach:
    """All that hangs together by judgements: keys, identities, and the judgements in force about them."""

    keys: set[str] = field(default_factory=set)
    identities: set[int] = field(default_factory=set)
    judgements: list[Judgement] = field(default_factory=list)


def prepared(connection: Connection, decision: Decision) -> Decision:
    """Return a decision about identities as it is kept: with some speakers of each.

    Raises OnrecordError where a key is of neither an identity nor a speaker, or both are one.
    """
    pair = decision.pair
    if pair[0] == pair[1]:
        raise OnrecordError(f"{pair[0]} is named twice. Name two identities or speakers.")
    for key in pair:
        if standing(connection, key) is None:
            raise OnrecordError(f"there is no identity or speaker {key!r}. Find their keys with `onrecord who NAME`.")
    value = {key: keys for key in pair if (keys := sample(connection, key))}
    return Decision("identity", pair, decision.verdict, value or None, decision.note)


def judged(connection: Connection, kind: Kind, pair: tuple[str, str]) -> None:
    """Tie anew what a judgement about `pair` touches, after it was made or undone."""
    if kind != "identity":
        return
    change = Change()
    rows = connection.execute(
        select(_i.id, _i.type, _i.name_key)
        .join(identity_link, _l.identity_id == _i.id, isouter=True)
        .where(or_(_i.key.in_(pair), _l.key.in_(pair)))
        .distinct()
    ).all()
    regroup(connection, {(row.type, row.name_key) for row in rows}, change)
    settle_loose(connection, near(connection, (), change), change)
    settle(connection, set(pair), change.identities | {row.id for row in rows}, change)
    tidy(connection, change.identities)


def settle(connection: Connection, keys: Iterable[str], identities: Iterable[int], change: Change) -> None:
    """Bring in line with the judgements in force all that hangs together with these keys and identities."""
    keys, identities = set(keys), set(identities)
    own = set(connection.execute(select(_i.key).where(_i.id.in_(sorted(identities)))).scalars())
    first = _Reach(keys | own, identities, about(connection, "identity", keys | own))
    if not first.judgements and not _marked(connection, first):
        return
    reach = _reach(connection, keys, identities)
    if not reach.judgements and not _marked(connection, reach):
        return
    _put_back(connection, reach, change)
    verdicts = settled(reach.judgements)
    _take_out(connection, reach, verdicts, change)
    _join(connection, reach, verdicts)
    _mark(connection, reach)


def _reach(connection: Connection, keys: set[str], identities: set[int]) -> _Reach:
    out = _Reach(set(keys), set(identities))
    size = -1
    while size != len(out.keys) + len(out.identities):
        size = len(out.keys) + len(out.identities)
        ids = sorted(out.identities)
        if ids:
            out.keys |= set(connection.execute(select(_i.key).where(_i.id.in_(ids))).scalars())
            of_judged = select(_l.key).where(_l.identity_id.in_(ids), _l.judged)
            out.keys |= set(connection.execute(of_judged).scalars())
            joined = select(_i.id, _i.same_as_id).where(or_(_i.same_as_id.in_(ids), _i.id.in_(ids)))
            for row in connection.execute(joined):
                out.identities |= {i for i in row if i is not None}
        out.judgements = about(connection, "identity", out.keys)
        kept = values_of(out.judgements)
        out.keys |= {key for j in out.judgements for key in (j.subject, j.object)}
        # A speaker that was taken out comes back in from where it would be: its group is touched too.
        whole = (
            select(identity_profile.c.identity_id)
            .join(identity_link, _l.profile_id == identity_profile.c.id)
            .where(_l.key.in_(sorted(out.keys)), _l.apart, identity_profile.c.identity_id.is_not(None))
        )
        out.identities |= set(connection.execute(whole).scalars())
        found = {standing(connection, key, kept.get(key)) for key in out.keys}
        out.identities |= {i for i in found if i is not None}
    return out


def _marked(connection: Connection, reach: _Reach) -> bool:
    """Say whether judgements, in force or not, have left their marks here."""
    ids = sorted(reach.identities)
    joined = select(_i.id).where(or_(and_(_i.id.in_(ids), _i.same_as_id.is_not(None)), _i.same_as_id.in_(ids)))
    within = select(_l.id).where(_l.identity_id.in_(ids), _l.judged)
    named = select(_l.id).where(_l.key.in_(sorted(reach.keys)), or_(_l.judged, _l.apart))
    return bool(connection.execute(select(or_(joined.exists(), within.exists(), named.exists()))).scalar())


def _put_back(connection: Connection, reach: _Reach, change: Change) -> None:
    """Undo all that judgements did here, so that those in force can do it anew."""
    connection.execute(update(identity).where(_i.id.in_(sorted(reach.identities))).values(same_as_id=None))
    p = identity_profile.c
    out = connection.execute(
        select(_l.id, _l.identity_id, _l.years_away, p.identity_id.label("whole"), p.score, p.explanation)
        .join(identity_profile, _l.profile_id == p.id, isouter=True)
        .where(_l.key.in_(sorted(reach.keys)), _l.apart)
    ).all()
    for row in out:
        values = {"apart": False, "identity_id": row.whole, "firm": row.whole is not None}
        if row.whole is not None:
            score = row.score / 2 if row.years_away else row.score
            values |= {"score": score, "explanation": row.explanation}
        connection.execute(update(identity_link).where(_l.id == row.id).values(values))
        change.identities |= {i for i in (row.identity_id, row.whole) if i is not None}
        reach.identities |= {i for i in (row.whole,) if i is not None}
    settle_loose(connection, [row.id for row in out if row.whole is None], change)


def _take_out(connection: Connection, reach: _Reach, verdicts: dict[tuple[str, str], Verdict], change: Change) -> None:
    """Take speakers out of the identity, or away from the speaker, that they were judged to differ from."""
    kept = values_of(reach.judgements)
    leaving: set[str] = set()
    for pair, verdict in verdicts.items():
        homes = [standing(connection, key, kept.get(key)) for key in pair]
        if verdict == "different" and homes[0] is not None and homes[0] == homes[1]:
            speakers = select(_l.key).where(_l.key.in_(pair))
            leaving |= set(connection.execute(speakers).scalars())
    for key in sorted(leaving):
        for row in connection.execute(select(identity_link).where(_l.key == key)).all():
            own = digest("identity", "speaker", key)
            to = identity_of(connection, own, row.name, (row.type, row.name_key), row.speaker_id)
            why = "A person judged that this is not who the name suggests; it stands alone."
            values = {"apart": True, "identity_id": to, "score": 1.0, "explanation": why}
            connection.execute(update(identity_link).where(_l.id == row.id).values(values))
            change.identities |= {i for i in (row.identity_id, to) if i is not None}
            reach.identities.add(to)


def _join(connection: Connection, reach: _Reach, verdicts: dict[tuple[str, str], Verdict]) -> None:
    """Let identities that people judged the same point to one of them, unless others judged two of them different."""
    kept = values_of(reach.judgements)
    home = {key: standing(connection, key, kept.get(key)) for pair in verdicts for key in pair}
    group: dict[int, set[int]] = {}
    for pair, verdict in verdicts.items():
        a, b = (home[key] for key in pair)
        if verdict == "same" and a is not None and b is not None:
            both = group.get(a, {a}) | group.get(b, {b})
            group.update(dict.fromkeys(both, both))
    apart = [{home[key] for key in pair} for pair, verdict in verdicts.items() if verdict == "different"]
    names = {row.id: row.key for row in connection.execute(select(_i.id, _i.key).where(_i.id.in_(sorted(group))))}
    for one in {frozenset(g) for g in group.values()}:
        if any(pair <= one for pair in apart if len(pair) == 2):
            continue  # people contradict one another: nothing is joined on the word of one
        root = min(one, key=lambda i: names[i])
        others = _i.id.in_(sorted(one - {root}))
        connection.execute(update(identity).where(others).values(same_as_id=root))


def _mark(connection: Connection, reach: _Reach) -> None:
    """Mark the speakers that judgements in force name."""
    named = {key for j in reach.judgements for key in (j.subject, j.object)}
    keys = sorted(reach.keys)
    for k in range(0, len(keys), 400):
        some = keys[k : k + 400]
        connection.execute(
            update(identity_link)
            .where(_l.key.in_(some), _l.judged != _l.key.in_(sorted(named & set(some)) or [""]))
            .values(judged=_l.key.in_(sorted(named & set(some)) or [""]))
        )
