"""Sources: taken apart once, of any size; those that cannot be read are named, and the check goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord import check, read_text
from onrecord.check import sources
from onrecord.check.run import check_drafts
from onrecord.check.words import words_of
from onrecord.errors import InputError
from onrecord.ingest import large
from onrecord.record.source_cache import NAME, SourceCache

LINE = "The council of Aldmere met again, and nothing was decided on the quay or on anything else.\n"
SAID = "BRANDT: The keys of the harbour are mine to keep for as long as I live here.\n"
DRAFT = "“The keys of the harbour are mine to keep for as long as I live here,” Ilse Brandt said.\n"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "draft.txt"
    path.write_text(DRAFT, encoding="utf8")
    return path


def test_words_are_compared_without_typography():
    one = words_of("“Don’t”  pay 1,500 U.S. dollars—ever, José!")
    other = words_of("don't pay 1500 US dollars ever Jose\u0301".replace("Jose\u0301", "José"))
    assert one.numbers.tolist() == other.numbers.tolist()
    assert one.span(0, 1).of("“Don’t”  pay") == "Don’t"


def test_a_source_comes_out_of_the_cache_as_it_went_in(tmp_path: Path):
    path = tmp_path / "page.html"
    path.write_text(f"<html><body><article><p>{LINE * 4}</p><p>{SAID}</p></article></body></html>", encoding="utf8")
    cache = SourceCache(tmp_path / "cache")
    (first,) = sources.load(str(path), cache)
    cache.close()
    again = SourceCache(tmp_path / "cache")
    (second,) = sources.load(str(path), again)
    again.close()
    assert second.text == first.text
    assert second.words.numbers.tolist() == first.words.numbers.tolist()
    assert second.words.span(3, 5) == first.words.span(3, 5)


def test_a_source_that_changed_is_taken_apart_anew(tmp_path: Path, draft: Path):
    source = tmp_path / "minutes.txt"
    source.write_text(SAID, encoding="utf8")
    cache = tmp_path / "cache"
    assert check(draft, source, cache=cache).findings[0].verdict == "verbatim"
    source.write_text(SAID.replace("keys", "gates"), encoding="utf8")
    assert check(draft, source, cache=cache).findings[0].verdict == "altered"


def test_a_damaged_cache_is_passed_over(tmp_path: Path, draft: Path):
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / NAME).write_bytes(b"this is no database" * 100)
    source = tmp_path / "minutes.txt"
    source.write_text(SAID, encoding="utf8")
    assert check(draft, source, cache=cache).findings[0].verdict == "verbatim"


def test_the_cache_forgets_what_was_not_asked_for_longest(tmp_path: Path):
    cache = SourceCache(tmp_path, most_bytes=400)
    words = words_of(LINE)
    for n in range(5):
        cache.put(str(n), f"{n}", (words.numbers, words.starts, words.ends))
    cache.close()
    again = SourceCache(tmp_path)
    assert again.get("0") is None
    assert again.get("4") is not None
    again.close()


def test_a_large_text_is_read_in_parts_and_its_places_are_the_wholes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(large, "LARGE", 10_000)
    monkeypatch.setattr(sources, "PART", 8_000)
    monkeypatch.setattr(sources, "OVERLAP", 1_000)
    text = LINE * 300 + SAID + LINE * 300
    path = tmp_path / "year.txt"
    path.write_text(text, encoding="utf8")
    parts = list(sources.load(str(path), None))
    assert len(parts) > 3
    for part in parts:
        assert part.text == text[part.offset : part.offset + len(part.text)]
        assert part.line == 1 + text.count("\n", 0, part.offset)
    (checked,) = check_drafts([read_text(DRAFT).record], [str(path)])
    (found,) = checked.findings
    assert found.verdict == "verbatim"
    assert found.match is not None
    assert found.match.span.of(text) == found.match.text
    assert found.match.line == 301
    assert found.match.speaker == "Brandt"


BAD = [
    ("scan.pdf", b"%PDF-1.4\nnonsense", "damaged"),
    ("picture.txt", b"\x89PNG\r\n\x1a\n" + bytes(64), "PNG image"),
    ("empty.txt", b"", "empty"),
    (None, b"", "no such file"),
]


@pytest.mark.parametrize(("name", "data", "problem"), BAD)
def test_a_source_that_cannot_be_read_is_named_and_the_check_goes_on(
    tmp_path: Path, draft: Path, name: str | None, data: bytes, problem: str
):
    good, bad = tmp_path / "good.txt", tmp_path / (name or "missing.txt")
    good.write_text(SAID, encoding="utf8")
    if name is not None:
        bad.write_bytes(data)
    checked = check(draft, [bad, good])
    assert checked.findings[0].verdict == "verbatim"
    (said,) = checked.problems
    assert str(bad) in said
    assert problem in said
    assert not checked.fine


def test_a_draft_without_quotations_says_so():
    checked = check(read_text("The harbour has a quay."), read_text(SAID))
    assert checked.findings == ()
    assert checked.warnings == ("There is no quotation and no attributed statement in this draft.",)
    assert checked.fine


def test_an_empty_draft_is_refused(tmp_path: Path):
    path = tmp_path / "draft.txt"
    path.write_bytes(b"")
    with pytest.raises(InputError, match="empty"):
        check(path, read_text(SAID))


def test_in_python_drafts_and_sources_may_be_documents(draft: Path):
    checked = check(read_text(DRAFT, name="draft"), [read_text(SAID, name="minutes")])
    assert [f.verdict for f in checked] == ["verbatim"]
    assert checked.to_dict()["items"][0]["match"]["source"] == "minutes"
    assert "verbatim" in str(checked)
    assert "<mark" in checked.to_html()
