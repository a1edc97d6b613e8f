"""The desk: the record in a browser, and as a service. Needs the extra `desk` (FastAPI, Jinja2).

`create_app` gives the ASGI application; `onrecord serve` runs it.
"""
