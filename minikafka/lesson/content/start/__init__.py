"""Start here: the nine styles as cards, and the learner's own progress in each of them."""
