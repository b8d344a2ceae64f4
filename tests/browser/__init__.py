"""A package, unlike the other tests: what its modules share, the browser above all, ends with the last of them."""
