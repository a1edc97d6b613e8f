"""Check an environment that holds nothing but a bare install: is it small, free of torch, and does it read a page?

python eval/bare.py VENV INPUT...
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

LIMIT_MB = 300
EMPTY = ("pip", "setuptools", "pkg_resources", "_distutils_hack")  # what an environment holds before the install
UNWANTED = ("torch", "transformers", "spacy", "tensorflow", "onnx")


def size_mb(folder: Path) -> float:
    """Return what the install added under `folder`, as it lies on disk, in units of 1,000,000 bytes."""
    added = [entry for entry in folder.iterdir() if not entry.name.startswith(EMPTY)]
    files = (Path(root) / name for entry in added for root, _, names in os.walk(entry) for name in names)
    return sum(f.lstat().st_blocks * 512 for f in files) / 1e6


def read(venv: Path, source: Path, out: Path) -> int:
    """Read `source` with the environment's own command, outside the project's folder; return how many statements."""
    command = [str(venv / "bin" / "onrecord"), "read", str(source.resolve()), "--format", "json", "--out", str(out)]
    subprocess.run(command, check=True, cwd=out, env={**os.environ, "PYTHONPATH": ""})
    record = json.loads((out / f"{source.stem}.json").read_text(encoding="utf8"))
    for statement in record["statements"]:
        for role in ("source", "cue", "content"):
            for start, end, words, *_ in statement[role]:
                if record["text"][start:end] != words:
                    sys.exit(f"{source}: {statement['id']}'s {role} is not verbatim in the text")
    return len(record["statements"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("venv", type=Path)
    parser.add_argument("inputs", type=Path, nargs="+")
    args = parser.parse_args()

    (packages,) = args.venv.resolve().glob("lib/python3*/site-packages")
    present = [name for name in UNWANTED if (packages / name).exists()]
    if present:
        sys.exit(f"a bare install brings {', '.join(present)}")
    size = size_mb(packages)
    print(f"site-packages: {size:.0f} MB of {LIMIT_MB}")
    if size > LIMIT_MB:
        sys.exit("a bare install is too large")
    for source in args.inputs:
        with tempfile.TemporaryDirectory() as out:
            found = read(args.venv.resolve(), source, Path(out))
        print(f"{source}: {found} statements")
        if not found:
            sys.exit(f"{source}: the record is empty")


if __name__ == "__main__":
    main()
