"""What holds for all tests."""

import os

from hypothesis import settings

# No deadline, as a busy machine is not a defect. In CI the same commit tries the same examples.
settings.register_profile("minikafka", deadline=None, derandomize="CI" in os.environ, print_blob=True)
settings.load_profile("minikafka")
