"""What a notebook shows and a learner presses."""
