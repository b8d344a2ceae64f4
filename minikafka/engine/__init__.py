"""The broker and the producer: no sockets, no threads, no wall clock, nothing but the standard library."""
