"""Log lines about items that name them, instead of printing whole pages."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from pipelines.errors import DistrictNewsError


class ShortLog(LogFormatter):
    """Scrapy's formatter prints an item as it is: with a Page, the bytes of a whole web page in one line."""

    def __init__(self) -> None:
        for logger in ("scrapy.core.scraper", "scrapy.core.engine"):
            logging.getLogger(logger).addFilter(_without_traceback)
        logging.getLogger("scrapy.core.downloader.tls").addFilter(_Once())

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """An item that went through all stages."""
        return {"level": logging.DEBUG, "msg": "Done: %(item)s", "args": {"item": _short(item)}}

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """An item that a stage turned away; it said why."""
        return {"level": logging.INFO, "msg": "Turned away: %(why)s", "args": {"why": exception}}

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """A stage that broke; the traceback follows, unless it was on purpose."""
        return {"level": logging.ERROR, "msg": "A stage broke on %(item)s", "args": {"item": _short(item)}}


class _Once(logging.Filter):
    """Lets each message pass once: a host's foreign certificate is said at every connection."""

    def __init__(self) -> None:
        super().__init__()
        self._said: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this was not said yet."""
        said = record.getMessage()
        new = said not in self._said
        self._said.add(said)
        return new


def _without_traceback(record: logging.LogRecord) -> bool:
    """What we raise on purpose says what to do; where it was raised is of no use to anybody."""
    if record.exc_info and isinstance(record.exc_info[1], DistrictNewsError):
        said = record.getMessage().partition("\nTraceback")[0]  # the engine writes it into the message, too
        error = str(record.exc_info[1])
        record.msg, record.args = "%s", (said if error in said else f"{said}: {error}",)
        record.exc_info = None
    return True


def _short(item: Any) -> str:
    """Kind and address."""
    link = getattr(item, "link", None)
    return f"{type(item).__name__} {getattr(item, 'url', None) or getattr(link, 'url', '')}"
