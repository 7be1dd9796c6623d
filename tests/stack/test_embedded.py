"""The embedded servers by themselves, on a throw-away folder."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from stajseferberligi.stack.children import StackError
from stajseferberligi.stack.embedded import Servers, valkey_answers

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    servers = Servers(tmp_path_factory.mktemp("servers with a space"), durable=False)
    servers.start()
    yield servers
    servers.stop()
    shutil.rmtree(servers.home)


def test_both_ask_for_the_password(servers: Servers) -> None:
    address = servers.addresses["DATABASE_URL"].replace("/staj", "/postgres")
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address.replace(servers.password, "guess"))

    port = int(servers.addresses["REDIS_URL"].rpartition(":")[2].partition("/")[0])
    assert valkey_answers(port, servers.password)
    assert not valkey_answers(port, "guess")
    with socket.create_connection(("127.0.0.1", port)) as stranger:
        stranger.sendall(b"GET 1\r\n")
        assert stranger.recv(100).startswith(b"-NOAUTH")


def test_others_read_neither_data_nor_password(servers: Servers) -> None:
    modes = {path.name: path.stat().st_mode & 0o777 for path in servers.home.iterdir()}
    assert modes["password"] == 0o600
    assert modes["pg18"] == 0o700
    assert modes["valkey"] == 0o700


def test_the_password_is_on_no_command_line(servers: Servers) -> None:
    for child in servers.running:
        assert servers.password not in " ".join(child.process.args)


def test_a_database_is_new_until_its_filling_was_finished(servers: Servers) -> None:
    address = servers.addresses["DATABASE_URL"]
    assert servers.database_is_new()
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE half_filled ()")
    assert servers.database_is_new()
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT to_regclass('half_filled')").fetchone() == (None,)
    servers.database_is_ready()
    assert not servers.database_is_new()


def test_one_stack_per_folder(servers: Servers) -> None:
    with pytest.raises(StackError, match="already running"):
        Servers(servers.folder).start()


def test_what_the_environment_names_is_not_started(tmp_path: Path) -> None:
    own = Servers(tmp_path)
    own.start(database=False, broker=False)
    assert (own.running, own.addresses) == ([], {})
    assert not (tmp_path / "servers").exists()
    own.stop()
