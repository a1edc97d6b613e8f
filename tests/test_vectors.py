"""Vectors of what is said: alike in meaning, near one another."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.errors import ModelError
from onrecord.vectors import SIZE, Vectors, likeness, shipped


@pytest.mark.parametrize(
    ("one", "near", "far"),
    [
        ("the harbour was sold", "the port has been bought by a company", "he likes apples"),
        ("Taxes will rise next year", "the government plans to increase the levy on income", "a crash hurt three"),
        ("the mayor denied the allegations", "the accusations were rejected by her", "the mayor visited a school"),
    ],
)
def test_what_means_the_same_is_nearer_than_what_does_not(one: str, near: str, far: str) -> None:
    v = shipped()
    a, b = likeness(v.of(one), np.stack([v.of(near), v.of(far)]))
    assert a > b + 0.2


def test_the_same_words_are_one_vector_whatever_their_case_and_marks() -> None:
    v = shipped()
    assert (v.of("“The Harbour was sold,”") == v.of("the harbour was sold")).all()
    assert likeness(v.of("harbour sold"), v.of("harbour sold")[None])[0] == pytest.approx(1.0, abs=0.01)


def test_without_words_there_is_no_direction() -> None:
    v = shipped()
    assert (v.of("… !") == np.zeros(SIZE)).all()
    assert likeness(v.of(""), v.of("harbour")[None])[0] == 0


def test_damaged_vectors_are_refused() -> None:
    with pytest.raises(ModelError, match="damaged"):
        Vectors(["a"], b"something else")
