"""What our own pages and JupyterLite's have in common: a policy that lets nothing in or out."""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)([^>]*)>(.*?)</script>", re.DOTALL)
_STYLES = "".join(
    f'<link rel="stylesheet" href="../{path}">'
    for path in ("alive/line.css", "alive/sight.css", "../player/panel.css", "../player/player.css")
)
_HEAD = re.compile(r"<head[^>]*>")


def bring_to_life(page: Path) -> None:
    """Let JupyterLite's page of a notebook tell how far its start is, and ask early for what it is going to need."""
    script = '<script type="module" src="../alive/alive.mjs"></script>'
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</head>", f"{_STYLES}{script}</head>", 1), encoding="utf-8")


def protect(output: Path, release: str) -> None:
    """Give every page a content security policy of its own; packages come from the address `release`."""
    for page in output.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(_with_policy(text, release), encoding="utf-8")


def _with_policy(page: str, release: str) -> str:
    head = _HEAD.search(page)
    assert head, "every page of the site has a head"
    meta = f'\n<meta http-equiv="Content-Security-Policy" content="{policy(page, release)}">'
    return page[: head.end()] + meta + page[head.end() :]


def policy(page: str, release: str) -> str:
    """What a page may load: what is beside it, its own scripts by their digest, and packages from `release`.

    JupyterLab checks its settings by compiling their schemas, and widgets come as text: hence ``unsafe-eval`` and
    ``blob:``.
    """
    own = " ".join(f"'sha256-{_digest(script)}'" for kind, script in _SCRIPT.findall(page) if "json" not in kind)
    elsewhere = urlsplit(release)
    packages = f"{elsewhere.scheme}://{elsewhere.netloc}" if elsewhere.netloc else ""
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' 'unsafe-eval' blob: {own}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "worker-src 'self' blob:",
            f"connect-src 'self' {packages}".rstrip(),
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'none'",
        ]
    )


def _digest(script: str) -> str:
    return base64.b64encode(sha256(script.encode()).digest()).decode()
