"""Make the runs that the slider of Why shows, and store them beside their module."""

from pathlib import Path

from minikafka.lesson.content.why import loss_runs


def main() -> None:
    """Run the broker a few thousand times; it takes a minute or two."""
    runs = [loss_runs.made(percent) for percent in loss_runs.PERCENTS]
    Path(loss_runs.__file__).with_name(loss_runs.FILE).write_text(loss_runs.as_text(runs), encoding="utf-8")


if __name__ == "__main__":
    main()
