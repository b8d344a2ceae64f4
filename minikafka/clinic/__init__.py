"""Log lines read and explained: what the broker's check answered, what the client does now, and what to do.

``explain`` is all that a notebook needs. Nothing leaves the machine, and nothing of a log is evaluated.
"""

from minikafka.clinic.explanation import Explanation, explain

__all__ = ["Explanation", "explain"]
