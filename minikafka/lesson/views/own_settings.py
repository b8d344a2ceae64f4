"""matplotlib as it comes, for the lesson's pictures, whatever a learner has set for figures of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def own_settings() -> Iterator[None]:
    """Matplotlib's defaults, and the few settings that make an SVG stable; a learner's own are back afterwards.

    So neither ``text.usetex`` on a machine without LaTeX nor a style sheet breaks a picture. Whatever is drawn has to
    be made in here too, as text asks for its settings when it is made. Also a decorator.
    """
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "minikafka", "text.parse_math": False})
        yield
