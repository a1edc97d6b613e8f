"""Confidences: the curves that make of 0.8 "eight in ten are right"."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.domain import Reading, Statement
from onrecord.read.calibration import FEW, Curve, calibrated, fit, shipped

CURVE = Curve((0.2, 0.6), (0.1, 0.9))


@pytest.mark.parametrize(
    ("raw", "share"),
    [
        pytest.param(0.0, 0.1, id="flat before the first point"),
        pytest.param(0.2, 0.1, id="a point"),
        pytest.param(0.4, 0.5, id="half way between two"),
        pytest.param(0.6, 0.9, id="the last point"),
        pytest.param(1.0, 0.9, id="flat after it"),
    ],
)
def test_a_curve_goes_through_its_points(raw: float, share: float) -> None:
    assert CURVE(raw) == pytest.approx(share)


def test_a_curve_says_what_share_was_right() -> None:
    cases = [(0.3, k % 4 == 0) for k in range(400)] + [(0.9, k % 10 != 0) for k in range(400)]
    curve = fit(cases)
    assert curve(0.3) == pytest.approx(0.25, abs=0.01)
    assert curve(0.9) == pytest.approx(0.90, abs=0.01)


def test_where_surer_was_not_more_often_right_the_two_are_taken_together() -> None:
    curve = fit([(0.3, True)] * 50 + [(0.9, False)] * 50)
    assert curve(0.3) == curve(0.9) == pytest.approx(0.5)


def test_without_cases_there_is_no_curve() -> None:
    with pytest.raises(ValueError, match="no cases"):
        fit([])


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=200))
def test_a_fitted_curve_rises_and_claims_no_certainty(cases: list[tuple[float, bool]]) -> None:
    curve = fit(cases)
    assert all(a < b for a, b in pairwise(curve.share))
    assert all(a <= b for a, b in pairwise(curve.raw))
    assert len(curve.raw) <= max(1, len(cases) // FEW + 1)
    if len({right for _, right in cases}) == 2:
        assert all(0 < share < 1 for share in curve.share)


def test_words_of_outermost_and_nested_statements_have_curves_of_their_own() -> None:
    statements = (
        Statement("s1", None, (), (), (), 0.4, act="assert", confidences=(("act", 0.2), ("channel", 0.7))),
        Statement("s2", "s1", (), (), (), 0.4),
    )
    curves = {"words": CURVE, "words_nested": Curve((0.0,), (0.3,)), "act": CURVE}
    first, second = calibrated(Reading(statements), curves).statements
    assert (first.confidence, second.confidence) == (0.5, 0.3)
    assert first.confidences == (("act", 0.1), ("channel", 0.7))  # what has no curve stays


def test_the_curves_that_ship_are_those_of_every_label() -> None:
    curves = shipped()
    assert {"words", "words_nested", "speaker", "source_type", "named", "act", "negated", "addressee", "channel",
            "said_on"} <= curves.keys()  # fmt: skip
    assert all(0 < share <= 1 for curve in curves.values() for share in curve.share)
