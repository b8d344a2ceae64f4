"""The last action of a run made again with a loss: so a learner can lose a message that is on its way on the screen.

Python has run the whole action before the browser plays it. The stages before the loss come out the same.
"""

from __future__ import annotations

from minikafka.engine import replay
from minikafka.engine.network import Fault
from minikafka.engine.producer import Producer
from minikafka.engine.trace import Stage, Trace


def made_again(trace: Trace, step: int, fault: Fault) -> Producer | None:
    """The run in which ``fault`` befalls the request of ``step``; ``None`` if the last action sent no such request."""
    requests = [
        event.step
        for event in trace
        if event.stage is Stage.SEND_MESSAGE and event.action == len(trace.actions) - 1 and event.action >= 0
    ]
    if step not in requests:
        return None
    place = requests.index(step)
    known = list(trace.actions[-1].faults)
    faults = known + [""] * (place + 1 - len(known))
    faults[place] = fault.value
    return replay.with_faults(trace, faults)
