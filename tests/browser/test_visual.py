"""The panel of the Visual lesson in JupyterLab: what a learner presses, and what there is to read then."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenLesson
from tests.browser.layout import boxes
from tests.browser.pages import added_cell, set_look
from tests.browser.panel import Panel, new_panel, panel_in

SENT = ("1", "Send message1", "1", "Is seq 1 duplicate?", "No - store message", "Ack for seq 1")
RETRIED = ("2", "Retry send message1", "1", "Is seq 1 duplicate?", "Yes - ignore duplicate", "Ack for seq 1")
FLUSHED = ("3", "Flush producer", "-", "-", "-", "All messages confirmed")
LATER = ("…",) * 5

SEND_STAGES = (
    "Step 1, stage 1 of 7 · Send Message",
    "Step 1, stage 2 of 7 · Assign Sequence Number",
    "Step 1, stage 3 of 7 · Broker Receives",
    "Step 1, stage 4 of 7 · Check Sequence Number",
    "Step 1, stage 5 of 7 · Store",
    "Step 1, stage 6 of 7 · Producer Receives Ack",
    "Step 1, stage 7 of 7 · Continue Sending",
)
RETRY_STAGES = (
    "Step 2, stage 1 of 7 · Send Message",
    "Step 2, stage 2 of 7 · Assign Sequence Number",
    "Step 2, stage 3 of 7 · Broker Receives",
    "Step 2, stage 4 of 7 · Check Sequence Number",
    "Step 2, stage 5 of 7 · Ignore",
    "Step 2, stage 6 of 7 · Producer Receives Ack",
    "Step 2, stage 7 of 7 · Continue Sending",
)
START_STAGE, FLUSH_STAGE = "Start · Start Producer", "Step 3, stage 1 of 1 · Flush"

ACCENT, PAPER = "rgb(11, 107, 175)", "rgb(255, 255, 255)"  # #0B6BAF of the sketch, and JupyterLab's page


@pytest.fixture(scope="module")
def visual(open_lesson: OpenLesson) -> Page:
    return open_lesson("04-visual", "panel-code", "sample-code", "process-code")


@pytest.fixture
def panel(visual: Page) -> Panel:
    set_look(visual, "light", 1280)
    return new_panel(visual)


def test_send_retry_flush_give_the_tables_of_the_page_and_one_copy_in_the_log(panel: Panel) -> None:
    panel.press("Send", "Retry", "Flush")
    panel.expect_process(SENT, RETRIED, FLUSHED)
    panel.expect_tracker(
        ("Variable", "Start", "After Step 1", "After Step 2", "After Step 3"),
        ("sequence_number", "0", "1", "1", "1"),
        ("broker_stored_messages", "[]", "[message1]", "[message1]", "[message1]"),
        ("producer_acknowledged", "False", "True", "True", "True"),
    )
    expect(panel.log).to_have_text(["message1offset 0 · seq 1"])
    expect(panel.element.locator(".mk-window li")).to_have_text(["1", "-", "-", "-", "-"])


def test_forward_walks_through_every_stage_without_new_rows(panel: Panel) -> None:
    panel.press("Send", "Retry", "Flush", "To start")
    panel.expect_stage(START_STAGE)
    panel.expect_process(("1", *LATER), ("2", *LATER), ("3", *LATER))
    for stage in (*SEND_STAGES, *RETRY_STAGES, FLUSH_STAGE):
        panel.press("Forward")
        panel.expect_stage(stage)
    panel.expect_process(SENT, RETRIED, FLUSHED)


def test_back_takes_the_tables_to_what_was_known_then(panel: Panel) -> None:
    panel.press("Send", "Retry", "Back", "Back", "Back")
    panel.expect_stage(RETRY_STAGES[3])
    panel.expect_process(SENT, ("2", "Retry send message1", "1", "Is seq 1 duplicate?", "…", "…"))


def test_play_walks_to_the_end_by_itself(panel: Panel) -> None:
    panel.press("Send", "Back", "Play")
    expect(panel.button("Pause")).to_be_visible()
    panel.expect_stage(SEND_STAGES[6])
    expect(panel.button("Play")).to_be_visible()
    panel.expect_process(SENT)


def test_pause_stops_where_play_has_come_to(panel: Panel) -> None:
    panel.press("Send", "To start", "Play")
    panel.expect_stage(SEND_STAGES[0])
    panel.press("Pause", "Forward")
    panel.expect_stage(SEND_STAGES[1])
    expect(panel.button("Play")).to_be_visible()


def test_the_chart_marks_the_way_and_the_stage(panel: Panel) -> None:
    panel.press("Send", "Retry", "Back", "Back")
    panel.expect_stage(RETRY_STAGES[4])
    expect(panel.part("node-ignore")).to_have_css("fill", ACCENT)
    expect(panel.part("node-store")).to_have_css("fill", PAPER)
    expect(panel.part("trail-duplicate")).to_be_visible()
    expect(panel.part("trail-ack")).to_be_hidden()
    expect(panel.part("pill-kept")).to_be_visible()


def test_buttons_that_are_off_say_why(panel: Panel) -> None:
    reasons = {
        "Retry": "nothing was sent yet, so send a message first",
        "To start": "this is the start",
        "Back": "this is the start",
        "Forward": "this is the last stage of the run",
        "Play": "there is nothing to play yet: send a message first",
    }
    for name, reason in reasons.items():
        expect(panel.button(name)).to_be_disabled()
        expect(panel.button(name)).to_have_attribute("title", reason)
    expect(panel.notice).to_have_text("Retry is off: nothing was sent yet, so send a message first.")


def test_flush_with_nothing_sent_says_so(panel: Panel) -> None:
    panel.press("Flush")
    panel.expect_process(("1", "Flush producer", "-", "-", "-", "Nothing to confirm"))
    expect(panel.stage).to_contain_text("nothing to wait for: no message was sent yet")


def test_a_lost_ack_is_settled_by_flush(panel: Panel) -> None:
    panel.lose_ack.check()
    panel.press("Send")
    lost = (*SENT[:5], "No ack (lost)")
    panel.expect_process(lost)
    expect(panel.part("word-ack-lost")).to_be_visible()
    expect(panel.lose_ack).not_to_be_checked()
    panel.press("Flush")
    panel.expect_process(lost, RETRIED, FLUSHED)


def test_without_idempotence_a_fresh_run_stores_two_copies(panel: Panel) -> None:
    panel.press("Send")
    panel.expect_process(SENT)
    panel.idempotence.uncheck()
    expect(panel.notice).to_contain_text("Idempotence is off now. This is a fresh run: the log is empty.")
    panel.expect_process()
    panel.press("Send", "Retry")
    panel.expect_process(
        ("1", "Send message1", "-", "None without producer id", "Store message", "Ack"),
        ("2", "Retry send message1", "-", "None without producer id", "Store message", "Ack"),
    )
    expect(panel.log).to_have_text(["message1offset 0", "message1offset 1"])


def test_reset_begins_again(panel: Panel) -> None:
    panel.press("Send", "Reset")
    expect(panel.notice).to_contain_text("A fresh run: the log is empty.")
    panel.expect_process()
    panel.expect_stage(START_STAGE)
    panel.press("Send")
    panel.expect_process(SENT)


def test_an_empty_message_is_a_message(panel: Panel) -> None:
    panel.send("")
    panel.expect_process(("1", "Send (empty)", *SENT[2:]))


def test_a_message_is_shown_as_it_was_typed(panel: Panel) -> None:
    panel.send("<b>10 €</b> & more")
    panel.expect_process(("1", "Send <b>10 €</b> & more", *SENT[2:]))


def test_two_megabytes_are_refused_in_words_and_nothing_is_lost(panel: Panel) -> None:
    panel.press("Send")
    panel.message.fill("x" * 2_000_000)
    panel.press("Send")
    expect(panel.notice).to_contain_text("Nothing was sent: 2000")
    expect(panel.notice).to_contain_text("max_request_size is 1048576: send less at a time")
    panel.expect_process(SENT)
    assert len(panel.message.input_value()) == 2_000_000
    panel.send("message2")
    panel.expect_process(SENT, ("2", "Send message2", "2", "Is seq 2 duplicate?", *SENT[4:5], "Ack for seq 2"))


def test_twenty_fast_clicks_all_arrive_in_order(visual: Page, panel: Panel) -> None:
    panel.press("Send")
    panel.expect_process(SENT)
    places = [box for name in ("Send", "Retry") if (box := panel.button(name).bounding_box())]
    for number in range(20):
        visual.mouse.click(places[number % 2]["x"] + 10, places[number % 2]["y"] + 10)
    expect(panel.element.locator(".mk-process small")).to_have_text("steps 18 to 21 of 21")
    with added_cell(visual, "print(*process_table(lab.trace)['Action'], sep='\\n')") as shown:
        expect(shown).to_have_text(" ".join(["Send message1", *["Send message1", "Retry send message1"] * 10]))


def test_a_cell_that_is_run_twice_begins_again(visual: Page, panel: Panel) -> None:
    panel.press("Send")
    panel.expect_process(SENT)
    again = new_panel(visual)
    expect(again.element).to_have_count(1)
    again.expect_process()
    again.press("Send", "Retry")
    again.expect_process(SENT, RETRIED)


def test_a_lab_that_is_shown_twice_is_the_same_in_both_places(visual: Page, panel: Panel) -> None:
    with added_cell(visual, "lab") as shown:
        second = panel_in(shown)
        second.press("Send")
        panel.expect_process(SENT)
        expect(panel.part("node-continue-sending")).to_have_css("fill", ACCENT)
        expect(second.part("node-continue-sending")).to_have_css("fill", ACCENT)


def test_two_labs_do_not_touch_each_other(visual: Page, panel: Panel) -> None:
    with added_cell(visual, "Lab(first_sequence=1)") as shown:
        second = panel_in(shown)
        second.press("Send")
        second.expect_process(SENT)
        expect(second.part("node-continue-sending")).to_have_css("fill", ACCENT)
        expect(panel.part("node-start-producer")).to_have_css("fill", ACCENT)
        expect(panel.part("node-continue-sending")).to_have_css("fill", PAPER)
        panel.expect_process()


def test_tab_reaches_everything_in_order(visual: Page, panel: Panel) -> None:
    panel.press("Send", "Retry", "Back")
    panel.expect_stage(RETRY_STAGES[5])
    panel.button("Send").focus()
    reached = []
    for _ in range(12):
        reached.append(focused(visual))
        visual.keyboard.press("Tab")
    expected = "Send Retry Flush Reset message idempotence lose-the-next-ack ask-me-first To-start Back Forward Play"
    assert [name.replace(" ", "-") for name in reached] == expected.split()


def test_enter_and_space_press_what_has_the_focus(visual: Page, panel: Panel) -> None:
    panel.button("Send").press("Enter")
    panel.expect_process(SENT)
    panel.button("Retry").press("Space")
    panel.expect_process(SENT, RETRIED)
    panel.lose_ack.press("Space")
    expect(panel.lose_ack).to_be_checked()
    panel.message.fill("message2")
    panel.message.press("Enter")
    panel.button("Back").press("Enter")
    panel.expect_stage(RETRY_STAGES[5])


def test_the_focus_stays_where_it_is_when_the_panel_is_redrawn(visual: Page, panel: Panel) -> None:
    panel.button("Send").press("Enter")
    panel.expect_process(SENT)
    assert focused(visual) == "Send"
    visual.keyboard.press("Tab")
    visual.keyboard.press("Space")
    panel.expect_process(SENT, RETRIED)
    assert focused(visual) == "Retry"


@pytest.mark.parametrize("width", [1280, 900])
def test_nothing_jumps(visual: Page, panel: Panel, width: int) -> None:
    set_look(visual, "light", width)

    def places() -> list[object]:
        return boxes(panel.element, ".mk-chart", ".mk-stepper", ".mk-process", ".mk-tracker", ".mk-tables")

    before = places()
    for name, stage in {"Send": SEND_STAGES[6], "Retry": RETRY_STAGES[6], "Flush": FLUSH_STAGE}.items():
        panel.press(name)
        panel.expect_stage(stage)
        assert places() == before
    panel.press("Back")
    panel.expect_stage(RETRY_STAGES[6])
    assert places() == before


def focused(page: Page) -> str:
    """Return the name of the element that has the focus."""
    name: str = page.evaluate(
        "(({innerText, value, labels}) => innerText || labels?.[0]?.innerText || value)(document.activeElement)"
    )
    return name
