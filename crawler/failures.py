"""Why an address was given up: one short reason a person can count by, and the detail behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

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


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One way of not getting what was asked for. docs/refused.md explains each."""

    refused: bool = False
    """A no, theirs or ours; all others are failures."""
    trouble: bool = False
    """Somebody should look at it."""
    rest: timedelta | None = None
    """How long the whole host is left alone after the first time; each further time twice as long."""
    longest: timedelta = timedelta(0)
    """The longest rest."""


_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
STATES: dict[str, State] = {
    # The host does not want us: it is left alone, across runs.
    "challenge": State(refused=True, trouble=True, rest=_DAY, longest=16 * _DAY),
    "refused": State(refused=True, trouble=True, rest=_DAY, longest=16 * _DAY),
    "busy": State(refused=True, trouble=True, rest=_HOUR, longest=16 * _DAY),
    "robots unreachable": State(refused=True, trouble=True, rest=_HOUR, longest=_DAY),
    "resting": State(refused=True, trouble=True),
    # We do not ask.
    "robots": State(refused=True),
    "out of hours": State(refused=True),
    "private address": State(refused=True),
    "no contact": State(refused=True, trouble=True),
    "not http": State(refused=True),
    # The host cannot be reached.
    "dns": State(),
    "connection refused": State(),
    "connection lost": State(),
    "timeout": State(),
    "tls": State(),
    # The answer is not what was asked for.
    "status": State(),
    "cut short": State(),
    "too large": State(),
    "too many redirects": State(),
    "unreadable answer": State(),
    "not a page": State(),
    "script only": State(),
    "soft 404": State(),
    "home page": State(),
    "no rows": State(),
    "unreadable": State(),
    "no article": State(),
    # On this side.
    "unarchived": State(),
    "stopped": State(),
    "error": State(),
}
"""Every state by its name; "status" stands for those that end in a number, such as "status 404"."""

REFUSALS = tuple(name for name, state in STATES.items() if state.refused)
"""The reasons that are a no, theirs or ours; all others are failures."""

TROUBLE = tuple(name for name, state in STATES.items() if state.trouble)
"""Those that somebody should look at."""


STOPPED = "stopped"
"""Reason of the addresses that were not asked because the crawl was to stop: no failure, the next run asks them."""


def is_our_no(reason: str) -> bool:
    """Whether an address is not wanted by a rule (robots.txt, the hour), so that nothing is missed by it."""
    return reason.startswith(REFUSALS) and not reason.startswith(TROUBLE)


class Refused(IgnoreRequest):
    """We do not ask, or do not ask again: reason is the name of one of STATES."""

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
    if isinstance(error, DownloadFailedError) and "SSL.Error" in detail:
        return "tls", f'{detail}; tls = "legacy" in the profile allows what old servers need'
    if isinstance(error, HttpError):
        return f"status {error.response.status}", error.response.url
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason, detail
    spoken = (reason for said, reason in _SPOKEN if said in detail)
    return next(spoken, "error"), detail if isinstance(error, IgnoreRequest) else f"{type(error).__name__}: {detail}"
