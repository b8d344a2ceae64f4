"""A class, live: what learners answer is a record in a topic, by an idempotent producer, and the room sees it."""
