"""Whatever is asked, the interface does not fail, and answers as it is described (schemathesis)."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings

EXAMPLES = 12
"""Of each operation, valid and invalid ones each."""


def test_no_question_makes_it_fail(desk: FastAPI):
    schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")
    from schemathesis.specs.openapi import checks as openapi

    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", desk)
    operations = [found.ok() for found in schema.get_all_operations() if found.ok().path.startswith("/api/v1")]
    assert len(operations) >= 20
    checks = [
        schemathesis.checks.not_a_server_error, openapi.response_schema_conformance, openapi.status_code_conformance,
        openapi.content_type_conformance,
    ]  # fmt: skip
    for operation in operations:
        for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
            _ask(operation, mode, checks)


def _ask(operation: Any, mode: Any, checks: list[Any]) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, phases=[Phase.generate], database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        case.call_and_validate(checks=checks)

    asked()
