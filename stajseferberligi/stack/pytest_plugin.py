"""Gives the tests their servers before Django reads its settings. Loaded with `-p` (pyproject.toml): a conftest would be too late.

With DATABASE_URL set nothing is started. Parallel workers inherit the addresses; each uses a Valkey database of its own.
"""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from stajseferberligi.stack.children import StackError
from stajseferberligi.stack.embedded import Servers

servers = pytest.StashKey[Servers]()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    os.environ["STAJ_MODE"] = "test"
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker:
        address, _, number = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0").rpartition("/")
        os.environ["REDIS_URL"] = f"{address}/{int(number) + 1 + int(worker.removeprefix('gw'))}"
    elif "DATABASE_URL" not in os.environ:
        running = early_config.stash[servers] = Servers(Path(__file__).resolve().parents[2] / ".data" / "test", durable=False)
        try:
            running.start(broker="REDIS_URL" not in os.environ)
        except (StackError, PermissionError) as error:
            raise pytest.UsageError(str(error)) from error
        os.environ |= running.addresses
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    if servers in config.stash:
        config.stash[servers].stop()
