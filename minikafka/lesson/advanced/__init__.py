"""What a lab offers beyond sending: faults of the network, restarts, another leader, time, and several runs."""

from minikafka.lesson.advanced.dump_log import dump_log
from minikafka.lesson.advanced.operations import LabOperations
from minikafka.lesson.advanced.runs import Runs

__all__ = ["LabOperations", "Runs", "dump_log"]
