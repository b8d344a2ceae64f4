"""Write the sequence check yourself: what it is asked, a review of it, and a broker that asks it."""

from minikafka.lesson.content.project.cases import STEPS
from minikafka.lesson.content.project.learners_check import DUPLICATE, STORE, Batch, OwnBroker, OwnCheck, State
from minikafka.lesson.content.project.review import Project
from minikafka.lesson.progress.progress import Kind

__all__ = ["DUPLICATE", "ITEMS", "STORE", "Batch", "OwnBroker", "OwnCheck", "Project", "State"]

ITEMS = tuple((Kind.STEP, step.item) for step in STEPS)
