"""Locks that one holder at a time may have, and that a killed holder gives back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.leases import Lease
from pipelines.errors import StoreError


@pytest.fixture(autouse=True)
def _data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISTRICT_NEWS_DATA", str(tmp_path))


def test_one_holder_at_a_time() -> None:
    first, second, other = Lease("host", "a:80"), Lease("host", "a:80"), Lease("host", "b:80")
    assert first.take()
    assert not second.take()
    assert other.take()
    first.release()
    assert second.take()
    second.release()
    other.release()
    other.release()


def test_it_remembers_who_and_when() -> None:
    with Lease("host", "a") as lease:
        assert lease.holder() == ""
        assert lease.take()
        assert lease.age() == float("inf")
        lease.sign()
        assert lease.age() < 5
        os.utime(lease.path, (0, 0))
        assert lease.age() > 1000
    assert Lease("host", "a").holder() == str(os.getpid())


def test_whether_somebody_has_it() -> None:
    lease, looking = Lease("site", "a"), Lease("site", "a")
    assert not looking.is_held()
    assert not lease.path.exists()
    assert lease.take()
    assert looking.is_held()
    lease.release()
    assert not looking.is_held()
    assert lease.take(), "a look takes nothing"
    lease.release()


def test_a_place_that_cannot_be_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("DISTRICT_NEWS_DATA", str(tmp_path / "file"))
    with pytest.raises(StoreError, match=r"DISTRICT_NEWS_DATA=.*file: .*; set DISTRICT_NEWS_DATA to a folder"):
        Lease("site", "a").take()


def test_only_a_holder_signs() -> None:
    with pytest.raises(RuntimeError, match="not held"):
        Lease("host", "a").sign()


def test_any_name_is_a_file_of_its_own() -> None:
    assert Lease("host", "../../x").path.parent == Lease("host", "y").path.parent
    assert Lease("host", "a/b").path != Lease("host", "a%2Fb").path


HOLD = "import sys; from crawler.leases import Lease; lease = Lease('site', 'x'); print(lease.take(), flush=True); sys.stdin.read()"


def test_a_killed_holder_gives_it_back() -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline() == "True\n"
    lease = Lease("site", "x")
    assert not lease.take()
    holder.kill()
    holder.wait()
    assert lease.take()
    lease.release()
    holder.stdin.close()
    holder.stdout.close()


def test_names_longer_than_a_file_s_are_told_apart() -> None:
    with Lease("host", "长" * 300) as one, Lease("host", "长" * 301) as other:
        assert one.take()
        assert other.take()
        assert one.path != other.path
