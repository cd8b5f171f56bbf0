"""Help in one style: every command and every option explained, with defaults and examples."""

from __future__ import annotations

import argparse
import pkgutil
from importlib import import_module

import pytest
from scrapy.settings import Settings

import crawler.commands
from crawler.command import PROGRAM, NewsCommand
from crawler.commandline import _overview

NAMES = [module.name for module in pkgutil.iter_modules(crawler.commands.__path__)]


def prepared(name: str) -> tuple[NewsCommand, argparse.ArgumentParser]:
    """The command and its parser, as Scrapy makes them."""
    command: NewsCommand = import_module(f"crawler.commands.{name}").Command()
    command.settings = Settings()
    parser = argparse.ArgumentParser(conflict_handler="resolve", description=command.long_desc())
    command.add_options(parser)
    return command, parser


@pytest.mark.parametrize("name", NAMES)
def test_every_option_is_explained_with_its_default(name: str) -> None:
    for action in prepared(name)[1]._actions:
        assert action.help, action.option_strings
        shown = action.help != argparse.SUPPRESS and action.nargs != 0
        assert not shown or "(default: " in action.help, action.option_strings


@pytest.mark.parametrize("name", NAMES)
def test_every_command_shows_examples_of_itself(name: str) -> None:
    command, parser = prepared(name)
    assert command.examples
    assert all(example.startswith(f"{PROGRAM} {name}") for example in command.examples)
    told = parser.format_help()
    assert told.startswith(f"usage: {PROGRAM} {name}")
    assert all(f"\n  {example}\n" in told for example in command.examples)
    assert "0 good, 1 found trouble, 2 wrong use" in told


@pytest.mark.parametrize("name", NAMES)
def test_summaries_are_one_short_line_without_a_stop(name: str) -> None:
    summary = prepared(name)[0].short_desc()
    assert summary[0].islower()
    assert not summary.endswith(".")
    assert "\n" not in summary
    assert len(summary) <= 85


def test_the_overview_has_all_commands_in_the_order_of_a_day() -> None:
    listed = [line.split()[0] for line in _overview().splitlines() if line.startswith("  ")]
    assert sorted(listed) == sorted(NAMES)
    assert listed[:4] == ["list", "addsite", "crawl", "runs"]


@pytest.mark.parametrize(
    ("asked", "level"), [((), "WARNING"), (("-L", "INFO"), "INFO"), (("--logfile", "x.log"), "INFO")]
)
def test_log_lines_stay_off_a_terminal_unless_they_are_asked_for(
    asked: tuple[str, ...], level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    command, parser = prepared("list")
    command.settings = Settings()
    command.settings.set("LOG_LEVEL", "INFO", priority="project")
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    opts, args = parser.parse_known_args(list(asked))
    command.process_options(args, opts)
    assert command.settings["LOG_LEVEL"] == level
