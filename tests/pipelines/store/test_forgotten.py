"""Taking articles down in the store: the text is in no column of any table, and no page brings it back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from pipelines.archive.takedown import Taken
from pipelines.items import AttachedFile, Attachment, FileContent, Received
from pipelines.rules import HostKnowledge
from pipelines.store.addressed import articles_at
from pipelines.store.articles import Articles
from pipelines.store.batches import catch_up
from pipelines.store.corrections import Corrections
from pipelines.store.files import Files
from pipelines.store.forgotten import HIDDEN, Forgetting, Forgotten
from pipelines.store.knowledge import Knowledge
from pipelines.store.known import known
from pipelines.store.runs import Runs
from pipelines.store.space import rebuild
from pipelines.store.unkept import Unkept
from tests.pipelines.articles import BODY, NOON, a_full_article, a_link, a_sighting, an_article, found
from tests.pipelines.store.databases import everything, one, rows

HOST = "https://news.qinghe.example"
URL = f"{HOST}/2026/03/1.html"
HOUR = timedelta(hours=1)
FIRST, SECOND, THIRD = "东坡水渠“又”通水了吗", "东坡水渠昨日通水", "东坡水渠已经通水"
OLD, NEW, RIGHT = (
    f"{BODY}\n{line}"
    for line in ("旧账簿一共记满了三十六页。", "新账簿还有四十二页空着。", "改正以后只剩下这一句话了。")
)
GONE = (FIRST, SECOND, THIRD, "东坡水渠又…", "三十六页", "四十二页", "只剩下这一句", "老渠工", "龚不留")


def texts_of(db: Database) -> Iterator[tuple[str, str, str]]:
    """Every text of every column of every table: a table of a later migration is looked at by itself."""
    for table in db.table_names():
        for row in db.query(f'SELECT * FROM "{table}"'):
            for column, value in row.items():
                if isinstance(value, str):
                    yield table, column, value
                elif isinstance(value, bytes):
                    yield table, column, value.decode("utf-8", "replace")


def left(db: Database, *texts: str) -> set[tuple[str, str]]:
    return {(table, column) for table, column, value in texts_of(db) if any(text in value for text in texts)}


def kept(db: Database) -> None:
    """The article in two versions, corrected, listed, failed once, with a file; a neighbour, and a twin elsewhere."""
    articles, runs = Articles(db), Runs(db)
    run = runs.begin("crawl", ["qinghe"], NOON)
    link = a_link(URL, title="东坡水渠又…")
    runs.fail(run, "qinghe", URL, "timeout", FIRST, NOON)
    pdf = Attachment(url=f"{HOST}/1.pdf", name="渠道图")
    one_more = Attachment(url=f"{HOST}/shared.pdf")
    full: dict[str, Any] = {
        "attachments": (pdf, one_more),
        "links": (link,),
        "body": OLD,
        "side_lists": {"hot": ("桥修好了",)},
        "reporters": ("龚不留",),
    }
    articles.keep(a_full_article(title=FIRST, **full), run_id=run)
    articles.keep(a_full_article(title=SECOND, **(full | {"body": NEW}), fetched=NOON + HOUR))
    Corrections(db).correct(1, {"title": THIRD, "body": RIGHT}, why="x", now=NOON)
    Unkept(db).note("qinghe", f"{URL}?from=list", [link], reason="timeout", judged=False, asked=True, now=NOON)
    beside = {"related": (FIRST, "桥修好了"), "latest": (f"{SECOND} 03-04",)}
    odd = found("桥修好了", raw=f"桥修好了 上一篇：{FIRST}")
    neighbour: dict[str, Any] = {"url": f"{HOST}/2.html", "title": odd, "body": "桥" * 60, "attachments": (one_more,)}
    articles.keep(an_article(**neighbour, side_lists=beside))
    articles.keep(an_article(**(neighbour | {"source": "石桥报"}), fetched=NOON + HOUR, side_lists=beside))
    articles.keep(
        an_article(
            url="https://www.shiqiao.example/9.html", site="shiqiao", title=FIRST, body=NEW, reporters=("龚不留",)
        )
    )
    for url in (pdf.url, one_more.url):
        body = Received(url=url, status=200, headers=(), body=b"%PDF", fetched=NOON)
        file = AttachedFile(site="qinghe", url=url, received=body)
        Files(db).keep(FileContent(file=file, media_type="application/pdf", sha256="0", text="附件里的老渠工名单"))
    catch_up(db)
    lines = frozenset({"版权所有", FIRST, OLD.split("\n")[2]})
    Knowledge(db).keep(HostKnowledge(host="news.qinghe.example", pages=9, lines=lines), NOON)


def forget(db: Database, url: str = URL, site: str | None = "qinghe") -> Forgetting:
    """Begin and erase."""
    (article,) = articles_at(db, url, site) or [None]  # type: ignore[list-item]
    begun = Forgotten(db).begin(url, article, why="asked for", now=NOON)
    Forgotten(db).erase({begun: Taken(removed=2, masked=3)}, NOON + HOUR)
    return begun


def test_the_text_is_in_no_table(db: Database) -> None:
    kept(db)
    assert {table for table, _ in left(db, *GONE)} >= {
        "articles", "revisions", "evidence", "corrections", "sightings", "unkept", "failures", "files", "host_knowledge",
    }  # fmt: skip
    forget(db)
    twin = articles_at(db, "https://www.shiqiao.example/9.html")[0].id
    assert rows(db, "SELECT id FROM articles WHERE title = ? AND body = ?", FIRST, NEW) == [(twin,)]
    forget(db, "https://www.shiqiao.example/9.html", "shiqiao")
    assert left(db, *GONE) == {("files", "text")}  # a file that another article links to, too
    assert rows(db, "SELECT article_id FROM search_rows") == [(2,)]
    assert rows(db, "SELECT url FROM files") == [(f"{HOST}/shared.pdf",)]
    catch_up(db)
    assert rows(db, "SELECT hex(hash) FROM texts") == rows(db, "SELECT upper(body_hash) FROM articles")
    assert rows(db, "PRAGMA foreign_key_check") == []
    assert one(db, "PRAGMA integrity_check") == "ok"
    db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 0)")  # raises where it is not


def test_neighbours_keep_all_but_the_title(db: Database) -> None:
    kept(db)
    forget(db)
    hidden = rows(
        db, "SELECT field, value, raw FROM evidence WHERE article_id = 2 AND field IN ('related', 'latest', 'title')"
    )
    assert hidden == [
        ("latest", f'["{HIDDEN} 03-04"]', None),
        ("related", f'["{HIDDEN}","桥修好了"]', None),
        ("title", "桥修好了", f"桥修好了 上一篇：{HIDDEN}"),
    ]
    assert rows(db, "SELECT title, state, version FROM articles WHERE id = 2") == [("桥修好了", "live", 2)]
    assert HIDDEN in one(db, "SELECT evidence FROM revisions WHERE article_id = 2")
    assert rows(db, "SELECT lines FROM host_knowledge") == [('["版权所有"]',)]
    (known,) = Knowledge(db).latest().values()
    assert rows(db, "SELECT version FROM host_knowledge") == [(known.version,)]


def test_the_tombstone_says_when_and_why(db: Database) -> None:
    kept(db)
    forget(db)
    (row,) = db["forgotten_flat"].rows
    assert row == {
        "article_id": 1, "url": URL, "site": "qinghe", "site_name": "qinghe", "why": "asked for",
        "begun": "2026-03-04T12:00:00+00:00", "ended": "2026-03-04T13:00:00+00:00", "responses": 2, "pages": 3,
    }  # fmt: skip


def test_no_page_brings_it_back(db: Database) -> None:
    kept(db)
    forget(db)
    before = everything(db)
    articles = Articles(db)
    for address in (URL, URL.replace("https", "http"), f"{URL}?from=list"):
        assert set(known(db, "qinghe", [address])) == {address}
        assert articles.keep(a_full_article(url=address, fetched=NOON + 2 * HOUR)) == "forgotten"
    assert articles.sight(a_sighting(URL, seen=NOON)) is False
    assert everything(db) == before
    assert articles.keep(an_article(url=f"{HOST}/3.html", title="别的")) in ("new", "re-post")
    assert one(db, "SELECT max(id) FROM articles") == 4


def test_begun_is_enough_to_be_left_alone_and_what_was_begun_is_found(db: Database) -> None:
    kept(db)
    (article,) = articles_at(db, URL)
    begun = Forgotten(db).begin(URL, article, why="asked for", now=NOON)
    assert Articles(db).keep(a_full_article(fetched=NOON + 2 * HOUR)) == "forgotten"
    assert Forgotten(db).begun() == [begun]
    Forgotten(db).erase({begun: Taken()}, NOON)
    assert Forgotten(db).begun() == []


def test_what_is_sought_in_the_archive(db: Database) -> None:
    kept(db)
    (article,) = articles_at(db, URL)
    target = Forgotten(db).target(Forgotten(db).begin(URL, article, why="x", now=NOON))
    assert target.addresses == {"http://news.qinghe.example/2026/03/1.html", "http://news.qinghe.example/1.pdf"}
    assert target.hosts == {"news.qinghe.example"}
    assert target.spared == {"http://shiqiao.example/9.html"}  # an edited copy of it
    assert set(target.texts.titles) == {FIRST, SECOND, THIRD, "东坡水渠又"}
    assert {"旧账簿一共记满了三十六页。", "新账簿还有四十二页空着。", "改正以后只剩下这一句话了。"} < set(
        target.texts.paragraphs
    )


def test_twins_are_named_and_spared(db: Database) -> None:
    Articles(db).keep(an_article())
    Articles(db).keep(an_article(site="shiqiao", url="https://www.shiqiao.example/9.html"))
    (article,) = articles_at(db, URL)
    begun = Forgotten(db).begin(URL, article, why="x", now=NOON)
    assert Forgotten(db).twins(1) == [("shiqiao", "https://www.shiqiao.example/9.html", True)]
    assert Forgotten(db).target(begun).spared == {"http://shiqiao.example/9.html"}
    Forgotten(db).erase({begun: Taken()}, NOON)
    assert rows(db, "SELECT id, story_id FROM articles") == [(2, 1)]
    forget(db, "https://www.shiqiao.example/9.html", "shiqiao")
    assert rows(db, "SELECT * FROM stories_flat") == []


def test_an_edited_copy_is_spared_and_named_as_one(db: Database) -> None:
    long = "\n".join(
        f"第{n}段说的是东坡水渠通水以后第{n * 7}天的事，守渠的人一共记下了{n * 13}个数。" for n in range(20)
    )
    Articles(db).keep(an_article(title=SECOND, body=long))
    copy: dict[str, Any] = {
        "url": f"{HOST}/copy.html",
        "title": SECOND,
        "body": f"{long}\n本报另外补充一句无关紧要的话。",
    }
    Articles(db).keep(an_article(**copy, side_lists={"hot": (SECOND,)}))
    catch_up(db)
    assert Forgotten(db).twins(1) == [("qinghe", f"{HOST}/copy.html", False)]
    assert one(db, "SELECT added FROM reposts") is not None  # what the copy has otherwise
    forget(db)
    assert rows(db, "SELECT * FROM reposts") == []
    assert one(db, "SELECT value FROM evidence WHERE field = 'hot'") == f'["{SECOND}"]'


def test_an_address_of_which_nothing_is_kept(db: Database) -> None:
    Unkept(db).note("qinghe", URL, [a_link(URL)], reason="timeout", judged=False, asked=True, now=NOON)
    begun = forget(db)
    assert (begun.article_id, begun.site) == (None, None)
    assert rows(db, "SELECT url FROM unkept") == []
    assert set(known(db, "qinghe", [URL])) == {URL}
    assert Articles(db).keep(an_article()) == "forgotten"


def test_a_short_title_is_not_hidden_in_side_lists(db: Database) -> None:
    Articles(db).keep(an_article(title="公告"))
    Articles(db).keep(an_article(url=f"{HOST}/2.html", title="二", body="桥" * 60, side_lists={"hot": ("公告",)}))
    forget(db)
    assert one(db, "SELECT value FROM evidence WHERE field = 'hot'") == '["公告"]'


def test_no_byte_of_it_is_left_in_the_file(db: Database, path: Path) -> None:
    """Also not of the evidence that a new version replaced long before."""
    kept(db)
    forget(db, "https://www.shiqiao.example/9.html", "shiqiao")
    forget(db)
    db.execute("DELETE FROM files")
    db.conn.commit()
    assert rebuild(db)
    log = path.with_name("news.db-wal")
    data = path.read_bytes() + (log.read_bytes() if log.exists() else b"")
    assert [text for text in GONE if text.encode() in data] == []
