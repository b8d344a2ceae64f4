"""The panel in JupyterLab, in somebody's hands: what moves is met with the mouse, and everything by the keyboard."""

from playwright.sync_api import Page, expect

from tests.browser.panel import RETRIED, SENT, Panel

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


# Keyboard


def test_tab_reaches_everything_in_order(lab_notebook: Page, panel: Panel) -> None:
    panel.press("Send", "Retry", "Back")
    panel.button("Send").focus()
    reached = []
    for _ in range(20):
        reached.append(focused(lab_notebook))
        lab_notebook.keyboard.press("Tab")
    names = [
        *("Send", "Retry", "Flush", "Reset", "message", "idempotence", "lose the next ack", "ask me first"),
        *("Process flow", "speed", "Lose the next request", "Lose the next ack", "BROKER ▾"),
        *("To start", "Back", "Forward", "Play", "Position in the run"),
    ]
    assert reached[: len(names)] == names


def test_enter_sends_and_no_key_reaches_the_notebook(lab_notebook: Page, panel: Panel) -> None:
    cells = "jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.type)"
    before = lab_notebook.evaluate(cells)
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
            lab_notebook.keyboard.press(key)
    assert lab_notebook.evaluate(cells) == before
    assert lab_notebook.evaluate("jupyterapp.shell.currentWidget.content.mode") == "command"


def test_who_clicks_beside_everything_in_it_deletes_no_cell(lab_notebook: Page, panel: Panel) -> None:
    before = lab_notebook.evaluate("jupyterapp.shell.currentWidget.content.widgets.length")
    panel.element.locator(".mk-views").click(position={"x": 500, "y": 12})
    for key in ("d", "d", "x"):
        lab_notebook.keyboard.press(key)
    panel.press("Send")  # whatever the keys would have done is done by now
    assert lab_notebook.evaluate("jupyterapp.shell.currentWidget.content.widgets.length") == before


def test_the_focus_stays_where_it_is_when_the_panel_is_redrawn(lab_notebook: Page, panel: Panel) -> None:
    panel.button("Send").press("Enter")
    panel.expect_process(SENT)
    assert focused(lab_notebook) == "Send"
    lab_notebook.keyboard.press("Tab")
    lab_notebook.keyboard.press("Space")
    panel.expect_process(SENT, RETRIED)
    assert focused(lab_notebook) == "Retry"


def test_the_scrubber_is_dragged(lab_notebook: Page, panel: Panel) -> None:
    panel.press("Send", "Retry")
    box = panel.scrubber.bounding_box()
    assert box
    lab_notebook.mouse.move(box["x"] + box["width"] - 2, box["y"] + 12)
    lab_notebook.mouse.down()
    lab_notebook.mouse.move(box["x"] + box["width"] / 2, box["y"] + 12, steps=5)
    panel.expect_told("Step 1 · Store.")
    lab_notebook.mouse.move(box["x"] - 50, box["y"] + 12, steps=5)
    lab_notebook.mouse.up()
    panel.expect_told("Start · Start Producer.")


def focused(page: Page) -> str:
    """Return the name of the element that has the focus."""
    name: str = page.evaluate(
        "(element => element.getAttribute('aria-label') || element.labels?.[0]?.innerText.trim().split('\\n')[0]"
        " || element.innerText || element.textContent)(document.activeElement)"
    )
    return name
