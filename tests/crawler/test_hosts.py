"""What an address says about the machine behind it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.hosts import host_key, host_of, on_loopback, on_private_ground


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://www.A.gov.cn/x", "a.gov.cn"),
        ("https://a.gov.cn:443/", "a.gov.cn"),
        ("http://a.gov.cn:443/", "a.gov.cn:443"),
        ("http://127.0.1.2:8080/", "127.0.1.2:8080"),
        ("http://[::1]:80/", "[::1]"),
        ("http://a.gov.cn./", "a.gov.cn"),
        ("http://a.gov.cn:99999/", ""),
        ("http://a.gov.cn:eighty/", ""),
        ("http://[::1/", ""),
    ],
)
def test_one_machine_has_one_key(url: str, key: str) -> None:
    assert host_key(url) == key


def test_the_host_as_written() -> None:
    assert host_of("https://WWW.a.gov.cn:8/") == "www.a.gov.cn"
    assert host_of("nothing") == ""


@pytest.mark.parametrize(
    ("url", "loopback", "private"),
    [
        ("http://127.9.8.7/", True, True),
        ("http://[::1]:8/", True, True),
        ("http://localhost/", True, True),
        ("http://a.localhost/", True, True),
        ("http://10.0.0.1/", False, True),
        ("http://192.168.1.1/", False, True),
        ("http://169.254.169.254/latest/", False, True),
        ("http://[fe80::1]/", False, True),
        ("http://[::ffff:127.0.0.1]/", False, True),
        ("http://0.0.0.0/", False, True),
        ("http://224.0.0.1/", False, True),
        ("http://8.8.8.8/", False, False),
        ("http://localhost.gov.cn/", False, False),
        ("http://a.gov.cn/", False, False),
    ],
)
def test_loopback_and_private_ground(url: str, loopback: bool, private: bool) -> None:
    assert (on_loopback(url), on_private_ground(url)) == (loopback, private)


@given(st.ip_addresses(v=4))
def test_every_ipv4_address_is_judged(number: object) -> None:
    url = f"http://{number}/"
    assert on_loopback(url) == str(number).startswith("127.")
    assert on_private_ground(url) or not on_loopback(url)
