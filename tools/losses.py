"""Make the runs that the slider of Why shows, and store them beside their module."""

from pathlib import Path

from minikafka.lesson.content.why import losses


def main() -> None:
    """Run the broker a few thousand times; it takes a minute or two."""
    runs = [losses.runs_at(percent) for percent in losses.PERCENTS]
    Path(losses.__file__).with_name(losses.FILE).write_text(losses.as_text(runs), encoding="utf-8")


if __name__ == "__main__":
    main()
