"""Encryption for servers of long ago, for those hosts only whose profile says so (`tls = "legacy"`).

Chapter 9 of the field notes on Chinese portals: some ask for renegotiation without RFC 5746, some have keys and
parameters that OpenSSL 3 finds too small, some know TLS 1.0 only, some send broken points for curves other than P-256.
Nothing secret travels; but what is allowed for one such server is not allowed for all.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL
from scrapy.core.downloader.contextfactory import _ScrapyCertificateOptions, _ScrapyClientContextFactory
from scrapy.crawler import Crawler
from twisted.internet.ssl import TLSVersion
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

from crawler.hosts import host_of

LEGACY = "legacy"
"""What a profile says."""
_WEAK = b"DEFAULT:@SECLEVEL=0"
"""TLS 1.0 and 1.1 sign with SHA-1, which OpenSSL 3 allows at level 0 only; level 1 is enough for small keys."""


class _LegacyOptions(_ScrapyCertificateOptions):
    """Scrapy's options (they allow unsafe renegotiation already), weakened."""

    def _makeContext(self, *args: Any, **kwargs: Any) -> SSL.Context:  # noqa: N802 - Twisted's name
        context: SSL.Context = super()._makeContext(*args, **kwargs)
        context.set_cipher_list(_WEAK)
        context.set_tmp_ecdh(ec.SECP256R1())
        return context


class _LegacyPolicy(_ScrapyClientContextFactory):
    """Scrapy's policy with these options, from TLS 1.0 on."""

    def _get_cert_options(self) -> _LegacyOptions:
        return _LegacyOptions(**self._get_cert_options_kwargs())

    @classmethod
    def made(cls) -> Self:
        """The policy; certificates are not verified, as everywhere here."""
        return cls(method=None, tls_min_version=TLSVersion.TLSv1_0)


@implementer(IPolicyForHTTPS)
class PolicyByHost:
    """The usual policy, and another one for the hosts of legacy sites."""

    def __init__(self, usual: Any, legacy: Collection[str]) -> None:
        self._usual = usual
        self._legacy = legacy
        self._weak = _LegacyPolicy.made()

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - Twisted's name
        """Twisted's connection creator for a host."""
        policy = self._weak if _bare(hostname.decode("ascii", "replace")) in self._legacy else self._usual
        return policy.creatorForNetloc(hostname, port)


def legacy_hosts(crawler: Crawler) -> frozenset[str]:
    """The hosts, without www., of the crawl's sites whose profile says so."""
    sites = getattr(crawler.spider, "sites", ())
    return frozenset(_bare(host_of(url)) for site in sites if site.tls == LEGACY for url in site.addresses)


def _bare(host: str) -> str:
    return host.lower().removeprefix("www.")
