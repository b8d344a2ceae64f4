"""`python -m minikafka` is the command `minikafka`."""

import sys

from minikafka.cli import main

sys.exit(main())
