"""Read what a form or a script sends, after its guard was checked."""

from __future__ import annotations

import hmac
import uuid
from dataclasses import dataclass

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from legato.app.visit import visit_of
from legato.errors import InputError, UsageError

__all__ = ["Form", "check_guard", "key_of", "read_form"]

_LONGEST_TEXT = 4000
_MOST_FIELDS = 400


@dataclass(frozen=True)
class Form:
    """The fields of one form.

    Parameters
    ----------
    fields : FormData
    """

    fields: FormData

    @property
    def key(self) -> str:
        """Key that makes a repeated sending harmless."""
        return self.text("key") or uuid.uuid4().hex

    @property
    def base_version(self) -> int | None:
        """Version of the item that the page showed; None where it showed none."""
        text = self.text("base_version")
        return int(text) if text.isdecimal() and len(text) < 10 else None

    def text(self, name: str) -> str:
        """Give one field, without spaces around it; empty if it is not there.

        Raises
        ------
        InputError
            If it is longer than a page can need.
        """
        value = self.fields.get(name, "")
        if not isinstance(value, str):
            return ""
        if len(value) > _LONGEST_TEXT:
            raise InputError(
                "A text is too long", where=name, found=f"{len(value)} letters", mend=f"at most {_LONGEST_TEXT}",
                code="LEG-E821",
            )  # fmt: skip
        return value.replace("\x00", "").strip()

    def many(self, name: str) -> tuple[str, ...]:
        """Give every value of a field that may be ticked several times."""
        return tuple(one for one in self.fields.getlist(name) if isinstance(one, str))

    def number(self, name: str) -> float | None:
        """Give a number; None where the field was left empty.

        Raises
        ------
        InputError
            If something else was typed.
        """
        text = self.text(name).replace(",", ".")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if value != value or abs(value) == float("inf"):
            raise InputError("This is no number", where=name, found=text[:40], code="LEG-E822")
        return value

    def file(self, name: str) -> UploadFile | None:
        """Give a file; None where none was chosen."""
        value = self.fields.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None

    def files(self, name: str) -> tuple[UploadFile, ...]:
        """Give all files of one field."""
        return tuple(one for one in self.fields.getlist(name) if isinstance(one, UploadFile) and one.filename)


async def read_form(request: Request) -> Form:
    """Read a form and check its guard.

    Parameters
    ----------
    request : Request

    Returns
    -------
    Form

    Raises
    ------
    UsageError
        If the guard is missing or wrong: the form was not made by these pages for this browser.
    """
    fields = await request.form(max_fields=_MOST_FIELDS, max_files=_MOST_FIELDS)
    check_guard(request, str(fields.get("csrf", "")))
    return Form(fields)


def check_guard(request: Request, given: str = "") -> None:
    """Refuse a request that these pages did not make.

    Parameters
    ----------
    request : Request
    given : str
        Guard of a form; that of the header where empty.

    Raises
    ------
    UsageError
        If it is missing or wrong.
    """
    right = visit_of(request).csrf
    offered = given or request.headers.get("x-legato-csrf", "")
    if not right or not hmac.compare_digest(right.encode(), offered.encode()):
        raise UsageError(
            "The form is too old or comes from elsewhere, so nothing was changed",
            mend="go back, reload the page, and send it again",
            code="LEG-E823",
        )


def key_of(request: Request) -> str:
    """Give the key with which a script makes a repeated sending harmless.

    Parameters
    ----------
    request : Request

    Returns
    -------
    str

    Raises
    ------
    InputError
        If the header is missing or is no such key.
    """
    key = request.headers.get("idempotency-key", "")
    if not 8 <= len(key) <= 128 or not key.isascii() or not key.replace("-", "").replace("_", "").isalnum():
        raise InputError(
            "The header Idempotency-Key is missing or no key",
            found=key[:40],
            mend="send 8 to 128 letters and digits, new for each thing that is to be kept",
            code="LEG-E824",
        )
    return key
