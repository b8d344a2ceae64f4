"""Every difference that is meant is told to whoever reads docs/omissions.md."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kafka.differential.omitted import OMISSIONS

ROWS = (Path(__file__).parents[2] / "docs" / "omissions.md").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("words", sorted({omission.words for omission in OMISSIONS}))
def test_an_omission_has_its_row(words: str) -> None:
    assert [row for row in ROWS if row.startswith(f"| {words} |")]
