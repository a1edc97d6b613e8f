from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

FAKE = Path(__file__).with_name("fake_onrecord.py")
STORY = """Bridge opens after a year of repairs

The bridge over the Wend opened on Monday, more than a year after it was closed to traffic by the council.

Alder: the bridge is open to everybody from today, and it will stay so.

Vass: nobody had told the ferry company before the barriers came down.
"""


class Run:
    """One run of the command, with what it wrote."""

    def __init__(self, *arguments: object, stdin: str = "", **environment: str):
        done = subprocess.run(
            [sys.executable, FAKE, *map(str, arguments)],
            input=stdin.encode(), capture_output=True, timeout=60, env={**os.environ, "COLUMNS": "90", **environment},
        )  # fmt: skip
        self.status, self.out, self.err = done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.txt").write_text(STORY.replace("Bridge", f"Bridge {name}"))
    return folder


def _bad(folder: Path, name: str, word: str) -> Path:
    path = folder / f"{name}.txt"
    path.write_text(STORY.replace("Monday", word))
    return path


def test_a_page_is_shown_as_a_table_by_default(pages: Path) -> None:
    run = Run("read", pages / "a.txt")
    assert run.status == 0
    assert "s1  Alder " in run.out
    assert "2 statements\n" in run.out
    assert run.err == ""
    assert "\x1b" not in run.out


def test_one_input_is_one_object_and_several_are_an_array(pages: Path) -> None:
    one = Run("read", pages / "a.txt", "--format", "json", "--published", "2031-03-04", "--outlet", "Harbour Wire")
    record = json.loads(one.out)
    assert (record["published"], record["outlet"]) == ("2031-03-04", "Harbour Wire")
    assert [s["content"][0][2][:10] for s in record["statements"]] == ["the bridge", "nobody had"]
    several = json.loads(Run("read", pages / "a.txt", pages / "b.txt", "--format", "json").out)
    assert [r["name"] for r in several] == ["a.txt", "b.txt"]
    # a folder is several even where it holds one
    for name in "bc":
        (pages / f"{name}.txt").unlink()
    assert [r["name"] for r in json.loads(Run("read", pages, "--format", "json").out)] == ["a.txt"]


def test_lines_and_rows_of_several_inputs_follow_one_another(pages: Path) -> None:
    lines = Run("read", pages, "--format", "jsonl").out.splitlines()
    assert [json.loads(line)["name"] for line in lines] == ["a.txt", "b.txt", "c.txt"]
    rows = list(csv.DictReader(io.StringIO(Run("read", pages, "--format", "csv").out)))
    assert [(r["article"], r["statement"]) for r in rows[:3]] == [("a.txt", "s1"), ("a.txt", "s2"), ("b.txt", "s1")]


def test_what_is_less_sure_than_asked_for_is_left_out_or_greyed(pages: Path) -> None:
    sure = json.loads(Run("read", pages / "a.txt", "-f", "json", "--min-confidence", "0.9").out)
    assert (len(sure["statements"]), sure["provenance"]["settings"]["min_confidence"]) == (2, "0.9")
    assert json.loads(Run("read", pages / "a.txt", "-f", "json", "--min-confidence", "0.95").out)["statements"] == []
    grey = Run("read", pages / "a.txt", "--min-confidence", "0.95", "--below", "grey").out
    assert grey.count("low confidence 0.90") == 2
    assert "low confidence" not in Run("read", pages / "a.txt").out


def test_standard_input(pages: Path) -> None:
    run = Run("read", "-", "--format", "json", stdin=STORY)
    assert len(json.loads(run.out)["statements"]) == 2


@pytest.mark.parametrize(
    ("format", "ending", "opening"),
    [("table", "txt", "Bridge"), ("json", "json", "{"), ("jsonl", "jsonl", '{"id"'), ("csv", "csv", "\ufeffarticle,"),
     ("html", "html", "<!doctype html>")],
)  # fmt: skip
def test_a_folder_of_output_has_one_file_an_input(pages: Path, format: str, ending: str, opening: str) -> None:
    out = pages.parent / "deep" / "out"
    (pages / "more").mkdir()
    (pages / "more" / "a.txt").write_text(STORY)
    run = Run("read", pages, "--format", format, "--out", out)
    assert (run.status, run.out, run.err) == (0, "", "")
    assert sorted(p.name for p in out.iterdir()) == [f"a-2.{ending}", f"a.{ending}", f"b.{ending}", f"c.{ending}"]
    assert (out / f"b.{ending}").read_text().startswith(opening)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bad_input_is_named_and_the_rest_goes_on(pages: Path, jobs: int) -> None:
    _bad(pages, "ab", "BOOM")
    (pages / "ac.txt").write_bytes(b"")
    out = pages.parent / "out"
    run = Run("read", pages, pages / "gone.txt", "--format", "json", "--out", out, "--jobs", jobs)
    assert run.status == 1
    assert sorted(p.name for p in out.iterdir()) == ["a.json", "b.json", "c.json"]
    assert "ab.txt: RuntimeError: something broke" in run.err
    assert f"{pages / 'ac.txt'}: " in run.err
    assert f"{pages / 'gone.txt'}: " in run.err
    assert run.err.endswith("3 of 6 inputs failed.\n")
    assert "Traceback" not in run.err
    assert "\x1b" not in run.err


def test_jobs_share_the_cores_and_keep_the_order(pages: Path) -> None:
    _bad(pages, "a", "SLOW")
    run = Run("read", pages, "--format", "jsonl", "--jobs", 2)
    records = [json.loads(line) for line in run.out.splitlines()]
    assert [r["name"] for r in records] == ["a.txt", "b.txt", "c.txt"]
    settings = [r["provenance"]["settings"] for r in records]
    assert len({s["pid"] for s in settings}) == 2
    assert {s["threads"] for s in settings} == {str(max(1, (os.cpu_count() or 1) // 2))}


def test_a_worker_that_dies_hangs_nothing(pages: Path) -> None:
    _bad(pages, "ab", "DIE")
    run = Run("read", pages, "--format", "jsonl", "--jobs", 2)
    assert run.status == 1
    assert len(run.out.splitlines()) == 3
    assert "ab.txt: the process that read it died (exit status 7)" in run.err


@pytest.mark.parametrize("jobs", [1, 2])
def test_without_a_model_nothing_is_tried_again(pages: Path, jobs: int) -> None:
    for name in "abc":
        _bad(pages, name, "NOMODEL")
    run = Run("read", pages, "--jobs", jobs)
    assert (run.status, run.err) == (1, "the model is missing. Install onrecord anew.\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["read", "x.txt", "--format", "pdf"],
        ["read", "x.txt", "--published", "yesterday"],
        ["read", "x.txt", "--published", "2022-13-01"],
        ["read", "x.txt", "--published", "20221011"],
        ["read", "x.txt", "--jobs", "0"],
        ["read", "x.txt", "--jobs", "two"],
        ["read", "x.txt", "y.txt", "--format", "html"],
        ["read", "x.txt", "--out", str(FAKE)],
        ["read", "x.txt", "--out", str(FAKE / "deeper")],
        ["read", "x.txt", "--what"],
        ["read", "x.txt", "--min-confidence", "1.2"],
        ["read", "x.txt", "--min-confidence", "much"],
        ["read", "x.txt", "--below", "blue"],
        ["read", ""],
        ["read", "x.txt", "--published", ""],
        ["reed", "x.txt"],
    ],
)
def test_wrong_usage(arguments: list[str]) -> None:
    run = Run(*arguments)
    assert run.status == 2
    assert run.out == ""
    assert "Traceback" not in run.err


def test_wrong_usage_names_the_remedy(pages: Path) -> None:
    assert f"{FAKE} is a file. Name a folder" in " ".join(Run("read", "x.txt", "--out", FAKE).err.split())
    assert "an input is empty. Name a file" in Run("read", "").err
    assert "'yesterday' is not a date. Write it as 2022-10-11." in Run("read", "x.txt", "--published", "yesterday").err
    assert "INPUT..." in Run("read", "--help").out


def test_a_format_may_be_written_in_capitals(pages: Path) -> None:
    assert json.loads(Run("read", pages / "a.txt", "--format", "JSON").out)["name"] == "a.txt"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_must_not_be_written_into_is_wrong_usage(pages: Path) -> None:
    pages.chmod(0o555)
    run = Run("read", pages, "--out", pages)
    assert (run.status, "there is no permission to write into" in run.err) == (2, True)


def test_rows_for_a_pipe_have_no_mark_before_them(pages: Path) -> None:
    assert Run("read", pages / "a.txt", "--format", "csv").out.startswith("article,")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals there")
def test_a_terminal_shows_colours_progress_and_what_is_waited_for(pages: Path) -> None:
    import pty

    def run(*arguments: object, typed: bytes = b"") -> str:
        terminal, theirs = pty.openpty()
        environment = {k: v for k, v in os.environ.items() if k != "NO_COLOR"} | {"TERM": "xterm", "COLUMNS": "80"}
        with subprocess.Popen(
            [sys.executable, FAKE, *map(str, arguments)], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
        ) as process:
            os.close(theirs)
            os.write(terminal, typed)
            shown = b""
            with suppress(OSError):  # what a closed terminal reads as
                while piece := os.read(terminal, 4096):
                    shown += piece
            assert process.wait(30) == 0
        os.close(terminal)
        return shown.decode()

    assert "\x1b[1mAlder" in run("read", pages / "a.txt")
    assert "0/3" in run("read", pages, "--format", "json", "--out", pages.parent / "out")
    typed = STORY.encode() + b"\x04"
    assert "Ctrl-D on a line of its own ends it" in run("read", "-", typed=typed)


def test_dates_with_a_time_are_dates(pages: Path) -> None:
    run = Run("read", pages / "a.txt", "--published", "2031-03-04T06:30:00Z", "--format", "json")
    assert run.status == 0


def test_version_and_help() -> None:
    assert Run("--version").out.startswith("onrecord ")
    assert "--allow-private" in Run("read", "--help").out


def test_a_reader_that_goes_away_is_no_error(pages: Path) -> None:
    for n in range(40):
        (pages / f"x{n}.txt").write_text(STORY * 20)
    with subprocess.Popen(
        [sys.executable, FAKE, "read", pages, "--format", "json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 141


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_leaves_whole_files_only(pages: Path, jobs: int) -> None:
    _bad(pages, "d", "FOREVER")
    out = pages.parent / "out"
    with subprocess.Popen(
        [sys.executable, FAKE, "read", pages, "--format", "json", "--out", out, "--jobs", str(jobs)],
        stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where tests run in the background
    ) as process:  # fmt: skip
        until = time.monotonic() + 20
        while not (out / "c.json").exists() and time.monotonic() < until:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the workers too
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait(10) == 130
    assert sorted(p.name for p in out.iterdir()) == ["a.json", "b.json", "c.json"]
    assert all(json.loads(p.read_text())["statements"] for p in out.iterdir())


def test_output_is_utf_8_whatever_the_locale(pages: Path) -> None:
    (pages / "a.txt").write_text(STORY.replace("everybody", "“everybody”"), encoding="utf-8")
    run = Run("read", pages / "a.txt", LC_ALL="C", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert "“everybody”" in run.out


def test_help_and_usage_load_no_model() -> None:
    # What a shell's completion or a typing error has to wait for.
    code = "import sys, onrecord.cli; print({'onnxruntime', 'numpy', 'trafilatura'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_explain_shows_why(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", "explain", str(root / "examples" / "harbour.txt"), "s2"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "because: " in done.stdout
    assert "(" in done.stdout.splitlines()[0]


def test_explaining_what_is_not_there_fails(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", "explain", str(root / "examples" / "harbour.txt"), "s999"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "no statement 's999'" in done.stderr
