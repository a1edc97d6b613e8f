"""What runs through a corpus is tied: copies of one text and their origins, sayings, claims. No step is all-pairs.

Articles and statements are told by a few numbers each (`fingerprints`); those that share some are found by a join, at
most so many for each number; and only these pairs are compared, by the record's own rules. Where the record asks a
person to judge, a corpus has the suggestions alone.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from onrecord.corpus import pairing
from onrecord.corpus.components import components
from onrecord.corpus.engine import Engine, EngineName, spread, steadily
from onrecord.corpus.fingerprints import article_files, related, statement_files
from onrecord.corpus.layout import Layout, batches, write_json, write_table
from onrecord.record.claim_groups import Pair, joined
from onrecord.record.naming import digest

if TYPE_CHECKING:
    from daft import DataFrame

PER_NUMBER: Final = 30
"""Articles or statements that are looked at for one number: of what is commoner the first hang all together."""
PER_ONE: Final = 16
"""With so many others each is compared at most, those with which it shares the most that few others have."""
_SHARED: Final = 4
"""Runs of words that two articles' samples share at least (origin_copies.FEWEST)."""
_AT_ONCE: Final = 10_000
"""Things that are looked up together, for each worker, whose machine has memory for it: each meets up to PER_NUMBER for
each of its numbers, of which PER_ONE stay."""
_WEIGHT: Final = 1 << 20
"""Of a number that one thing has alone; of one that n have it is an n-th."""
_PAIRS_AT_ONCE: Final = 75_000
"""Pairs that are compared together, likewise, with a kilobyte or more of JSON each."""
_LINK: Final = pa.schema(
    [("one", pa.string()), ("other", pa.string()), ("sign", pa.int8()), ("score", pa.float64()),
     ("explanation", pa.string())]
)  # fmt: skip
_TIE: Final = pa.schema([("kind", pa.string()), *_LINK])
_MEMBER: Final = pa.schema(
    [("key", pa.string()), ("statement", pa.string()), ("side", pa.int8()), ("article", pa.string()),
     ("outlet", pa.string()), ("published", pa.string()), ("speaker", pa.string()), ("content", pa.string()),
     ("origin", pa.string())]
)  # fmt: skip
_ORIGIN: Final = pa.schema([("article", pa.string()), ("origin", pa.string())])


def link(corpus: str | os.PathLike[str], *, engine: Engine | EngineName = "local") -> dict[str, Any]:
    """Tie what runs through a corpus, write the tables into its folder `links`, and return how many rows each has.

    copies: pairs of articles of which one is a copy of the other. origins: each article with the one that was first
    among those it hangs together with. utterance_links, claim_links: pairs of statements with the reason. utterances,
    claims: each statement of a group. The folder is made anew; a manifest there, written last, says that it is whole.

    Raises CorpusError for the corpus, OnrecordError where the engine fails.
    """
    layout = Layout(corpus)
    layout.finished()
    chosen = Engine(engine) if isinstance(engine, str) else engine
    note = layout.links / "manifest.json"
    note.unlink(missing_ok=True)
    origins, tables = _origins(chosen, layout)
    tables |= _sayings(chosen, layout, origins)
    files = {name: write_table(layout.links / f"{name}.parquet", table) for name, table in tables.items()}
    done = {"counts": {name: table.num_rows for name, table in tables.items()}, "files": files}
    write_json(note, done)
    return done


def _origins(engine: Engine, layout: Layout) -> tuple[dict[str, str], dict[str, pa.Table]]:
    """Return the first article of all that hang together with each by copies, and the tables that say so."""
    files = layout.files("articles")
    copies = steadily(
        engine, lambda: _compared(engine, files, article_files, pairing.copies, pairing.COPY, shared=_SHARED)
    )
    ids: list[str] = []
    day: dict[str, str] = {}
    for _, rows in batches(layout, "articles", ("id", "published")):
        for row in rows:
            ids.append(row["id"])
            day[row["id"]] = row["published"] or "9999"
    number = {id: n for n, id in enumerate(ids)}
    whole = copies.filter(copies["whole"])
    one, other = (np.array([number[id] for id in whole[side].to_pylist()], dtype=np.int64) for side in ("one", "other"))
    group = components(one, other, len(ids)).tolist()
    first: dict[int, str] = {}
    for id, of in zip(ids, group, strict=True):
        first[of] = min(first.get(of, id), id, key=lambda x: (day[x], x))
    origins = {id: first[of] for id, of in zip(ids, group, strict=True) if first[of] != id}
    rows = [{"article": id, "origin": origins.get(id, id)} for id in sorted(ids)]
    table = pa.Table.from_pylist(rows, schema=_ORIGIN)
    return origins, {"copies": copies, "origins": table}


def _sayings(engine: Engine, layout: Layout, origins: Mapping[str, str]) -> dict[str, pa.Table]:
    files = layout.files("statements")
    found = steadily(engine, lambda: _compared(engine, files, statement_files, pairing.sayings, _TIE, shared=1))
    out, groups = {}, {}
    for kind in ("utterance", "claim"):
        links = found.filter(pc.equal(found["kind"], kind)).select(_LINK.names)
        if kind == "claim":
            links = _with(links, list(related(layout)))
        out[f"{kind}_links"] = links
        groups[kind] = joined(_surest_first(links))
    known = _statements(layout, {key for kind in groups.values() for g in kind for key in g})
    for kind, made in groups.items():
        members = [
            {"key": digest(kind, min(g)), "statement": key, "side": side, **known[key],
             "origin": origins.get(known[key]["article"], known[key]["article"])}
            for g in made
            for key, side in g.items()
        ]  # fmt: skip
        out[f"{kind}s"] = pa.Table.from_pylist(members, schema=_MEMBER)
    return out


def _surest_first(links: pa.Table) -> Iterator[Pair]:
    """Yield links as pairs, in the order in which `grouped` takes them."""
    order = [("score", "descending"), ("one", "ascending"), ("other", "ascending"), ("sign", "descending")]
    for some in links.select(["one", "other", "sign", "score"]).sort_by(order).to_batches(max_chunksize=10_000):
        yield from map(Pair, *(column.to_pylist() for column in some.columns))


def _with(links: pa.Table, some: list[dict[str, Any]]) -> pa.Table:
    """Return links and some more, each in the place of the one that has tied its pair before."""
    if not some:
        return links
    more = {(row["one"], row["other"]): row for row in some}
    pairs = zip(links["one"].to_pylist(), links["other"].to_pylist(), strict=True)
    kept = links.filter(pa.array([pair not in more for pair in pairs], pa.bool_()))
    return _sorted(pa.concat_tables([kept, pa.Table.from_pylist(list(more.values()), schema=_LINK)]))


def _sorted(links: pa.Table) -> pa.Table:
    return links.sort_by([("one", "ascending"), ("other", "ascending")])


def _statements(layout: Layout, keys: set[str]) -> dict[str, dict[str, Any]]:
    columns = ("key", "article", "outlet", "host", "published", "speaker", "content")
    out = {}
    for _, rows in batches(layout, "statements", columns):
        for row in rows:
            if row["key"] in keys:
                key, host = row.pop("key"), row.pop("host")
                out[key] = {**row, "outlet": row["outlet"] or host}
    return out


def _compared(engine: Engine, files: list[str], tell: Any, judge: Any, schema: pa.Schema, *, shared: int) -> pa.Table:
    """Return what `judge` says of the pairs of things that share `shared` numbers, which `tell` reads out of files.

    schema: of what it says; the rows are in the order of the pairs, `one` and `other`.
    """
    if not files:
        return schema.empty_table()
    daft = engine.daft()
    col = daft.col
    # A table of one row a thing: its number `n`, what it is looked up by, what it is told by, and all of it as JSON.
    things = daft.from_pydict({"file": files})
    if engine.name == "ray":
        things = things.into_partitions(len(files))
    type_ = daft.DataType.list(
        daft.DataType.struct(
            {"n": daft.DataType.uint64(), "asks": daft.DataType.list(daft.DataType.uint64()),
             "has": daft.DataType.list(daft.DataType.uint64()), "row": daft.DataType.string()}
        )
    )  # fmt: skip
    tells = spread(engine, _telling(tell), type_, batch=1)
    told = things.select(tells(col("file")).alias("t")).explode("t").where(~col("t").is_null())
    told = told.select(*(col("t").get(name).alias(name) for name in ("n", "asks", "has", "row"))).collect()
    pairs = meeting(daft, told, shared, engine.count()).collect()
    type_ = daft.DataType.from_arrow_type(pa.list_(pa.struct(list(schema))))
    judges = spread(engine, _judging(judge), type_, batch=500)
    # JSON of both sides comes by two joins, that of the first once for all that it is compared with; each pair then
    # costs what the rules cost, and nothing else. So many at once are joined that their JSON fits into memory.
    left = told.select(col("n").alias("one"), col("row").alias("first"))
    right = told.select(col("n").alias("other"), col("row").alias("second"))
    said = []
    for some in _parts(daft, pairs, "one", -(-pairs.count_rows() // (_PAIRS_AT_ONCE * engine.count()))):
        others = some.join(right, on="other").groupby("one").agg(col("second").list_agg().alias("others"))
        told_of = others.join(left, on="one").select(judges(col("first"), col("others")).alias("said")).explode("said")
        told_of = told_of.where(~col("said").is_null())
        said.append(told_of.select(*(col("said").get(name).alias(name) for name in schema.names)).to_arrow())
    return _sorted(pa.concat_tables(said).cast(schema))


def _parts(daft: Any, frame: DataFrame, key: str, count: int) -> Iterator[DataFrame]:
    """Yield the rows of a table in `count` parts of about the same size, one at least; those of one key are in one."""
    count = max(1, count)
    part_of = daft.col(key) % daft.lit(count).cast(daft.DataType.uint64())
    for part in range(count):
        yield frame.where(part_of == part)


def meeting(daft: Any, told: DataFrame, shared: int, workers: int = 1) -> DataFrame:
    """Return the pairs (`one` < `other`) that share the most, for each thing at most PER_ONE.

    A number counts the less the more things have it. Otherwise those that come first where many hang together would
    leave no room for the one other thing that a copy has its rare numbers in common with. So many things at once are
    looked up that what they meet fits into memory.
    """
    col, window = daft.col, daft.Window
    parts = -(-told.count_rows() // (_AT_ONCE * workers))
    has = told.select("n", col("has").alias("number")).explode("number").where(~col("number").is_null())
    rank = daft.functions.row_number().over(window().partition_by("number").order_by("n"))
    # Whole numbers, whose sum is the same in whatever order an engine adds them.
    weight = (_WEIGHT / col("n").count().over(window().partition_by("number"))).cast(daft.DataType.int64())
    has = _whole(
        some.with_columns({"rank": rank, "weight": weight})
        .where(col("rank") <= PER_NUMBER)
        .select("number", "weight", col("n").alias("there"))
        for some in _parts(daft, has, "number", parts)
    )
    best = window().partition_by("n").order_by(["weight", "shared", "there"], desc=[True, True, False])
    low, high = (
        daft.functions.when(col("n") < col("there"), a).otherwise(b)
        for a, b in ((col("n"), col("there")), (col("there"), col("n")))
    )
    met = []
    for some in _parts(daft, told, "n", parts):
        asks = some.select("n", col("asks").alias("number")).explode("number").where(~col("number").is_null())
        counted = asks.join(has, on="number").where(col("n") != col("there")).groupby("n", "there")
        counted = counted.agg(col("number").count().alias("shared"), col("weight").sum())
        counted = counted.where(col("shared") >= shared)
        ranked = counted.with_column("rank", daft.functions.row_number().over(best)).where(col("rank") <= PER_ONE)
        met.append(ranked.select(low.alias("one"), high.alias("other")))
    return _whole(met).distinct()


def _whole(parts: Iterable[DataFrame]) -> DataFrame:
    """Return the rows of all parts; each is worked out before the next one, so that one at a time takes memory."""
    return reduce(lambda one, other: one.concat(other), [part.collect() for part in parts])


def _telling(tell: Any) -> Any:
    def telling(files: Any) -> list[Any]:
        return [list(tell(Path(file))) for file in files.to_pylist()]

    return telling


def _judging(judge: Any) -> Any:
    def judging(first: Any, others: Any) -> list[list[dict[str, Any]]]:
        return [
            list(judge(json.loads(one), [json.loads(other) for other in some]))
            for one, some in zip(first.to_pylist(), others.to_pylist(), strict=True)
        ]

    return judging
