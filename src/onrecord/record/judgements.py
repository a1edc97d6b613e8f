"""What people decide about links and labels: each with who and when, reversible, and never overwritten.

A judgement is about two keys of one kind (are these two speakers one person, do these two statements belong to one
claim) or about one statement's labels. It names keys, which outlast readings; what a newer reading no longer has is
kept and shown as such. People may differ: each person's last judgement about a pair counts as theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, insert, or_, select, update

from onrecord.errors import OnrecordError
from onrecord.record import log
from onrecord.record.rows import next_id
from onrecord.record.tables import judgement

Kind = Literal["identity", "utterance", "claim", "version", "statement"]
Verdict = Literal["same", "different", "unsure", "confirmed", "corrected"]
_PAIRS: Final = ("same", "different", "unsure")
_KEYS: Final[BindParameter[str]] = bindparam("keys", expanding=True)
# Asked several times for every article that is added: put together once.
_ABOUT: Final = (
    select(judgement)
    .where(judgement.c.kind == bindparam("kind"), judgement.c.undone_at.is_(None))
    .where(or_(judgement.c.subject.in_(_KEYS), judgement.c.object.in_(_KEYS)))
    .order_by(judgement.c.id)
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One decision of one person. `value` holds corrected labels by name; `undone_at` is None while it holds."""

    id: int
    kind: Kind
    subject: str
    object: str
    verdict: Verdict
    value: Mapping[str, Any] | None
    note: str | None
    who: str
    at: str
    undone_at: str | None = None
    undone_by: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decides about a pair of keys; for a statement's labels the pair is its key twice."""

    kind: Kind
    pair: tuple[str, str]
    verdict: Verdict
    value: Mapping[str, Any] | None = None
    note: str | None = None


def judge(connection: Connection, decision: Decision, *, who: str) -> Judgement:
    """Keep a decision of `who` and return it.

    Raises ValueError where the kind or the verdict is not one that is known.
    """
    kind, verdict = decision.kind, decision.verdict
    if kind not in get_args(Kind) or verdict not in get_args(Verdict):
        raise ValueError(f"{kind} {verdict!r} is no judgement; the verdicts are {', '.join(get_args(Verdict))}")
    subject, object = sorted(decision.pair) if verdict in _PAIRS else decision.pair
    made = Judgement(
        next_id(connection, judgement), kind, subject, object, verdict, decision.value, decision.note, who, log.now()
    )
    connection.execute(insert(judgement).values(**{name: getattr(made, name) for name in Judgement.__slots__}))
    payload = {"kind": kind, "pair": [subject, object], "verdict": verdict, "value": made.value, "note": made.note}
    log.append(connection, "judge", str(made.id), payload, who=who)
    return made


def undo(connection: Connection, id: int, *, who: str) -> Judgement:
    """Take a judgement back; it stays, marked. Raises OnrecordError where there is none, or it was undone before."""
    row = connection.execute(select(judgement).where(judgement.c.id == id)).mappings().first()
    if row is None or row["undone_at"]:
        state = "was undone before" if row else "is not there"
        raise OnrecordError(f"judgement {id} {state}. List them with `onrecord export judgements`.")
    at = log.now()
    connection.execute(update(judgement).where(judgement.c.id == id).values(undone_at=at, undone_by=who))
    log.append(connection, "undo", str(id), {}, who=who)
    return _judgement({**row, "undone_at": at, "undone_by": who})


def about(connection: Connection, kind: Kind, keys: set[str]) -> list[Judgement]:
    """Return the judgements in force that touch any of `keys`, oldest first; of each person the last on each pair."""
    last: dict[tuple[str, str, str, str], Judgement] = {}
    wanted = sorted(keys)
    for k in range(0, len(wanted), 400):  # databases bound how many values one question may hold
        some = wanted[k : k + 400]
        for row in connection.execute(_ABOUT, {"kind": kind, "keys": some}).mappings():
            labels = ",".join(sorted(row["value"] or ()))
            last[row["who"], row["subject"], row["object"], labels] = _judgement(row)
    return sorted(last.values(), key=lambda j: j.id)


def settled(judgements: list[Judgement]) -> dict[tuple[str, str], Verdict]:
    """Return for each pair what people agree on: `same` or `different`, `unsure` where they differ."""
    out: dict[tuple[str, str], Verdict] = {}
    for j in judgements:
        pair = (j.subject, j.object)
        out[pair] = j.verdict if out.get(pair, j.verdict) == j.verdict else "unsure"
    return out


def _judgement(row: RowMapping | dict[str, Any]) -> Judgement:
    return Judgement(**{name: row[name] for name in Judgement.__slots__})
