from __future__ import annotations

import pytest
from hypothesis import given
from serve_examples import labelled, plain_record, records, story

from onrecord.domain import Record, Span, Statement
from onrecord.serve.lines import as_lines
from onrecord.serve.table import as_table

EXPECTED = """\
Mayor denies claim that the bridge was closed
Harbour Wire · published 4 March 2031 · Tilda Ferrow

    who                how           what
s1  Ondine Vass        asserts       that Piet Lorne told her Mayor Alder said
                                     the bridge “would never open.”
s2  └ Piet Lorne       asserts       Mayor Alder said the bridge “would never
                                     open.”
                                     to Ondine Vass
s3    └ Mayor Alder    does not      the bridge “would never open.”
                       commit        denied by s4 (It is not true) · low
                                     confidence 0.40

s4  Mayor Alder        denies        “It is not true,” … “The bridge is open.”
                                     at a press conference · on 3 March 2031 ·
                                     denies s3 (It is not true)

s5  A clerk (unnamed)  said          the lamps had failed
                                     unnamed because: who was not authorised to
                                     speak

s6  unknown            unknown       An earlier version misspelled the name of
                                     the bridge

6 statements · 2 inside another · 3 speakers
not known: speaker in 2, act in 2, to whom in 5, channel in 5, date in 5
warning: read as English

"""

LABELS = """\
ferry.txt
The Ellery Courier · published 8 May 2031, 06:30 UTC

    who                  how              what
s1  Two aides (unnamed)  asserts          that Mayor Vass wanted the ferry sold
                                          to The Ellery Courier · in an interview · between 1 and 5
                                          May 2031 · denied by s3 · repeated by s5 (too) · unnamed
                                          because: who feared for their posts
s2  └ Ines Vass          wants            the ferry sold
                                          denied by s3 · low confidence 0.31

s3  Ines Vass            denies           that she never asked for a sale
                                          in an interview · about 7 May 2031 · denies s1, s2

s4  Nobody (unnamed)     does not assert  that it was hers

s5  the ferry’s owner    hinted           It may close
                         (negated)        repeats s1 (too)

5 statements · 1 inside another · 2 speakers
not known: speaker in 2, act in 1, to whom in 4, channel in 3, date in 3

"""


def test_the_table_at_80_columns() -> None:
    assert as_table(story(), width=80) == EXPECTED


def test_labels_and_what_is_not_known_in_the_table() -> None:
    assert as_table(labelled(), width=100) == LABELS


def test_what_is_known_of_no_statement_is_said_once() -> None:
    record = plain_record("x", Statement("s1", None, (), (), (Span(0, 1),), 1.0))
    for shown in (as_table(record), as_lines(record)):
        assert "not known of any statement: speaker, act, to whom, channel, date" in shown


def test_what_is_known_of_all_is_not_said_to_lack() -> None:
    said = Statement("s1", None, (), (), (Span(0, 1),), 1.0, "Vass", act="assert", addressee="all", channel="book",
                     said_on="2031")  # fmt: skip
    assert "not known" not in as_table(plain_record("x", said))


def test_an_outlet_that_is_its_own_agency_is_named_once() -> None:
    assert as_lines(labelled()).splitlines()[1] == "The Ellery Courier · published 8 May 2031, 06:30 UTC"


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
    assert "\ns5  A clerk (unnamed) | said" in shown
    assert "[denies s3 (It is not" in shown
