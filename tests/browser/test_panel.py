"""The panel in JupyterLab: what is pressed, and what there is to read then."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import added_cell
from tests.browser.panel import LATER, RETRIED, SENT, Panel, fresh_panel, panel_in

FLUSHED = ("3", "Flush producer", "-", "-", "-", "All messages confirmed")
STAGES = ("Send Message", "Assign Sequence Number", "Broker Receives", "Check Sequence Number")


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


def test_where_the_learner_stands_goes_to_the_lab(lab_notebook: Page, panel: Panel) -> None:
    panel.press("Send", "Back", "Back")
    panel.scrubber.press("Home")
    panel.scrubber.press("ArrowRight")
    panel.expect_told("Step 1, stage 1 of 7")
    lab_notebook.wait_for_timeout(300)  # the panel tells where the learner stands when he has come to rest
    with added_cell(lab_notebook, "print(lab.position)") as shown:
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


def test_what_is_typed_before_the_answer_comes_stays(lab_notebook: Page, panel: Panel) -> None:
    rows = panel.element.locator(".mk-process tbody tr")
    panel.message.focus()
    lab_notebook.keyboard.press("Enter")
    lab_notebook.keyboard.press("Control+a")
    lab_notebook.keyboard.type("mine")
    expect(rows).to_have_count(1)
    expect(panel.message).to_have_value("mine")
    lab_notebook.keyboard.press("Enter")
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


def test_a_cell_that_is_run_twice_begins_again(lab_notebook: Page, panel: Panel, lab_cell: str) -> None:
    panel.press("Send")
    again = fresh_panel(lab_notebook, lab_cell)
    expect(again.element).to_have_count(1)
    again.expect_process()
    again.press("Send", "Retry")
    again.expect_process(SENT, RETRIED)


def test_a_lab_shown_twice_is_one_run_in_two_places(lab_notebook: Page, panel: Panel) -> None:
    with added_cell(lab_notebook, "lab") as shown:
        second = panel_in(shown)
        expect(second.chart).to_be_visible()
        second.press("Send")
        second.expect_process(SENT)
        panel.expect_process(SENT)
        panel.press("Retry")
        second.expect_process(SENT, RETRIED)


def test_two_labs_do_not_touch_each_other(lab_notebook: Page, panel: Panel) -> None:
    with added_cell(lab_notebook, "Lab(first_sequence=1)") as shown:
        second = panel_in(shown)
        expect(second.chart).to_be_visible()
        second.press("Send")
        second.expect_process(SENT)
        expect(second.part("node-store")).to_have_class("mk-node now")
        expect(panel.part("node-store")).to_have_class("mk-node ")
        panel.expect_process()


def test_twenty_fast_clicks_all_arrive_in_order(lab_notebook: Page, panel: Panel) -> None:
    panel.press("Send")
    places = [box for name in ("Send", "Retry") if (box := panel.button(name).bounding_box())]
    for number in range(20):
        lab_notebook.mouse.click(places[number % 2]["x"] + 10, places[number % 2]["y"] + 10)
    expect(panel.element.locator(".mk-process tbody tr")).to_have_count(21)
    with added_cell(
        lab_notebook, "print(*[event.delivery.number for event in lab.trace if event.stage.name == 'STORE'])"
    ) as shown:
        expect(shown).to_have_text("0 1 2 3 4 5 6 7 8 9 10")


# The broker


def test_the_broker_is_crashed_from_its_menu_by_keyboard(lab_notebook: Page, panel: Panel) -> None:
    panel.press("Send", "Send")
    broker = panel.element.get_by_role("button", name="BROKER ▾")
    broker.press("ArrowDown")
    expect(panel.element.get_by_role("menuitem", name="Restart")).to_be_focused()
    lab_notebook.keyboard.press("ArrowDown")
    lab_notebook.keyboard.press("Enter")
    expect(broker).to_be_focused()
    panel.expect_told("Of this producer it remembers 1 of 2")
    expect(panel.element.locator("[data-slot]")).to_have_text(["2", "-", "-", "-", "-"])
    broker.click()
    expect(panel.element.get_by_role("menuitem", name="New leader")).to_have_attribute("aria-disabled", "true")
    lab_notebook.keyboard.press("Escape")
    expect(panel.element.get_by_role("menu")).to_have_count(0)
    expect(broker).to_be_focused()


# Predict first


def test_a_wrong_prediction_is_told_by_the_rule_that_held(lab_notebook: Page, panel: Panel) -> None:
    panel.ask_first.check()
    panel.button("Send").click()
    expect(panel.button("Store it")).to_be_focused()
    lab_notebook.keyboard.press("Enter")
    panel.expect_told("Right. The broker stores it. 1 of 1 right")
    expect(panel.button("Send")).to_be_focused()
    panel.button("Retry").click()
    panel.button("Refuse it").click()
    panel.expect_told("because a remembered batch of this epoch has the same first and last sequence (rule 2)")
    panel.expect_told("1 of 2 right")


# The kernel


def test_after_a_restart_of_the_kernel_it_says_so_and_still_steps(
    lab_notebook: Page, panel: Panel, lab_cell: str
) -> None:
    panel.press("Send", "Retry")
    lab_notebook.evaluate("jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    panel.button("Send").click()
    expect(panel.notice).to_contain_text("Run this cell again")
    panel.button("Back").click()
    panel.expect_told("Step 2, stage 6 of 7")
    again = fresh_panel(lab_notebook, lab_cell)
    again.press("Send")
    again.expect_process(SENT)
