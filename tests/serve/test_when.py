from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.serve.when import in_words, moment


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("2022-10-11", "on 11 October 2022"),
        ("2022-10", "in October 2022"),
        ("2022", "in 2022"),
        ("202X", "in the 2020s"),
        ("2022-21", "in spring 2022"),
        ("2022-34", "in the second quarter of 2022"),
        # not exactly, not surely, neither
        ("2022-09-26~", "about 26 September 2022"),
        ("2022-09-26?", "perhaps on 26 September 2022"),
        ("2022-09%", "perhaps about September 2022"),
        # intervals, open ones too
        ("2022-10-03/2022-10-09", "between 3 and 9 October 2022"),
        ("2022-09-30/2022-10-09", "between 30 September 2022 and 9 October 2022"),
        ("2022-10-03~/2022-10-09", "between about 3 October 2022 and 9 October 2022"),
        ("2021/2022", "between 2021 and 2022"),
        ("../2022-10-11", "by 11 October 2022"),
        ("2022-10-11/..", "since 11 October 2022"),
        # what is no date, or none that is known here, is left as it is
        ("2022-02-31", "2022-02-31"),
        ("2022-13", "2022-13"),
        ("2022-XX-11", "2022-XX-11"),
        ("202X-10", "202X-10"),
        ("2022-10-11/soon", "2022-10-11/soon"),
        ("../..", "../.."),
        ("lately", "lately"),
        ("", ""),
    ],
)
def test_when_it_was_said_in_words(edtf: str, words: str) -> None:
    assert in_words(edtf) == words


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2024-03-18", "18 March 2024"),
        ("2024-03-18T06:30:00Z", "18 March 2024, 06:30 UTC"),
        ("2024-03-18T06:30:00.000+00:00", "18 March 2024, 06:30 UTC"),
        ("2024-03-18T06:30+02:00", "18 March 2024, 06:30 UTC+02:00"),
        ("2024-03-18 06:30", "18 March 2024, 06:30"),
        ("2024-03-32", "2024-03-32"),
        ("2024-03-18T06:30Z or so", "2024-03-18T06:30Z or so"),
        ("", ""),
    ],
)
def test_when_it_was_published_in_words(iso: str, words: str) -> None:
    assert moment(iso) == words


@given(st.text(st.sampled_from("0123456789-/.~?%XTZ: +"), max_size=25))
def test_whatever_stands_for_a_date_is_shown_somehow(text: str) -> None:
    assert bool(in_words(text)) == bool(text)
    assert bool(moment(text)) == bool(text)
