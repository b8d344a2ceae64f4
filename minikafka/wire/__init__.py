"""Kafka's protocol over TCP: a server, a client, and a proxy that loses what lies between them."""
