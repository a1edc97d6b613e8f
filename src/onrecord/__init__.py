"""Keep the record of who said what: `onrecord.read("page.html")` and `onrecord.read_text(text)`."""

from importlib.metadata import PackageNotFoundError, version

# The package `onrecord.read` must have been imported before the function of that name is: importing it sets the
# attribute `read` of this module, once, and afterwards the function stays.
import onrecord.read  # noqa: F401
from onrecord.errors import FetchError, InputError, ModelError, NoArticleError, OnrecordError
from onrecord.library import Document, Said, read, read_text

try:
    __version__ = version("onrecord")
except PackageNotFoundError:  # run from a checkout that is not installed
    __version__ = "0+unknown"

__all__ = [
    "Document",
    "FetchError",
    "InputError",
    "ModelError",
    "NoArticleError",
    "OnrecordError",
    "Said",
    "__version__",
    "read",
    "read_text",
]
