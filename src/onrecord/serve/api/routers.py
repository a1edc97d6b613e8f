"""Every route of the interface under its version. What stands under `/api/v1` stays as docs/api.md promises."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from onrecord.serve.api import articles, feeds, finding, groups, reading
from onrecord.serve.api.access import bearer

router = APIRouter(
    prefix="/api/v1", dependencies=[Depends(bearer)], generate_unique_id_function=lambda route: route.name
)
for part in (finding, articles, groups, feeds, reading):
    router.include_router(part.router)
