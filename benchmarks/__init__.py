"""What the course costs on the machine at hand: ``python -m benchmarks``, or ``make bench``.

One module for each subject, with one function ``measure`` that yields figures. Nothing here is a test: a figure that
misses its target says so, and fails nothing.
"""
