from __future__ import annotations

import pytest
from hypothesis import given
from serve_examples import plain_record, records, story

from onrecord.domain import Record, Span, Statement
from onrecord.serve.lines import as_lines
from onrecord.serve.table import as_table

EXPECTED = """\
Mayor denies claim that the bridge was closed
Harbour Wire · published 2031-03-04 · Tilda Ferrow

    who              how           what
s1  Ondine Vass      asserts       that Piet Lorne told her Mayor Alder said the
                                   bridge “would never open.”
s2  └ Piet Lorne     asserts       Mayor Alder said the bridge “would never
                                   open.”
                                   to Ondine Vass
s3    └ Mayor Alder  does not      the bridge “would never open.”
                     commit        denied by (It is not true) s4 · low
                                   confidence 0.40

s4  Mayor Alder      denies        “It is not true,” … “The bridge is open.”
                                   at a press conference · 2031-03-03 · denies
                                   (It is not true) s3

s5  A clerk          said          the lamps had failed
                                   unnamed: who was not authorised to speak

s6  unknown          unknown       An earlier version misspelled the name of the
                                   bridge

6 statements · 2 inside another · 5 sources
warning: read as English

"""


def test_the_table_at_80_columns() -> None:
    assert as_table(story(), width=80) == EXPECTED


@pytest.mark.parametrize("width", [20, 40, 80, 160, 300])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    assert max(map(len, as_table(story(), width=width).splitlines())) <= max(width, 40)


def test_colours_only_where_they_are_wanted() -> None:
    assert "\x1b[" not in as_table(story())
    assert "\x1b[1m" in as_table(story(), color=True)


def test_a_hostile_article_cannot_steer_the_terminal() -> None:
    text = "\x1b]0;owned\x07[bold]x[/bold] :smile:"
    record = plain_record(text, Statement("s1", None, (), (), (Span(0, len(text)),), 1.0), headline=text)
    for shown in (as_table(record, width=200), as_lines(record)):
        assert "\x1b" not in shown
        assert "\x07" not in shown
        assert "[bold]x[/bold] :smile:" in shown  # rich's own mark-up is words too


def test_nothing_found_is_said() -> None:
    assert "No statements were found." in as_table(plain_record("Nothing."))


@given(records())
def test_every_record_can_be_shown_with_all_its_statements(record: Record) -> None:
    for shown in (as_table(record), as_lines(record)):
        shown.encode("utf-8", "surrogatepass")
        assert "\x1b" not in shown


def test_plain_lines_show_the_chain_by_indent() -> None:
    shown = as_lines(story())
    assert "\ns2    Piet Lorne | asserts (to Ondine Vass) | Mayor Alder said" in shown
    assert "\ns3      Mayor Alder | does not commit" in shown
