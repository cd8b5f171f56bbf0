"""Bytes as text: what is believed about charsets, in which order, and that nothing is too broken to decode."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extract.document import Document, decode

NAMES = "朱镕基 陶喆 㛃 堃"
GBK = "高堃在渡口等船".encode("gb18030")
UTF8 = "高堃在渡口等船".encode()


def declaring(charset: str, body: bytes) -> bytes:
    return b'<meta http-equiv="Content-Type" content="text/html; charset=' + charset.encode() + b'">' + body


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "gb18030", "utf-8", "iso-8859-1", "no-such-charset", ""])
@pytest.mark.parametrize("body", [GBK, UTF8], ids=["gbk bytes", "utf-8 bytes"])
def test_declared_in_the_page_or_not_chinese_is_read(charset: str, body: bytes) -> None:
    assert decode(declaring(charset, body)).text.endswith("高堃在渡口等船")


@pytest.mark.parametrize("header", [None, "text/html", "text/html; charset=ISO-8859-1", "text/html;charset=utf-8"])
@pytest.mark.parametrize("body", [GBK, UTF8], ids=["gbk bytes", "utf-8 bytes"])
def test_a_header_that_lies_does_no_harm(header: str | None, body: bytes) -> None:
    assert decode(body, header).text == "高堃在渡口等船"


def test_a_header_is_heard_before_the_page() -> None:
    cyrillic = "Речной вокзал".encode("koi8-r")
    assert decode(declaring("gb2312", cyrillic), "text/html; charset=koi8-r").text.endswith("Речной вокзал")


@pytest.mark.parametrize("declared", ["gb2312", "gbk"])
def test_gb2312_is_read_as_gb18030(declared: str) -> None:
    decoded = decode(declaring(declared, NAMES.encode("gb18030")))
    assert decoded.text.endswith(NAMES)
    assert (decoded.encoding, decoded.declared) == ("gb18030", "gb18030")


@pytest.mark.parametrize(
    "charset",
    [
        "undefined",
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "utf-7",
        "utf-16",
        "utf-32",
        "cp037",
        "hex",
    ],
)
def test_a_codec_that_no_page_is_written_in_is_not_believed(charset: str) -> None:
    decoded = decode(declaring(charset, GBK))
    assert decoded.text.endswith("高堃在渡口等船")
    assert decoded.declared is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    body = ("\ufeff" + "高堃").encode(encoding)
    assert (decode(body, "text/html; charset=gbk").text, decode(body).encoding) == ("高堃", encoding)


def test_a_charset_behind_long_comments_is_found() -> None:
    body = b"<!--" + b"x" * 9_000 + b"-->" + declaring("big5", "渡口的燈".encode("big5"))
    assert decode(body).text.endswith("渡口的燈")


@pytest.mark.parametrize("text", ["燈", "渡口", "a渡"])
def test_a_few_bytes_are_not_taken_for_a_cut_character(text: str) -> None:
    """Short GBK text must not be read as UTF-8 that ends in the middle."""
    assert decode(text.encode("gb18030")).text == text


def test_a_character_cut_at_the_end_is_no_reason_to_doubt() -> None:
    assert decode(("渡口" * 20).encode()[:-1]).encoding == "utf-8"


def test_one_damaged_byte_costs_one_character() -> None:
    body = ("河边的旧磨坊" * 30).encode()
    damaged = body[:300] + b"\xff" + body[300:]
    assert decode(damaged).text.replace("\ufffd", "") == "河边的旧磨坊" * 30


@pytest.mark.parametrize("unseen", ["\ufeff", "\x00", "\x0b", "\x1f", "\x7f", "#PAGE_BREAK#"])
def test_what_nobody_should_see_is_taken_out(unseen: str) -> None:
    assert decode(f"磨坊{unseen}转动".encode()).text == "磨坊转动"


@given(st.binary(max_size=400), st.one_of(st.none(), st.text(max_size=40)))
def test_any_bytes_are_a_document(body: bytes, content_type: str | None) -> None:
    document = Document.from_bytes(body, None, content_type)
    document.text.encode()  # no surrogates
    assert document.tree.root is not None


@given(
    st.sampled_from(["koi8-r", "shift_jis", "euc-kr", "hz", "iso2022_jp", "cp1251"]) | st.text(max_size=12), st.binary()
)
def test_any_declared_charset_is_survived(charset: str, body: bytes) -> None:
    Document.from_bytes(b'<meta charset="' + charset.encode() + b'">' + body, None, f"text/html; charset={charset}")


@pytest.mark.parametrize("sign", ["\x1b", "&#27;", "&#027", "&#x1b;", "&#X1B", "\x9b", "&#7;", "&#8;", "&#127;"])
def test_no_page_speaks_to_a_terminal(sign: str) -> None:
    assert decode(f"水库{sign}[31m".encode()).text == "水库[31m"


@pytest.mark.parametrize("text", ["&#10;", "&#13;", "&#270;", "&#x1bf;", "&#38;", "&#x9;", "\x85"])
def test_other_references_stay(text: str) -> None:
    assert decode(text.encode()).text == text
