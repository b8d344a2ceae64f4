"""The site as it is served: types, compression, what has not changed, and nothing outside its folder."""

import gzip
import threading
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from minikafka.site.serve import make_server

WORDS = "words " * 1000


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    site = tmp_path / "site"
    (site / "below").mkdir(parents=True)
    (site / "below/index.html").write_text(WORDS)
    (site / "program.mjs").write_text(WORDS)
    (tmp_path / "secret").write_text("secret")
    server = make_server(site)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield server.server_port
    server.shutdown()
    serving.join()
    server.server_close()


def asked(port: int, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


def test_a_folder_shows_its_page(port: int) -> None:
    answer, body = asked(port, "/below/?a=b")
    assert (answer.status, answer.headers["Content-Type"], body.decode()) == (200, "text/html", WORDS)


def test_a_module_has_the_type_that_browsers_ask_for(port: int) -> None:
    assert asked(port, "/program.mjs")[0].headers["Content-Type"] == "text/javascript"


def test_it_is_compressed_for_those_who_can_read_it(port: int) -> None:
    answer, body = asked(port, "/program.mjs", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body).decode() == WORDS


def test_what_has_not_changed_is_not_sent_again(port: int) -> None:
    tag = asked(port, "/program.mjs")[0].headers["ETag"]
    answer, body = asked(port, "/program.mjs", If_None_Match=tag)
    assert (answer.status, body) == (304, b"")


@pytest.mark.parametrize("path", ["/nowhere", "/below", "/../secret", "/%2e%2e/secret", "/below/../../secret"])
def test_what_is_not_in_the_site_is_not_found(port: int, path: str) -> None:
    answer, body = asked(port, path)
    assert answer.status == 404
    assert body != b"secret"
