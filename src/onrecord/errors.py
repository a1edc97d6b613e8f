"""The tree of errors. Each names the input, the place and the remedy, in one sentence a reader can act on."""

from __future__ import annotations


class OnrecordError(Exception):
    """Anything that onrecord refuses to do, with the reason."""


class InputError(OnrecordError):
    """One input cannot be read: `input` names it, `problem` says what is wrong, `remedy` what to do."""

    def __init__(self, input: str, problem: str, remedy: str):
        super().__init__(f"{input}: {problem}. {remedy}")
        self.input, self.problem, self.remedy = input, problem, remedy

    def __reduce__(self) -> tuple[type[InputError], tuple[str, str, str]]:
        return type(self), (self.input, self.problem, self.remedy)


class FetchError(InputError):
    """An address could not be fetched, or must not be."""


class NoArticleError(InputError):
    """The page was read, but there is no article in it."""


class ModelError(OnrecordError):
    """The model that ships with the package is missing or is not the one that was released."""


class RecordError(OnrecordError):
    """The record cannot be opened, read or written: `place` names it, `problem` what is wrong, `remedy` what to do."""

    def __init__(self, place: str, problem: str, remedy: str):
        super().__init__(f"{place}: {problem}. {remedy}")
        self.place, self.problem, self.remedy = place, problem, remedy

    def __reduce__(self) -> tuple[type[RecordError], tuple[str, str, str]]:
        return type(self), (self.place, self.problem, self.remedy)
