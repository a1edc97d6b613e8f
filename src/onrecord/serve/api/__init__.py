"""The interface for programs: `/api/v1`, described by OpenAPI, with the items that exports have (docs/api.md).

One address names one thing, whatever form is asked for: JSON, JSON-LD, CSV, or its page on the desk.
"""
