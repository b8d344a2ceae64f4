"""A learner's own progress, kept in a file."""
