"""The programs in docs/corpus.md and the example notebook run as they are written, on a corpus of invented news."""
# ruff: noqa: E402  (what is missing skips the module before it imports what needs it)

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

for _needed in ("daft", "fastwarc", "pyarrow", "sqlalchemy"):
    pytest.importorskip(_needed)

from built import Built


def needs(program: str) -> None:
    """Skip where something is not installed that the program imports."""
    for name in re.findall(r"^\s*import (\w+)", program, re.MULTILINE):
        pytest.importorskip(name)


def output(program: str, folder: Path) -> str:
    """Run a program in a folder as a user does, in a file of its own, and return what it prints."""
    (folder / "program.py").write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "program.py"], cwd=folder, capture_output=True, text=True, encoding="utf-8",
        timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def blocks(root: Path, of: str) -> str:
    """Return the one program of the page that has the words `of` in it."""
    page = (root / "docs" / "corpus.md").read_text(encoding="utf-8")
    (found,) = (b for b in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if of in b)
    return found


@pytest.fixture
def place(built: Built, tmp_path: Path) -> Path:
    """A folder with the corpus as `news` in it, as the page has it."""
    (tmp_path / "news").symlink_to(built.folder, target_is_directory=True)
    return tmp_path


def test_the_build_in_python(root: Path, built: Built, tmp_path: Path):
    (tmp_path / "news.warc.gz").write_bytes(Path(built.sources[0]).read_bytes())
    printed = output(blocks(root, "onrecord.corpus.build"), tmp_path)
    assert "'articles': " in printed
    assert (tmp_path / "news" / "manifest.json").exists()


def test_duckdb_opens_the_tables(root: Path, built: Built, place: Path):
    program = blocks(root, "import duckdb")
    needs(program)
    printed = output(program, place)
    named = [
        r["speaker"] for r in built.rows("statements")
        if r["named"] and r["duplicate_of"] is None and "2024-01" <= r["month"] <= "2024-03"
    ]  # fmt: skip
    most = max(sorted(set(filter(None, named))), key=named.count)
    assert re.search(rf"{most}\W+{named.count(most)}\b", printed)


def test_polars_opens_the_tables(root: Path, built: Built, place: Path):
    program = blocks(root, "import polars")
    needs(program)
    printed = output(program, place)
    assert "justification" in printed
    unnamed = {r["outlet"] for r in built.rows("statements") if r["named"] is False and r["outlet"]}
    assert unnamed
    assert all(outlet in printed for outlet in unnamed)


def test_spacy_has_the_component(root: Path, tmp_path: Path):
    program = blocks(root, "import spacy")
    needs(program)
    assert "Ruth Abara" in output(program, tmp_path)


def test_the_notebook_runs_from_top_to_bottom(root: Path, built: Built, place: Path):
    notebook = json.loads((root / "examples" / "corpus.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    assert all(c["outputs"] == [] for c in notebook["cells"] if c["cell_type"] == "code"), "it is kept without results"
    program = "\n\n".join(cells)
    needs(program)
    ends = '\nprint("denied:", len(denied), "most quoted:", most_quoted.fetchall()[0], "failed:", reasons)\n'
    printed = output(program + ends, place)
    rows = built.rows("statements")
    assert f"denied: {sum(r['act'] == 'deny' for r in rows)} " in printed
    assert "failed: shape:" in printed
    named = [r["speaker"] for r in rows if r["named"] and r["duplicate_of"] is None and r["speaker"]]
    most = max(sorted(set(named)), key=named.count)
    assert f"('{most}', {named.count(most)}, " in printed
