from __future__ import annotations

import os
import time

import pytest

from onrecord.serve.batch import each
from onrecord.serve.one import Outcome, Wish


def work(input: str, wish: Wish) -> Outcome:
    """Do as the input says; a worker process finds this by its name."""
    word, _, figure = input.partition(":")
    if word == "sleep":
        time.sleep(float(figure))
    elif word == "die":
        os._exit(int(figure))
    elif word == "kill":
        os.kill(os.getpid(), int(figure))
    return Outcome(input, text=f"{input} {os.getpid()}")


def test_results_come_in_the_order_of_the_inputs() -> None:
    inputs = ["sleep:0.3", "a", "b", "sleep:0.1", "c"]
    outcomes = list(each(inputs, Wish(), jobs=2, work=work))
    assert [o.input for o in outcomes] == inputs
    pids = {(o.text or "").split()[-1] for o in outcomes}
    assert str(os.getpid()) not in pids
    assert len(pids) == 2


def test_standard_input_is_read_by_the_process_that_has_it() -> None:
    outcomes = list(each(["a", "-", "b"], Wish(), jobs=2, work=work))
    assert outcomes[1].text == f"- {os.getpid()}"


@pytest.mark.parametrize(
    ("how", "named"), [("die:3", "exit status 3"), ("die:0", "exit status 0"), ("kill:9", "SIGKILL")]
)
def test_a_worker_that_dies_costs_its_input_and_no_other(how: str, named: str) -> None:
    inputs = ["a", how, "b", how, "c", "d"]
    outcomes = list(each(inputs, Wish(), jobs=2, work=work))
    assert [o.input for o in outcomes] == inputs
    assert [o.problem is None for o in outcomes] == [True, False, True, False, True, True]
    assert named in (outcomes[1].problem or "")


def test_a_run_that_is_left_stops_its_workers() -> None:
    run = each([*"abcdef", "sleep:60"], Wish(), jobs=2, work=work)
    first = next(run)
    started = time.monotonic()
    run.close()
    assert time.monotonic() - started < 5
    with pytest.raises(ProcessLookupError):
        os.kill(int((first.text or "").split()[-1]), 0)


def test_one_job_starts_no_process() -> None:
    assert [o.text for o in each(["a", "b"], Wish(), work=work)] == [f"a {os.getpid()}", f"b {os.getpid()}"]
