"""The measuring scripts: what counts as a change, and what the floors do."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import calibration
import compare
import corpus
import run

TEXT = "Ann said it rains. Bob denied that it rains."


def said(
    source: tuple[int, int], cue: tuple[int, int], content: tuple[int, int], parent: str | None = None
) -> dict[str, Any]:
    return {"id": "s1", "parent": parent, "source": [source], "cue": [cue], "content": [content]}


ANN = said((0, 3), (4, 8), (9, 17))
ANN_SHORT = said((0, 3), (4, 8), (12, 17))
BOB = said((19, 22), (23, 29), (30, 43))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([ANN], [ANN], [], id="the same"),
        pytest.param([ANN], [ANN, BOB], [(False, True)], id="one gained"),
        pytest.param([ANN, BOB], [BOB], [(True, False)], id="one lost"),
        pytest.param([ANN], [ANN_SHORT], [(True, True)], id="content moved: one change"),
        pytest.param([ANN], [{**ANN, "id": "s7"}], [], id="a new number is no change"),
        pytest.param([ANN], [{**ANN, "parent": "s2"}], [(True, True)], id="another level is a change"),
        pytest.param(
            [ANN], [BOB], [(True, False), (False, True)], id="nothing shared: lost and gained, in reading order"
        ),
    ],
)
def test_changes(before: list[dict[str, Any]], after: list[dict[str, Any]], expected: list[tuple[bool, bool]]):
    a, b = compare.lines({"statements": before}), compare.lines({"statements": after})
    found = [(old is not None, new is not None) for old, new in compare.changes(a - b, b - a)]
    assert found == expected


def test_compare_prints_a_readable_difference(tmp_path: Path, root: Path):
    for name, statements in (("a", [ANN]), ("b", [ANN_SHORT, BOB])):
        (tmp_path / name).mkdir()
        record = {"text": TEXT, "statements": statements}
        (tmp_path / name / "rain.json").write_text(json.dumps(record), encoding="utf8")
    command = [sys.executable, str(root / "eval/compare.py"), str(tmp_path / "a"), str(tmp_path / "b")]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert out.splitlines() == [
        "",
        "rain",
        "- Ann | said | it rains",
        "+ Ann | said | rains",
        "",
        "+ Bob | denied | that it rains",
        "",
        "1 changed, 0 lost, 1 gained, 0 same",
    ]


def figures(f: float, n: int = 2000) -> dict[str, dict[str, Any]]:
    return {name: {"p": f, "r": f, "f": f, "n": n} for name in run.FIGURES}


def test_a_figure_below_its_floor_is_named():
    assert run.below(figures(70.0), {"strict": 70.0, "direct": 70.1}) == ["direct F1 is 70.0, its floor is 70.1"]


def test_floors_rise_and_never_fall():
    raised = run.raised(figures(70.0), {"strict": 71.0, "direct": 60.0})
    assert raised["strict"] == 71.0
    assert raised["direct"] == 69.5
    assert run.raised(figures(70.0, n=300), {})["direct"] == 69.0  # few things counted: a wider margin
    assert set(raised) == set(run.FIGURES)


def test_floors_know_their_data(shared: Path):
    held = json.loads(run.FLOORS.read_text(encoding="utf8"))
    articles = corpus.dev_articles(shared)
    sample = [a for a in articles if a.stem in held["sample"]["articles"]]
    assert len(articles) == 84
    assert len(sample) == len(held["sample"]["articles"]) == 21
    assert corpus.fingerprint(articles) == held["dev"]["fingerprint"]
    assert corpus.fingerprint(sample) == held["sample"]["fingerprint"]


def test_a_fingerprint_sees_every_change(tmp_path: Path):
    (tmp_path / "text").mkdir()
    (tmp_path / "attributions").mkdir()
    article = tmp_path / "text" / "a.txt"
    article.write_text("It rains.")
    annotation = tmp_path / "attributions" / "a_x.ann"
    seen = [corpus.fingerprint([article])]
    for file, words in ((annotation, "T1"), (annotation, "T2"), (article, "It rained.")):
        file.write_text(words)
        seen.append(corpus.fingerprint([article]))
    assert len(set(seen)) == 4


def test_the_floors_of_the_ledger_name_what_fell() -> None:
    figures = {"statements_nested": {"f": 64.0}, "speaker": {"given_found": 93.0}, "act": {"given_found": None}}
    floors = {"statements_nested": 65.0, "speaker": 92.0, "act": 90.0}
    assert run.below_in_ledger(figures, floors) == [
        "statements_nested of the ledger gold is 64.0, its floor is 65.0",
        "act of the ledger gold is None, its floor is 90.0",
    ]


def test_the_calibration_error_is_the_mean_distance_between_confidence_and_share_right() -> None:
    assert calibration.error([(0.85, True)] * 17 + [(0.85, False)] * 3) == pytest.approx(0.0)
    assert calibration.error([(0.95, True), (0.95, False)]) == pytest.approx(0.45)
    assert calibration.error([(0.25, True)] * 3 + [(0.75, True)]) == pytest.approx((3 * 0.75 + 0.25) / 4)
    assert calibration.error([]) == 0


def test_what_is_measured_was_not_fitted_on() -> None:
    # In article a the sure ones are right, in b wrong: a curve fitted on the other article is wrong everywhere.
    sure = [calibration.Case(name, "act", 0.9, name == "a") for name in "ab" for _ in range(40)]
    assert calibration.error(calibration.crossed(sure)) > 0.9
