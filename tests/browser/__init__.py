"""What a learner does with the notebooks, in a real JupyterLab and a real browser."""

import pytest

# So that a helper whose assert fails says what it found.
pytest.register_assert_rewrite("tests.browser.pages", "tests.browser.panel")
