"""What an address says about the machine behind it: its key for politeness, and whether it is ours or private."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


def host_of(url: str) -> str:
    """The host as the address names it, in lower case and without its port; "" where it names none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:  # half an IPv6 address, as rows of list pages have them
        return ""


def host_key(url: str) -> str:
    """The machine an address asks: lower case, without www., with the port where it is not the scheme's own.

    http and https, www and bare, with a dot at the end and without, are one machine: two slots for them would mean two
    requests in flight there. "" for what is no address: a port that is no number, half an IPv6 address.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = host_of(url).removeprefix("www.")
    name = f"[{host}]" if ":" in host else host
    return f"{name}:{port}" if port and port != _DEFAULT_PORTS.get(parts.scheme) else name


def on_loopback(url: str) -> bool:
    """Whether the address names this machine: 127.0.0.0/8, ::1 or localhost."""
    host = host_of(url)
    number = _number(host)
    return number.is_loopback if number else host == "localhost" or host.endswith(".localhost")


def on_private_ground(url: str) -> bool:
    """Whether the address names a machine that the public network cannot reach: loopback, private, link-local."""
    number = _number(host_of(url))
    return on_loopback(url) if number is None else is_private(number)


def is_private(number: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether it is no public unicast address; an IPv4 address inside an IPv6 one counts as itself."""
    inner = getattr(number, "ipv4_mapped", None) or number
    return not inner.is_global or inner.is_multicast


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The host as an IP address, if it is written as one."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
