"""What was exported goes in again and gives the same record; what is broken is named, and the rest goes in."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from stories import harbour, plain, retitled

from onrecord.record import items
from onrecord.record import tables as t
from onrecord.record.identity_files import Alias, import_aliases
from onrecord.record.judgements import Decision, judge, undo
from onrecord.record.search import Query, search
from onrecord.record.store import Store
from onrecord.record.verify import Check
from onrecord.record.versions import reinstate, withdraw
from onrecord.serve.export import write
from onrecord.serve.export_intake import Intake, Problem
from onrecord.serve.export_lines import as_line
from onrecord.serve.plain import as_dict, as_jsonl

ADDRESS = "https://harbourwire.example/harbour"
SAYS = "“The old harbour was never meant to be sold to anybody at all, and it will not be,”"


def stories() -> list[Any]:
    return [
        harbour(url=ADDRESS),
        retitled(harbour(), "Harbour not sold", url=ADDRESS),
        *(plain(f"{outlet} reports\n\n{SAYS} Ilse Brandt said. The wind was {outlet}.", SAYS, "Ilse Brandt",
                outlet=outlet, name=f"{outlet}.txt") for outlet in ("Coast Post", "Bay Times")),
    ]  # fmt: skip


@pytest.fixture
def full(store: Store) -> Store:
    """A record with versions, former readings, judgements of several kinds, an alias and a withdrawal."""
    for record in stories():
        store.add(record)
    first = stories()[0]
    store.add(replace(first, provenance=replace(first.provenance, model="larger"), warnings=()))
    with store.writing() as c:
        keys = c.execute(select(t.statement.c.key).order_by(t.statement.c.id)).scalars().all()
        judge(c, Decision("claim", (keys[0], keys[-1]), "different", note="\u201cnot\u201d the same"), who="ada")
        judge(c, Decision("statement", (keys[2], keys[2]), "corrected", {"speaker": "Jon Pell"}), who="bo")
        undo(c, 2, who="ada")
        import_aliases(c, [Alias("Ilse Brandt", "I. M. Brandt", "Q42", "person")], source="names.csv", who="ada")
        story = c.execute(select(t.article.c.key).order_by(t.article.c.id)).scalars().all()
        withdraw(c, story[0], "a hoax", "ada")
        withdraw(c, story[1], "a slip", "ada")
        reinstate(c, story[1], "bo")
    return store


def exported(store: Store, what: str = "everything") -> bytes:
    sink = io.BytesIO()
    write(store, what, "jsonl", sink, in_file=False)
    return sink.getvalue()


def taken(store: Store, *lines: bytes) -> tuple[dict[str, int], list[Problem]]:
    intake = Intake(store)
    problems = [p for line in lines for p in intake.take(io.BytesIO(line))]
    return dict(intake.counts), problems


def shown(store: Store) -> dict[str, Any]:
    """Return all that people see of a record, without row numbers."""
    out: dict[str, Any] = {}
    with store.looking() as c:
        for what, find in items.ITEMS.items():
            out[what] = sorted(as_line(item) for item in find(c))
        for query in (Query("harbour"), Query("wrong month", former=True)):
            out[f"found by {query.words}"] = {hit.statement for hit in search(c, query, limit=100).hits}
    return out


def keys(store: Store) -> dict[str, set[str]]:
    with store.looking() as c:
        return {what: {item["id"] for item in find(c)} for what, find in items.ITEMS.items() if what != "log"}


def test_everything_gives_the_same_record_again(full: Store, tmp_path: Path) -> None:
    lines = exported(full)
    with Store(tmp_path / "again.db") as again:
        counts, problems = taken(again, lines)
        assert problems == []
        assert counts["added"] == 3
        assert counts["version"] == 1
        assert shown(again) == shown(full)
        assert exported(again) == lines
        check = Check()
        assert list(check.store(again)) == []
    with full.looking() as c:
        assert check.head == items.head(c)[1]


def test_into_the_other_kind_of_database(full: Store, db: str, tmp_path: Path) -> None:
    lines = exported(full)
    with Store(tmp_path / "between.db") as between:
        taken(between, lines)
        lines_between = exported(between)
    if db.startswith("postgresql"):
        assert lines_between == lines


def test_taking_the_same_twice_changes_nothing(full: Store, tmp_path: Path) -> None:
    lines = exported(full)
    with Store(tmp_path / "again.db") as again:
        taken(again, lines)
        counts, problems = taken(again, lines)
        assert (set(counts), problems) == ({"known"}, [])
        assert exported(again) == lines
    assert taken(full, lines) == (counts, [])  # nor in the record that it is from


def test_articles_and_judgements_alone_give_the_same_but_for_the_log(full: Store, tmp_path: Path) -> None:
    with Store(tmp_path / "again.db") as again:
        _, problems = taken(again, exported(full, "articles"), exported(full, "judgements"))
        assert problems == []
        one, other = shown(again), shown(full)
        for what in ("statements", "relations", "speakers", "claims", "utterances", "origins"):
            assert one[what] == other[what], what
        assert one["log"] != other["log"]
        with again.looking() as c:
            assert {entry["what"] for entry in items.entries(c)} == {"import", "judge", "undo"}
        assert list(Check().store(again)) == []


def test_the_order_does_not_matter(full: Store, tmp_path: Path) -> None:
    lines = exported(full, "articles").splitlines(keepends=True)
    with Store(tmp_path / "one.db") as one, Store(tmp_path / "other.db") as other:
        taken(one, b"".join(lines))
        taken(other, b"".join(reversed(lines)))
        assert keys(one) == keys(other)


def test_a_record_with_a_log_of_its_own_keeps_it(full: Store, tmp_path: Path) -> None:
    with Store(tmp_path / "own.db") as own:
        own.add(plain("Ada said the pier is safe.", "the pier is safe", "Ada"))
        counts, problems = taken(own, exported(full))
        assert problems == []
        assert counts["foreign"] > 0
        assert counts["added"] == 3
        assert list(Check().store(own)) == []


def test_lines_that_read_writes_can_be_imported(store: Store) -> None:
    record = harbour()
    counts, problems = taken(store, as_jsonl(record).encode())
    assert (counts, problems) == ({"added": 1}, [])
    assert store.record(record.article.id) == record


def test_a_former_reading_stays_former(store: Store, tmp_path: Path) -> None:
    old, newer = harbour(), replace(harbour(), provenance=replace(harbour().provenance, model="larger"))
    with Store(tmp_path / "old.db") as first:
        first.add(old)
        before = exported(first, "articles")
    store.add(newer)
    with store.writing() as c:
        c.execute(t.reading.update().values(read_at="2041-01-01T00:00:00Z"))
    assert taken(store, before) == ({"reread": 1}, [])
    assert store.record(old.article.id).provenance.model == "larger"
    assert list(Check().store(store)) == []


def broken(change: Callable[[dict[str, Any]], object]) -> bytes:
    data = json.loads(json.dumps(as_dict(harbour())))
    change(data)
    return json.dumps(data).encode()


def first(data: dict[str, Any]) -> dict[str, Any]:
    s: dict[str, Any] = data["statements"][0]
    return s


LONG = [[5, 10_000]]
BROKEN = [
    (b"{", "this is not JSON (Expecting property name enclosed in double quotes at character"),
    (b"\xff{}", "this is not UTF-8 (at byte 0)"),
    (b"[1]", "this is no JSON object"),
    (b"[" * 100_000, "this is nested too deep"),
    (b'{"a": NaN}', "NaN is not a number that JSON knows"),
    (b'{"id": "x"}', "it is no article, no judgement and no entry of the log; all else is made from these"),
    (b'{"onrecord": {"form": 99}}', "it was written by a newer version of onrecord (form 99)"),
    (broken(lambda d: d.update(text=d["text"].replace("sold", "kept"))),
     "the content of statement s1 is not what stands at 49..92"),
    (broken(lambda d: d.update(outlet=7)), "article.outlet is 7, not text"),
    (broken(lambda d: d.update(id="0" * 16)), "its id is 0000000000000000, but its address and text give"),
    (broken(lambda d: first(d).pop("id")), "id is missing"),
    (broken(lambda d: first(d).update(content=LONG)), "the content of statement s1 (5..10000) does not lie in"),
    (broken(lambda d: first(d).update(content=[["a", 3]])), "statements[0].content[0].start is 'a', not a whole"),
    (broken(lambda d: first(d).update(content="all")), "content is not a list"),
    (broken(lambda d: first(d).update(act="shout")), "reading.statements[0].act is 'shout', not one of assert, deny"),
    (broken(lambda d: first(d).update(confidence="high")), "reading.statements[0].confidence is 'high', not a number"),
    (broken(lambda d: first(d).update(parent="s9")), "statement s1 names s9, which is not there"),
    (broken(lambda d: first(d).update(parent="s2")), "stands inside itself"),
    (broken(lambda d: first(d).update(id="s2")), "two of its statements have one id"),
    (broken(lambda d: d["relations"][0].update({"to": "s9"})), "the relation from s3 to s9 names s9, which is not"),
    (broken(lambda d: d["blocks"][0].update(span=[0, 9999])), "a block (0..9999) does not lie in the text"),
    (b'{"id": 1, "kind": "claim", "subject": "a", "object": "b", "verdict": "true", "value": null, "note": null, '
     b'"who": "ada", "at": "2031-03-04T00:00:00Z", "undone_at": null, "undone_by": null}',
     "verdict is 'true', not one of same, different, unsure, confirmed, corrected"),
    (b'{"withdrawn": {"version": "0", "reason": "a", "who": "b", "at": "c", "undone_at": null, "undone_by": null}}',
     "a withdrawal names the version 0, which is not there"),
]  # fmt: skip


def test_broken_lines_are_named_and_the_rest_goes_in(store: Store) -> None:
    good = [as_jsonl(record).encode() for record in stories()]
    lines = [good[0], *(line + b"\n" for line, _ in BROKEN), b"\n", *good[1:]]
    counts, problems = taken(store, b"".join(lines))
    assert [p.line for p in problems] == list(range(2, 2 + len(BROKEN)))
    for problem, (_, reason) in zip(problems, BROKEN, strict=True):
        assert reason in problem.reason
    assert counts == {"added": 3, "version": 1}
    assert list(Check().store(store)) == []


def test_an_entry_of_the_log_that_was_changed_is_named(full: Store, tmp_path: Path) -> None:
    lines = exported(full, "log").replace(b'"who":"ada"', b'"who":"eve"', 1)
    with Store(tmp_path / "again.db") as again:
        counts, problems = taken(again, lines)
    assert [p.reason for p in problems] == ["entry 6 of the log was changed after it was written"]
    assert counts["foreign"] > 0  # what comes after it does not follow


def test_a_file_that_ends_too_early_is_named(full: Store, tmp_path: Path) -> None:
    lines = exported(full).splitlines(keepends=True)
    with Store(tmp_path / "again.db") as again:
        _, problems = taken(again, b"".join(lines[:-4]))
    (problem,) = problems
    assert problem == Problem(0, "the file ends too early: 2 of 4 versions, 2 of 2 judgements, 1 of 3 marks, "
                                 "12 of 12 entries came")  # fmt: skip


def test_an_import_that_is_cut_off_goes_on_where_it_was(full: Store, tmp_path: Path) -> None:
    lines = exported(full)
    with Store(tmp_path / "again.db") as again:
        taken(again, b"".join(lines.splitlines(keepends=True)[:-4]))
        assert taken(again, lines)[1] == []
        assert exported(again) == lines


def test_a_text_that_the_database_cannot_keep_is_named(store: Store) -> None:
    record = plain("Ada said the \ud83d pier is safe.", "pier is safe", "Ada")
    counts, problems = taken(store, as_jsonl(record).encode(), as_jsonl(harbour()).encode())
    assert len(problems) == 1
    assert counts == {"added": 1}
