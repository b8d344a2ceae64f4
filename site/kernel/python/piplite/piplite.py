"""Two names that the kernel sets when it starts, and nothing that reads them."""
