"""The policy of a page: it names what may be loaded, and nothing else is."""

import base64
from hashlib import sha256
from pathlib import Path

from minikafka.site.pages import bring_to_life, policy, protect

PAGE = '<html><head lang="en"><script>go()</script><script type="application/json">{}</script></head></html>'


RELEASE = "https://pyodide.example/full/"


def rules(page: str, release: str = RELEASE) -> dict[str, list[str]]:
    return {rule.split()[0]: rule.split()[1:] for rule in policy(page, release).split(";")}


def test_a_page_may_load_what_is_beside_it_and_pyodides_release() -> None:
    assert rules(PAGE)["default-src"] == ["'self'"]
    assert rules(PAGE)["object-src"] == ["'none'"]
    assert rules(PAGE)["connect-src"] == ["'self'", "https://pyodide.example"]


def test_where_the_release_is_in_the_site_a_page_may_load_nothing_else() -> None:
    assert rules(PAGE, "release/")["connect-src"] == ["'self'"]


def test_its_own_scripts_run_by_their_digest_and_no_other() -> None:
    digest = base64.b64encode(sha256(b"go()").digest()).decode()
    assert rules(PAGE)["script-src"] == ["'self'", "'unsafe-eval'", "blob:", f"'sha256-{digest}'"]


def test_every_page_gets_its_policy_before_anything_is_loaded(tmp_path: Path) -> None:
    for name in ("index.html", "deep/page.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(PAGE)
    protect(tmp_path, RELEASE)
    for page in tmp_path.rglob("*.html"):
        assert page.read_text().startswith('<html><head lang="en">\n<meta http-equiv="Content-Security-Policy"')


def test_the_page_of_a_notebook_tells_how_far_its_start_is(tmp_path: Path) -> None:
    page = tmp_path / "index.html"
    page.write_text(PAGE)
    bring_to_life(page)
    assert '<script type="module" src="../alive/alive.mjs"></script></head>' in page.read_text()
