"""The lab on a Kafka cluster: the same buttons and tables, answered by brokers that others may use too."""

from minikafka.lesson.cluster.cluster_setup import ClusterSetup
from minikafka.lesson.cluster.learners_broker import LearnersBroker

__all__ = ["ClusterSetup", "LearnersBroker"]
