"""On a Ray cluster the tables are the same, row for row, also where a node is lost on the way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("ray", reason="Ray is not installed (pip install 'onrecord[ray]')")

from built import Built

PROGRAM = """
import json, os, sys
os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
from ray.cluster_utils import Cluster
from onrecord.corpus import build
from onrecord.corpus.engine import Engine
if __name__ == "__main__":
    node = {"num_cpus": 1, "object_store_memory": 100 * 2**20}
    cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    nodes = [cluster.add_node(**node)]
    def tell(p):
        if p.stage == "read" and p.done == 1 and nodes:
            cluster.remove_node(nodes.pop(), allow_graceful=False)
            cluster.add_node(**node)
    manifest = build(sys.argv[2:], sys.argv[1], engine=Engine("ray", 2, cluster.address), unit_bytes=1500,
                     on_progress=tell)
    print("killed" if not nodes else "spared", manifest["engine"])
"""


def test_a_cluster_makes_the_same_tables_though_it_loses_a_node(built: Built, tmp_path: Path):
    folder = tmp_path / "c"
    # In a process of its own: an engine is chosen once a process.
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), *built.sources], capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "killed ray" in done.stdout
    names = sorted(built.manifest["files"])
    assert sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*.parquet")) == names
    for name in names:
        assert (folder / name).read_bytes() == (built.folder / name).read_bytes(), name
