"""Every word that cards and panels say. No code looks into one of them, so a translation replaces this module alone.

A name in braces is filled in; where a pair stands, the first is for one and the second for any other number.
"""

from __future__ import annotations

from minikafka.engine.sequence_check import Branch

RUN_THE_CELL = "Run this cell to answer (Shift+Enter)."
MORE_STEPS = ("{} more step", "{} more steps")

# Fields
NOT_ANSWERED = "“{label}” is not answered yet. This check was not counted."
NO_SUCH_OPTION = "“{label}” has no option “{entry}”. This check was not counted."
NO_WHOLE_NUMBER = "“{label}”: “{entry}” is no whole number. Write digits. This check was not counted."

# Questions
CHECK, COMMIT, HINT, HIDE_HINT = "Check", "Commit", "Hint", "Hide hint"
CHOOSE_FIRST = "choose an answer first"
CHOOSE_FIRST_ONCE = "choose an answer first; you can commit once"
COMMITTED = "you have committed; run the cell again to be asked again"
TOO_LATE_FOR_A_HINT = "you have committed, so the answer is below"
PREDICT = "Predict."
CORRECT, WRONG, TRY_ANOTHER = "Correct.", "Not so.", "Try another one."
WHY_NOT_THE_OTHERS = "Why not the others:"
QUOTED = "“{text}”"
PREDICTED, NOT_PREDICTED, TRUE_IS = "You predicted it.", "The broker does otherwise.", "True is: {text}"

# A quiz
TRY_AGAIN = "Try again"
NOTHING_ANSWERED = "nothing is answered yet"
SCORE = "{score} of {count} correct."
WELL_DONE = "Well done: the broker agrees with you."

# A case of the clinic
RUN, CAUSE, CURE = "The run: {name}.", "The cause.", "The cure."

# What a prediction was about
PROOF = "What the broker did"
FOLDED_PROOF = "What the broker did. Commit to an answer above, then open this."

# An interview question
INVITATION = "Answer aloud first, in half a minute. Then compare."
SHOW_ANSWER, HIDE_ANSWER = "Show an answer", "Hide the answer"
COUNTED = "Counted: {proof}."

# Cards that are turned
TURN, TURN_BACK = "Turn the card", "Turn it back"
KNEW, NOT_YET, PRACTISE = "I knew it", "Not yet", "Practise all"
TURN_FIRST, ALL_REST, DUE_FIRST = "turn the card first", "all cards rest", "first the cards that are due"
SAY_IT = "Say the answer to yourself, then turn the card."
RESTING, COME_BACK = "All cards rest.", "Come back when one is due, or practise all of them now."
MOVED = "Now in box {box}: due {when}."
PRACTISING = "A card that you know before it is due stays in its box."
DUE_NOW = ("{} card due now.", "{} cards due now.")
NEXT_DUE = "The next one after that is due {when}."
NOTHING_DUE = "Nothing is due now. The next card is due {when}."
BOXES, BOX, THIS_CARD = "The five boxes", "Box {box}", "this card"
CARDS = ("{} card", "{} cards")
DUE_AT_ONCE = "due at once"
NOW_AND_LATER = "{now} now, {later} later"
RESTS = ("rests {} day", "rests {} days")
NOW = "now"
IN_MINUTES, IN_HOURS, IN_DAYS = (
    ("in {} minute", "in {} minutes"),
    ("in {} hour", "in {} hours"),
    ("in {} day", "in {} days"),
)

# Explanations
YOUR_EXPLANATION, COMPARE = "Your explanation", "Compare"
MODEL, HIDE_MODEL = "Model answer", "Hide model answer"
COMPARE_FIRST = "compare a text of your own first"
EMPTY = "Nothing is written yet. Write two or three sentences of your own, then compare."
LIMITS = (
    "This comparison looks for words. Whether your sentences are true, it cannot judge: read the model answer and "
    "decide yourself."
)
ALL_MENTIONED, FOUND = "Every point is mentioned.", "{mentioned} of {count} points found."
LEFT_OUT = "Your text is very long: the first {longest:,} characters were compared, {left_out:,} were not."
MENTIONED, OPPOSITE, MISSING = "Mentioned.", "Reads as the opposite.", "Not found."
ADD = "Say {advice}"

# Challenges
START, PLAY_AGAIN = "Start", "Play again"
START_FIRST, ROUND_OVER, RUNNING = "press Start first", "this round is over", "the time runs already"
HINT_SHOWN = "the hint is shown"
WHY_START_FIRST = "Press Start first: the problem appears then, and its time runs."
WHY_RUNNING = "The time runs already. Answer, then press Check."
WHY_OVER = "This round is over. Play again begins another one."
CHECKED_ALREADY = "You have checked these answers already. Change one first. This check was not counted."
LEVEL_REACHED = "Level reached: {level}."
ATTEMPTS_LEFT = ("One attempt is left.", "{} attempts are left.")
SOLUTION, NO_BADGE = "A solution.", "This round brings no badge; another one can."
SECONDS = ("{} second", "{} seconds")
TERMS = "{limit} · two attempts · one hint"
TOOK = "It took {time} of {limit}."
GONE, TIME_OVER = "gone:", "Time is over; go on."
NOT_STARTED, NOT_SOLVED = "not started", "not solved, the solution is shown"
RUNNING_WITH = ("running, {} attempt left", "running, {} attempts left")
LEVELS = (
    "not solved yet",
    "solved",
    "solved in time",
    "solved in time, at the first attempt, without a hint",
)
BADGE_EARNED = "Badge earned: all {count} {level}."
BADGE_OPEN = "{solved} of {count} solved. The badge is earned when all are."

# A panel that asks first what the broker will do
ANSWERS = {Branch.NEW: "Store it", Branch.DUPLICATE: "Recognise and ignore it", Branch.REFUSED: "Refuse it"}
TRUTHS = {Branch.NEW: "stores it", Branch.DUPLICATE: "recognises and ignores it", Branch.REFUSED: "refuses it"}
ASK_SEND = "Send “{message}” as a new record: what will the broker do with it?"
ASK_RETRY = "Retry “{message}” with sequence {sequence}: what will the broker do with it?"
NOTHING_SENT = "Nothing was sent."
OUT_OF_DATE = "The question was dropped: the run has gone on."
NOT_REACHED = "It has not reached the broker, so there was nothing to predict. Not counted."
RIGHT = "Right. The broker {truth}."
WRONG_PREDICTION = "You said “{answer}”. The broker {truth}{because}."
BECAUSE = ", because {condition} (rule {row})"
RIGHT_OF_ALL = "{right} of {total} right"
SEND_FIRST = "nothing was sent yet, so send a message first"
BATCH_TO_RETRY = "{number}. {message}, seq {sequence}"

# Key moments
SHOW_ME, BACK_TO_OWN_RUN = "Show me", "Back to my run"
IS_OWN_RUN, OWN_RUN_AGAIN = "this is your own run", "This is your own run again."
MADE_FOR_THIS = "A run made for this insight. Yours is kept: “Back to my run”."

# What is put in order; the browser fills in the event, its place and their number
ORDER = {
    "how": "Drag each to its place. By keyboard: ↑ and ↓ choose, Space takes, ↑ and ↓ move, Space puts down.",
    "taken": "Taken, from place {place} of {count}: {text} The arrow keys move it, Space puts it down.",
    "moved": "Place {place} of {count}.",
    "put": "Put down at place {place} of {count}: {text}",
}

# A review
REVIEW = "Review"
RULES = ("Row", "Step", "Your check", "Kafka's answer", "When")
RESULTS = {"correct": "correct", "not_yet": "not yet", "to_do": "to do"}
STEP = "Step {number}, {name}: {result}"
HINT_FOR_STEP = "A hint for step {number}"
PARTLY = "{result} ({right} of {count})"
EVERY_RUN = "Every run was searched."

# A search
SEARCH, STOP, SEARCH_RUNS = "Search", "Stop", "Search every run"
IS_SEARCHING, NO_SEARCH = "it searches already", "nothing is being searched"
SEARCHING = "Searching."
BROKEN_IN = ("Broken in {} action.", "Broken in {} actions.")
NONE_OF = "None of {runs:,} runs of up to {depth} breaks it."
ACTIONS = ("{} action", "{} actions")
STOPPED_THERE = "The search ended there: {why}."
HOW_FAR = "Search"
NOT_SEARCHED = "Not searched yet."
DEPTH_OF = "Depth {depth} of {of_depth}"
STATES, STATES_A_SECOND = "{:,} states", "{:,} a second"
TRIED = ("{} action tried in {seconds:.1f} s", "{:,} actions tried in {seconds:.1f} s")
SECONDS_LEFT = "at most {:,.0f} s left"
RUN_OF, TOLD_BY = "The run that breaks it", "Told by"
PROMISED, IDEMPOTENCE, IN_FLIGHT, FIRST_SEQUENCE = "Promise", "Idempotence", "In flight at most", "First sequence"
BROKERS_OF, FORGET_PRODUCER = "Brokers of Kafka", "Forget a producer after"
BROKERS, PARTITIONS, MESSAGES = "Brokers", "Partitions", "Messages"
GOES_WRONG, DEPTH = "What can go wrong", "Actions at most"
ON, OFF = "on", "off"
OLDER, NEWER = "2.5 to 4.4", "4.5"
A_DAY, A_WEEK, OTHER_MS = "a day", "a week", "{} ms"
THE_NETWORK, APPLICATION_TOO, BROKERS_TOO = "the network", "the application too", "brokers too"
SECOND_TOO = "all that, with a second producer"
YOURS, ONLY = "yours: {}", "only: {}"

# The learning styles
REFRESH, EXPORT, IMPORT = "Refresh", "Export as CSV", "Import"
FORGET, KEEP, CONFIRM = "Forget my progress", "Keep my progress", "Yes, forget it"
NOTHING_KEPT = "nothing is kept yet"
NOT_EXPORTED = "Nothing is exported: this folder cannot be written to ({problem})."
EXPORTED = (
    "{} attempt exported to {path}, beside this notebook.",
    "{} attempts exported to {path}, beside this notebook.",
)
IMPORTED = ("{} attempt is new here, from {file}.", "{} attempts are new here, from {file}.")
NOTHING_TO_IMPORT = "Put an exported file, minikafka-progress.csv, beside this notebook first."
NOT_IMPORTED = "Nothing is taken over from {file}: {problem}."
FORGET_ALL = (
    "Forget {} attempt in all nine styles? There is no way back.",
    "Forget {} attempts in all nine styles? There is no way back.",
)
NOT_FORGOTTEN, FORGOTTEN = "Nothing is forgotten.", "Forgotten. You begin anew."
DONE_OF_ALL = "You have done {done} of {count} questions, cards, problems and steps."
IF, FOR_WHOM = "If {whom}.", "{promise}, if {whom} ({time})"
NOT_THERE, BEGIN_HERE = "not there yet", "Begin here"
MINUTES = ("{} minute", "{} minutes")
TO_PLAY_WITH, ALL_DONE, DONE_OF = "to play with", "✓ all {count} done", "{done} of {count} done"
