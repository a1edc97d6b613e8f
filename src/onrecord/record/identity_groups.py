"""Which of the people of one name are one person: decided from what the articles say of that name, all at once.

The result depends on what is there, not on the order in which it came. What can be told apart stays apart; what fits
two people who differ goes to neither. The scores are set by hand, so that they order links by their evidence; they are
no measured probabilities.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import Final

from onrecord.record.identity_fields import go_together

DOMINANT_SHARE: Final = 0.9
DOMINANT: Final = 10
"""One of several people of a name is meant where no role is given, if at least so many speakers with one, and so large
a share of them, are that one."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one signature says of a person: initials, fields of work now and past, seats (office, place)."""

    middle: str
    now: frozenset[str]
    past: frozenset[str]
    seats: frozenset[tuple[str, str]]

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return not (self.middle or self.now or self.past or self.seats)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a signature goes: to the identity named by `anchor`, or to none by itself (None); how sure, and why."""

    anchor: str | None
    score: float
    explanation: str


NOTHING: Final = json.dumps({"middle": "", "now": [], "past": [], "seats": []})
"""The signature of who is named without a role."""


@cache
def evidence(signature: str) -> Evidence:
    """Return what a signature says."""
    found = json.loads(signature)
    seats = frozenset((head, place) for head, place in found["seats"])
    return Evidence(found["middle"], frozenset(found["now"]), frozenset(found["past"]), seats)


def conflict(a: Evidence, b: Evidence, together: Callable[[str, str], bool] = go_together) -> bool:
    """Say whether two descriptions speak for two people of one name; `together`: which fields one person may have."""
    if a.middle and b.middle and not (a.middle.startswith(b.middle) or b.middle.startswith(a.middle)):
        return True
    for head in {h for h, _ in a.seats} & {h for h, _ in b.seats}:
        if not any(_meet(p, q) for h, p in a.seats for k, q in b.seats if h == k == head):
            return True
    if a.now and b.now and not (a.now & b.now):
        return not any(together(f, g) for f in a.now for g in b.now)
    return False


def agree(a: Evidence, b: Evidence) -> bool:
    """Say whether two descriptions share something that speaks for one person."""
    return bool((a.now & (b.now | b.past)) | (a.past & b.now))


def _meet(one: str, other: str) -> bool:
    return bool(set(one.replace("-", " ").split()) & set(other.replace("-", " ").split()))


def groups(signatures: Collection[str], apart: Collection[frozenset[str]] = ()) -> list[list[str]]:
    """Return which signatures (none of them empty) are one person; `apart` are pairs that people told apart.

    Signatures that share a field of work are tied first; a tie that would bring together what cannot be one is
    dissolved. Then those are one that go together with just the same others. Each list is sorted, and so are they.
    """
    every = sorted(signatures)
    told = set(apart)
    both = [e.now | e.past for e in map(evidence, every)]  # an article that gives one person two fields ties them

    def together(f: str, g: str) -> bool:
        return go_together(f, g) or any(f in fields and g in fields for fields in both)

    def against(a: str, b: str) -> bool:
        return frozenset((a, b)) in told or conflict(evidence(a), evidence(b), together)

    def tie(a: str, b: str) -> bool:
        return agree(evidence(a), evidence(b)) and not against(a, b)

    units: list[tuple[str, ...]] = []
    for tied in _components(every, tie):
        sound = not any(against(a, b) for a, b in combinations(tied, 2))
        units += [tuple(tied)] if sound else [(s,) for s in tied]
    near = {u: {v for v in units if u == v or not any(against(a, b) for a in u for b in v)} for u in units}
    twins: dict[frozenset[tuple[str, ...]], list[str]] = {}
    for u in units:
        twins.setdefault(frozenset(near[u]), []).extend(u)
    return sorted(sorted(g) for g in twins.values())


def _components(every: Sequence[str], tied: Callable[[str, str], bool]) -> list[list[str]]:
    left, out = list(every), []
    while left:
        group, rest = [left[0]], left[1:]
        for member in group:
            more = [s for s in rest if tied(member, s)]
            group += more
            rest = [s for s in rest if s not in more]
        out.append(sorted(group))
        left = rest
    return out


def plan(
    signatures: Iterable[str],
    counted: Callable[[], Mapping[str, int]],
    *,
    type: str,
    common: bool = False,
    apart: Collection[frozenset[str]] = (),
) -> dict[str, Place]:
    """Say of each signature of one name where it goes.

    counted: says how many speakers have each; only asked where there may be several people. common: whether many
    people bear the name, or an authority file knows several.
    """
    every = sorted(set(signatures))
    told = [s for s in every if not evidence(s).empty]
    found = groups(told, apart)
    out: dict[str, Place] = {}
    main = _dominant(found, counted) if len(found) > 1 else None
    for group in found:
        anchor = "" if len(found) == 1 or group is main else group[0]
        for s in group:
            out[s] = _told(s, anchor, group, found, common=common)
    for s in every:
        if s not in out:
            out[s] = _untold(found, main, type=type, common=common)
    return out


def _dominant(found: list[list[str]], counted: Callable[[], Mapping[str, int]]) -> list[str] | None:
    speakers = counted()
    counts = [sum(speakers.get(s, 0) for s in group) for group in found]
    most = max(counts)
    if most >= DOMINANT and most >= DOMINANT_SHARE * sum(counts):
        return found[counts.index(most)]
    return None


def _told(s: str, anchor: str, group: list[str], found: list[list[str]], *, common: bool) -> Place:
    what, here = describe(s), evidence(s)
    score = 0.9
    why = f"Named in full, with {what}; nothing speaks against one person of this name."
    if len(found) > 1:
        others = "; ".join(sorted({describe(o) for g in found if g is not group for o in g})[:3])
        score, why = 0.75, f"Named in full, with {what}; elsewhere this name comes with {others}, which is kept apart."
    elif not (here.now or here.past):
        score, why = 0.8, f"Named in full, with {what}; nothing tells several people of this name apart."
    elif _differs(s, group):
        others = "; ".join(sorted({describe(o) for o in group if o != s})[:3])
        score, why = 0.7, f"Named in full, with {what}; elsewhere with {others}, which one person may well have."
    if common:
        score, why = score - 0.15, f"{why} Many people bear this name."
    return Place(anchor, round(score, 2), why)


def _differs(s: str, group: Sequence[str]) -> bool:
    """Say whether others of a group have fields of work, and none shares one with `s`."""
    others = [e for e in (evidence(o) for o in group if o != s) if e.now or e.past]
    return bool(others) and not any(agree(evidence(s), e) for e in others)


def _untold(found: list[list[str]], main: list[str] | None, *, type: str, common: bool) -> Place:
    if type != "person":
        return Place("", 0.9, "The same name of a body.")
    if common:
        return Place(None, 0.3, "Named in full without a role, and many people bear this name.")
    if len(found) < 2:
        return Place("", 0.8, "Named in full; nothing in the record tells several people of this name apart.")
    if main is not None:
        why = "Named in full without a role; nearly all articles that give one mean this person."
        return Place("", 0.65, why)
    return Place(None, 0.3, "Named in full without a role, and the record knows several people of this name.")


def describe(signature: str) -> str:
    """Return a signature in words: "a role in politics (mayor: Ashford)"."""
    e = evidence(signature)
    parts = []
    if e.now:
        seats = ", ".join(f"{head}: {place.title()}" for head, place in sorted(e.seats))
        parts.append(f"a role in {' and '.join(sorted(e.now))}" + (f" ({seats})" if seats else ""))
    if e.past:
        parts.append(f"a past role in {' and '.join(sorted(e.past))}")
    if e.middle:
        parts.append(f"the initials {' '.join(e.middle.upper())}")
    return ", ".join(parts) or "no role"
