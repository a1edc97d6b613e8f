"""Items as rows: CSV that a spreadsheet may open, and Parquet. A column is a place within an item, and a kind."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO, Final, Literal

from onrecord.errors import OnrecordError
from onrecord.serve.export_lines import as_json
from onrecord.serve.rows import BOM

Kind = Literal["text", "whole", "real", "flag", "list", "json", "words", "spans"]
_ROWS: Final = 1000
"""So many rows make a group of a Parquet file: what is held at a time."""
# A spreadsheet takes a cell that begins so for a formula and may run it; the full-width forms count in some of them.
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BREAKS: Final = re.compile(r"[\0\t\r\n]+")
_KINDS: Final[dict[str, Kind]] = {
    "i": "whole", "x": "real", "b": "flag", "l": "list", "j": "json", "w": "words", "s": "spans",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, the keys that lead to its value, and what that is.

    words, spans: of pieces [start, end, words]. list: of texts. json: anything, written as JSON.
    """

    name: str
    path: tuple[str, ...]
    kind: Kind


def _columns(*written: str) -> tuple[Column, ...]:
    """Read columns as "article.id", "depth:i" (see _KINDS); with "source:s" goes the name source_spans."""
    out = []
    for one in written:
        place, _, kind = one.partition(":")
        known = _KINDS.get(kind, "text")
        name = place.replace(".", "_") + ("_spans" if known == "spans" else "")
        out.append(Column(name, tuple(place.split(".")), known))
    return tuple(out)


_ARTICLE: Final = (
    "article.id", "article.name", "article.url", "article.outlet", "article.headline", "article.published",
    "article.story", "article.version:i", "article.former:b",
)  # fmt: skip
COLUMNS: Final[dict[str, tuple[Column, ...]]] = {
    "articles": _columns(
        "id", "name", "url", "headline", "byline", "authors:l", "outlet", "agency", "section", "published", "updated",
        "language", "sha256", "kept.story", "kept.address", "kept.state", "kept.version:i", "kept.added_at",
        "kept.reading", "kept.read_at", "provenance.code_version", "provenance.model", "provenance.model_sha256",
        "warnings:l", "text",
    ),
    "statements": _columns(
        "id", "local_id", *_ARTICLE, "parent", "depth:i", "chain:l", "speaker", "source:w", "cue:w", "content:w",
        "source_type", "named:b", "act", "form", "negated:b", "addressee", "channel", "said_on", "justification:w",
        "description:w", "rivals:l", "confidence:x", "confidences:j", "reasons:j", "source:s", "cue:s", "content:s",
        "provenance.reading", "provenance.code_version", "provenance.model", "provenance.model_sha256",
        "provenance.page_sha256",
    ),
    "relations": _columns("id", "type", "from", "to", "reason", "confidence:x", *_ARTICLE),
    "speakers": _columns("id", "name", "type", "named:b", "mentions:l", "statements:l", *_ARTICLE),
    "identities": _columns(
        "id", "name", "type", "aliases:l", "identifiers:l", "roles:j", "speakers:j", "could_be:j", "joined:l",
        "articles:i", "outlets:i", "said:i",
    ),
    "utterances": _columns("id", "speaker", "confirmed:b", "statements:j"),
    "claims": _columns("id", "label", "confirmed:b", "stands:j", "statements:j"),
    "origins": _columns(
        "id", "of.kind", "of.id", "of.origins:i", "speaker", "named:b", "outlets:i", "articles:i", "texts:i",
        "statements:j", "merges:j", "leads:j",
    ),
    "judgements": _columns(
        "id:i", "kind", "subject", "object", "verdict", "value:j", "note", "who", "at", "undone_at", "undone_by"
    ),
    "log": _columns("seq:i", "at", "who", "what", "subject", "payload", "previous", "digest"),
}  # fmt: skip
"""The columns of what can be had as rows."""


def value_of(item: Mapping[str, Any], column: Column) -> Any:
    """Return what an item has in a column: None where it has nothing there."""
    value: Any = item
    for key in column.path:
        value = value.get(key) if isinstance(value, Mapping) else None
    if value is None:
        return None
    match column.kind:
        case "words":
            return " … ".join(" ".join(piece[2].split()) for piece in value)
        case "spans":
            # Neither a colon nor a dash: a spreadsheet would make a time or a date of it.
            return " ".join(f"{begin}..{end}" for begin, end, _ in value)
        case "json":
            return as_json(value)
        case "real":
            return float(value)
        case _:
            return value


def csv_chunks(what: str, items: Iterable[Mapping[str, Any]], *, mark: bool) -> Iterator[bytes]:
    """Yield CSV in UTF-8: the names of the columns, then a row an item.

    mark: whether it begins with a byte order mark, without which some spreadsheets garble quotation marks.
    """
    columns = COLUMNS[what]
    yield ((BOM if mark else "") + _line([c.name for c in columns])).encode()
    for item in items:
        yield _line([_cell(value_of(item, c), c) for c in columns]).encode("utf-8", "replace")


def _line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _cell(value: Any, column: Column) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if column.kind == "real":
        return f"{value:.3f}"
    if isinstance(value, list):
        value = (" > " if column.name == "chain" else "; ").join(map(str, value))
    # A cell is one line: the readers of CSV do not agree on what else a line break within one would be.
    text = _BREAKS.sub(" ", str(value))
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def write_parquet(what: str, items: Iterable[Mapping[str, Any]], sink: BinaryIO) -> None:
    """Write items as a Parquet file. Raises OnrecordError where pyarrow is not installed."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ModuleNotFoundError:
        raise OnrecordError(
            "Parquet needs pyarrow, which is not installed. Install it with: pip install 'onrecord[parquet]'"
        ) from None
    types = {"whole": pa.int64(), "real": pa.float64(), "flag": pa.bool_(), "list": pa.list_(pa.string())}
    columns = COLUMNS[what]
    schema = pa.schema([(c.name, types.get(c.kind, pa.string())) for c in columns])
    left = iter(items)
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        while some := list(islice(left, _ROWS if what != "articles" else 50)):
            arrays = [
                pa.array([_clean(value_of(item, c)) for item in some], type=field.type)
                for c, field in zip(columns, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _clean(value: Any) -> Any:
    """Return a value with what cannot be written as UTF-8 replaced."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_clean(str(item)) for item in value]
    return value
