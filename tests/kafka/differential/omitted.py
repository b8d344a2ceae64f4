"""Which differences are meant; docs/omissions.md says each of them under the same words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.wire.raw_requests import (
    API_VERSIONS,
    CREATE_TOPICS,
    DESCRIBE_CLUSTER,
    DESCRIBE_CONFIGS,
    DESCRIBE_GROUPS,
    FETCH,
    FIND_COORDINATOR,
    METADATA,
    PRODUCE,
)

OFFERED = "what ApiVersions offers"
OPERATIONS = "authorized operations"
CONFIGS = "settings that change nothing here, synonyms, documentation"
SESSIONS = "incremental fetch sessions"
TRANSACTIONS = "transactions"
TEXTS = "the text beside an error of Produce"


@dataclass(frozen=True, slots=True)
class Omission:
    """Differences of a request in the fields that ``path`` matches, where ``asked`` is found in the question."""

    words: str
    api_key: int
    path: str = ".*"
    asked: str = ""

    def covers(self, api_key: int, path: str, asked: str) -> bool:
        return (
            api_key == self.api_key
            and re.fullmatch(self.path, path) is not None
            and re.search(self.asked, asked) is not None
        )


OMISSIONS = (
    Omission(OFFERED, API_VERSIONS, "api_keys|(supported|finalized)_features.*"),
    *(
        Omission(OPERATIONS, api_key, ".*authorized_operations", "_authorized_operations true")
        for api_key in (METADATA, DESCRIBE_CLUSTER, DESCRIBE_GROUPS)
    ),
    Omission(CONFIGS, DESCRIBE_CONFIGS, r"results\[0\]\.configs", "configuration_keys (null|empty)"),
    Omission(CONFIGS, DESCRIBE_CONFIGS, r"results\[0\]\.configs.*", "resource_name internal"),
    Omission(CONFIGS, DESCRIBE_CONFIGS, r".*\.(synonyms|documentation)", "true"),
    Omission(CONFIGS, CREATE_TOPICS, r"topics\[0\]\.configs"),
    Omission(SESSIONS, FETCH, "session_id", "session_epoch 0"),
    Omission(SESSIONS, FETCH, asked="session_id the (largest|smallest)"),
    Omission(TRANSACTIONS, FIND_COORDINATOR, asked="of a transaction|key_type 1"),
    Omission(TRANSACTIONS, PRODUCE, asked=", transactional"),
    Omission(TEXTS, PRODUCE, r".*\.error_message"),
)
