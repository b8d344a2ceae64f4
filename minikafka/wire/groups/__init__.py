"""Consumer groups, as far as ``subscribe`` and committed offsets need them: the classic protocol of KIP-62."""
