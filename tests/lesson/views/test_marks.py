"""The marks: where a step has walked, in rules for the live chart and in paint for the still."""

from __future__ import annotations

import io
import re
from itertools import product

import pytest
from matplotlib.image import imread

from minikafka import Broker, Producer
from minikafka.engine.network import Fault
from minikafka.engine.trace import Stage
from minikafka.lesson.views.chart import HEIGHT, NODES, PARTS, WIDTH, chart_svg, gid
from minikafka.lesson.views.marks import AT_REST, BROKEN, CURRENT, WALKED, chart_css, chart_png, mark_css, marked
from minikafka.lesson.views.theme import TONES, Look, contrast

TO_BROKER = (Stage.SEND_MESSAGE, Stage.ASSIGN_SEQUENCE, Stage.BROKER_RECEIVES, Stage.CHECK_SEQUENCE)
IDS = set(re.findall(r'\bid="p-([^"]*)"', chart_svg("p")))


def send(producer: Producer) -> None:
    producer.send("topic", b"message1")


def visible(path: tuple[Stage, ...], *, kept: bool = False) -> set[str]:
    """What is marked and seen."""
    return {name for name, look in marked(path, kept=kept).items() if look.visible}


def looks_like(path: tuple[Stage, ...], looks: dict[str, Look]) -> set[str]:
    """What is marked with one of these looks."""
    return {name for name, look in marked(path).items() if look is looks.get(name.partition("-")[0])}


# Which parts


def test_a_step_leaves_a_trail_and_ends_at_the_current_stage() -> None:
    path = (*TO_BROKER, Stage.IGNORE)
    assert looks_like(path, CURRENT) == {"node-ignore"}
    assert looks_like(path, WALKED) == {
        "node-send-message",
        "trail-assign",
        "node-assign-sequence",
        "trail-request",
        "label-request",
        "node-broker-receives",
        "trail-check",
        "node-check-sequence",
        "trail-stem",
        "trail-duplicate",
        "label-duplicate",
    }
    assert not looks_like(path, BROKEN)


def test_the_first_stage_is_marked_alone() -> None:
    assert set(marked((Stage.START_PRODUCER,))) == {"node-start-producer"}


def test_without_a_step_nothing_is_marked() -> None:
    assert marked(()) == {}
    assert mark_css("p", ()) == ""


def test_the_sequence_is_kept_on_a_retry_only() -> None:
    assert visible(TO_BROKER, kept=True) - visible(TO_BROKER) == {"pill-kept"}


def test_the_way_back_goes_round() -> None:
    assert "trail-loop" in visible((Stage.CONTINUE_SENDING, Stage.SEND_MESSAGE))


@pytest.mark.parametrize(
    ("outcome", "trails"),
    [
        (Stage.STORE, {"trail-store", "trail-ack"}),
        (Stage.IGNORE, {"trail-ignore", "trail-joint-1", "trail-ack"}),
        (Stage.ERROR, {"trail-error", "trail-joint-2", "trail-joint-1", "trail-ack"}),
    ],
)
def test_an_answer_goes_up_from_its_outcome(outcome: Stage, trails: set[str]) -> None:
    path = (outcome, Stage.PRODUCER_RECEIVES_ACK)
    assert {name for name in visible(path) if name.startswith("trail-")} == trails
    assert marked(path)["label-ack"].bold


@pytest.mark.parametrize(
    ("path", "edge", "fault"),
    [
        ((Stage.ASSIGN_SEQUENCE, Stage.REQUEST_LOST), "request", "request-lost"),
        ((Stage.ASSIGN_SEQUENCE, Stage.REQUEST_DELAYED), "request", "request-delayed"),
        ((Stage.STORE, Stage.ACK_LOST), "ack", "ack-lost"),
        ((Stage.IGNORE, Stage.ACK_LOST), "ack", "ack-lost"),
    ],
)
def test_a_fault_breaks_its_edge_and_says_so(path: tuple[Stage, ...], edge: str, fault: str) -> None:
    looks = marked(path)
    assert looks[f"trail-{edge}"].dashed
    assert looks[f"word-{fault}"].bold
    assert {f"trail-{edge}", f"badge-{fault}", f"sign-{fault}", f"word-{fault}"} <= visible(path)
    assert not looks[f"edge-{edge}"].visible, "no whole line below the broken one"
    assert not looks[f"label-{edge}"].visible, "the words of the fault stand in its place"
    assert looks_like(path, CURRENT) == {f"badge-{fault}", f"sign-{fault}"}


def test_a_lost_ack_still_left_its_outcome() -> None:
    looks = marked((*TO_BROKER, Stage.ERROR, Stage.ACK_LOST))
    assert looks["node-error"] is WALKED["node"]
    assert {"trail-error", "trail-joint-2", "trail-joint-1"} <= looks_like((Stage.ERROR, Stage.ACK_LOST), WALKED)


@pytest.mark.parametrize(("stage", "pill"), [(Stage.WAITING, "pill-waiting"), (Stage.GIVE_UP, "failure-give-up")])
def test_a_stage_without_a_box_shows_its_note(stage: Stage, pill: str) -> None:
    assert visible((stage,)) == {pill}


@pytest.mark.parametrize("fault", [*Fault, None])
def test_every_step_of_a_run_is_marked_on_parts_that_are_drawn(fault: Fault | None) -> None:
    producer = Producer(Broker())
    producer.network.faults.extend([fault] if fault else [])
    for act in (send, send, Producer.retry, Producer.flush):
        act(producer)
    for step in range(producer.trace.steps + 1):
        path = [event.stage for event in producer.trace if event.step == step]
        for length in range(1, len(path) + 1):
            looks = marked(path[:length])
            assert set(looks) <= IDS
            current = {gid(kind, path[length - 1]) for kind in PARTS[path[length - 1]]}
            assert current <= {name for name, look in looks.items() if look.visible}


def test_every_pair_of_stages_is_marked_on_parts_that_are_drawn() -> None:
    for pair in product(Stage, Stage):
        assert set(marked(pair, kept=True)) <= IDS


# How they look


@pytest.mark.parametrize(
    ("kind", "look"),
    [(kind, look) for looks in (WALKED, CURRENT, BROKEN) for kind, look in looks.items()],
)
def test_no_mark_is_made_by_colour_alone(kind: str, look: Look) -> None:
    rest = AT_REST[kind]
    assert (look.width, look.bold, look.dashed, look.visible) != (rest.width, rest.bold, rest.dashed, rest.visible)


def test_the_current_stage_is_told_from_the_path_by_weight_too() -> None:
    assert CURRENT["node"].bold
    assert not WALKED["node"].bold


def seen(kinds: set[str]) -> list[Look]:
    tables = (AT_REST, WALKED, CURRENT, BROKEN)
    return [look for looks in tables for kind, look in looks.items() if kind in kinds and look.visible]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("look", seen({"lane", "node", "pill", "failure"}))
def test_words_stand_out_from_their_box(theme: str, look: Look) -> None:
    assert contrast(getattr(TONES[look.ink], theme), getattr(TONES[look.fill], theme)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["lane", "page"])
@pytest.mark.parametrize("look", seen({"label", "word"}))
def test_words_stand_out_from_what_is_behind_them(theme: str, ground: str, look: Look) -> None:
    assert contrast(getattr(TONES[look.ink], theme), getattr(TONES[ground], theme)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["lane", "page"])
@pytest.mark.parametrize("look", seen({"edge", "trail", "node", "pill", "failure", "badge"}))
def test_lines_stand_out_from_what_is_behind_them(theme: str, ground: str, look: Look) -> None:
    assert contrast(getattr(TONES[look.stroke], theme), getattr(TONES[ground], theme)) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("looks", [CURRENT, BROKEN], ids=["current", "broken"])
def test_a_sign_stands_out_from_its_badge(theme: str, looks: dict[str, Look]) -> None:
    sign, badge = getattr(TONES[looks["sign"].stroke], theme), getattr(TONES[looks["badge"].fill], theme)
    assert contrast(sign, badge) >= 3


# As a stylesheet


def rules_of(css: str) -> dict[str, dict[str, str]]:
    """Selector to declarations, in the order of the text."""
    rules: dict[str, dict[str, str]] = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", css):
        for selector in selectors.strip().split(","):
            rules.setdefault(selector, {}).update(part.split(":", 1) for part in body.split(";"))
    return rules


def test_the_rules_name_the_parts_of_one_chart_only() -> None:
    path = (*TO_BROKER, Stage.STORE, Stage.PRODUCER_RECEIVES_ACK)
    assert set(rules_of(mark_css("left", path))) == {f"#left-{name}" for name in marked(path)}


def test_the_rules_say_what_the_looks_say() -> None:
    rules = rules_of(mark_css("p", (*TO_BROKER, Stage.STORE)))
    assert rules["#p-node-store"]["fill"] == "var(--mk-accent-fill)"
    assert rules["#p-node-store"]["color"] == "var(--mk-on-accent)"
    assert rules["#p-node-store"]["font-weight"] == "bold"
    assert rules["#p-trail-new"]["stroke"] == "var(--mk-accent)"
    assert rules["#p-trail-new"]["visibility"] == "visible"


def test_the_rules_are_short() -> None:
    """A press sends them; the chart itself is sent once."""
    for outcome in (Stage.STORE, Stage.IGNORE, Stage.ERROR):
        for end in ((Stage.PRODUCER_RECEIVES_ACK, Stage.CONTINUE_SENDING), (Stage.ACK_LOST,)):
            assert len(mark_css("mk-panel-123", (*TO_BROKER, outcome, *end), kept=True)) < 2000


def test_the_rules_at_rest_reach_every_part_and_only_the_panel() -> None:
    rules = rules_of(chart_css("lab"))
    classes = set(re.findall(r'class="(mk-[a-z]+)"', chart_svg("p"))) - {"mk-chart"}
    assert {f".lab .mk-chart .{name}" for name in classes} <= set(rules)
    assert all(selector.startswith(".lab .mk-chart") for selector in rules)
    assert rules[".lab .mk-chart"]["width"] == "100%"
    assert rules[".lab .mk-chart"]["height"] == "auto"
    assert rules[".lab .mk-chart text"]["fill"] == "currentColor"


@pytest.mark.parametrize("css", [chart_css("lab"), mark_css("p", (*TO_BROKER, Stage.IGNORE, Stage.ACK_LOST))])
def test_every_colour_is_a_tone(css: str) -> None:
    assert not re.search(r":[^;}]*(?:#[0-9a-fA-F]{3}|rgb|hsl)", css)
    assert set(re.findall(r"var\(--mk-([a-z-]+)\)", css)) <= set(TONES)


@pytest.mark.parametrize("name", ["", "a b", "a,body"])
def test_a_name_that_would_reach_other_parts_of_the_page_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a part of a page"):
        mark_css(name, (Stage.STORE,))
    with pytest.raises(ValueError, match="cannot name a part of a page"):
        chart_css(name)


# As a still


def colour_in(png: bytes, stage: Stage) -> str:
    """The colour of a box in the still, below its name."""
    node = NODES[stage]
    image = imread(io.BytesIO(png))
    scale = image.shape[1] / WIDTH
    red, green, blue, _ = image[round((node.bottom[1] - 5) * scale), round(node.x * scale)]
    return "#" + "".join(f"{round(255 * float(channel)):02x}" for channel in (red, green, blue))


def test_the_still_is_as_wide_as_a_page_and_opaque() -> None:
    image = imread(io.BytesIO(chart_png()))
    height, width, _ = image.shape
    assert width == 1000
    assert height == pytest.approx(1000 * HEIGHT / WIDTH, abs=1)
    assert image[0, 0].tolist() == [1, 1, 1, 1]
    assert image[:, :, 3].min() == 1


def test_the_still_is_marked_as_the_live_chart_is() -> None:
    png = chart_png((*TO_BROKER, Stage.IGNORE))
    assert colour_in(png, Stage.IGNORE) == TONES["accent-fill"].light
    assert colour_in(png, Stage.CHECK_SEQUENCE) == TONES["tint"].light
    assert colour_in(png, Stage.STORE) == TONES["page"].light


def test_the_still_shows_what_was_lost_and_what_was_kept() -> None:
    path = (*TO_BROKER, Stage.STORE, Stage.ACK_LOST)
    assert chart_png(path) != chart_png(path[:-1])
    assert chart_png(path, kept=True) != chart_png(path)
    assert chart_png(path) == chart_png(path)
