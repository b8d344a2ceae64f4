"""Make the picture of the README move: a run is played in the front end, and photographed frame by frame.

    python -m tools.moving_picture

writes `docs/panel.webp`: a message whose ack is lost, and the retry that the broker recognises. The page's clock is
stopped between two frames, so that the picture is the same on a slow machine.
"""

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

from minikafka import Broker, Producer, Trace
from minikafka.lesson import save_html
from tests.browser.chromium import running_browser

TARGET = Path(__file__).parents[1] / "docs" / "panel.webp"
WIDTH, HEIGHT = 848, 590  # pixels
FRAME_MS, REST_MS = 50, 2400  # a frame; the last one, before it begins again
LONGEST = 400  # frames


def main() -> None:
    """Play the run, and write its picture."""
    with tempfile.TemporaryDirectory() as place, running_browser() as browser:
        page_file = Path(place) / "run.html"
        save_html(run(), page_file)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        page.clock.install(time=0)
        page.goto(page_file.as_uri())
        frames = [Image.open(io.BytesIO(frame)).convert("RGB") for frame in photographed(page)]
    durations = [FRAME_MS] * (len(frames) - 1) + [REST_MS]
    frames[0].save(TARGET, save_all=True, append_images=frames[1:], duration=durations, loop=0, quality=70, method=4)
    print(f"{TARGET}: {len(frames)} frames, {TARGET.stat().st_size:,} bytes")


def run() -> Trace:
    """A message is stored, its ack is lost, and the producer sends it again."""
    producer = Producer(Broker(), first_sequence=1)
    producer.network.lose_ack()
    producer.send("topic", b"message1")
    producer.retry()
    return producer.trace


def photographed(page: Page) -> Iterator[bytes]:
    """One frame after the other, from Play until it has come to the end."""
    page.clock.run_for(500)
    page.get_by_role("button", name="Play", exact=True).click()
    page.mouse.move(0, 0)
    panel = page.get_by_role("group", name="Idempotent producer")
    for _ in range(LONGEST):
        page.clock.run_for(FRAME_MS)
        yield page.screenshot()
        if panel.get_attribute("aria-busy") == "false":
            return


if __name__ == "__main__":
    main()
