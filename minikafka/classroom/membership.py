"""Whether a learner takes part in a class: what the environment says, and what the learner chose, kept in a small file.

The file lies beside that of the learner's progress, one for each class, and every open notebook reads it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from minikafka.classroom.class_topics import ClassTopics
from minikafka.classroom.pseudonym import is_pseudonym, new_pseudonym
from minikafka.lesson.lab.current_run import BOOTSTRAP
from minikafka.lesson.progress.progress_file import progress_file

VARIABLE = "MINIKAFKA_CLASS"
LONGEST_FILE = 1_000  # bytes


@dataclass(frozen=True, slots=True)
class Choice:
    """What the learner chose: a pseudonym, and whether answers are sent."""

    pseudonym: str
    sends: bool = True


class Membership:
    """One learner's part in the class ``topics``, on the cluster at ``address``; ``path`` is the learner's file."""

    def __init__(self, topics: ClassTopics, address: str, path: Path | None = None) -> None:
        self.topics = topics
        self.address = address
        self._path = path or progress_file().with_name(f"class-{topics.name}.json")
        self._unkept: Choice | None = None  # where no file can be written, for as long as the kernel lives

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Membership:
        """What the environment asks for.

        Raises:
            ValueError: one of the two variables is missing, or holds no name of a class.
        """
        name, address = environment.get(VARIABLE, ""), environment.get(BOOTSTRAP, "")
        if not address:
            raise ValueError(f"{VARIABLE} names a class, and {BOOTSTRAP} no cluster for it: set both")
        return cls(ClassTopics(name), address)

    @property
    def pseudonym(self) -> str:
        """Under which the class knows the learner."""
        return self._choice().pseudonym

    @property
    def sends(self) -> bool:
        """Whether answers are sent: until the learner switches it off."""
        return self._choice().sends

    def take_another_pseudonym(self) -> None:
        """From now on; what was sent before stays under the name before."""
        self._keep(Choice(new_pseudonym(), self.sends))

    def switch(self, *, on: bool) -> None:
        """Send from now on, or send nothing more, in every open notebook."""
        self._keep(Choice(self.pseudonym, on))

    def _choice(self) -> Choice:
        if self._unkept:
            return self._unkept
        found = self._read()
        if found is None:
            self._keep(Choice(new_pseudonym()), is_first=True)
            found = self._read() or self._unkept
        assert found, "it was written, or is kept here"
        return found

    def _read(self) -> Choice | None:
        """What the file holds, ``None`` if that is nothing of ours."""
        try:
            with self._path.open("rb") as file:
                told = json.loads(file.read(LONGEST_FILE))
            pseudonym, sends = told["pseudonym"], told["sends"]
        except (OSError, ValueError, TypeError, KeyError):
            return None
        is_ours = isinstance(pseudonym, str) and is_pseudonym(pseudonym) and isinstance(sends, bool)
        return Choice(pseudonym, sends) if is_ours else None

    def _keep(self, choice: Choice, *, is_first: bool = False) -> None:
        """Write the file as a whole. Of two notebooks that come first at once, the one that was faster decides."""
        written = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(json.dumps({"pseudonym": choice.pseudonym, "sends": choice.sends}), encoding="utf-8")
            if is_first and not self._path.exists():
                with suppress(FileExistsError):
                    os.link(written, self._path)
                written.unlink()
            else:
                written.replace(self._path)
        except OSError:
            self._unkept = choice
