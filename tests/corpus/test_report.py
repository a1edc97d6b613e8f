"""Who is quoted how often: the counts are those of the tables, and the page shows them to everybody."""
# ruff: noqa: E402  (what is missing skips the module before it imports what needs it)

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from html import unescape
from itertools import combinations
from pathlib import Path

import pytest

for _needed in ("daft", "fastwarc", "pyarrow", "sqlalchemy", "altair", "vl_convert"):
    pytest.importorskip(_needed)

from archives import address, paragraphs
from built import Built

from onrecord.corpus import build, report
from onrecord.corpus import report_charts as charts
from onrecord.corpus.engine import Engine
from onrecord.corpus.report_page import as_page
from onrecord.corpus.reporting import ACTS, Report, as_csv

MANIFEST = {
    "counts": {"articles": 9, "statements": 90, "failures": 2},
    "duplicates": 1, "inputs": [{}], "pages": 0, "left_out": {"language": 3, "other": 8}, "wanted": {"languages": []},
    "made_by": {"onrecord": "0"}, "models": [],
}  # fmt: skip


def speaker(name: str, n: int, act: str = "assert") -> dict:
    return {
        "speaker": name, "statements": n, "first": n, "articles": n, "outlets": 1, "since": "2024-01",
        "until": "2024-03", **{a: n if a == act else 0 for a in ACTS},
    }  # fmt: skip


def made(months: dict[str, int], names: dict[str, int] | None = None, outlets: int = 1) -> Report:
    """Return a report of so many statements a month, all of them denials, and of so many a name."""
    houses = [
        {"outlet": f"Paper {k}", "month": m, "articles": 1, "statements": n, "first": n, "named": n - n // 3,
         "unnamed": n // 3, "unknown": 0}
        for k in range(outlets) for m, n in months.items()
    ]  # fmt: skip
    names = names or {"Ruth Abara": 5}
    return Report(
        tuple(speaker(*item) for item in names.items()),
        tuple(houses),
        tuple({"month": m, "act": "deny", "statements": n, "first": n} for m, n in months.items()),
        tuple({"speaker": s, "month": m, "statements": n, "first": n} for s, n in names.items() for m in months),
    )


def test_the_report_counts_what_the_tables_hold(built: Built, tmp_path: Path):
    found = report(built.folder, out=tmp_path)
    rows = built.rows("statements")
    who = Counter("(unnamed)" if r["named"] is False else r["speaker"] or "(unknown)" for r in rows)
    assert {r["speaker"]: r["statements"] for r in found.speakers} == dict(who)
    assert sum(r["first"] for r in found.speakers) == sum(r["duplicate_of"] is None for r in rows) < len(rows)
    houses = Counter((r["outlet"] or r["host"] or "(unknown)", r["month"]) for r in rows)
    assert {(r["outlet"], r["month"]): r["statements"] for r in found.outlets} == dict(houses)
    for r in found.outlets:
        assert r["named"] + r["unnamed"] + r["unknown"] == r["statements"]
    assert sum(r["statements"] for r in found.acts) == len(rows)
    acts = Counter(r["act"] for r in rows if r["speaker"] == "Ruth Abara" and r["named"] is not False)
    (ruth,) = (r for r in found.speakers if r["speaker"] == "Ruth Abara")
    assert {a: ruth[a] for a in acts if a} == {a: n for a, n in acts.items() if a}
    for name, table in found.tables().items():
        text = (tmp_path / f"{name}.csv").read_text(encoding="utf-8-sig")
        assert len(list(csv.DictReader(io.StringIO(text)))) == len(table), name


def test_the_first_and_last_month_are_those_that_are_known(tmp_path: Path):
    dates = ("2024-03-01", None, "2024-01-09")
    rows = [{"url": address(n), "text": "\n\n".join(paragraphs(0)), "date": d} for n, d in enumerate(dates)]
    (tmp_path / "news.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    build(tmp_path / "news.jsonl", tmp_path / "c", engine=Engine(workers=1))
    found = report(tmp_path / "c")
    assert {r["month"] for r in found.acts} == {"2024-01", "2024-03", "unknown"}
    assert {(r["since"], r["until"]) for r in found.speakers} == {("2024-01", "2024-03")}


def test_the_page_needs_nothing_beside_itself(built: Built, tmp_path: Path):
    report(built.folder, out=tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"https?://|<script|<link|src=|@import|url\((?!#)", page)
    assert "default-src 'none'" in page
    assert "Ruth Abara" in page


def test_every_chart_has_a_title_words_for_who_does_not_see_it_and_the_table_it_is_drawn_from():
    page = as_page(made({"2024-01": 6, "2024-03": 9}, {"Ruth Abara": 8, "Marta Lind": 3}), MANIFEST)
    sections = re.findall(r"<section>(.*?)</section>", page)
    drawn = [s for s in sections if "<svg" in s]
    assert len(drawn) == 5
    for section in drawn:
        assert re.match(r"<h2>[^<]+</h2><figure><figcaption>[^<]+</figcaption>", section)
        (words,) = re.findall(r'<svg role="img" aria-label="([^"]+)"', section)
        assert re.search(r"\d", words), "the words tell the main figures"
        assert section.index("<svg") < section.index("<table")
        for text in re.findall(r">([^<>]+)</text>", section):
            assert text.strip()
    titles = {unescape(t) for t in re.findall(r">([^<>]+)</text>", page)}
    assert titles >= {"speaker", "statements", "month of publication", "outlet (statements)", "share of statements"}


def test_names_stand_in_the_order_of_their_statements():
    names = {"Della Quayle": 30, "Ruth Abara": 20, "Marta Lind": 10}
    drawing = charts.speakers(made({"2024-01": 60}, names))
    assert drawing is not None
    places = {n: min(m.start() for m in re.finditer(n, drawing.svg.split(">", 1)[1])) for n in names}
    assert sorted(places, key=places.__getitem__) == list(names)
    assert "Della Quayle: 30; Ruth Abara: 20" in drawing.words


MONTHS = {
    "one": ({"2024-03": 4}, ["2024-03"]),
    "those between are there though they have none": ({"2023-12": 1, "2024-02": 1}, ["2023-12", "2024-01", "2024-02"]),
    "a date that is far off hides no others": ({"1970-01": 1, "2024-01": 5, "2024-02": 5}, ["2024-01", "2024-02"]),
    "a date in the future does not, either": ({"2024-01": 5, "2038-01": 1}, ["2024-01"]),
    "none is known": ({"unknown": 7}, []),
}


@pytest.mark.parametrize("case", MONTHS)
def test_months_that_are_drawn(case: str):
    months, expected = MONTHS[case]
    assert charts.months_shown(made(months)) == expected


def test_what_is_not_drawn_is_told():
    page = as_page(made({"1970-01": 1, "2024-01": 1200, "unknown": 7}), MANIFEST)
    assert "Not drawn: 1 of other months and 7 whose page states no month." in page
    assert not re.search(r">1970-01<", page), "tables under charts have the months that are drawn"


@pytest.mark.parametrize("months", [{}, {"unknown": 3}])
def test_a_corpus_without_months_or_statements_has_a_page_too(months: dict[str, int]):
    assert "Who is quoted" in as_page(made(months) if months else Report((), (), (), ()), MANIFEST)


def test_a_name_is_shown_and_not_run():
    name = "<script>alert(1)</script>\"'&"
    page = as_page(made({"2024-01": 6}, {name: 6}), MANIFEST)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_page_stays_small_however_large_the_corpus_is():
    months = {f"{2015 + k // 12}-{k % 12 + 1:02d}": 1000 + k for k in range(120)}
    page = as_page(made(months, {f"Speaker Number {k}": 9000 - k for k in range(1000)}, outlets=300), MANIFEST)
    assert len(page.encode()) < 1_000_000
    assert "The first 40 of 1,000 speakers; all are in speakers.csv." in page


def channels(colour: str) -> list[float]:
    """Return red, green and blue of "#rrggbb", linear."""
    shares = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    return [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]


def contrast(one: str, other: str) -> float:
    """Return the contrast of WCAG 2."""
    light = [sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), channels(x), strict=True)) for x in (one, other)]
    return (max(light) + 0.05) / (min(light) + 0.05)


# Machado, Oliveira and Fernandes 2009: what people see who lack one kind of cone.
LACKING = {
    "red": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "green": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "blue": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def lab(rgb: list[float]) -> list[float]:
    """Return the colour in CIELAB, where a distance of about 2 is just seen."""
    to_xyz = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    white = (0.9505, 1.0, 1.089)
    x, y, z = (
        max(0.0, sum(a * c for a, c in zip(row, rgb, strict=True))) / w for row, w in zip(to_xyz, white, strict=True)
    )
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("lacking", LACKING)
def test_named_and_unnamed_are_told_apart_by_people_who_lack_a_colour(lacking: str, dark: bool):
    colours = [charts.IN_THE_DARK[c] if dark else c for c in charts.OF_KIND]
    seen = [
        lab([sum(a * c for a, c in zip(row, channels(x), strict=True)) for row in LACKING[lacking]]) for x in colours
    ]
    for one, other in combinations(seen, 2):
        assert sum((a - b) ** 2 for a, b in zip(one, other, strict=True)) ** 0.5 > 20


@pytest.mark.parametrize("dark", [False, True])
def test_numbers_can_be_read_on_their_cells(dark: bool):
    shown = charts.IN_THE_DARK if dark else {c: c for c in charts.IN_THE_DARK}
    for n, step in enumerate(charts.STEPS):
        assert contrast(shown[step], shown[charts.INK if n < 3 else charts.ON_DARK]) >= 4.5, step


def test_every_colour_that_is_drawn_has_one_for_the_dark():
    page = as_page(made({"2024-01": 60, "2024-02": 3}, {"Ruth Abara": 8, "Marta Lind": 1}), MANIFEST)
    drawn = {c for svg in re.findall(r"<svg.*?</svg>", page) for c in re.findall(r'(?:fill|stroke)="(#[^"]+)"', svg)}
    assert drawn <= charts.IN_THE_DARK.keys()
    for colour in drawn:
        assert f'[fill="{colour}"]{{fill:{charts.IN_THE_DARK[colour]}}}' in page


@pytest.mark.parametrize(
    ("n", "shown"),
    [(7, "7"), (999, "999"), (1000, "1.0k"), (9949, "9.9k"), (9950, "10k"), (123_456, "123k"), (2_500_000, "2.5M")],
)
def test_a_number_fits_into_its_cell(n: int, shown: str):
    assert charts._short(n) == shown


def test_a_cell_that_a_spreadsheet_would_run_is_defused():
    assert as_csv([{"speaker": "=HYPERLINK(1)", "statements": 3}]) == "speaker,statements\n'=HYPERLINK(1),3\n"
