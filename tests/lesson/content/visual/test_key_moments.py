"""The key moments: each insight is proved by a stage of a run, the learner's own or one made for it."""

from __future__ import annotations

import pytest

from minikafka import Broker, Error, ManualClock, Producer
from minikafka.engine.trace import Event, Stage, StepKind
from minikafka.lesson import KeyMoments, Lab
from minikafka.lesson.content.visual.questions import MOMENTS
from minikafka.lesson.widgets.key_moments import KeyMomentsPanel, Moment
from tests.lesson.shown import Shown

NOT_STORED, ACKNOWLEDGED, OFF = MOMENTS
VIEW = "application/vnd.jupyter.widget-view+json"


def looked_at(lab: Lab) -> Event:
    return lab.trace[lab.position]


def copies(lab: Lab) -> int:
    """How often the message is stored at the moment that the lab looks at."""
    return [record.value for _, _, record in lab.trace.stored_at(lab.position)].count(b"message1")


def assert_proves(moment: Moment, lab: Lab) -> None:
    """The facts that each insight speaks of, at the stage that is shown."""
    event = looked_at(lab)
    assert event.kind is StepKind.RETRY
    assert event.result is not None
    assert event.result.error is Error.NONE
    if moment is NOT_STORED:
        assert (event.stage, event.result.duplicate, copies(lab)) == (Stage.IGNORE, True, 1)
    if moment is ACKNOWLEDGED:
        original = next(earlier for earlier in lab.trace if earlier.stage is Stage.STORE)
        assert original.result is not None
        assert (event.stage, event.result.base_offset) == (Stage.PRODUCER_RECEIVES_ACK, original.result.base_offset)
    if moment is OFF:
        assert event.batch is not None
        assert (event.stage, event.batch.producer_id, event.batch.base_sequence) == (Stage.STORE, -1, -1)
        assert copies(lab) == 2


def test_there_are_three_and_each_asks_and_tells() -> None:
    assert len(MOMENTS) == 3
    assert all(moment.question.endswith("?") and moment.insight.endswith(".") for moment in MOMENTS)
    assert len({moment.insight for moment in MOMENTS}) == 3


@pytest.mark.parametrize("idempotent", [True, False])
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.question)
def test_each_is_proved_whatever_the_learner_did(moment: Moment, idempotent: bool) -> None:
    lab = Lab(enable_idempotence=idempotent)
    lab.send()
    KeyMoments(lab).show(moment)
    assert_proves(moment, lab)


@pytest.mark.parametrize("generation", ["kafka-2.5", "kafka-4.5"])
@pytest.mark.parametrize("first_sequence", [0, 1])
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.question)
def test_each_is_proved_by_every_lab(moment: Moment, first_sequence: int, generation: str) -> None:
    lab = Lab(topic="orders", first_sequence=first_sequence, generation=generation)
    KeyMoments(lab).show(moment)
    assert_proves(moment, lab)
    assert lab.producer.network.broker.topics == {"orders": 1}
    assert lab.enable_idempotence is moment.idempotent
    assert [action.verb for action in lab.trace.actions][:2] == ["send", "flush"]


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.question)
def test_the_learners_own_run_is_shown_if_it_proves_it(moment: Moment) -> None:
    lab = Lab(enable_idempotence=moment.idempotent)
    lab.send()
    lab.retry()
    lab.flush()
    own = lab.producer
    moments = KeyMoments(lab)
    moments.show(moment)
    assert lab.producer is own
    assert not moments.can_go_back
    assert lab.notice == ""
    assert_proves(moment, lab)


def test_a_retry_that_is_stored_for_the_first_time_proves_no_second_copy() -> None:
    lab = Lab(enable_idempotence=False)
    lab.producer.network.lose_request()
    lab.send()
    lab.retry()
    assert copies(lab) == 1
    KeyMoments(lab).show(OFF)
    assert copies(lab) == 2


def test_a_retry_that_a_forgetful_broker_stored_again_proves_nothing_about_idempotence_off() -> None:
    clock = ManualClock()
    broker = Broker(clock=clock)
    lab = Lab()
    lab.open(Producer(broker))
    lab.send()
    clock.advance(86_400_000)
    assert broker.expire_producers() == 1
    lab.retry()
    assert copies(lab) == 2
    KeyMoments(lab).show(OFF)
    assert not lab.enable_idempotence


def test_another_run_is_announced_and_the_own_one_comes_back_as_it_was() -> None:
    lab = Lab()
    lab.send("mine")
    lab.go_to(4)
    own, events = lab.producer, list(lab.trace)
    moments = KeyMoments(lab)
    moments.show(OFF)
    assert lab.producer is not own
    assert moments.can_go_back
    assert "Back to my run" in lab.notice
    moments.back_to_own_run()
    assert (lab.producer, lab.position) == (own, 4)
    assert list(lab.trace) == events
    assert "your own run" in lab.notice
    assert not moments.can_go_back


def test_the_own_run_is_kept_while_one_moment_after_the_other_is_shown() -> None:
    lab = Lab()
    lab.send("mine")
    own = lab.producer
    moments = KeyMoments(lab)
    for moment in (OFF, NOT_STORED, ACKNOWLEDGED, OFF):
        moments.show(moment)
        lab.send("into the run that was made")
    moments.back_to_own_run()
    assert lab.producer is own
    assert [record.value for record in own.network.broker.fetch("topic", 0, offset=0)] == [b"mine"]


def test_without_a_run_put_aside_there_is_nothing_to_go_back_to() -> None:
    lab = Lab()
    lab.send()
    heard: list[str] = []
    lab.on_change(lambda: heard.append("change"))
    moments = KeyMoments(lab)
    moments.back_to_own_run()
    assert (heard, lab.trace.steps, moments.can_go_back) == ([], 1, False)


def test_a_notebook_gets_the_widgets_and_a_text() -> None:
    moments = KeyMoments(Lab())
    bundle = moments._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"text/plain", VIEW}
    assert bundle["text/plain"] == repr(moments) == "KeyMoments(3 insights)"
    assert moments._repr_mimebundle_()[VIEW] == bundle[VIEW]


# As widgets


def test_show_me_opens_the_proof_below_its_insight() -> None:
    lab = Lab()
    shown = Shown(KeyMomentsPanel(KeyMoments(lab)).widget)
    shown.buttons("Show me")[2].click()
    assert repr(lab) == "Lab(idempotence off, 3 steps)"
    assert lab.trace[lab.position].stage is Stage.STORE
    assert lab.widget in shown.everything
    assert "A run made for this insight" in shown.html
    shown.press("Back to my run")
    assert repr(lab) == "Lab(idempotence on, 0 steps)"
    assert shown.button("Back to my run").tooltip == "this is your own run"


def test_one_proof_is_open_at_a_time() -> None:
    lab = Lab()
    shown = Shown(KeyMomentsPanel(KeyMoments(lab)).widget)
    assert lab.widget not in shown.everything
    for button in shown.buttons("Show me"):
        button.click()
        assert list(shown.everything).count(lab.widget) == 1
