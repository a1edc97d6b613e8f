"""JSON lines: the form in which the record goes out whole, and comes in again.

A line with an article is what `onrecord read --format jsonl` writes, with `kept` beside it: what the record adds to
it, its former readings too. `parse` is the way back, and trusts no line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final, NoReturn, TypeVar

from onrecord.domain import Record
from onrecord.record.items import Entry, Head, Kept, Made
from onrecord.record.items_marks import Listed, Withdrawn
from onrecord.record.judgements import Judgement
from onrecord.serve.export_types import check
from onrecord.serve.plain import as_dict, from_dict

FORM: Final = 1
"""The version of the form that this program writes, and the newest that it reads."""
_READING: Final = (
    "statements", "relations", "speakers", "corrections", "correction_notes", "warnings", "provenance"
)  # fmt: skip
_PARTS: Final = ("source", "cue", "content", "justification", "description")
# Half a surrogate pair cannot be written as UTF-8, and the other three end a line for some readers of JSON lines.
_AWKWARD: Final = re.compile("[\ud800-\udfff\u0085\u2028\u2029]")

_Some = TypeVar("_Some", Head, Entry, Judgement, Listed, Withdrawn, Kept, Record)
_HOLDERS: Final[dict[type[Head] | type[Listed] | type[Withdrawn], str]] = {
    Head: "onrecord",
    Listed: "listed",
    Withdrawn: "withdrawn",
}
"""Under which key the line of these has all it says."""

Item = Head | Entry | Judgement | Listed | Withdrawn | Kept | Record


def as_line(value: Mapping[str, Any]) -> str:
    """Return plain values as one line of JSON that can always be written as UTF-8, with its line break."""
    return as_json(value) + "\n"


def as_json(value: Any) -> str:
    """Return plain values as JSON in one line that can always be written as UTF-8. Raises ValueError for NaN."""
    out = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _AWKWARD.sub(lambda m: f"\\u{ord(m[0]):04x}", out)


def values(item: Item) -> dict[str, Any]:
    """Return an item of the record as the plain values of its line."""
    match item:
        case Kept():
            return _kept(item)
        case Record():
            return as_dict(item)
        case Head() | Listed() | Withdrawn():
            return {_HOLDERS[type(item)]: {f.name: getattr(item, f.name) for f in fields(item)}}
        case _:
            return {f.name: getattr(item, f.name) for f in fields(item)}


def _kept(kept: Kept) -> dict[str, Any]:
    former = []
    for made in kept.former:
        read = as_dict(made.record)
        former.append({"reading": made.key, "read_at": made.read_at, **{name: read[name] for name in _READING}})
    return as_dict(kept.current.record) | {
        "kept": {
            "story": kept.article, "address": kept.address, "state": kept.state, "version": kept.number,
            "added_at": kept.added_at, "reading": kept.current.key, "read_at": kept.current.read_at, "former": former,
        }
    }  # fmt: skip


def parse(line: str | bytes) -> Item:
    """Return the item that a line holds. Raises ValueError, with the reason, where it holds none that can be taken."""
    try:
        data = json.loads(line, parse_constant=_refuse_constant)
    except UnicodeDecodeError as e:
        raise ValueError(f"this is not UTF-8 (at byte {e.start})") from None
    except json.JSONDecodeError as e:
        raise ValueError(f"this is not JSON ({e.msg} at character {e.pos})") from None
    except RecursionError:
        raise ValueError("this is nested too deep") from None
    if not isinstance(data, dict):
        raise ValueError("this is no JSON object")
    try:
        return _item(data)
    except KeyError as e:
        raise ValueError(f"{e.args[0]} is missing") from None
    except (TypeError, AttributeError, IndexError) as e:
        raise ValueError(f"it has not the shape of an export ({e})") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number that JSON knows")


def _item(data: Mapping[str, Any]) -> Item:
    for kind, holder in _HOLDERS.items():
        if holder in data:
            held = data[holder]
            if kind is Head and held["form"] > FORM:
                raise ValueError(f"it was written by a newer version of onrecord (form {held['form']})")
            made: Head | Listed | Withdrawn = kind(**{f.name: held[f.name] for f in fields(kind)})
            check(made, kind, "")
            return made
    if "statements" in data and "text" in data:
        return _article(data)
    if "verdict" in data:
        return _checked(Judgement(**{f.name: data[f.name] for f in fields(Judgement)}))
    if "digest" in data and "previous" in data:
        return _checked(Entry(**{f.name: data[f.name] for f in fields(Entry)}))
    raise ValueError("it is no article, no judgement and no entry of the log; all else is made from these")


def _checked(item: _Some) -> _Some:
    check(item, type(item), "")
    return item


def _article(data: Mapping[str, Any]) -> Kept | Record:
    _check_lists(data)
    record = from_dict(data)
    if "kept" not in data:
        _checked(record)
        _check_words(data, record.article.text)
        return record
    kept = data["kept"]
    wholes = [{name: x for name, x in data.items() if name not in _READING} | f for f in kept["former"]]
    item = Kept(
        kept["story"], kept["address"], kept["state"], kept["version"], kept["added_at"],
        Made(kept["reading"], kept["read_at"], record),
        tuple(Made(f["reading"], f["read_at"], from_dict(f)) for f in wholes),
    )  # fmt: skip
    _checked(item)
    for whole in (data, *wholes):
        _check_words(whole, record.article.text)
    return item


def _check_lists(data: Mapping[str, Any]) -> None:
    """Raise ValueError where there is something else in the place of a list, which would be taken letter by letter."""
    readings = [data, *(data.get("kept") or {}).get("former", ())]
    holders = [
        *readings,
        *(s for r in readings for s in r["statements"]),
        *(p for r in readings for p in r["speakers"]),
    ]
    for holder in holders:
        for name in ("authors", "blocks", "warnings", "rivals", "mentions", *_READING[:5], *_PARTS):
            if not isinstance(holder.get(name, []), list):
                raise ValueError(f"{name} is not a list")


def _check_words(data: Mapping[str, Any], text: str) -> None:
    """Raise ValueError where the words that a line gives are not those at their place in its text."""
    for s in data["statements"]:
        for part in _PARTS:
            for piece in s.get(part, ()):
                begin, end, *words = piece
                if words and words[0] != text[begin:end]:
                    raise ValueError(f"the {part} of statement {s['id']} is not what stands at {begin}..{end}")
