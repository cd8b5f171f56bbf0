"""Why an address was given up: one short reason a person can count by, and the detail behind it."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError

address_failed = object()
"""Signal: an address was given up. Sent with request, site, url, reason, detail, answered (a response had come)."""

NOT_A_PAGE = "not a page"
"""The reason of an answer that is a file, where a page was expected."""

REFUSALS = ("robots", "challenge", "refused", "busy", "private address", "no contact", "not http")
"""How the reasons begin that are a no, theirs or ours; all others are failures."""

TROUBLE = ("challenge", "refused", "busy", "robots unreachable", "no contact")
"""Those among them that somebody should look at."""


STOPPED = "stopped"
"""Reason of the addresses that were not asked because the crawl was to stop: no failure, the next run asks them."""


class Refused(IgnoreRequest):
    """We do not ask, or do not ask again: reason is one of the short words of this module's table or a caller's own."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "connection refused"),
    (ResponseDataLossError, "cut short"),
    (DownloadCancelledError, "too large"),
    (DownloadFailedError, "connection lost"),
    (UnsupportedURLSchemeError, "not http"),
    (NotSupported, "not http"),
    (OSError, "unreadable answer"),
)
"""Scrapy's exceptions in our words. OSError is what undoing a broken compression raises."""

_SPOKEN: tuple[tuple[str, str], ...] = (
    ("Forbidden by robots.txt", "robots"),
    ("max redirections reached", "too many redirects"),
    ("exceeded DOWNLOAD_MAXSIZE", "too large"),
)
"""What Scrapy only says in the text of an IgnoreRequest."""


def why(error: BaseException) -> tuple[str, str]:
    """The reason, and the detail (one line, at most 300 characters)."""
    detail = " ".join(str(error).split())[:300] or type(error).__name__
    if isinstance(error, Refused):
        return error.reason, error.detail
    if isinstance(error, HttpError):
        return f"status {error.response.status}", error.response.url
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason, detail
    spoken = (reason for said, reason in _SPOKEN if said in detail)
    return next(spoken, "error"), detail if isinstance(error, IgnoreRequest) else f"{type(error).__name__}: {detail}"
