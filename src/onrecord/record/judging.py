"""What a judgement does: it is kept, and what it touches is tied anew, in the same transaction.

Each kind has its entry in `JUDGED`: `prepare` checks the keys (raising OnrecordError where one is unknown) and may add
what should be kept with the judgement; `regroup` ties anew once it was made or undone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Column, Connection, select

from onrecord.errors import OnrecordError
from onrecord.record import claim_groups, identities, judgements, search, version_placing
from onrecord.record import tables as t
from onrecord.record.judgements import Decision, Judgement, Kind


@dataclass(frozen=True, slots=True)
class Judged:
    """What can be judged: how a decision is checked, and what follows from it."""

    prepare: Callable[[Connection, Decision], Decision]
    regroup: Callable[[Connection, Kind, tuple[str, str]], None]


def _known(column: Column[str], what: str) -> Callable[[Connection, Decision], Decision]:
    """Return a check that both keys of a decision are in `column`."""

    def check(connection: Connection, decision: Decision) -> Decision:
        for key in decision.pair:
            if connection.execute(select(column).where(column == key).limit(1)).first() is None:
                raise OnrecordError(f"there is no {what} {key!r}. Find keys with `onrecord search`.")
        if decision.pair[0] == decision.pair[1]:
            raise OnrecordError(f"{decision.pair[0]} is named twice. Name two of them.")
        return decision

    return check


def _versions(connection: Connection, kind: Kind, pair: tuple[str, str]) -> None:
    version_placing.judged(connection, kind, pair)
    v = t.version.c
    for article in connection.execute(select(v.article_id).where(v.key.in_(pair)).distinct()).scalars().all():
        identities.moved(connection, article)


def _label_by_label(_: Connection, decision: Decision) -> Decision:
    raise OnrecordError(f"the labels of {decision.pair[0]} are judged one by one, not against another statement's.")


def _labels(connection: Connection, _: Kind, pair: tuple[str, str]) -> None:
    search.judged(connection, pair[0])


JUDGED: dict[Kind, Judged] = {
    "identity": Judged(identities.prepared, identities.judged),
    "utterance": Judged(_known(t.statement.c.key, "statement"), claim_groups.judged),
    "claim": Judged(_known(t.statement.c.key, "statement"), claim_groups.judged),
    "version": Judged(_known(t.version.c.key, "version"), _versions),
    "statement": Judged(_label_by_label, _labels),  # kept by labels_judged
}
"""What can be judged to be the same or not, by its kind; and what follows where labels were judged."""


def decide(connection: Connection, decision: Decision, *, who: str) -> Judgement:
    """Keep a decision of `who`, let it take effect, and return it.

    Raises OnrecordError where there is nothing of this kind to judge, or a key is unknown.
    """
    judged = JUDGED.get(decision.kind)
    if judged is None:
        raise OnrecordError(f"{decision.kind!r} cannot be judged. What can be: {', '.join(JUDGED)}.")
    made = judgements.judge(connection, judged.prepare(connection, decision), who=who)
    judged.regroup(connection, made.kind, (made.subject, made.object))
    return made


def take_back(connection: Connection, number: int, *, who: str) -> Judgement:
    """Undo a judgement and what followed from it; it stays in the record, marked. Raises OnrecordError without one."""
    undone = judgements.undo(connection, number, who=who)
    judged = JUDGED.get(undone.kind)
    if judged is not None:
        judged.regroup(connection, undone.kind, (undone.subject, undone.object))
    return undone
