"""The ledger: keeps coalitions' histories, and hands them back as they stood on any date.

`history` is the only way out that orders and filters; `stream` gives the raw entries.
"""

from __future__ import annotations

import difflib
import random
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeAlias, cast

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, IntegrityError, Mapper
from eventsourcing.utils import Environment, EnvType

from domain.coalition import Coalition
from domain.event import Event, Recorded
from domain.history import coalition_of, counting, fold
from domain.refusal import RULES, Refused
from domain.values import instant, rfc3339
from engine.batch import Batch, Live, check_text
from engine.errors import CommandReused, Contended, Damaged, NoCoalition
from engine.listing import Listed, listed
from engine.mapper import EventMapper
from engine.ready import Ready
from engine.restoring import restorable
from engine.stores import Command, Health, LedgerRecorder, factory_for
from engine.stores.leaves import Log, hash_of

_CROWDED = 20  # recordings in a coalition for which those are waited for who were faster
_ATTEMPTS = 50  # of one recording against others that keep being faster
_PAGE = 32  # entries read at once where it is not known how many are needed
_NO_NUMBER = "that is no number. See: coalition store check"
_LONG_PAGE = 512  # and where all are, but one after the other
_SHORT = 3  # letters of a name of which few must be right to know it again

Clock: TypeAlias = Callable[[], datetime]
Entries: TypeAlias = list[Recorded]


def now() -> datetime:
    """The present instant in UTC; the only clock of the engine."""
    return datetime.now(UTC)


class Receipt(NamedTuple):
    """What a recording is acknowledged with: the events `first` to `last` of the coalition are on disk."""

    command_id: str
    coalition: str
    first: int
    last: int
    repeated: bool  #: whether this command had been acknowledged before, so that nothing was stored now


class Ledger(Application[str]):
    """An event store's application that keeps coalitions. Use it in `with`.

    Raises NoStore where there is no store at the URL and `create` is not given.
    """

    def __init__(self, url: str, *, create: bool = False, clock: Clock = now) -> None:
        self.url, self._create, self._clock = url, create, clock
        self._crowded: dict[str, int] = {}
        self._ready = Ready(self._entries)
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Nothing but the URL configures a ledger: the process environment could turn safeguards off."""
        return Environment(name, {})

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        """The store that the URL names."""
        return factory_for(self.url, create=self._create)

    def construct_mapper(self) -> Mapper[str]:
        """Our own: pydantic both ways, topics that are no module paths."""
        return EventMapper()

    @property
    def _recorder(self) -> LedgerRecorder:
        return cast(LedgerRecorder, self.recorder)

    # Recording

    def record(
        self, event: Event, *, recorded_by: str, attest: str | None = None, command_id: str | None = None
    ) -> Receipt:
        """Record one event with what the rules derive from it. Raises Refused, Contended, CommandReused."""
        try:
            return self.record_all([(event, attest)], recorded_by=recorded_by, command_id=command_id)
        except Refused as refused:
            if refused.rule == "¶opened" and (meant := self.meant(event.coalition)):  # no advice to propose that one
                told = f"{RULES['¶opened'].sentence} {event.coalition} has none.{meant}"
                raise Refused(refused.rule, told, refused.breaches, refused.rests_on) from None
            raise

    def record_all(
        self, events: Sequence[tuple[Event, str | None]], *, recorded_by: str, command_id: str | None = None
    ) -> Receipt:
        """Record events of one coalition, each with its reason for attesting or None, all or none of them.

        Raises ValueError where there are none or they belong to several coalitions; Refused; Contended.
        """
        streams = {event.coalition for event, _ in events}
        if len(streams) != 1:
            raise ValueError(f"A batch is for one coalition, not {len(streams)}")

        def work(batch: Batch) -> None:
            for event, attest in events:
                batch.propose(event, attest)

        return self.write(streams.pop(), work, recorded_by=recorded_by, command_id=command_id)

    def write(
        self, stream: str, work: Callable[[Batch], None], *, recorded_by: str, command_id: str | None = None
    ) -> Receipt:
        """Let `work` propose events to a batch of this coalition and store it whole.

        Where others record meanwhile, or did since this ledger last looked, `work` is called again on what they left.
        The same command id again gives the first receipt and stores nothing.
        """
        check_text(recorded_by, command_id)
        if command_id is not None and (known := self.acknowledged(command_id, stream)) is not None:
            return known
        command_id = command_id or uuid.uuid4().hex
        for attempt in range(_ATTEMPTS):
            crowded = self._is_crowded(stream)
            assumed = None if attempt or crowded else self._ready.held(stream)
            try:
                with self._recorder.in_turn(stream) if crowded else nullcontext():
                    batch = self._batch(stream, recorded_by, assumed)
                    work(batch)
                    if batch.records or not self._was_overtaken(stream, assumed):
                        return self._store(stream, batch, command_id)
            except IntegrityError:
                self._crowded[stream] = _CROWDED
                if (winner := self.acknowledged(command_id, stream)) is not None:
                    return winner
                time.sleep(random.uniform(0, 0.002 * (attempt + 1)))
            except Exception:  # the same command may have been faster: what it left behind refuses its twin
                if (winner := self.acknowledged(command_id, stream)) is not None:
                    return winner
                if not self._was_overtaken(stream, assumed):
                    raise
        raise Contended(f"Others kept recording into {stream}; nothing was recorded. Try again")

    def _was_overtaken(self, stream: str, assumed: Live | None) -> bool:
        """Whether others recorded since the coalition was held ready that a batch began on.

        What is stored tells by itself, for its number is taken then; what is refused, or comes to nothing, does not.
        """
        return assumed is not None and self._ready.current(stream) is not assumed

    def _is_crowded(self, stream: str) -> bool:
        """Whether one was overtaken here not long ago: then it is better to wait than to be overtaken again."""
        if left := self._crowded.get(stream, 0):
            self._crowded[stream] = left - 1
        return left > 0

    def rehearse(self, stream: str, recorded_by: str, *, at_version: int | None = None) -> Batch:
        """A batch that is never stored: what would happen, or would have when it held so many entries."""
        if at_version is None:
            return self._batch(stream, recorded_by)
        entries = self._entries(stream, lte=at_version)
        return Batch(stream, Live(coalition_of(entries)), lambda: entries, rfc3339(self._clock()), recorded_by)

    def restore(self, records: Iterable[Recorded]) -> int:
        """Take records as given, in one transaction, into an empty store; how many they were.

        Raises ValueError where the store is not empty, numbers are not dense or a history makes no sense.
        """
        if self.recorder.max_notification_id():
            raise ValueError("The store is not empty: restore into a new one")
        taken = list(records)
        self.events.put(taken, commands=restorable(taken))
        return len(taken)

    # Reading

    def stream(self, coalition: str) -> Entries:
        """Every entry of a coalition as it was recorded, voided ones too. Raises NoCoalition."""
        self.known(coalition)
        return self._entries(coalition)

    def entries(self, coalition: str, upto: int | None = None) -> Iterator[Recorded]:
        """The same, page by page, so that a long history need not be held whole; up to a version, where one is given.

        Raises NoCoalition.
        """
        self.known(coalition)
        after: int | None = None
        while page := cast(Entries, [*self.events.get(coalition, gt=after, lte=upto, limit=_LONG_PAGE)]):
            yield from page
            after = page[-1].n

    def retracts(self, coalition: str) -> bool:
        """Whether something was retracted in a history, told without reading it."""
        return any(stored.topic == "event-retracted" for stored in self._recorder.select_naming(coalition))

    def known(self, coalition: str) -> None:
        """Make sure that the ledger holds a coalition of this name. Raises NoCoalition."""
        if not self.version(coalition):
            meant = self.meant(coalition)
            raise NoCoalition(f"The ledger holds no coalition {coalition!r}.{meant} See: coalition list")

    def meant(self, coalition: str) -> str:
        """Which coalition of the ledger may have been meant, as a question with a blank before it, or nothing.

        Of a short name half of the letters tell enough.
        """
        name = str(coalition)[:100]
        near = difflib.get_close_matches(name, map(str, self.streams()), n=1, cutoff=0.6 if len(name) > _SHORT else 0.5)
        return f" Did you mean {near[0]}?" if near else ""

    def history(
        self,
        coalition: str,
        *,
        as_of: datetime | None = None,
        known_at: datetime | None = None,
        at_version: int | None = None,
    ) -> Entries:
        """The events of a coalition that count, in reader order. Raises NoCoalition.

        `as_of`: what had happened by then. `known_at`: what the ledger knew by then. `at_version`: what it
        knew when it held that many entries.
        """
        _check_offsets(as_of, known_at)
        return counting(self._upto(coalition, at_version), as_of, known_at)

    def coalition(
        self,
        coalition: str,
        *,
        as_of: datetime | None = None,
        known_at: datetime | None = None,
        at_version: int | None = None,
    ) -> Coalition:
        """The coalition as the rules see it at a version or on dates, as for `history`. Raises NoCoalition."""
        entries = self._upto(coalition, at_version)
        if as_of is None and known_at is None:
            return coalition_of(entries)
        return fold(counting(entries, as_of, known_at))

    def list(self) -> Iterator[Listed]:
        """Every coalition by id, without reading whole streams."""
        return listed(self._recorder, self.mapper)

    def streams(self) -> Iterator[str]:
        """The id of every coalition."""
        return self._recorder.select_streams()

    def version(self, coalition: str) -> int:
        """How many entries a coalition has; 0 where there is none."""
        version = self._recorder.last_version(coalition)
        if type(version) is not int:
            raise Damaged(f"The stored {coalition} event {version!r:.40} cannot be read: {_NO_NUMBER}")
        return version

    def commands(self) -> Iterator[Command]:
        """Every recording that was acknowledged."""
        return self._recorder.all_commands()

    def audit_log(self, *, write: bool = False) -> AbstractContextManager[Log]:
        """The log that commits to every event, in one transaction."""
        return self._recorder.audit_log(write=write)

    def leaves(self, coalition: str) -> Sequence[str]:
        """The leaf hashes of a coalition's entries, in hex, in their order."""
        with self.audit_log() as log:
            return [hash_of(leaf.leaf).hex() for leaf in log.of(coalition)]

    def health(self) -> Health:
        """What the store says of itself."""
        return self._recorder.health(self.url)

    def _upto(self, coalition: str, version: int | None) -> Entries:
        if version is None:
            return self.stream(coalition)
        self.known(coalition)
        held = self.version(coalition)
        if 1 <= version <= held:
            return [*self._entries(coalition, lte=version), *self._rest_of_recording(coalition, version)]
        raise NoCoalition(f"{coalition} has versions 1 to {held}, not {version}")

    def _rest_of_recording(self, coalition: str, version: int) -> Iterator[Recorded]:
        """What was recorded in one go with an entry: between them the ledger never stood."""
        while page := cast(Entries, [*self.events.get(coalition, gt=version, limit=_PAGE)]):
            for record in page:
                if record.derived_from is None:
                    return
                yield record
            version = page[-1].n

    def _entries(self, coalition: str, gt: int | None = None, lte: int | None = None) -> Entries:
        return cast(Entries, [*self.events.get(coalition, gt=gt, lte=lte)])

    # How recording works

    def _batch(self, stream: str, recorded_by: str, assumed: Live | None = None) -> Batch:
        live = assumed or self._ready.current(stream)
        moment = max(self._clock(), live.recorded_at)  # a clock set back never makes a later entry known earlier
        return Batch(stream, live, lambda: self._entries(stream), rfc3339(moment), recorded_by)

    def _store(self, stream: str, batch: Batch, command_id: str) -> Receipt:
        records = batch.records
        if not records:
            return Receipt(command_id, stream, 0, 0, False)
        records[0] = replace(records[0], command_id=command_id)
        command = Command(command_id, stream, records[0].n, records[-1].n)
        self.events.put(records, commands=[command])
        self._ready.keep(stream, Live(batch.coalition, instant(records[-1].recorded_at)))
        return Receipt(*command, repeated=False)

    def acknowledged(self, command_id: str, stream: str) -> Receipt | None:
        """The receipt of a command of this coalition that was recorded before. Raises CommandReused."""
        command = self._recorder.select_command(command_id)
        if command is None:
            return None
        if command.stream != stream:
            raise CommandReused(f"The command id {command_id!r} already stands for a recording in {command.stream}")
        return Receipt(*command, repeated=True)


def rehearsal(ledger: Ledger | None, recorded_by: str) -> Callable[[str], Batch]:
    """Batches that are never stored, on what a ledger holds; on nothing, where there is none."""

    def rehearse(stream: str) -> Batch:
        if ledger is None:
            return Batch(stream, Live(), list, rfc3339(now()), recorded_by)
        return ledger.rehearse(stream, recorded_by)

    return rehearse


def _check_offsets(*moments: datetime | None) -> None:
    if any(moment is not None and moment.tzinfo is None for moment in moments):
        raise ValueError("A date that is asked about needs its offset: datetime(…, tzinfo=UTC)")


__all__ = ["Batch", "Ledger", "Listed", "Receipt", "Refused", "check_text", "now"]
