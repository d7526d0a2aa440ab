"""How the sandbox says no: a code and a text, as the real service words them."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """What a Bot API method or a deed of a person is refused with."""

    def __init__(self, why: str, code: int = 400, **parameters: Any) -> None:
        super().__init__(why)
        self.code = code
        self.parameters = parameters
        prefix = {400: "Bad Request: ", 403: "Forbidden: "}.get(code, "")
        self.description = prefix + why


def flooded(seconds: int) -> Refused:
    return Refused(f"Too Many Requests: retry after {seconds}", 429, retry_after=seconds)
