"""The panel in JupyterLab, with a real mouse and keyboard: what is pressed, and what there is to read then."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenLesson
from tests.browser.layout import boxes, spilt_words
from tests.browser.pages import add_cell, added_cell, output, run_cell, set_look
from tests.browser.panel import Panel, expect_presentable, panel_in

SENT = ("1", "Send message1", "1", "Is seq 1 duplicate?", "No - store message", "Ack for seq 1")
RETRIED = ("2", "Retry send message1", "1", "Is seq 1 duplicate?", "Yes - ignore duplicate", "Ack for seq 1")
FLUSHED = ("3", "Flush producer", "-", "-", "-", "All messages confirmed")
LATER = ("…",) * 5
STAGES = ("Send Message", "Assign Sequence Number", "Broker Receives", "Check Sequence Number")
ENDS = ("Producer Receives Ack",)
SOURCE = "from minikafka.lesson import Lab\n\nlab = Lab(first_sequence=1)\nlab"


@pytest.fixture(scope="module")
def notebook(open_lesson: OpenLesson) -> Page:
    return open_lesson("04-visual")


@pytest.fixture(scope="module")
def cell(notebook: Page) -> str:
    """Return the cell that makes a lab and shows it."""
    return add_cell(notebook, SOURCE)


@pytest.fixture
def calm(notebook: Page) -> Iterator[Page]:
    """Return a page of somebody who wants nothing to move: a press shows its result at once."""
    notebook.emulate_media(reduced_motion="reduce")
    yield notebook
    notebook.emulate_media(reduced_motion="no-preference")


@pytest.fixture
def panel(calm: Page, cell: str) -> Panel:
    set_look(calm, "light", 1280)
    return fresh(calm, cell)


@pytest.fixture
def moving(notebook: Page, cell: str) -> Panel:
    set_look(notebook, "light", 1280)
    return fresh(notebook, cell)


def fresh(page: Page, cell: str) -> Panel:
    run_cell(page, cell)
    made = panel_in(output(page, cell))
    expect(made.chart).to_be_visible()
    made.element.scroll_into_view_if_needed()
    made.expect_rest()
    return made


def test_send_retry_flush_give_the_tables_of_the_page_and_one_copy_in_the_log(panel: Panel) -> None:
    panel.press("Send", "Retry", "Flush")
    panel.expect_process(SENT, RETRIED, FLUSHED)
    panel.expect_tracker(
        ("Variable", "Start", "After Step 1", "After Step 2", "After Step 3"),
        ("sequence_number", "0", "1", "1", "1"),
        ("broker_stored_messages", "[]", "[message1]", "[message1]", "[message1]"),
        ("producer_acknowledged", "False", "True", "True", "True"),
    )
    expect(panel.log).to_have_text(["message1, offset 0"])
    expect(panel.element.locator("[data-slot]")).to_have_text(["1", "-", "-", "-", "-"])


def test_each_press_rests_on_what_the_broker_decided(panel: Panel) -> None:
    panel.press("Send")
    panel.expect_told("Step 1 · Store. Sequence 1 is new to the partition")
    panel.press("Retry")
    panel.expect_told("Step 2 · ✓ Ignore. Sequence 1 of producer 0 is stored already")
    expect(panel.part("node-ignore")).to_have_class("mk-node good")
    expect(panel.part("node-store")).to_have_class("mk-node ")
    panel.idempotence.uncheck()
    panel.press("Send", "Retry")
    panel.expect_told("Step 2 · ✗ Store.")
    expect(panel.part("node-store")).to_have_class("mk-node harm")
    expect(panel.element.locator(".mk-drawing .mk-cell.copy")).to_contain_text("2nd copy")
    expect(panel.part("node-check-sequence-number")).to_have_class("mk-node off")


def test_forward_walks_through_every_stage_without_new_rows(panel: Panel) -> None:
    panel.press("Send", "Retry", "To start")
    panel.expect_told("Start · Start Producer.")
    panel.expect_process(("1", *LATER), ("2", *LATER))
    for number, stage in enumerate((*STAGES, "Store", "Producer Receives Ack"), start=1):
        panel.press("Forward")
        panel.expect_told(f"Step 1, stage {number} of 7 · {stage}.")
    panel.press("Forward")
    panel.expect_told("Step 1 · Store.")
    panel.expect_process(SENT, ("2", *LATER))


def test_back_takes_the_tables_to_what_was_known_then(panel: Panel) -> None:
    panel.press("Send", "Retry", "Back", "Back", "Back")
    panel.expect_told("Step 2, stage 4 of 7 · Check Sequence Number.")
    panel.expect_process(SENT, ("2", "Retry send message1", "1", "Is seq 1 duplicate?", "…", "…"))


def test_where_the_learner_stands_goes_to_the_lab(calm: Page, panel: Panel) -> None:
    panel.press("Send", "Back", "Back")
    panel.scrubber.press("Home")
    panel.scrubber.press("ArrowRight")
    panel.expect_told("Step 1, stage 1 of 7")
    calm.wait_for_timeout(300)  # the panel tells where the learner stands when he has come to rest
    with added_cell(calm, "print(lab.position)") as shown:
        expect(shown).to_have_text("1")


def test_buttons_that_are_off_say_why_and_keep_the_focus(panel: Panel) -> None:
    reasons = {
        "Retry": "nothing was sent yet, so send a message first",
        "To start": "this is the start",
        "Back": "this is the start",
        "Forward": "this is the last stage of the run",
        "Play": "there is nothing to play yet",
    }
    for name, reason in reasons.items():
        expect(panel.button(name)).to_have_attribute("aria-disabled", "true")
        expect(panel.button(name)).to_have_attribute("title", reason)
    panel.button("Retry").click(force=True)  # Playwright would wait until it is on
    expect(panel.button("Retry")).to_be_focused()
    panel.expect_process()


def test_flush_with_nothing_sent_says_so(panel: Panel) -> None:
    panel.press("Flush")
    panel.expect_process(("1", "Flush producer", "-", "-", "-", "Nothing to confirm"))
    panel.expect_told("nothing to wait for: no message was sent yet")


def test_a_lost_ack_is_settled_by_flush(panel: Panel) -> None:
    panel.lose_ack.check()
    panel.press("Send")
    lost = (*SENT[:5], "No ack (lost)")
    panel.expect_process(lost)
    panel.expect_told("Step 1 · Store, ✕ Ack lost.")
    expect(panel.part("edge-ack-store")).to_have_class("mk-edge on good lost")
    expect(panel.lose_ack).not_to_be_checked()
    expect(panel.element.locator(".mk-primary")).to_have_text("Flush")  # what comes next
    panel.press("Flush")
    panel.expect_process(lost, RETRIED, FLUSHED)
    expect(panel.element.locator(".mk-primary")).to_have_text("Send")


def test_without_idempotence_a_fresh_run_stores_two_copies(panel: Panel) -> None:
    panel.press("Send")
    panel.expect_process(SENT)
    panel.idempotence.uncheck()
    expect(panel.notice).to_contain_text("Idempotence is off now. This is a fresh run: the log is empty.")
    panel.expect_process()
    panel.press("Send", "Retry")
    panel.expect_process(
        ("1", "Send message1", "-", "None without producer id", "Store message", "Ack"),
        ("2", "Retry send message1", "-", "None without producer id", "Store message again", "Ack"),
    )
    expect(panel.log).to_have_text(["message1, offset 0", "message1, offset 1"])


def test_each_new_message_has_a_text_of_its_own_and_reset_begins_again(panel: Panel) -> None:
    panel.press("Send", "Send")
    expect(panel.message).to_have_value("message3")
    panel.press("Reset")
    expect(panel.notice).to_contain_text("A fresh run: the log is empty.")
    panel.expect_process()
    expect(panel.message).to_have_value("message1")


def test_what_is_typed_before_the_answer_comes_stays(calm: Page, panel: Panel) -> None:
    rows = panel.element.locator(".mk-process tbody tr")
    panel.message.focus()
    calm.keyboard.press("Enter")
    calm.keyboard.press("Control+a")
    calm.keyboard.type("mine")
    expect(rows).to_have_count(1)
    expect(panel.message).to_have_value("mine")
    calm.keyboard.press("Enter")
    expect(rows.nth(1)).to_contain_text("Send mine")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("", "(empty)"), ("<b>10 €</b> & more", "<b>10 €</b> & more"), ("'\"><img src=x>", "'\"><img src=x>")],
)
def test_a_message_is_shown_as_it_was_typed(panel: Panel, typed: str, shown: str) -> None:
    panel.send(typed)
    panel.expect_process(("1", f"Send {shown}", *SENT[2:]))
    for view in ("Time diagram", "Compare OFF | ON", "Process flow"):
        panel.tab(view).click()
        expect(panel.element.locator("img, .mk-view b")).to_have_count(0)


def test_a_cell_that_is_run_twice_begins_again(calm: Page, panel: Panel, cell: str) -> None:
    panel.press("Send")
    again = fresh(calm, cell)
    expect(again.element).to_have_count(1)
    again.expect_process()
    again.press("Send", "Retry")
    again.expect_process(SENT, RETRIED)


def test_a_lab_shown_twice_is_one_run_in_two_places(calm: Page, panel: Panel) -> None:
    with added_cell(calm, "lab") as shown:
        second = panel_in(shown)
        expect(second.chart).to_be_visible()
        second.press("Send")
        second.expect_process(SENT)
        panel.expect_process(SENT)
        panel.press("Retry")
        second.expect_process(SENT, RETRIED)


def test_two_labs_do_not_touch_each_other(calm: Page, panel: Panel) -> None:
    with added_cell(calm, "Lab(first_sequence=1)") as shown:
        second = panel_in(shown)
        expect(second.chart).to_be_visible()
        second.press("Send")
        second.expect_process(SENT)
        expect(second.part("node-store")).to_have_class("mk-node now")
        expect(panel.part("node-store")).to_have_class("mk-node ")
        panel.expect_process()


def test_twenty_fast_clicks_all_arrive_in_order(calm: Page, panel: Panel) -> None:
    panel.press("Send")
    places = [box for name in ("Send", "Retry") if (box := panel.button(name).bounding_box())]
    for number in range(20):
        calm.mouse.click(places[number % 2]["x"] + 10, places[number % 2]["y"] + 10)
    expect(panel.element.locator(".mk-process tbody tr")).to_have_count(21)
    with added_cell(
        calm, "print(*[event.delivery.number for event in lab.trace if event.stage.name == 'STORE'])"
    ) as shown:
        expect(shown).to_have_text("0 1 2 3 4 5 6 7 8 9 10")


# Motion


def test_a_message_is_seen_before_the_kernel_answers(moving: Panel) -> None:
    seen = moving.element.evaluate("""panel => {
        panel.querySelector('[data-verb=send]').click();
        return panel.querySelector('.mk-token').getAttribute('visibility');
    }""")
    assert seen == "visible"
    moving.expect_rest()
    moving.expect_told("Step 1 · Store.")


def test_a_message_moves_and_another_press_ends_it_at_once(moving: Panel) -> None:
    token = moving.element.locator(".mk-token")
    moving.button("Send").click()
    expect(token).to_have_attribute("visibility", "visible")
    expect(moving.button("Pause")).to_be_visible()
    moving.button("Retry").click()
    expect(moving.element.locator(".mk-process tbody tr")).to_have_count(2)
    moving.expect_rest()
    moving.expect_told("Step 2 · ✓ Ignore.")
    expect(token).to_have_attribute("visibility", "hidden")


def test_an_ack_on_its_way_is_lost_by_a_click_and_only_that(moving: Panel) -> None:
    moving.button("Send").click()
    hit = moving.element.locator('.mk-hit[data-lose="ack"]')
    expect(hit).to_have_attribute("aria-label", "Lose this ack")
    hit.locator(".mk-tip").click()
    moving.expect_rest()
    moving.expect_told("Step 1 · Store, ✕ Ack lost.")
    moving.expect_process((*SENT[:5], "No ack (lost)"))
    expect(hit).to_have_attribute("aria-pressed", "false")


def test_a_click_at_rest_loses_the_next_one(panel: Panel) -> None:
    hit = panel.element.locator('.mk-hit[data-lose="request"]')
    hit.locator(".mk-tip").click()
    expect(hit).to_have_attribute("aria-pressed", "true")
    panel.press("Send")
    panel.expect_process(("1", "Send message1", "1", "-", "Request lost", "No ack yet"))
    expect(hit).to_have_attribute("aria-pressed", "false")


def test_play_walks_to_the_end_and_pause_stops_where_it_has_come_to(moving: Panel) -> None:
    moving.press("Send")
    moving.button("Play").click()
    moving.expect_told("Step 1, stage 2 of 7")
    moving.button("Pause").click()
    expect(moving.button("Play")).to_be_visible()
    told = moving.told.text_content()
    moving.element.page.wait_for_timeout(500)
    assert moving.told.text_content() == told


def test_a_switch_that_is_pressed_while_it_moves_stays_pressed(moving: Panel) -> None:
    for _ in range(3):
        moving.button("Send").click()
        moving.ask_first.check()
        moving.expect_rest()
        expect(moving.ask_first).to_be_checked()
        moving.button("Play").click()
        moving.ask_first.uncheck()
        moving.expect_rest()
        expect(moving.ask_first).not_to_be_checked()


def test_half_and_double_speed(moving: Panel) -> None:
    clock = "() => performance.now()"
    times = []
    for speed in ("2", "1"):
        moving.element.get_by_label("speed").select_option(speed)
        start = moving.element.page.evaluate(clock)
        moving.press("Send")
        times.append(moving.element.page.evaluate(clock) - start)
    assert times[0] < times[1]


# The broker


def test_the_broker_is_crashed_from_its_menu_by_keyboard(calm: Page, panel: Panel) -> None:
    panel.press("Send", "Send")
    broker = panel.element.get_by_role("button", name="BROKER ▾")
    broker.press("ArrowDown")
    expect(panel.element.get_by_role("menuitem", name="Restart")).to_be_focused()
    calm.keyboard.press("ArrowDown")
    calm.keyboard.press("Enter")
    expect(broker).to_be_focused()
    panel.expect_told("Of this producer it remembers 1 of 2")
    expect(panel.element.locator("[data-slot]")).to_have_text(["2", "-", "-", "-", "-"])
    broker.click()
    expect(panel.element.get_by_role("menuitem", name="New leader")).to_have_attribute("aria-disabled", "true")
    calm.keyboard.press("Escape")
    expect(panel.element.get_by_role("menu")).to_have_count(0)
    expect(broker).to_be_focused()


# Views


def test_off_and_on_show_two_copies_and_one(panel: Panel) -> None:
    panel.lose_ack.check()
    panel.press("Send", "Retry")
    panel.tab("Compare OFF | ON").click()
    off, on = panel.element.locator(".mk-side").all()
    expect(off).to_contain_text("✗ 2 records for 1 message: 1 too many")
    expect(on).to_contain_text("✓ 1 record, no copies")


def test_the_time_diagram_has_a_row_for_each_step_that_leads_there(panel: Panel) -> None:
    panel.lose_ack.check()
    panel.press("Send", "Retry", "Flush")
    panel.tab("Time diagram").click()
    rows = panel.element.locator(".mk-time-row")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("ack lost")
    expect(rows.nth(1)).to_contain_text("✓ ignore")
    rows.first.click()
    panel.expect_told("Step 1 · Store")


def test_a_row_of_the_table_leads_to_its_step(panel: Panel) -> None:
    panel.press("Send", "Retry", "Flush")
    panel.button("Go to step 1").click()
    panel.expect_told("Step 1 · Store.")
    panel.expect_process(SENT, ("2", *LATER), ("3", *LATER))


# Predict first


def test_a_wrong_prediction_is_told_by_the_rule_that_held(calm: Page, panel: Panel) -> None:
    panel.ask_first.check()
    panel.button("Send").click()
    expect(panel.button("Store it")).to_be_focused()
    calm.keyboard.press("Enter")
    panel.expect_told("Right. The broker stores it. 1 of 1 right")
    expect(panel.button("Send")).to_be_focused()
    panel.button("Retry").click()
    panel.button("Refuse it").click()
    panel.expect_told("because a remembered batch of this epoch has the same first and last sequence (rule 2)")
    panel.expect_told("1 of 2 right")


# Keyboard


def test_tab_reaches_everything_in_order(calm: Page, panel: Panel) -> None:
    panel.press("Send", "Retry", "Back")
    panel.button("Send").focus()
    reached = []
    for _ in range(20):
        reached.append(focused(calm))
        calm.keyboard.press("Tab")
    names = [
        *("Send", "Retry", "Flush", "Reset", "message", "idempotence", "lose the next ack", "ask me first"),
        *("Process flow", "speed", "Lose the next request", "Lose the next ack", "BROKER ▾"),
        *("To start", "Back", "Forward", "Play", "Position in the run"),
    ]
    assert reached[: len(names)] == names


def test_enter_sends_and_no_key_reaches_the_notebook(calm: Page, panel: Panel) -> None:
    cells = "jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.type)"
    before = calm.evaluate(cells)
    panel.message.fill("mine")
    panel.message.press("Enter")
    panel.expect_process(("1", "Send mine", *SENT[2:]))
    for place in (
        panel.button("Send"),
        panel.scrubber,
        panel.tab("Process flow"),
        panel.element.locator(".mk-process"),
    ):
        place.focus()
        for key in ("d", "d", "m", "b", "a", "y", "x", "Delete"):
            calm.keyboard.press(key)
    assert calm.evaluate(cells) == before
    assert calm.evaluate("jupyterapp.shell.currentWidget.content.mode") == "command"


def test_the_focus_stays_where_it_is_when_the_panel_is_redrawn(calm: Page, panel: Panel) -> None:
    panel.button("Send").press("Enter")
    panel.expect_process(SENT)
    assert focused(calm) == "Send"
    calm.keyboard.press("Tab")
    calm.keyboard.press("Space")
    panel.expect_process(SENT, RETRIED)
    assert focused(calm) == "Retry"


def test_the_scrubber_is_dragged(calm: Page, panel: Panel) -> None:
    panel.press("Send", "Retry")
    box = panel.scrubber.bounding_box()
    assert box
    calm.mouse.move(box["x"] + box["width"] - 2, box["y"] + 12)
    calm.mouse.down()
    calm.mouse.move(box["x"] + box["width"] / 2, box["y"] + 12, steps=5)
    panel.expect_told("Step 1 · Store.")
    calm.mouse.move(box["x"] - 50, box["y"] + 12, steps=5)
    calm.mouse.up()
    panel.expect_told("Start · Start Producer.")


# The kernel


def test_after_a_restart_of_the_kernel_it_says_so_and_still_steps(calm: Page, panel: Panel, cell: str) -> None:
    panel.press("Send", "Retry")
    calm.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    panel.button("Send").click()
    expect(panel.notice).to_contain_text("Run this cell again")
    panel.button("Back").click()
    panel.expect_told("Step 2, stage 6 of 7")
    again = fresh(calm, cell)
    again.press("Send")
    again.expect_process(SENT)


# Looks


def test_a_panel_that_is_made_in_the_dark_is_dark(calm: Page, cell: str) -> None:
    set_look(calm, "dark", 1280)
    expect(fresh(calm, cell).element).to_have_attribute("data-theme", "dark")


PARTS = (".mk-controls", ".mk-view", ".mk-play", ".mk-say", ".mk-tables")


@pytest.mark.parametrize("width", [1280, 900])
def test_nothing_jumps(calm: Page, panel: Panel, width: int) -> None:
    set_look(calm, "light", width)
    panel.expect_rest()
    before = boxes(panel.element, *PARTS)
    for name in ("Send", "Retry", "Flush", "Back"):
        panel.press(name)
        assert boxes(panel.element, *PARTS) == before
    for view in ("Time diagram", "Compare OFF | ON", "Status tracker"):
        if width < 1100 or view != "Status tracker":
            panel.tab(view).click()
            assert boxes(panel.element, *PARTS) == before


@pytest.mark.parametrize(("width", "height"), [(1280, 640), (1000, 640), (900, 640), (820, 690)])
def test_it_is_one_screen(calm: Page, panel: Panel, width: int, height: int) -> None:
    """At 1280 by 800 with the side bar open, a notebook has 679 pixels of height."""
    set_look(calm, "light", width)
    panel.press("Send", "Retry")
    assert panel.element.evaluate("panel => panel.offsetHeight") <= height
    assert spilt_words(panel.chart) == []


def test_all_is_presentable(calm: Page, panel: Panel) -> None:
    panel.press("Send", "Retry", "Back", "Back")
    expect_presentable(calm, [panel.element])


def focused(page: Page) -> str:
    """Return the name of the element that has the focus."""
    name: str = page.evaluate(
        "(element => element.getAttribute('aria-label') || element.labels?.[0]?.innerText.trim().split('\\n')[0]"
        " || element.innerText || element.textContent)(document.activeElement)"
    )
    return name
