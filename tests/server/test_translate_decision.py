"""A decision on the wire says what its JSON says, whichever way it came there."""

from __future__ import annotations

import json

import pytest
from questions import CONTEXTS, LISTED, SUBJECTS
from world import World

from jointsanction.client.decision_json import decision_json
from jointsanction.model import Context
from jointsanction.v1 import decision_pb2 as wire
from jointsanction_server.translate.decision import DecisionMessages
from jointsanction_server.translate.stored_decision import stored_decision_message


@pytest.mark.parametrize("context", CONTEXTS, ids=["item", "department", "any"])
def test_a_decision_comes_off_the_wire_as_its_json(world: World, context: Context) -> None:
    """Fresh or out of the record, the message gives back the library's JSON byte for byte, the second time too."""
    world.load(LISTED)
    messages = DecisionMessages()
    measures = 0
    with world.open() as checker:
        for subject in SUBJECTS * 2:
            decision = checker.check(subject, context)
            fresh = messages.bytes_of(decision)
            stored = stored_decision_message(json.loads(decision.to_json()))
            assert decision_json(wire.Decision.FromString(fresh)) == decision.to_json()
            assert fresh == stored.SerializeToString(deterministic=True)
            measures += len(decision.measures)
    assert measures > 0


def test_an_outcome_of_a_newer_server_is_verify() -> None:
    """A value that this release does not know is never taken for CLEAR, and does not break the reader."""
    newer = wire.Decision.FromString(b"\x08\x63")
    newer.matches.add(basis=77)
    shown = json.loads(decision_json(newer))
    assert (shown["outcome"], shown["matches"][0]["basis"]) == ("VERIFY", "UNKNOWN_77")
