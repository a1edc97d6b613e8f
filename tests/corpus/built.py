"""A corpus that was built, and what odd pages it was built from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

GERMAN = [
    "Der Bürgermeister sagte am Donnerstag, dass die Brücke nicht vor dem Winter fertig werde und mehr Geld koste.",
    "Die Opposition hat den Plan nach eigenen Worten nie abgelehnt, sie will aber wissen, wer die Rechnung bezahlt.",
]
BROKEN = "https://broken.example/"


@dataclass(frozen=True)
class Built:
    """A corpus: its folder, its manifest, and what it was made from."""

    folder: Path
    manifest: dict[str, Any]
    sources: list[str]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Return the rows of a table in the order of its files, with the month of each."""
        from onrecord.corpus.layout import Layout, batches

        return [{**row, "month": month} for month, rows in batches(Layout(self.folder), table) for row in rows]
