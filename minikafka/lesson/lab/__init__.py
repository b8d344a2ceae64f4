"""A run that a learner drives: the lab, its settings, its runs, a cluster. Nothing here draws."""
