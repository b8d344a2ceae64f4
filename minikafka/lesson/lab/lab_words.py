"""Every word that a lab says to a learner. No code looks into one of them, so a translation replaces this module alone.

A name in braces is filled in; where a pair stands, the first is for one and the second for any other number.
"""

from __future__ import annotations

# Why something cannot be done
WATCHES = "this lab watches a broker that other clients write to; Reset ends that"
SENT_TO_A_CLUSTER = "what a cluster was sent cannot be taken back"
NO_CLIENTS_RUN = "this run has settings that no client allows, or other producers took part"
NO_PARTITION = "there is no partition to lead yet, so send a message first"
NOTHING_HAPPENED = "nothing happened in this run yet"
NO_FILE_NAME = "“{name}” is no file name here: use letters, digits, spaces, “.”, “-” and “_”, as in my-run"
NO_NAME = "nothing is no file name here: use letters, digits, spaces, “.”, “-” and “_”, as in my-run"
IS_A_LINK = "{name} is a link to another place"
IS_THERE = "{name} is there already, and is left as it is: choose another name"
IS_NOT_THERE = "there is no file {name} beside this notebook"

# What came of it
REFUSED = "{what}: {why}."
NOTHING_SENT, NOTHING_TO_RETRY, NOTHING_DONE = "Nothing was sent", "Nothing to retry", "Nothing was done"
NOTHING_FORKED, NOTHING_SAVED, NOTHING_LOADED = "Nothing was forked", "Nothing was saved", "Nothing was loaded"
NO_FRESH_RUN, NOTHING_SEARCHED, SEARCH_ENDED = "No fresh run", "Nothing was searched", "The search ended"
FRESH_RUN = "A fresh run: the log is empty."
SWITCHED_ON = "Idempotence is on now. This is a fresh run: the log is empty."
SWITCHED_OFF = "Idempotence is off now. This is a fresh run: the log is empty."
RUN, RUN_FROM = "run {number}", "run {number}, {origin}"
FORKED_AT_START, FORKED_AFTER = "run {number} forked at the start", "run {number} forked after step {step}"
THIS_IS, IS_KEPT = "This is {name}.", "run {number} is kept."
SAVED = "This run is saved as {name}, beside this notebook."
HAS_STEPS = ("It has {} step.", "It has {} steps.")
STOPPED, REPLACED = "it was stopped", "another one took its place"
