"""Which numbers the name of a host stands for; each name is asked for once."""

from __future__ import annotations

import asyncio
import ipaddress
import socket

Number = ipaddress.IPv4Address | ipaddress.IPv6Address


class Resolver:
    """Names to numbers, remembered for the life of a crawl."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Number, ...]] = {}

    async def numbers(self, host: str) -> tuple[Number, ...]:
        """All numbers of a host, in order; none where its name is not known (the download will say why it fails)."""
        if host not in self._known:
            self._known[host] = _written(host) or await _asked(host)
        return self._known[host]


def _written(host: str) -> tuple[Number, ...]:
    try:
        return (ipaddress.ip_address(host),)
    except ValueError:
        return ()


async def _asked(host: str) -> tuple[Number, ...]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    numbers = {ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found}
    return tuple(sorted(numbers, key=lambda number: (number.version, number)))
