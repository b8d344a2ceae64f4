"""Kafka's own bytes: record batches as they lie on disk and travel on the wire."""
