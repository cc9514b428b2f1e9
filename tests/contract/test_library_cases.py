"""The library's own cases for recorders, which ship with it, held against ours.

Those that only time something are left out, and versions are counted from 1 as ledgers count them: some of the cases
begin at 0, with which no event of a coalition is ever recorded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.tests import persistence as cases

from engine.ledger import Ledger
from engine.views import view_store


@pytest.fixture
def store(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> Any:
    """A recorder of an empty store, for each case."""
    with Ledger(new_url("cases"), create=True) as ledger:
        request.instance.ledger = ledger
        yield


class _Ours:
    """What the cases need to know of our recorders."""

    INITIAL_VERSION = 1
    ledger: Ledger

    def new_originator_id(self) -> str:
        return str(uuid4())

    def create_recorder(self) -> Any:
        return _FromOne(self.ledger.recorder)


class _FromOne:
    """A recorder whose streams begin at version 1 where a case lets them begin at 0."""

    def __init__(self, recorder: Any) -> None:
        self._recorder = recorder

    def __getattr__(self, name: str) -> Any:
        return getattr(self._recorder, name)

    def insert_events(self, events: Sequence[StoredEvent], **kwargs: Any) -> Any:
        shift = 1 if events and events[0].originator_version == 0 else 0
        shifted = [
            StoredEvent(
                originator_id=event.originator_id,
                originator_version=event.originator_version + shift,
                topic=event.topic,
                state=event.state,
            )
            for event in events
        ]
        return self._recorder.insert_events(shifted, **kwargs)


@pytest.mark.usefixtures("store")
class TestRecorder(_Ours):
    """Events and notifications."""

    def test_insert_and_select(self) -> None:
        _case(cases.ApplicationRecorderTestCase, self, "test_insert_select")

    def test_writers_and_readers_at_once(self) -> None:
        _case(cases.ApplicationRecorderTestCase, self, "test_concurrent_no_conflicts")

    def test_ids_of_two_writers_do_not_interleave(self) -> None:
        _case(cases.NonInterleavingNotificationIDsBaseCase, self, "test")


@pytest.mark.usefixtures("store")
class TestTracking(_Ours):
    """Positions of views."""

    def create_recorder(self) -> Any:
        recorder = view_store(self.ledger)
        recorder.save("any", [], None, 1)  # its tables are made when something is first stored
        return recorder

    def test_insert_tracking(self) -> None:
        _case(cases.TrackingRecorderTestCase, self, "test_insert_tracking")

    def test_wait(self) -> None:
        _case(cases.TrackingRecorderTestCase, self, "test_wait")


def _case(kind: Any, ours: Any, name: str) -> None:
    """Run one case of the library on our recorder."""

    class Case(kind):  # type: ignore[misc]
        INITIAL_VERSION = 1
        insert_num = 200

        def runTest(self) -> None:
            getattr(self, name)()

        def new_originator_id(self) -> str:
            return str(ours.new_originator_id())

        def create_recorder(self) -> Any:
            return ours.create_recorder()

    before = set(threading.enumerate())
    try:
        Case().runTest()
    finally:  # a case stops its readers and does not wait for them; the store is closed right after
        for thread in set(threading.enumerate()) - before:
            thread.join(timeout=30)


def test_the_cases_are_those_that_the_library_ships() -> None:
    """A new case of the library is noticed here, and taken in or left out knowingly."""
    found = {
        f"{kind.__name__}.{name}"
        for kind in (
            cases.ApplicationRecorderTestCase,
            cases.NonInterleavingNotificationIDsBaseCase,
            cases.TrackingRecorderTestCase,
        )
        for name in vars(kind)
        if name.startswith("test")
    }
    assert found == {
        "ApplicationRecorderTestCase.test_insert_select",
        "ApplicationRecorderTestCase.test_concurrent_no_conflicts",
        "ApplicationRecorderTestCase.test_concurrent_throughput",  # times only
        "ApplicationRecorderTestCase.test_performance",  # times only
        "NonInterleavingNotificationIDsBaseCase.test",
        "TrackingRecorderTestCase.test_insert_tracking",
        "TrackingRecorderTestCase.test_wait",
    }
