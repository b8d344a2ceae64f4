"""The words of a class, for learners and for the one in front. No code looks into one."""

from __future__ import annotations

# Start here
CLASS = "Your class: {name}"
NO_CLASS = "Your class"
IS_ON = "What you answer is shown to your class as it comes, under this name:"
WHAT_IS_SENT = (
    "Sent are: which question, problem or step, the number of the option, right or not, and the time. "
    "No text, no code, and not your own name. The class keeps it for a week."
)
IS_OFF = "Nothing is sent. You answer for yourself alone."
ANOTHER_NAME, STOP, GO_ON = "Another name", "Stop sending", "Send my answers"
NEW_NAME = "From now on. What you have answered before stays under the name before."
SENDS_NOTHING = "nothing is sent"
WAITING = ("{} answer waits for the class. You need not.", "{} answers wait for the class. You need not.")
GIVEN_UP = ("{} answer was too old to wait any longer.", "{} answers were too old to wait any longer.")

# A question to the room, in the corner of a learner's page
ASKED = "Your class asks"
SEND, NOT_NOW = "Answer", "Not now"
CHOOSE_FIRST = "choose an option first"

# The room, as the one in front sees it
ROOM = "Class {name}"
LEARNERS, ANSWERS = ("{} learner", "{} learners"), ("{} answer", "{} answers")
NONE_TWICE = "none came twice"
TWICE = ("{} came twice and is counted once", "{} came twice and are counted once")
FOREIGN = ("{} record is none of ours and is ignored", "{} records are none of ours and are ignored")
FLOOD = ("{} answer was one too many", "{} answers were too many")
WAS_THERE = "This class was on the cluster already. If that was another one, take another name."
AWAY = "The cluster does not answer: what comes meanwhile is shown when it is back. ({problem})"
NOTEBOOK = "Notebook"
HOW_FAR = "How far the room is"
FAR_COLUMNS = ("Notebook", "Have begun", "Half have done", "Share")
NOT_BEGUN = "Nobody has begun a notebook yet."
OF = "{count} of {all}"
NEED_HELP, NOBODY = "Who needs help", "Nobody, as far as the answers tell."
STUCK_AT = "{notebook}, {item}"
AND_MORE = ("and {} more", "and {} more")
ANSWERED = "{count} of {all} have answered."
REVEAL, HIDE, ASK, CLOSE = "Reveal", "Hide", "Ask the room", "Close"
ANOTHER_IS_ASKED = "close the question that is asked first"
NOW_ASKED = "Asked now"
TRUE = "true"
BARS, BARS_OF_TWO = ("Option", "Answers", "Share"), ("Option", "Before", "Now", "Share now")
OWN, OWN_TEXT, OWN_OPTIONS = "A question of your own", "The question", "Its options, one in each line"
NO_TEXT = "Write a question first, of up to {longest} characters."
FEW_OPTIONS = "Write two to {most} options, one in each line, each of up to {longest} characters."
