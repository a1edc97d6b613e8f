"""Who may read the desk, and who may change what it shows: said in one place for its pages."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends

from onrecord.serve.desk.web import Visitor, need

Reading = Annotated[Visitor, Depends(need("reader"))]
"""Whoever may read, as a parameter of a page that asks who it is. Without accounts that is whoever asks."""
READING: Final = [Depends(need("reader"))]
"""The same for pages that need not know who it is."""
EDITING: Final = [Depends(need("editor"))]
"""Whoever may change what the desk shows."""
