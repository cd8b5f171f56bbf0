"""The documents name what the code has: methods, keys, columns, commands, options."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest

from benchmarks.__main__ import BENCHMARKS
from crawler.commandline import _overview
from crawler.commands.missed import _COLUMNS as LEDGER
from crawler.failures import STATES
from crawler.health import WORST_FIRST, Health
from crawler.protocol import as_answer
from crawler.sites import Listing, Site
from pipelines.extract.site_rules import RULE
from pipelines.history.change import CLASSES
from pipelines.history.presence import CHECKS, SPAN
from pipelines.history.presence import STATES as PRESENCES
from pipelines.items import FieldValue, Received
from pipelines.lexicon import lexicon
from pipelines.rules import Rules
from pipelines.store.articles import Articles
from pipelines.store.batches import catch_up
from pipelines.store.runs import COUNTS, State
from pipelines.store.schema import open_database
from pipelines.store.sites import Sites
from tests.accuracy.made_up import MadeUp, made_up_pages
from tests.pipelines.archived import ARTICLE, capture, writer
from tests.pipelines.articles import NOON, an_article

CHECKOUT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")
COMMANDS = sorted(path.stem for path in (CHECKOUT / "crawler" / "commands").glob("[a-z]*.py"))


def text(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


def first_cells(name: str, head: str) -> list[str]:
    """The first column of the table whose header line begins so; its code marks and line breaks taken off."""
    lines = iter(text(name).splitlines())
    assert any(line.strip().startswith(f"| {head} |") for line in lines), f"{name} has no table {head}"
    next(lines)
    cells = []
    for line in lines:
        if not line.strip().startswith("|"):
            break
        cells += re.split(r",\s*", line.strip(" |").split(" | ")[0].replace("`", ""))
    return cells


METHODS = first_cells("docs/reading.md", "method")


def literals() -> set[str]:
    """All strings in the code of pipelines."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (CHECKOUT / "pipelines").rglob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return {node.value for node in nodes if isinstance(node.value, str)}


def used(page: MadeUp) -> Iterator[str]:
    article = page.read()
    for field in fields(article):
        value = getattr(article, field.name)
        if isinstance(value, FieldValue):
            yield from filter(None, [value.method, *(one.method for one in value.candidates)])


@pytest.mark.parametrize("name", made_up_pages())
def test_every_method_that_reads_a_value_is_in_the_documents(name: str) -> None:
    assert set(used(made_up_pages()[name])) <= set(METHODS)


def test_every_method_in_the_documents_is_one_of_the_code() -> None:
    assert RULE in METHODS
    assert len(METHODS) == len(set(METHODS)) > 20
    assert set(METHODS) <= literals()


def test_the_keys_of_json_are_those_in_the_documents() -> None:
    answer: dict[str, Any] = as_answer(next(iter(made_up_pages().values())).read())
    assert set(first_cells("docs/reading.md", "key")) == {"url", *answer}


def test_the_keys_of_profiles_are_those_in_the_documents() -> None:
    of_ours = {"id", "path", "rules"}
    assert set(first_cells("docs/sites.md", "key")) == {field.name for field in fields(Site)} - of_ours
    assert set(first_cells("docs/sites.md", "key of `[read]`")) == {rule.name for rule in fields(Rules)}
    assert all(f"`{field.name}`" in text("docs/sites.md") for field in fields(Listing))


def test_the_counts_and_states_of_runs_are_those_in_the_documents() -> None:
    assert set(first_cells("docs/data.md", "column")) == {*COUNTS, "seconds", "other"}
    assert all(f"`{state}`" in text("docs/data.md") for state in get_args(State))


def test_the_columns_of_the_ledger_are_those_in_the_documents() -> None:
    assert {*first_cells("docs/missed.md", "column"), "day", "site", "listing"} == {one.name for one in LEDGER}


def test_the_states_of_sites_are_those_in_the_documents_worst_first() -> None:
    assert first_cells("docs/health.md", "state") == list(WORST_FIRST)
    assert all(f"`{field.name}`" in text("docs/health.md") for field in fields(Health))


def test_the_classes_of_changes_and_the_states_of_articles_are_in_the_documents() -> None:
    assert all(f"`{word}`" in text("docs/changes.md") for word in (*CLASSES, *PRESENCES))
    assert f"{CHECKS} times" in text("docs/changes.md").replace("three times", "3 times")
    assert f"at least {SPAN.total_seconds() / 3600:.0f} hours" in text("docs/changes.md")


def test_every_state_of_what_was_not_had_is_in_the_documents() -> None:
    assert set(first_cells("docs/refused.md", "state")) == set(STATES)
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (CHECKOUT / "crawler").rglob("*.py")]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = {reason for call in calls for reason in _reasons(call)}
    assert {"private address", "robots unreachable"} <= named <= set(STATES)


def _reasons(call: ast.Call) -> Iterator[str]:
    """The reasons that a call of Refused, Refusal or Gate.shut names."""
    function = ast.unparse(call.func).rpartition(".")[2]
    given = {"Refused": call.args[:1], "shut": call.args[1:2]}.get(function, [])
    given += [word.value for word in call.keywords if function == "Refusal" and word.arg == "reason"]
    yield from (node.value for node in given if isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_what_is_looked_for_in_refusals_is_in_the_documents() -> None:
    products = [answer["name"] for answer in lexicon("challenges")["answers"] if not answer["name"].isascii()]
    assert all(product in text("docs/refused.md") for product in products)
    assert all(str(status) in text("docs/refused.md") for status in lexicon("challenges")["doubtful"])


@pytest.mark.parametrize("readme", READMES)
def test_every_command_is_in_the_readme_in_the_order_of_the_help(readme: str) -> None:
    first = [re.match(r"\| `(\w+)", line) for line in text(readme).splitlines()]
    listed = [found[1] for found in first if found]
    assert listed == re.findall(r"^  (\w+)  ", _overview(), re.MULTILINE)
    assert sorted(listed) == COMMANDS


def test_both_readmes_lead_to_every_document_and_have_the_same_numbers() -> None:
    english, chinese = (re.findall(r"\((docs/[\w-]+\.md)\) \|$", text(name), re.MULTILINE) for name in READMES)
    assert english == chinese
    assert sorted(english) == sorted(f"docs/{path.name}" for path in (CHECKOUT / "docs").glob("*.md"))
    measured, too = (re.findall(r"^\|.*\d\.\d.*\|$", text(name), re.MULTILINE) for name in READMES)
    assert measured == too
    assert len(measured) == 4
    figures, too = (sorted(re.findall(r"\b\d+\.\d+\b|\b\d{3,}\b", text(name), re.ASCII)) for name in READMES)
    assert figures == too


@pytest.mark.parametrize("name", ["docs/reading.md", "docs/sites.md", "CONTRIBUTING.md"])
def test_a_misread_page_is_mended_in_one_order(name: str) -> None:
    sections = re.split(r"^## ", text(name), flags=re.MULTILINE)[1:]
    (told,) = [section.lower() for section in sections if re.match(r".*\bmisread( page)?\n", section)]
    steps = [told.find(step) for step in ("a rule in the", "data/platforms/", "data/lexicon/", "code")]
    assert -1 not in steps
    assert steps == sorted(steps)


def test_every_word_list_is_told_of() -> None:
    files = [path.name for path in (CHECKOUT / "data" / "lexicon").iterdir()]
    told = [name for name in first_cells("data/README.md", "file") if name.endswith(".toml")]
    assert told == sorted(files)


@pytest.mark.parametrize(("name", "number"), [("docs/search.md", 3), ("docs/archive.md", 2)])
def test_what_is_shown_in_python_runs_as_it_stands(
    name: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data" / "var"
    archive = writer(data / "warc")
    ref = archive.write(capture())
    archive.close()
    with open_database(data / "news.db") as db:
        Sites(db).register("qinghe", "青禾镇", "cn-gb2260", "620104", None)
        page = Received(url=ARTICLE.url, status=200, headers=(), body=b"", fetched=NOON, archived=ref)
        article = an_article(url=ARTICLE.url, title="西固区扫雪除冰")
        Articles(db).keep(replace(article, page=replace(article.page, parts=(page,))))
        catch_up(db)
    monkeypatch.chdir(tmp_path)
    plugins = ModuleType("datasette")  # not installed with the tests; the plugin only marks a function with it
    plugins.hookimpl = lambda function: function  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "datasette", plugins)
    snippets = re.findall(r"```python\n(.*?)```", text(name), re.DOTALL)
    assert len(snippets) == number
    for snippet in snippets:
        exec(compile(snippet, name, "exec"), {})
    said = capsys.readouterr().out
    assert all(
        word in said for word in {"docs/search.md": ["1 articles", "扫雪除冰"], "docs/archive.md": ["柳河镇春耕"]}[name]
    )


def test_every_command_is_in_the_changelog() -> None:
    assert [name for name in COMMANDS if not re.search(rf"`{name}\b", text("CHANGELOG.md"))] == []


def test_every_benchmark_is_named() -> None:
    (named,) = re.findall(r"^Their names: (.*?)\.$", text("docs/speed.md"), re.MULTILINE | re.DOTALL)
    assert re.findall(r"`(\w+)`", named) == list(BENCHMARKS)


def test_make_says_what_it_can_do() -> None:
    done = subprocess.run(["make", "-s"], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    told = [line.split()[1] for line in done.stdout.splitlines()]
    assert told == [line.split(":")[0] for line in text("Makefile").splitlines() if re.match(r"[a-z]+:", line)]
