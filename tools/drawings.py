"""Store the drawings of the process flow, so that a panel needs no matplotlib: python -m tools.drawings."""

import json
from pathlib import Path

from minikafka.lesson.views import flow_drawing
from minikafka.lesson.views.flow_geometry import NARROW, WIDE, FlowGeometry, drawn_width


def drawings() -> dict[str, str]:
    """The drawing for each width that a page can ask for."""
    widths = sorted({drawn_width(room) for room in range(NARROW, WIDE + 1)})
    return {str(width): flow_drawing.flow_svg(FlowGeometry(width)) for width in widths}


if __name__ == "__main__":
    stored = Path(flow_drawing.__file__).with_name(flow_drawing.STORED)
    stored.write_text(json.dumps(drawings(), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
