"""What the Visual lesson shows: the questions of the page, and its key moments."""
