"""The name under which a learner is known to a class: two words and a number, drawn at random and told to nobody else.

Nobody writes one, so it holds no name of a person, and nothing that a projector should not show.
"""

from __future__ import annotations

import secrets

ADJECTIVES = (
    "amber", "bold", "brave", "bright", "calm", "clever", "cosy", "curious", "eager", "fair", "fond", "fresh",
    "gentle", "glad", "golden", "happy", "jolly", "keen", "kind", "lively", "lucky", "mellow", "merry", "mild",
    "neat", "nimble", "noble", "polite", "proud", "quick", "quiet", "ready", "rosy", "silver", "snug", "sunny",
    "swift", "tidy", "warm", "wise",
)  # fmt: skip
ANIMALS = (
    "badger", "bear", "beaver", "bison", "camel", "crane", "deer", "dolphin", "eagle", "falcon", "finch", "fox",
    "gecko", "heron", "ibex", "jay", "kiwi", "koala", "lark", "lemur", "lion", "lynx", "marten", "moose", "newt",
    "otter", "owl", "panda", "puffin", "robin", "salmon", "seal", "stork", "swan", "tiger", "toad", "turtle",
    "walrus", "wren", "zebra",
)  # fmt: skip
NUMBERS = range(1000, 10_000)  # 14 million in all: in a room of 500 hardly two are alike


def new_pseudonym() -> str:
    """Another one, as in ``quiet-otter-4711``."""
    return f"{secrets.choice(ADJECTIVES)}-{secrets.choice(ANIMALS)}-{secrets.choice(NUMBERS)}"


def is_pseudonym(text: str) -> bool:
    """True for what ``new_pseudonym`` can give, and for nothing else."""
    parts = text.split("-")
    if len(parts) != len(("adjective", "animal", "number")):
        return False
    adjective, animal, number = parts
    return adjective in ADJECTIVES and animal in ANIMALS and number in map(str, NUMBERS)
