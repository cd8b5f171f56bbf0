"""Nothing beyond loopback is asked without a contact that somebody reads."""

from __future__ import annotations

import pytest

from crawler import contact
from pipelines.errors import ContactMissing


@pytest.mark.parametrize("value", ["desk@news.lanzhou.cn", "https://news.lanzhou.cn/crawl", "http://a.org/"])
def test_a_contact_that_can_be_answered_to(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(contact.VARIABLE, value)
    contact.require_contact(["http://a.gov.cn/"])
    assert contact.user_agent().endswith(f"(+{value})")
    assert contact.user_agent().startswith("district-news/")


@pytest.mark.parametrize(
    "value",
    [
        "me", "me@here", "me@example.com", "http://www.example.com/", "http://example.cn/", "ftp://a.org/", "a@b.invalid",
        "http://x.test/", "a@b.cn\r\nX: y", "张三@a.cn", "http://[", "a b@c.cn", "http://localhost/",
    ],
)  # fmt: skip
def test_a_contact_that_nobody_can_answer_to(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(contact.VARIABLE, value)
    with pytest.raises(ContactMissing, match=r"is malformed, .* such as news@your-office\.cn, or .* such as https://"):
        contact.require_contact(["http://a.gov.cn/"])
    assert contact.user_agent().endswith("(no contact set, loopback only)")


def test_no_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(contact.VARIABLE, raising=False)
    contact.require_contact(["http://127.0.1.1/", "http://localhost:8000/"])
    with pytest.raises(ContactMissing, match=r"http://a\.gov\.cn/: no contact is set.*set DISTRICT_NEWS_CONTACT"):
        contact.require_contact(["http://127.0.1.1/", "http://a.gov.cn/"])
