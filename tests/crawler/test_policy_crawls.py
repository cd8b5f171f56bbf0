"""Whole crawls by the policy: what is asked for, read from the portal's own log. The clock is set."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.crawler.portal import Answer, Answers, Portal, article, portal
from tests.crawler.program import Program

MONDAY = datetime(2026, 3, 2, 6, tzinfo=UTC)
HALF_A_DAY = timedelta(hours=12)
DAY = timedelta(days=1)
NO_REVISITS = ("-s", "REVISITS_PER_RUN=0")


@dataclass
class Column:
    """A listing whose rows a test puts in any order: number of the article and its day, 20 a page."""

    path: str = "/news/"
    rows: list[tuple[int, date]] = field(default_factory=list)
    pinned: list[tuple[int, date]] = field(default_factory=list)
    per_page: int = 20

    def answers(self) -> dict[str, Answer]:
        pages = [self.rows[at : at + self.per_page] for at in range(0, len(self.rows), self.per_page)]
        pages[0] = self.pinned + pages[0]
        found = {}
        for number, page in enumerate(pages):
            following = f"{self.path}index_{number + 1}.html" if number + 1 < len(pages) else None
            found[self.path if number == 0 else f"{self.path}index_{number}.html"] = list_page(page, following)
        found |= {f"/a/{number}.html": published(number, day) for number, day in self.pinned + self.rows}
        return found


def published(number: int, day: date) -> Answer:
    """The article of that number, with a day of its own."""
    return Answer(article(number).body.replace(f"2024-03-{number % 28 + 1:02d}".encode(), str(day).encode()))


def list_page(rows: Iterable[tuple[int, date]], following: str | None) -> Answer:
    lines = "".join(
        f'<li><a href="/a/{number}.html">区里召开第{number}次推进会安排部署春季重点工作</a><span>{day}</span></li>'
        for number, day in rows
    )
    more = f'<a href="{following}">下一页</a>' if following else ""
    return Answer(f"<html><head><title>要闻</title></head><body><ul>{lines}</ul><p>{more}</p></body></html>".encode())


def daily(count: int, *, newest: date, first: int = 0, each_day: int = 2) -> list[tuple[int, date]]:
    """Rows of so many articles, newest first, so many a day."""
    return [(first + count - 1 - at, newest - DAY * (at // each_day)) for at in range(count)]


def night(program: Program, served: Portal, *arguments: str) -> tuple[str, Counter[str], Counter[str]]:
    """Crawl; what was printed, how often each page of a listing was asked for, and each article."""
    before = len(served.log)
    done = program.run("crawl", "one", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    asked = Counter(served.paths[before:])
    assert asked.pop("/robots.txt") == 1
    articles = Counter({path: number for path, number in asked.items() if path.startswith("/a/")})
    return done.stdout, asked - articles, articles


def named(program: Program) -> dict[str, tuple[str, int]]:
    """What the newest run says of its listings: kind of walk and pages, by the address's last part but one."""
    rows = program.rows("SELECT listing, kind, pages FROM run_listings WHERE run_id = (SELECT max(id) FROM runs)")
    return {listing.split("/")[-2]: (kind, pages) for listing, kind, pages in rows}


def test_three_weeks_of_a_portal(tmp_path: Path) -> None:
    program = Program(tmp_path)
    news = Column(rows=daily(90, newest=MONDAY.date()))
    more = Column("/more/", rows=daily(30, newest=MONDAY.date(), first=500, each_day=1))
    tagged = {"Content-Type": "text/html; charset=utf-8", "ETag": '"7"'}
    answers: Answers = {**news.answers(), **more.answers()}
    answers["/more/"] = replace(more.answers()["/more/"], headers=tagged)
    with portal(answers) as served:
        program.site("one", served.root, listings=("/news/", "/more/"))

        program.at(MONDAY)
        _, pages, articles = night(program, served)
        assert (sum(pages.values()), sum(articles.values())) == (7, 120)
        assert named(program) == {"news": ("first", 5), "more": ("first", 2)}

        # Unchanged: one request a listing, no article.
        program.at(MONDAY + HALF_A_DAY)
        _, pages, articles = night(program, served)
        assert (dict(pages), dict(articles)) == ({"/news/": 1, "/more/": 1}, {})

        # Five new articles: five requests, and no more than two a listing. (Looks at known ones would be due from here on.)
        news.rows = daily(5, newest=date(2026, 3, 3), first=200) + news.rows
        answers |= news.answers()
        program.at(MONDAY + 2 * HALF_A_DAY)
        _, pages, articles = night(program, served, *NO_REVISITS)
        assert dict(articles) == {f"/a/{number}.html": 1 for number in range(200, 205)}
        assert dict(pages) == {"/news/": 1, "/more/": 1}
        assert named(program) == {"news": ("daily", 1), "more": ("daily", 1)}

        # Backdated on page 2, put between others on page 3, moved to a new address on page 4, pinned on page 1.
        news.rows.insert(29, (301, news.rows[29][1]))
        news.rows.insert(50, (302, date(2026, 3, 1)))
        news.rows[70] = (303, news.rows[70][1])
        news.rows[40:60] = reversed(news.rows[40:60])
        news.pinned = [(304, date(2025, 6, 1)), (305, date(2026, 3, 3))]
        answers |= news.answers()
        program.at(MONDAY + 3 * HALF_A_DAY)
        _, pages, articles = night(program, served, *NO_REVISITS)
        assert dict(pages) == {"/news/": 1, "/more/": 1}
        assert set(articles) == {"/a/304.html", "/a/305.html"}

        # A week after the first walk a sweep is due by itself; it finds the others, and says so.
        program.at(MONDAY + 7 * DAY)
        told, pages, articles = night(program, served, *NO_REVISITS)
        assert set(articles) == {"/a/301.html", "/a/302.html", "/a/303.html"}
        assert set(articles.values()) == {1}
        assert named(program) == {
            "news": ("sweep", sum(n for path, n in pages.items() if "news" in path)),
            "more": ("sweep", 2),
        }
        assert "the daily walks had missed 3 and found 7: recall 0.700" in told
        assert program.rows("SELECT missed, kept FROM run_listings WHERE kind = 'sweep' ORDER BY listing") == [
            (0, 0),
            (3, 7),
        ]

        # Nothing is left for another sweep, asked for by name.
        program.at(MONDAY + 7 * DAY + HALF_A_DAY)
        told, pages, articles = night(program, served, "--deep", *NO_REVISITS)
        assert (len(pages), dict(articles)) == (7, {})
        assert "had missed 0 and found 0\n" in told
        # The other listing's first page was asked for on condition, while it had been read itself lately.
        asked = [one.headers.get("If-None-Match") for one in served.log if one.path == "/more/"]
        assert asked == [None, None, '"7"', '"7"', None, None]
    unchanged = "SELECT run_id FROM run_sites WHERE other ->> 'not_modified' = 1 AND listings = 2"
    assert program.rows(unchanged) == [(3,), (4,)]
    assert program.rows("SELECT DISTINCT newest FROM run_listings WHERE listing LIKE '%/more/'") == [("2026-03-02",)]
    assert program.rows("SELECT count(*), count(DISTINCT url) FROM articles") == [(130, 130)]


def killed_after(program: Program, served: Portal, requests: int, *arguments: str) -> None:
    """Begin a crawl and kill it when it has asked so often."""
    goal = len(served.log) + requests
    process = program.start("crawl", "one", *arguments)
    while len(served.log) < goal and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_a_daily_walk_that_was_killed_is_walked_again_as_far_as_it_should_have_been(tmp_path: Path) -> None:
    program = Program(tmp_path)
    news = Column(rows=daily(40, newest=MONDAY.date()))
    answers: Answers = {**news.answers()}
    with portal(answers) as served:
        program.site("one", served.root)
        program.at(MONDAY)
        night(program, served)

        # Two weeks later there are four pages of new rows, some of them between known ones on the page after these.
        news.rows = daily(70, newest=date(2026, 3, 16), first=100, each_day=5) + news.rows
        news.rows.insert(75, (300, news.rows[75][1]))
        news.rows.insert(79, (301, news.rows[79][1]))
        answers |= news.answers()
        program.at(MONDAY + 14 * DAY)
        # robots.txt, four pages, and all articles but a dozen, those between known rows among these
        killed_after(program, served, 65, "-s", "SWEEP_EVERY_DAYS=30", *NO_REVISITS)
        kept = {url for (url,) in program.rows("SELECT url FROM articles")}
        assert 50 < len(kept) < 112

        _, _, articles = night(program, served, "-s", "SWEEP_EVERY_DAYS=30", *NO_REVISITS)
        assert {f"{served.root}{path}" for path in articles} | kept == {
            f"{served.root}/a/{number}.html" for number in (*range(40), *range(100, 170), 300, 301)
        }
        assert kept.isdisjoint(f"{served.root}{path}" for path in articles)
        assert named(program) == {"news": ("daily", 5)}


def test_a_backfill_is_bounded_each_night_goes_newest_first_and_survives_a_kill(tmp_path: Path) -> None:
    program = Program(tmp_path)
    news = Column(rows=daily(100, newest=MONDAY.date(), each_day=1))
    bounded = ("--since", "2026-01-01", "-s", "BACKFILL_ARTICLES=25")
    with portal(news.answers()) as served:
        program.site("one", served.root, "max_pages = 1")
        program.at(MONDAY)
        told, pages, articles = night(program, served, *bounded)
        assert "back to 2026-02-06 so far; `district-news crawl one --since 2026-01-01` goes on from there" in told
        assert (len(pages), sum(articles.values())) == (2, 25)
        assert program.rows("SELECT min(date) FROM sightings") == [("2026-02-06",)]

        before = len(served.log)
        killed_after(program, served, 9, *bounded)
        killed = set(served.paths[before:])

        told, pages, articles = night(program, served, "--since", "2026-01-01")
        assert "one: complete back to 2026-01-01" in told
        assert len(killed - set(articles)) >= 4
        assert program.rows("SELECT count(*), count(DISTINCT url), min(date) FROM sightings") == [
            (61, 61, "2026-01-01")
        ]
        assert named(program) == {"news": ("backfill", 5)}

        told, pages, articles = night(program, served, *bounded)
        assert "an earlier backfill came to 2026-01-01 already; --deep walks there again" in told
        assert (dict(pages), dict(articles)) == ({"/news/": 1}, {})
