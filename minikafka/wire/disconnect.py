"""The last resort of a Kafka broker: where the protocol has no answer, it closes the connection."""


class Disconnect(Exception):
    """Close this connection; the text goes to the log, in one line."""
