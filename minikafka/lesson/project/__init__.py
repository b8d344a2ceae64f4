"""Write the sequence check yourself: what it is asked, a review of it, and a broker that asks it."""

from minikafka.lesson.project.arrival import DUPLICATE, STORE, Batch, State
from minikafka.lesson.project.own_broker import OwnBroker
from minikafka.lesson.project.project import Project

__all__ = ["DUPLICATE", "STORE", "Batch", "OwnBroker", "Project", "State"]
