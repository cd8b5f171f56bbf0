"""The settings that keep others, and this machine, safe."""

from __future__ import annotations

import scrapy.settings.default_settings as scrapy_defaults
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

from crawler import settings

POLICY = {
    "BACKFILL_ARTICLES", "BACKFILL_PAGES", "LISTING_BELIEVED_DAYS", "REVISITS_PER_RUN", "REVISIT_AGES_DAYS",
    "REVISIT_BELIEVED_DAYS", "SWEEP_EVERY_DAYS", "SWEEP_HORIZON_DAYS",
    "WALK_KNOWN_ROWS", "WALK_OVERLAP_DAYS",
}  # fmt: skip
OURS = POLICY | {
    "ARCHIVE_DIR",
    "ARCHIVE_ENABLED",
    "ARCHIVE_NAME",
    "ARCHIVE_OPERATOR",
    "ARCHIVE_RUN",
    "ARCHIVE_KEEP_DAYS",
    "ARCHIVE_KEEP_GB",
    "ATTACHMENT_MAXSIZE",
    "DATABASE",
    "ONBOARDING_MAXSIZE",
    "PROFILE_SPIDER",
    "PROGRESS_LINE_EVERY",
}
SAFE = {
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "HTTPPROXY_ENABLED": False,
    "COOKIES_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "JOBDIR": None,
}


def test_no_setting_is_misspelt() -> None:
    names = {name for name in dir(settings) if name.isupper()}
    assert names - set(dir(scrapy_defaults)) == OURS


def test_what_must_hold() -> None:
    assert {name: getattr(settings, name) for name in SAFE} == SAFE
    assert settings.DOWNLOAD_DELAY * (1 - settings.DOWNLOAD_DELAY_JITTER) >= 1
    assert settings.DOWNLOAD_MAXSIZE <= 16 * 1024 * 1024
    assert settings.DOWNLOAD_TIMEOUT <= 30
    assert settings.REDIRECT_MAX_TIMES <= 5
    assert 521 not in settings.RETRY_HTTP_CODES


def test_only_http_can_be_asked() -> None:
    handlers = Settings({"DOWNLOAD_HANDLERS": settings.DOWNLOAD_HANDLERS}).getwithbase("DOWNLOAD_HANDLERS")
    assert {scheme for scheme, handler in handlers.items() if handler} == {"http", "https"}


def test_every_component_is_there() -> None:
    paths = [
        settings.SPIDER_LOADER_CLASS,
        settings.PROFILE_SPIDER,
        settings.LOG_FORMATTER,
        settings.DUPEFILTER_CLASS,
        settings.SCHEDULER_MEMORY_QUEUE,
        *settings.ITEM_PIPELINES,
        *settings.DOWNLOADER_MIDDLEWARES,
        *settings.EXTENSIONS,
    ]
    assert all(load_object(path) for path in paths)
