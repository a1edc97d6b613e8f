"""What a worker has in hand is seen from outside, and stays to be seen when it has died."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

pytest.importorskip("pyarrow")

from onrecord.corpus.in_hand import InHand
from onrecord.corpus.pages import Place

WORKER = """
import os, signal, sys
from onrecord.corpus.in_hand import InHand
from onrecord.corpus.pages import Place
hand = InHand(int(sys.argv[1]))
for n in range(3):
    hand.take(Place(n))
    hand.lay_down()
if sys.argv[2] == "holding":
    hand.take(Place(1 << 40, 7))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_page_is_seen_while_it_is_in_hand():
    mine = InHand()
    theirs = InHand(os.dup(mine.fd))
    assert mine.look().place is None
    begin = time.monotonic()
    theirs.take(Place(12, 1))
    seen = mine.look()
    assert seen.place == Place(12, 1)
    assert begin <= seen.clock <= time.monotonic()
    assert 0 < seen.computed <= time.process_time()
    theirs.lay_down()
    assert mine.look().place is None
    theirs.take(Place(12, 1))
    assert mine.look().place == Place(12, 1)
    assert mine.look().turn > seen.turn
    theirs.close()
    mine.close()


@pytest.mark.parametrize(("what", "place"), [("holding", Place(1 << 40, 7)), ("nothing", None)])
def test_it_outlives_the_worker(what: str, place: Place | None):
    hand = InHand()
    done = subprocess.run([sys.executable, "-c", WORKER, str(hand.fd), what], pass_fds=[hand.fd], check=False)
    assert done.returncode == -signal.SIGKILL
    assert hand.look().place == place
    hand.close()
