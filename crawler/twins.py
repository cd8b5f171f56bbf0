"""The other origins a host may answer at: http or https, with www. or without. Pure."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

UNREACHABLE = frozenset({"dns", "connection refused", "connection lost", "timeout", "tls"})
"""Reasons for which a twin is tried: nobody spoke http there."""


def origin_of(url: str) -> str:
    """Scheme and host of an address, with its port if it names one: "https://www.a.gov.cn"."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def at(origin: str, url: str) -> str:
    """The same address at another origin."""
    return origin + url[len(origin_of(url)) :]


def twins(origin: str, reason: str) -> tuple[str, ...]:
    """The twins worth trying where an origin cannot be reached, the likelier first.

    A name that is not known will not be known with another scheme; www. goes before names only, not before numbers.
    """
    scheme, _, host = origin.partition("://")
    other = f"{'http' if scheme == 'https' else 'https'}://{host}"
    named = f"{scheme}://{host.removeprefix('www.') if host.startswith('www.') else f'www.{host}'}"
    by_name = () if _is_number(host) else (named,)
    return by_name if reason == "dns" else (other, *by_name)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False
    return True
