"""What can go wrong, drawn once.

DistrictNewsError
├── ProfileError      a site profile says something it must not, or lacks what it must say
├── UnknownSite       a command named a site that has no profile
├── LexiconError      a word list under data/ is not what its reader expects
├── UnreadablePage    bytes that no reader can make a page of
├── ArchiveError      a WARC that cannot be read or written
├── StoreError        a database that is missing, damaged, of another version or not writable
├── CorrectionError   a correction of a field that has none, or with a value that the field cannot have
├── ContactMissing    a crawl beyond loopback without a contact address
├── AlertNotSent      a file that cannot be written, or a command that failed
└── NotAdded          no profile can be made of a portal

Every message names the file, key or address, and what to do.
"""


class DistrictNewsError(Exception):
    """Anything this project raises on purpose; commands print it without a traceback."""


class ProfileError(DistrictNewsError):
    """A site profile says something it must not, or lacks what it must say."""


class UnknownSite(DistrictNewsError):
    """A command named a site that has no profile."""


class LexiconError(DistrictNewsError):
    """A word list under data/ is not what its reader expects."""


class UnreadablePage(DistrictNewsError):
    """Bytes that no reader can make a page of."""


class ArchiveError(DistrictNewsError):
    """A WARC that cannot be read or written."""


class StoreError(DistrictNewsError):
    """A database that is missing, damaged, of another version or not writable."""


class CorrectionError(DistrictNewsError):
    """A correction of a field that has none, or with a value that the field cannot have."""


class ContactMissing(DistrictNewsError):
    """A crawl beyond loopback without a contact address."""


class AlertNotSent(DistrictNewsError):
    """Nobody could be told: nothing counts as told, and the next call tries again."""


class NotAdded(DistrictNewsError):
    """No profile can be made of a portal: reason is a short word to count by, the message says it all."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
