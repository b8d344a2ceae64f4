"""Every word that the views say. No code looks into one of them, so a translation replaces this module alone.

Stages, and the names of the variables, are the lesson's own terms and stand in the engine. A name in braces is filled
in; where a pair stands, the first is for one and the second for any other number.
"""

from __future__ import annotations

from minikafka.engine.trace import Stage, StepKind

# What is counted
DAYS, HOURS = ("{} day", "{} days"), ("{} hour", "{} hours")
MINUTES, SECONDS = ("{} minute", "{} minutes"), ("{} second", "{} seconds")
MILLISECONDS = "{} ms"
NO_VALUE, EMPTY, CUT = "(null)", "(empty)", "{start}… ({size:,} bytes)"
MORE, AND_MORE = "{} more", "{first} and {others} more"

# Where one is
PLACE, START, STEP, AFTER_STEP = "Step {number}, stage {stage} of {count}", "Start", "Step {}", "After Step {}"
NAMES = {StepKind.FLUSH: "Flush", StepKind.BUMP_EPOCH: "New epoch"}

# Sentences: the producer
LISTENS = "The broker listens. Each batch that a client sends becomes a step here."
IDEMPOTENCE_OFF = "Idempotence is off: the producer has no producer id, and its batches get no sequence numbers."
GRANTED = "The broker grants a producer id with epoch {epoch}. The first sequence number will be {sequence}."
QUOTED = "“{}”"
SENT_AGAIN = "No application asked for this: the producer itself sends {message} again."
WAITED = "{message} has waited long enough: nothing sent before it is in the way any more."
HANDED_OVER = "The application hands {message} to the producer: a new record, whatever its bytes are."
NOT_NUMBERED = "Without idempotence the batch leaves without a number."
KEEPS_SEQUENCE = "The batch keeps sequence {sequence}. That is what makes a retry recognisable."
SEQUENCE_IN_EPOCH = "In the new epoch the batch has sequence {sequence}."
GETS_SEQUENCE = "The batch gets sequence {sequence}, and keeps it for every retry in this epoch."
WAITS = "{message} waits: a batch sent before it has no ack yet, and has to be settled first."
WAITS_FOR_MEMORY = "{waits} A broker remembers {count} batches, and that one must still be among them."
GIVEN_UP = "The producer gives {message} up: {failure}."
WITHOUT_ACK = ("Without an ack so far: {} batch.", "Without an ack so far: {} batches.")
ALL_ACKNOWLEDGED = "Every message sent so far is acknowledged."
GOES_ON = "The producer goes on."
FLUSH_WITHOUT_ACKS = "flush() has nothing to wait for: this producer asks for no acks."
FLUSH_CONFIRMED = "flush() waits until no batch is without an ack. There is none: all messages are confirmed."
FLUSH_FAILED = (
    "No batch is in flight any more, but {} batch failed.",
    "No batch is in flight any more, but {} batches failed.",
)
FLUSH_EMPTY = "flush() has nothing to wait for: no message was sent yet."
NEW_PRODUCER_ID = (
    "No epoch is left, so the producer takes a new producer id from the broker, and "
    "numbers from 0 what it sends to this partition now."
)
NEW_EPOCH = "The producer begins epoch {epoch} by itself, and numbers from 0 what it sends to this partition now."

# Sentences: the broker
ARRIVES = "The request with {message} reaches the broker, for partition {place}."
ARRIVES_AGAIN = "A client sends {message} again, under the same numbers: it has not seen an ack."
COPY_ARRIVES = "A copy of {message} that was still under way reaches the broker."
NOTHING_TO_COMPARE = "There is no producer id, so there is nothing to compare: the broker cannot know a retry."
COMPARED = (
    "Does the partition remember a batch of producer {producer_id}, epoch {epoch}, with sequence {sequence}? "
    "If not: does this one come next?"
)
STORED = ("{} message stored at offset {offset}.", "{} messages stored at offset {offset}.")
APPENDED = "The broker appends the batch: {stored}"
STORED_AS_NEW = "Sequence {sequence} is new to the partition: {stored} It now remembers this batch."
IGNORED = "Sequence {sequence} of producer {producer_id} is stored already, at offset {offset}, so nothing is written."
ACK_WILL_CARRY = "The ack will carry the original offset."
REFUSED = "The broker refuses the batch: {reason}. Nothing changes at the broker."

# Sentences: what comes back
ANSWERED_ERROR = "The answer is an error, {error}."
ACK_OF_ORIGINAL = "The ack says offset {offset}, that of the original: for the producer it is a success."
ACK_STORED = "The ack says: stored at offset {offset}."
HAS_FAILED = "Sending the batch again would not help, so this send has failed."
BEGINS_EPOCH = "Nothing before this batch is missing any more, so the producer begins a new epoch."
KEEPS_SENDING = "The producer keeps what has no ack yet, and will send it again."
NOTHING_FOLLOWS = "The producer is done with this batch, so nothing follows."
REQUEST_LOST = "The request is lost on its way: the broker never sees it, and nothing comes back."
REQUEST_DELAYED = "The request is held up in the network. The next one will overtake it."
NO_ANSWER = "No answer came. The request was lost, or its ack: nobody here can tell which."
ACK_LOST = "The broker has answered, but the answer is lost. The producer cannot tell this from a lost request."

# Sentences: what a step rests on
HEARD_NOTHING = "The ack is lost: the producer cannot know."
HEARD_ERROR = "The producer gets {error}."
HEARD_ORIGINAL = "The ack carried that offset: for the producer it is a success."
HEARD_NO_ERROR = "The producer saw an ack, and no error."
HEARD_ACK = "The ack is back at the producer."

# Sentences: what is done to a broker
ALONE, NUMBERED = "The broker", "Broker {}"
STOPS = "{broker} stops in good order. Its log stays, and a snapshot: of each producer the last batch."
KILLED = "{broker} is killed. Its log stays, and the next start makes a snapshot: of each producer the last batch."
IS_BACK = "{broker} is back, with its log and its snapshot."
IS_BACK_IN_SYNC = (
    "{broker} is back and in sync, with its log and its snapshot. Of each producer that holds the last batch."
)
LEADS = "{broker} leads the partition now."
CLOCK_GOES_ON = "The clock goes on by {duration}, and nothing is sent."
TOPIC_IS_NEW = "The topic is a new one with an empty log."
RECORDS_GONE = "The records are gone, the offsets go on."
REMEMBERS_NOTHING = "It remembers nothing of this producer."
REMEMBERS_FEWER = "Of this producer it remembers {after} of {before}: an older batch is not recognised any more."
REMEMBERS = ("Of this producer it remembers {} batch.", "Of this producer it remembers {} batches.")
FORGETS = "The broker forgets producers whose last batch is {age} old."
IS_YOUNGER = "This one is younger, and stays."
FORGETS_NONE = "It remembers none."
IS_FORGOTTEN = "This one is forgotten: whatever it sends next is new."
NONE = "none"

# The process table: its heads, and its cells
COLUMNS = ("Step", "Action", "Sequence Number", "Broker Check", "Broker Action", "Producer Output")
ACTIONS = {
    StepKind.SEND: "Send {message}",
    StepKind.RETRY: "Retry send {message}",
    StepKind.COPY: "Late copy of {message}",
    StepKind.WAIT: "Hold back {message}",
    StepKind.GIVE_UP: "Give up {message}",
    StepKind.ARRIVE: "Client sends {message}",
    StepKind.ARRIVE_AGAIN: "Client sends again {message}",
}
ACTION_ELSEWHERE = "{action} to {place}"
FLUSH = "Flush producer"
BUMP_EPOCH, TAKE_PRODUCER_ID = "Bump epoch to {}", "Take new producer id"
RESTART_CLEAN, RESTART_CRASH = "Restart {broker} (clean)", "Restart {broker} (crash)"
CHANGE_LEADER = "Change leader to {broker}"
RECREATE_TOPIC = "Delete topic {topic} and create it again"
DELETE_RECORDS = "Delete the records of {place}"
TIME_PASSES = "Let {duration} pass"
BROKER, BROKER_NUMBER = "broker", "broker {}"
NO_CHECK, CHECK = "None without producer id", "Is seq {sequence} duplicate?"
LOST_ON_THE_WAY = {
    Stage.REQUEST_LOST: "Request lost",
    Stage.REQUEST_DELAYED: "Request delayed",
    Stage.ACK_LOST: "Not known",
}
IGNORE = "Yes - ignore duplicate"
REFUSE_CHECKED, REFUSE = "No - refuse, {reason}", "Refuse, {reason}"
STORE_UNCHECKED = ("Store message", "Store {} messages")
STORE = ("No - store message", "No - store {} messages")
AGAIN = "{} again"
OLDER_EPOCH = "epoch {epoch} is older than {current}"
EPOCH_STARTS_AT_0 = "epoch {} must start at seq 0"
PARTITION_STARTS_AT_0 = "a new partition starts at seq 0"
EXPECTED = "seq {} expected"
NOT_THIS_RANGE = "no batch with exactly this range"
OLDER_THAN_REMEMBERED = ("older than the {} batch remembered", "older than the {} batches remembered")
STILL_REMEMBERS = ("Still remembers {} batch", "Still remembers {} batches")
REMEMBERED = ("Remembered {} batch, now {now}", "Remembered {} batches, now {now}")
WAITS_FOR_ACK, RESTARTS_AT_0, NO_ACK_ASKED = "Waits for an earlier ack", "Sequences restart at 0", "No ack asked for"
ALL_CONFIRMED, NO_ACKS_ASKED = "All messages confirmed", "No acks asked for"
SOME_FAILED = ("{} batch failed, no other waits", "{} batches failed, no other waits")
NOTHING_TO_CONFIRM = "Nothing to confirm"
SEND_FAILED = "Send failed: {reason}"
NO_ACK_LOST, NO_ACK_YET = "No ack (lost)", "No ack yet"
ERROR = "Error {}"
ACK, ACK_SENT = "Ack", "Ack sent"
ACK_FOR, ACK_SENT_FOR = "Ack for seq {}", "Ack sent for seq {}"

# The status tracker
VARIABLE = "Variable"

# Pictures
PROCESS_FLOW = "Process flow: {told}"
PROCESS_FLOW_DESCRIBED = (
    "Process flow. Start Producer, Send Message, Assign Sequence Number; the request goes down to the broker. "
    "Broker Receives, Check Sequence Number, then one of three ways: duplicate: Ignore, new: Store, refused: Error. "
    "The ack goes up. Producer Receives Ack, Continue Sending, and back to Send Message."
)
LAST_BATCHES = "last 5 batches"
PRODUCER_ID, LAST_SEQUENCE, NO_PRODUCER_ID = "producer id {}", "last seq {}", "producer id none"
TIME_DIAGRAM = "Time diagram"
TIME_DIAGRAM_OF = (
    "Time diagram: {} step between producer and broker.",
    "Time diagram: {} steps between producer and broker.",
)
PRODUCER_LANE, BROKER_LANE, LOG_LANE = "PRODUCER", "BROKER", "LOG"
LOG, LOG_EARLIER = "log", "log, {} earlier"
REQUEST, ACK_BACK = "request", "ack"
LOST_IN_PICTURE = {Stage.REQUEST_LOST: "✕ request lost", Stage.ACK_LOST: "✕ ack lost"}
COPY, AT_OFFSET = "✗ copy {}", "{offset} · seq {sequence}"
ON_ITS_WAY = {Stage.REQUEST_LOST: "request lost", Stage.REQUEST_DELAYED: "held up"}
DECISIONS = {Stage.STORE: "store", Stage.IGNORE: "✓ ignore", Stage.ERROR: "! refuse"}
COPY_RECORD, SEQUENCE_RECORD = "copy {}", "seq {}"
