"""Log lines about items that name them, instead of printing whole pages."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure


class ShortLog(LogFormatter):
    """Scrapy's formatter prints an item as it is: with a Page, the bytes of a whole web page in one line."""

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
        """A stage that broke; the traceback follows."""
        return {"level": logging.ERROR, "msg": "A stage broke on %(item)s", "args": {"item": _short(item)}}


def _short(item: Any) -> str:
    """Kind and address."""
    link = getattr(item, "link", None)
    return f"{type(item).__name__} {getattr(item, 'url', None) or getattr(link, 'url', '')}"
