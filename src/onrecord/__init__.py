"""Keep the record of who said what: `onrecord.read("page.html")` and `onrecord.read_text(text)`."""

from importlib.metadata import PackageNotFoundError, version

# The packages `onrecord.check` and `onrecord.read` must have been imported before the functions of those names are:
# importing one sets the attribute of this module, once, and afterwards the function stays.
import onrecord.check
import onrecord.read  # noqa: F401
from onrecord.errors import FetchError, InputError, ModelError, NoArticleError, OnrecordError
from onrecord.library import Checked, Document, Said, check, read, read_text

try:
    __version__ = version("onrecord")
except PackageNotFoundError:  # run from a checkout that is not installed
    __version__ = "0+unknown"

__all__ = [
    "Checked",
    "Document",
    "FetchError",
    "InputError",
    "ModelError",
    "NoArticleError",
    "OnrecordError",
    "Said",
    "__version__",
    "check",
    "read",
    "read_text",
]
