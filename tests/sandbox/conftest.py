"""A sandbox on a free port of this machine, a shop that takes its notices, and a registered merchant."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.server import RunningSandbox
from tests.sandbox.clients import Merchant, Shop


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    sandbox = RunningSandbox(tmp_path_factory.mktemp("sandbox"))
    sandbox.start()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(running: RunningSandbox) -> Iterator[Api]:
    api = Api(running.base_url)
    api.post("/reset", accounts=True)
    yield api
    api.post("/reset", accounts=True)


class Api:
    """The control interface."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.http = requests.Session()

    def post(self, path: str, /, **body: Any) -> Any:
        answer = self.http.post(f"{self.base_url}/sandbox/api{path}", json=body, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def put(self, path: str, /, **body: Any) -> Any:
        answer = self.http.put(f"{self.base_url}/sandbox/api{path}", json=body, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def get(self, path: str, /, **query: Any) -> Any:
        answer = self.http.get(f"{self.base_url}/sandbox/api{path}", params=query, timeout=10)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def shop() -> Iterator[Shop]:
    server = Shop(("127.0.0.1", 0))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def merchant(sandbox: Api, shop: Shop, tmp_path: Path) -> Merchant:
    sandbox.post("/apps", appid="wx1000000000000001", secret="s" * 32, name="测试店")
    return Merchant(sandbox, shop, mchid="1900000001", appid="wx1000000000000001")
