"""Every knob of the crawler, each with its reason. Scrapy's own defaults are made for fast crawls of big sites.

Command lines may change a setting (-s NAME=VALUE); what must not be changed is also held where it is used: a delay is
never 0 (crawler.politeness), nothing beyond loopback is asked without a contact (crawler.middlewares.addresses).
"""

from __future__ import annotations

from typing import Any

from crawler import contact, places

BOT_NAME = "district-news"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
SPIDER_LOADER_CLASS = "crawler.spiderloader.ProfileLoader"  # every profile is a spider
PROFILE_SPIDER = "crawler.spiders.news.NewsSpider"
COMMANDS_MODULE = "crawler.commands"  # our list and crawl take the place of Scrapy's

# --- What happens to a page -----------------------------------------------------------------------------------------
ITEM_PIPELINES = {
    "pipelines.stages.Read": 100,  # bytes become an Article, every value with its evidence
    "pipelines.stages.Refuse": 200,  # what is no article goes no further
    "pipelines.stages.Keep": 300,  # the article, its sightings and revisions, in one transaction
}
DATABASE = str(places.database())  # where Keep and the run records write
ARCHIVE_DIR = str(places.archive())  # where the archive writes every exchange
ARCHIVE_ENABLED = True  # what is not archived can never be read again with better rules
ARCHIVE_NAME = None  # how its files are called; None: as the spider
ARCHIVE_RUN = None  # what the warcinfo record says of the run
ARCHIVE_OPERATOR = None  # who it says has crawled; None: the user agent
ARCHIVE_KEEP_DAYS = None  # days after which `tidy` removes an archive file; None: never, for what is gone is gone
ARCHIVE_KEEP_GB = None  # GB of archive that `tidy` leaves, the newest; None: all
CONCURRENT_ITEMS = 4  # Scrapy makes this many tasks for each response, items or not: 100 cost a quarter of the CPU

# --- Who asks -------------------------------------------------------------------------------------------------------
USER_AGENT = contact.user_agent()  # honest: tool, version, and a contact from DISTRICT_NEWS_CONTACT
ROBOTSTXT_USER_AGENT = contact.ROBOT  # the name a robots.txt would use, without version and contact
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",  # Scrapy says English; some portals answer in what is asked for
}
REFERRER_POLICY = "no-referrer"  # nobody needs to know how we found a page
COOKIES_ENABLED = False  # a visitor without a history; the cookies of these portals serve log-ins and challenges
HTTPPROXY_ENABLED = False  # an http_proxy of the environment would hide who asks, and see what is read

# --- How often ------------------------------------------------------------------------------------------------------
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.5  # seconds between two requests to a machine; 1 to 2 s are well tolerated by these portals
DOWNLOAD_DELAY_JITTER = 0.33  # 1.0 to 2.0 s: no beat that a server's other visitors could fall into step with
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 128  # machines asked side by side; each of them still gets one request at a time
AUTOTHROTTLE_ENABLED = False  # it would set delays of its own beside those of the profiles
RETRY_TIMES = 2  # a server that failed three times needs rest, not a fourth try; the next run comes soon enough
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408, 429]  # 521 is no error here but a challenge
RETRY_PRIORITY_ADJUST = -1  # the others first
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the run's table and the failures table name it

# --- How far and how often: the crawl policy (docs/crawl-policy.md) --------------------------------------------------
WALK_KNOWN_ROWS = 5  # one after the other: the shortest pages have five; rows that were moved or put in late come alone
WALK_OVERLAP_DAYS = 3  # before the newest day seen: what was written on Friday and is put up on Monday is met daily
LISTING_BELIEVED_DAYS = 1.25  # "not modified" of a first page; with one visit a day every second reads it itself
SWEEP_EVERY_DAYS = 6.75  # a week, less the minutes by which visits at the same hour differ
SWEEP_HORIZON_DAYS = 60  # what offices file late, by month, still carries its old date; each row is swept eight times
BACKFILL_ARTICLES = 2000  # of a site and run: 50 minutes at 1.5 s each, so that a night has room for the others
BACKFILL_PAGES = 1000  # of a listing and run: 20,000 rows, ten years of five a day
REVISIT_AGES_DAYS = [1, 3, 10, 30, 120, 365]  # of an article; each some three times the last, as changes grow rarer
REVISIT_BELIEVED_DAYS = 25  # "not modified" of an article: looks at 1, 3 and 10 days may be 304, that at 30 is a page
REVISITS_PER_RUN = 60  # of a site: 90 s; twice a day it is enough for twenty new articles a day and their six looks

# --- How much -------------------------------------------------------------------------------------------------------
DOWNLOAD_TIMEOUT = 30  # seconds for a whole answer; Scrapy waits three minutes
DNS_TIMEOUT = 20  # seconds
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024  # bytes, also after decompression; the biggest articles have 1 MB
ATTACHMENT_MAXSIZE = 16 * 1024 * 1024  # bytes of a file that an article links to, for profiles that ask for them
ONBOARDING_MAXSIZE = 4 * 1024 * 1024  # bytes of any page addsite looks at; half of all home pages have less than 88 KB
DOWNLOAD_WARNSIZE = 4 * 1024 * 1024  # bytes
DOWNLOAD_FAIL_ON_DATALOSS = True  # half a page would be kept as an article whose text was changed
REDIRECT_MAX_TIMES = 5  # http to https to www to a new address, and one to spare
METAREFRESH_ENABLED = False  # crawler.middlewares.detours follows those of pages that are nothing else
URLLENGTH_LIMIT = 2083  # longer ones are traps made of parameters
DEPTH_LIMIT = 0  # the profile's max_pages ends a listing; nothing else is followed
DOWNLOAD_VERIFY_CERTIFICATES = False  # expired and foreign certificates are common there; nothing secret is sent

# --- What is never asked --------------------------------------------------------------------------------------------
DOWNLOAD_HANDLERS = {
    "http": "crawler.politeness.PoliteHandler",  # one request at a time for each machine, across processes
    "https": "crawler.politeness.PoliteHandler",
    "file": None,  # a link on a page must not read this machine's files
    "data": None,
    "ftp": None,
    "s3": None,
}
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the spider counts what it saw twice; a filter drops in silence

# --- In which order -------------------------------------------------------------------------------------------------
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # articles in the order of their listing, newest first
JOBDIR = None  # loses most of a killed crawl and reports success; runs restart from the database
DOWNLOADER_MIDDLEWARES = {
    # engine
    "crawler.middlewares.addresses.Addresses": 20,  # first of all: what must not be asked has no robots.txt either
    "crawler.middlewares.hours.SiteHours": 30,  # before robots.txt, which is asked for because of the site
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,  # redirects to a portal's new host are followed
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # lets requests pass that wait for the rules
    "crawler.middlewares.robots.ObeyRobots": 100,
    "crawler.middlewares.robots.Robots": 110,  # a robots.txt that cannot be had means no, not yes (RFC 9309)
    "crawler.middlewares.twins.Twins": 115,  # after the rules, which show who answers; errors reach it before 110
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,  # no log-ins
    "crawler.middlewares.refusals.Refusals": 570,  # sees bodies unpacked, and comes before a retry would ask again
    "crawler.middlewares.detours.Detours": 560,  # after that: a challenge's script is no way to go
    "crawler.middlewares.soft_404.SoftNotFound": 555,  # after all redirects
    "crawler.politeness.Slots": 800,  # after all that may send a request elsewhere
    "crawler.middlewares.archive.Archive": 950,  # outside HttpCompression (590): bytes as received
    # network
}
SPIDER_MIDDLEWARES: dict[str, Any] = {}
EXTENSIONS: dict[str, Any] = {
    "crawler.politeness.Gate": 0,
    "crawler.brake.Brake": 0,
    "crawler.extensions.rests.HostRests": 0,
    "crawler.facts.SiteFacts": 0,
    "crawler.extensions.runs.RunRecord": 0,
    "crawler.extensions.ledger.LedgerRecord": 0,
    "crawler.extensions.progress.Progress": 0,
    "crawler.extensions.attachments.Attachments": 0,
    "crawler.extensions.revisits.Revisiting": 0,
    "crawler.extensions.upkeep.Upkeep": 10,  # after the run is closed: what it found is told, this is work of our own
}

# --- What listens ---------------------------------------------------------------------------------------------------
TELNETCONSOLE_ENABLED = False  # a console on a port
REMOTE_CONTROL_ENABLED = False  # on by default in 2.19: an HTTP port that runs code inside the crawl
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
TWISTED_REACTOR_ENABLED = True

# --- What is said ---------------------------------------------------------------------------------------------------
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOG_DATEFORMAT = "%Y-%m-%dT%H:%M:%S%z"  # a log line without a zone cannot be laid beside the database
LOG_FORMATTER = "crawler.logformatter.ShortLog"  # Scrapy's own would print whole pages
PROGRESS_LINE_EVERY = 30  # seconds, where stderr is no terminal
LOGSTATS_INTERVAL = 0  # our progress line says it by site
STATS_DUMP = False  # the run's table and the database have it
FEED_EXPORT_ENCODING = "utf-8"
HTTPCACHE_ENABLED = False  # the archive keeps everything, with its time
MEMUSAGE_ENABLED = True
MEMUSAGE_WARNING_MB = 1024
