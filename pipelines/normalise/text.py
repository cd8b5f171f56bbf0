"""One spelling for white space, widths and what two texts are compared by.

Nothing here is for keeping: what a page printed stays as it was printed (bar white space), these are the forms it is
cleaned and compared in. Traditional and simplified characters are left alone.
"""

from __future__ import annotations

import re
import unicodedata

# Zero-width and direction marks, the soft hyphen, the byte order mark (templates joined on the server leave it in
# the middle of pages), and control characters other than white space (text pasted from Word).
INVISIBLE = (
    "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f"
)
"""The characters nobody sees, as the inside of a regular expression's set."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_NOT_COMPARED = re.compile(r"[\W_]+")
_HAN_RUN = re.compile(
    "[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ebef\U0002f800-\U0002fa1f\U00030000-\U000323af]+"
)
_IDEOGRAPHIC = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f\u3040-\u30ff"
_BESIDE_HAN = re.compile(rf"(?<={_HAN_RUN.pattern[:-1]}) | (?={_HAN_RUN.pattern[:-1]})")
_CHARACTERS = re.compile(f"[{_IDEOGRAPHIC}]+")
_WORD = re.compile(r"\w+")
_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def squeeze(text: str) -> str:
    """Put a text on one line: runs of white space (also U+3000 and no-break spaces) become one space.

    The ends are stripped, characters nobody sees are gone.
    """
    return " ".join(_INVISIBLE.sub("", text).split())


def fold_width(text: str) -> str:
    """Turn full-width ASCII (ＡＢＣ１２３：) and the ideographic space into their half-width twins; all else stays."""
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def one_spelling(name: str) -> str:
    """One spelling for a name that is printed in several: full-width ASCII folded, no blanks beside Han characters."""
    return _BESIDE_HAN.sub("", squeeze(fold_width(name)))


def comparison_key(text: str) -> str:
    """Reduce a text to what two spellings of one thing share: NFKC, case folded, only letters, digits, Han.

    A key for comparing, never for showing. Applied twice it changes nothing. Combining marks that NFKC can't compose
    are dropped with the punctuation.
    """
    wide = unicodedata.normalize("NFKC", text)
    folded = wide.casefold()
    if folded != wide:  # seldom for Han
        folded = unicodedata.normalize("NFKC", folded)
    return folded if folded.isalnum() else _NOT_COMPARED.sub("", folded)


def has_key(text: str, key: str) -> bool:
    """Whether a text's comparison key is this one; most that begin with a Han character are told by that alone."""
    if "\u4e00" <= text[:1] <= "\u9fff" and not key.startswith(text[0]):
        return False
    return comparison_key(text) == key


def han_count(text: str) -> int:
    """Count the Han characters of a text: 〇, the unified ideographs with all extensions, compatibility forms."""
    return sum(map(len, _HAN_RUN.findall(text)))


def size(text: str) -> int:
    """Length in Han characters (kana counted alike) and words: one measure for all languages."""
    between = _CHARACTERS.split(text)
    others = " ".join(between)
    characters = len(text) - len(others) + len(between) - 1
    return characters + len(_WORD.findall(others))
