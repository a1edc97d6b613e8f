"""Wordings of one saying set side by side."""

from __future__ import annotations

import pytest

from onrecord.record.wordings import Run, compare

FULL = "“We sold the harbour in May, and we would sell it again,”"


@pytest.mark.parametrize(
    ("pieces", "form", "marks"),
    [
        ((FULL,), "direct", ("whole",)),
        (("“We sold the harbour in May,”", "“and we would sell it again.”"), "direct", ("whole",)),
        (("‘We sold the harbour in May, and we would sell it again’",), "direct", ("whole",)),
        (("“We sold the harbour in May,”",), "direct", ("cut",)),
        (("“We sold the harbour ... and we would sell it again.”",), "direct", ("ellipsis", "cut")),
        (("“We sold the harbour … and we would sell it again.”",), "direct", ("ellipsis", "cut")),
        (("“We sold the harbour in May, and [the council] would sell it again.”",), "direct", ("bracketed", "cut")),
        (("“We sold the harbour in June, and we would sell it again.”",), "direct", ("altered",)),
        (("that the council sold the harbour in May",), "indirect", ("indirect", "cut")),
        (("that they “would sell it again”",), "mixed", ("partly quoted", "cut", "altered")),
    ],
)
def test_each_wording_is_marked_with_how_it_differs_from_the_fullest_one(pieces, form, marks):
    longest = (
        ("full", [FULL.replace("May,", "May, gladly,")], "direct") if "longer" in marks else ("full", [FULL], "direct")
    )
    (_, other) = compare([longest, ("other", list(pieces), form)])
    assert other.statement == "other"
    assert other.marks == marks


def test_the_fullest_wording_comes_first_whatever_the_order():
    short, full = ("a", ["“We sold the harbour”"], "direct"), ("b", [FULL], "direct")
    edited = (
        "c",
        ["“We sold the harbour in May, and we would [gladly] sell it again, and again, and again,”"],
        "direct",
    )
    for given in ([short, full, edited], [edited, full, short]):
        assert [w.statement for w in compare(given)] == ["b", "a", "c"]
    assert compare([short, full])[0].marks == ("whole",)


def test_differences_stand_in_their_places():
    (_, other) = compare([("a", [FULL], "direct"), ("b", ["“We gave away the harbour in May”"], "direct")])
    assert other.runs == (
        Run("same", "We"),
        Run("altered", "gave away", "sold"),
        Run("same", "the harbour in May"),
        Run("missing", "and we would sell it again"),
    )


def test_nothing_to_compare_is_no_error():
    assert compare([]) == ()
    assert compare([("a", [""], None)])[0].text == ""
