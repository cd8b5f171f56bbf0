"""Portals that speak TLS: of long ago, with expired certificates, or where http was expected."""

from __future__ import annotations

import ssl
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory

from crawler.profile import Unexpected, tls
from crawler.tls import PolicyByHost
from crawler.twins import at, origin_of, twins
from tests.crawler.certificates import secured
from tests.crawler.portal import news, portal
from tests.crawler.program import Program


def test_each_site_is_encrypted_as_it_needs(tmp_path: Path) -> None:
    program, old = Program(tmp_path), secured(tmp_path, newest=ssl.TLSVersion.TLSv1)
    with (
        portal(news(1), tls=old) as legacy,
        portal(news(1), tls=old) as unsaid,
        portal(news(2), tls=secured(tmp_path, ended=True)) as expired,
        portal({}) as dead,
    ):
        program.site("legacy", legacy.root, 'tls = "legacy"')
        program.site("unsaid", unsaid.root)
        program.site("expired", expired.root)
        dead.close()
        program.site("dead", dead.root)
        done = program.run("crawl", "legacy", "unsaid", "expired", "dead")
    kept = program.rows("SELECT site_id, count(*) FROM articles GROUP BY site_id ORDER BY site_id")
    assert kept == [("expired", 2), ("legacy", 1)]
    failures = program.rows("SELECT site_id, reason FROM failures ORDER BY site_id")
    assert failures == [("dead", "connection refused"), ("unsaid", "tls")]
    assert program.rows("SELECT count(*) FROM failures WHERE detail LIKE '%tls = \"legacy\" in the profile%'") == [(1,)]
    host = expired.root.removeprefix("https://")
    assert program.rows("SELECT kind, about FROM site_facts") == [("expired certificate", host)]
    assert done.stderr.count(f"{host}: its certificate expired on") == 1
    assert len(set(said := [line for line in done.stderr.splitlines() if "not valid for hostname" in line])) == len(
        said
    )
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)


def agreed(policy: PolicyByHost, host: str, server: ssl.SSLContext) -> str | None:
    """The version that a client of this policy and the server agree on, in memory; None where they do not."""
    client = policy.creatorForNetloc(host.encode(), 443).clientConnectionForTLS(
        SimpleNamespace(factory=SimpleNamespace(wrappedFactory=None))
    )
    client.set_connect_state()
    received, sent = ssl.MemoryBIO(), ssl.MemoryBIO()
    theirs = server.wrap_bio(received, sent, server_side=True)
    for _ in range(10):
        for step in (client.do_handshake, theirs.do_handshake):
            try:
                step()
            except (SSL.WantReadError, ssl.SSLWantReadError):
                pass
            except (SSL.Error, ssl.SSLError):
                return None
            with suppress(SSL.WantReadError):
                received.write(client.bio_read(65536))
            if sent.pending:
                client.bio_write(sent.read())
    return theirs.version()


@pytest.mark.parametrize(("curve", "legacy"), [("prime256v1", "TLSv1.2"), ("secp521r1", None)])
def test_legacy_hosts_are_offered_the_one_curve_that_all_of_them_can(
    tmp_path: Path, curve: str, legacy: str | None
) -> None:
    server = secured(tmp_path)
    server.maximum_version = ssl.TLSVersion.TLSv1_2
    server.set_ciphers("ECDHE+AES")
    server.set_ecdh_curve(curve)
    policy = PolicyByHost(_ScrapyClientContextFactory(), {"old.gov.cn"})
    assert agreed(policy, "www.old.gov.cn", server) == legacy
    assert agreed(policy, "new.gov.cn", server) == "TLSv1.2"


def test_a_site_is_asked_at_its_twin_until_it_is_back(tmp_path: Path) -> None:
    program = Program(tmp_path)
    address = "127.76.6.6"
    with portal(news(2), address, tls=secured(tmp_path)) as served:
        stated = served.root.replace("https", "http")
        program.site("one", stated)
        first = program.run("crawl", "one")
        asked = served.paths[:]
        second = program.run("crawl", "one")
        again = served.paths[len(asked) :]
    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert asked == ["/robots.txt", "/news/", "/a/0.html", "/a/1.html"]
    assert again == ["/robots.txt", "/news/"]
    assert f"{stated} does not answer, {served.root} does" in first.stderr
    assert program.rows("SELECT kind, about, value FROM site_facts") == [("moved", stated, served.root)]
    assert program.rows("SELECT count(*) FROM articles") == [(2,)]
    assert f'listings = ["{stated}/news/"]' in (tmp_path / "sites" / "one.toml").read_text(encoding="utf-8")
    port = int(stated.rpartition(":")[2])
    with portal(news(2), address, port=port) as back:
        third = program.run("crawl", "one")
    assert third.returncode == 0, third.stderr
    assert back.paths == ["/robots.txt", "/news/"]
    assert program.rows("SELECT count(*) FROM site_facts") == [(0,)]


@pytest.mark.parametrize(
    ("origin", "reason", "found"),
    [
        ("http://www.a.gov.cn", "timeout", ("https://www.a.gov.cn", "http://a.gov.cn")),
        ("https://a.gov.cn:8443", "tls", ("http://a.gov.cn:8443", "https://www.a.gov.cn:8443")),
        ("http://a.gov.cn", "dns", ("http://www.a.gov.cn",)),
        ("http://10.0.0.1:81", "connection refused", ("https://10.0.0.1:81",)),
        ("http://[::1]:81", "dns", ()),
    ],
)
def test_the_twins_worth_trying(origin: str, reason: str, found: tuple[str, ...]) -> None:
    assert twins(origin, reason) == found


def test_the_same_address_at_another_origin() -> None:
    assert origin_of("HTTP://WWW.A.cn:81/x?y#z") == "http://www.a.cn:81"
    assert at("https://a.cn", "http://www.a.cn:81/x?y") == "https://a.cn/x?y"


def test_a_profile_says_legacy_or_nothing() -> None:
    assert tls("legacy") == "legacy"
    with pytest.raises(Unexpected):
        tls(1)
