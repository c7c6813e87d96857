"""Which reviews an incident recalls, and in which words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.builders import fact
from workbench.domain.model import Proof, Status
from workbench.domain.recall import (
    CheckFacts,
    ReviewFacts,
    Struck,
    Tie,
    UseFact,
    WaiverFact,
    is_named,
    may_be_since,
    proven_controls,
    recall,
    relied_on,
)
from workbench.domain.review import ControlState

NAMES = {"filter": "Input filter", "sandbox": "Sandbox"}


def state(word: str, reason: str = "") -> ControlState:
    return ControlState(state=word, reason=reason)  # type: ignore[arg-type]  # one of the literals


def use(
    control: str | None,
    proof: Proof = Proof.VERIFIED,
    *,
    sha256: str = "a" * 64,
    about: str = "v",
    **more: Any,
) -> UseFact:
    return UseFact(fact=fact(proof, control_id=control, **more), sha256=sha256, about=about)


def check(
    *,
    status: Status = Status.PASS,
    uses: tuple[UseFact, ...] = (),
    waivers: tuple[WaiverFact, ...] = (),
    **states: ControlState,
) -> CheckFacts:
    return CheckFacts(
        check_id="injection_defense",
        mode_id="M06",
        mode_controls=("filter", "sandbox"),
        status=status,
        controls=states,
        uses=uses,
        waivers=waivers,
    )


def review(*checks: CheckFacts, **more: Any) -> ReviewFacts:
    return ReviewFacts(review="REV-1.1", version_id="v", checks=checks, **more)


def ties(struck: Struck, *checks: CheckFacts, **more: Any) -> list[Tie]:
    return list(recall(struck, review(*checks, **more), NAMES))


def live(compensating: str | None = None) -> tuple[WaiverFact, ...]:
    return (WaiverFact(key="W1", is_live=True, compensating=compensating),)


FILTER_FAILED = Struck(failed=("filter",))
FILTER_ABSENT = Struck(absent=("filter",))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (check(filter=state("in-place")), "in place"),
        (check(filter=state("partly")), "partly in place"),
        (check(uses=(use("filter"),)), "verified evidence E1"),
        (check(uses=(use("filter", Proof.DECLARED),)), "declared evidence E1"),
        (check(waivers=live("filter")), "what W1 counts on instead"),
        (check(filter=state("in-place"), uses=(use("filter"),)), "in place, verified evidence E1"),
        (check(filter=state("absent")), None),
        (check(filter=state("na", "no input")), None),
        (check(filter=state("absent"), uses=(use("filter"),)), None),
        (check(uses=(use("filter", contradicts=True),)), None),
        (check(uses=(use(None),)), None),
        (check(sandbox=state("in-place")), None),
    ],
)
def test_that_a_control_that_failed_recalls_who_relies_on_it(facts: CheckFacts, said: str | None) -> None:
    assert relied_on(facts).get("filter") == said
    found = [tie for tie in ties(FILTER_FAILED, facts) if tie.kind == "failed"]
    assert [tie.said.partition(";")[0] for tie in found] == ([f"relies on Input filter ({said})"] if said else [])


@pytest.mark.parametrize(
    ("facts", "alone"),
    [
        (check(filter=state("in-place")), True),
        (check(filter=state("in-place"), uses=(use("filter"),)), True),
        (check(filter=state("in-place"), sandbox=state("in-place")), True),
        (check(filter=state("in-place"), sandbox=state("partly"), uses=(use("sandbox"),)), True),
        (check(filter=state("in-place"), sandbox=state("in-place"), uses=(use("sandbox", Proof.STALE),)), True),
        (check(filter=state("in-place"), sandbox=state("in-place"), uses=(use("sandbox", contradicts=True),)), True),
        (check(filter=state("in-place"), sandbox=state("in-place"), uses=(use("sandbox", damaged=True),)), True),
        (check(filter=state("in-place"), sandbox=state("in-place"), uses=(use("sandbox"),)), False),
    ],
)
def test_that_a_finding_with_no_other_verified_control_is_marked(facts: CheckFacts, alone: bool) -> None:
    [tie] = ties(FILTER_FAILED, facts)
    assert tie.nothing_else is alone
    assert tie.said.endswith("nothing else in place is verified" if alone else "verified proof beside it: Sandbox")


def test_that_a_second_control_that_failed_in_the_same_incident_is_no_help() -> None:
    facts = check(filter=state("in-place"), sandbox=state("in-place"), uses=(use("sandbox"), use("filter")))
    assert proven_controls(facts) == ("filter", "sandbox")
    assert [tie.nothing_else for tie in ties(Struck(failed=("filter", "sandbox")), facts)] == [True, True]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (check(filter=state("absent")), "lacks Input filter too"),
        (check(filter=state("na", "no input")), "excludes Input filter as not applicable: no input"),
        (check(waivers=live()), "waives the check that asks for Input filter (W1)"),
        (check(waivers=(WaiverFact(key="W1", is_live=False, compensating=None),)), None),
        (check(status=Status.NOT_APPLICABLE), "excludes the check that asks for Input filter"),
        (check(filter=state("in-place"), waivers=live()), None),
        (check(), None),
    ],
)
def test_that_a_control_that_was_absent_recalls_who_lacks_excludes_or_waives_it(
    facts: CheckFacts, said: str | None
) -> None:
    assert [tie.said for tie in ties(FILTER_ABSENT, facts)] == ([said] if said else [])


def test_that_a_shared_file_the_version_that_ran_and_evidence_about_it_tie() -> None:
    struck = Struck(version_id="old", files=frozenset({"a" * 64}))
    assert [tie.said for tie in ties(struck, check(uses=(use(None),)))] == [
        "rests on a file that the incident cites: report.xml (E1)"
    ]
    carried = check(uses=(use(None, sha256="b" * 64, about="old"),))
    assert [tie.said for tie in ties(struck, carried)] == [
        "rests on evidence about the version that ran: report.xml (E1)"
    ]
    same = struck.model_copy(update={"version_id": "v", "files": frozenset()})
    assert [(tie.kind, tie.check_id) for tie in ties(same, check(uses=(use(None),)))] == [("version", "")]


def test_that_names_in_the_text_tie_tools_services_and_models() -> None:
    struck = Struck(text="REFUND was called twice by Payments; Example model answered.", model="example MODEL")
    found = ties(struck, tools=("refund", "read_ticket"), services=("Payments",), model=("Example model", "2026-09-01"))
    assert [(tie.kind, tie.subject) for tie in found] == [
        ("tool", "refund"),
        ("service", "Payments"),
        ("model", "Example model"),
    ]
    silent = struck.model_copy(update={"text": ""})
    assert [tie.said for tie in ties(silent, model=("Example model",))] == ["runs on Example model, as the version did"]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("refund", "the refund failed", True),
        ("refund", "refunds failed", False),
        ("refund", "auto_refund failed", False),
        ("C++ (old)", "in c++ (OLD) it", True),
        ("a", "a tool", False),
        ("", "anything", False),
    ],
)
def test_that_a_name_is_found_as_a_word_of_its_own(name: str, text: str, found: bool) -> None:
    assert is_named(name, text) is found


@given(st.text(max_size=40), st.text(max_size=200))
def test_that_no_name_whatever_breaks_the_search(name: str, text: str) -> None:
    assert is_named(name, text) in (True, False)


def test_that_a_failure_mode_is_the_weakest_tie_and_not_said_of_a_check_that_is_tied_anyway() -> None:
    struck = Struck(failed=("filter",), modes=("M06", "M08"))
    other = check().model_copy(update={"check_id": "retrieval_freshness", "mode_id": "M08"})
    found = ties(struck, other, check(filter=state("in-place")))
    assert [(tie.kind, tie.check_id) for tie in found] == [
        ("failed", "injection_defense"),
        ("mode", "retrieval_freshness"),
    ]


def test_that_an_incident_that_names_nothing_recalls_nothing() -> None:
    assert ties(Struck(), check(filter=state("in-place"), uses=(use("filter"),)), model=("Example model",)) == []


@pytest.mark.parametrize(
    ("when", "may"),
    [
        ("2026", True),
        ("2025", False),
        ("2026-Q3", False),
        ("2026-Q4", True),
        ("2026-11", True),
        ("2026-10", False),
        ("2026-11-20T09:00", True),
        ("2026-11-19T23:59", False),
        ("2026-11-20", True),
    ],
)
def test_that_a_date_cut_to_its_precision_is_given_the_benefit_of_the_doubt(when: str, may: bool) -> None:
    assert may_be_since(when, "2026-11-20T09:00:05+00:00") is may
