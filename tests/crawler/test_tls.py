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


@pytest.mark.parametrize("newest", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_encryption_of_long_ago_is_for_those_that_need_it(tmp_path: Path, newest: ssl.TLSVersion) -> None:
    program = Program(tmp_path)
    with (
        portal(news(1), tls=secured(tmp_path, newest=newest)) as old,
        portal(news(1), tls=secured(tmp_path, newest=newest)) as other,
    ):
        program.site("old", old.root, 'tls = "legacy"')
        program.site("other", other.root)
        done = program.run("crawl", "old", "other")
    assert program.rows("SELECT site_id, count(*) FROM articles GROUP BY site_id") == [("old", 1)]
    ((reason, detail),) = program.rows("SELECT reason, detail FROM failures WHERE site_id = 'other'")
    assert reason == "tls"
    assert 'tls = "legacy" in the profile' in detail
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


def test_an_expired_certificate_is_said_and_no_reason_to_stop(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal(news(2), tls=secured(tmp_path, ended=True)) as served:
        program.site("one", served.root)
        done = program.run("crawl", "one")
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("its certificate expired on") == 1
    assert done.stderr.count("is not valid for hostname") == 1
    assert program.rows("SELECT count(*) FROM articles") == [(2,)]
    host = served.root.removeprefix("https://")
    ((kind, about),) = program.rows("SELECT kind, about FROM site_facts")
    assert (kind, about) == ("expired certificate", host)
    assert f"the certificate of {host} expired on" in program.run("list", "--division", "620104").stdout


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


def test_a_host_that_is_dead_at_all_origins_is_asked_for_each_once(tmp_path: Path) -> None:
    program = Program(tmp_path)
    with portal({}) as served:
        pass
    program.site("one", served.root)
    done = program.run("crawl", "one")
    assert program.rows("SELECT reason FROM failures") == [("connection refused",)]
    assert (done.returncode, program.rows("SELECT count(*) FROM site_facts")) == (1, [(0,)])


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
