"""The two explanations that Recall asks for, with what each must mention.

The word lists are those of a ``Point``: they are what learners write, British and American, in full and in short.
"""

from __future__ import annotations

from collections.abc import Sequence

from minikafka.lesson.content.recall.deck import STYLE
from minikafka.lesson.widgets import own_words
from minikafka.lesson.widgets.own_words import Point, Task

PRODUCER_ID = "producer id*|pid|pids|id of the producer|id of each producer|producer … has an id|producer … gets an id"
SEQUENCE = "sequence|sequences|sequence n*|seq|numbers its|numbers each|numbers the|numbers every"
NUMBER = "number*|sequence*|seq|id"
AGAIN = "retr*|resend*|resent|re send*|re sent|again|second time|second attempt|twice|repeat*"
SAME = "same|keeps|kept|keep|unchanged|identical|original|retain*|not change*"
SAME_AS_BEFORE = "same batch|same … batch|had before|had the first time"
BROKER = "broker*|partition*|leader*|server*|kafka|it"
REMEMBERS = "remember*|memory|memori*|keep*|cache*|track*|window|know*|recogni*|already seen|has seen"
LAST_FIVE = "last five|last 5|five batches|5 batches|recent batches|last few batches"
NOT_STORED = (
    "ignor*|discard*|drop*|skip*|not … stor*|not … writ*|not … append*|not … add*|not … sav*|not … duplicate*"
    "|nothing is written|nothing is stored|nothing is appended|without storing|without writing|without appending"
    "|stored … once|written … once|appended … once|one copy|no second copy|no duplicate*"
)
ACK = "ack|acks|acked|acknowledg*"
ANSWERS = "answer*|repl*|respon*|return*|get|gets|receive*|hear*|tell*|told|say*"
SUCCESS = "success*|original … offset|offset of the original"

SENDS_AGAIN = (
    "second send|two sends|each send|every send|calls send|call send|resend*|re send*|send … twice|send … again"
    "|sends … twice|sends … again|sending … twice|sending … again"
)
NEW_RECORD = (
    "new record*|new message*|new batch*|new number*|new sequence*|own number*|own sequence*|two records|two messages"
    "|two copies|duplicate*|as well|both|stored twice|stored again|not … recogni*|not … detect*|not … protect*"
    "|not … cover*|not … know*"
)
APPLICATION = "application*|app|user|users|caller|own code"
PRODUCER = "producer*|client*|application*|app|process*|session*"
BEGINS_ANEW = (
    "restart*|crash*|lifetime|new id|new pid|new producer|new producer id*|new session|one session|single session"
    "|same session|its session|producer session|started again|made again|recreat*|re creat*"
)
ONLY_FIVE = "five batches|5 batches|five … batches|5 … batches|last five|last 5|only five|only 5"
FORGETS = "a day|one day|24 hours|24h|24 h|expir*|forget*|forgotten"
SHORT = "limited|short|small|bounded|beyond|outside|only|end|ends"
PER_PARTITION = (
    "per partition|each partition|every partition|one partition|single partition|a partition|same partition"
    "|another partition|other partition*|different partition*|two partitions|several partitions|multiple partitions"
    "|across … partitions|between … partitions"
)
CONSUMERS = "consum*|reader*|side effect*|downstream|end to end|database*|external|processed twice|processing"

WHY_STORED_ONCE = Task(
    "why-stored-once",
    "A colleague says: “If the ack is lost and the producer sends the batch again, there must be two copies.” Explain "
    "why there is one.",
    (
        Point("the producer id", "who counts: the broker grants each producer a producer id.", ((PRODUCER_ID,),)),
        Point(
            "the sequence number",
            "what is counted: the producer gives each batch a sequence number for its partition.",
            ((SEQUENCE,),),
        ),
        Point(
            "the retry keeps its number",
            "what a retry carries: the number that the batch had the first time.",
            ((AGAIN, NUMBER, SAME), (AGAIN, SAME_AS_BEFORE)),
        ),
        Point(
            "the partition remembers",
            "how the batch is recognised: the partition remembers the last five batches of each producer.",
            ((BROKER, REMEMBERS), (LAST_FIVE,)),
        ),
        Point(
            "it is not stored again",
            "what the broker does with it: it does not store the batch again.",
            ((NOT_STORED,),),
        ),
        Point(
            "the answer is a success",
            "what the producer hears: a success, with the offset of the original.",
            ((f"{AGAIN}|original|same offset|duplicate*|success*", ACK), (ANSWERS, f"{SUCCESS}|{ACK}"), (ACK, SUCCESS)),
        ),
    ),
    "The broker has granted the producer a producer id, and the producer gives each batch a sequence number for its "
    "partition. A retry carries the same number as the first attempt. The partition remembers the last five batches of "
    "each producer, so it recognises the batch by its numbers. It does not store it again, and answers with a success "
    "and the offset of the original.",
)

WHAT_IS_NOT_COVERED = Task(
    "what-is-not-covered",
    "Another colleague says: “We have idempotence on, so there can be no duplicates.” Explain where its limits are.",
    (
        Point(
            "a second send",
            "that a second send is a new record: only the producer's own retries are recognised.",
            ((SENDS_AGAIN, NEW_RECORD), (APPLICATION, f"{SENDS_AGAIN}|retr*")),
        ),
        Point(
            "a new producer",
            "that a producer which is started again has a new producer id and is not recognised.",
            ((PRODUCER, BEGINS_ANEW),),
            is_a_limit=True,
        ),
        Point(
            "a short memory",
            "that the memory is short: five batches, and none once a producer was silent for a day.",
            ((ONLY_FIVE,), (FORGETS,), ("window|memory|remember*", SHORT)),
            is_a_limit=True,
        ),
        Point(
            "one partition",
            "that each partition counts and remembers for itself: nothing is compared across partitions.",
            ((PER_PARTITION,), ("partition*", "own|separate*|itself|alone|independent*")),
            is_a_limit=True,
        ),
        Point(
            "consumers and side effects",
            "that it ends at the log: it does not see what a consumer does twice.",
            ((CONSUMERS,),),
            is_a_limit=True,
        ),
    ),
    "Only the producer's own retries are recognised. If the application calls send a second time, that is a new "
    "record, and it is stored as well. A producer that is started again gets a new producer id, and nothing connects "
    "it with the old one. A partition remembers five batches of each producer, and forgets a producer that is silent "
    "for a day. Each partition counts for itself, so nothing is compared across partitions. And all of it ends at the "
    "log: a consumer can still process a record twice.",
)

TASKS = (WHY_STORED_ONCE, WHAT_IS_NOT_COVERED)


class Explain(own_words.Explain):
    """Things to explain in one's own words, by default those of Recall. Display it in a notebook to write."""

    def __init__(self, tasks: Sequence[Task] = TASKS) -> None:
        super().__init__(tasks, style=STYLE)
