"""Shapes of public post-mortems, each in a file of our own words: title, date, timeline, actions, texts."""

from dataclasses import dataclass

import pytest

from tests.interchange.samples import OWN
from workbench.interchange.read_any import read_any
from workbench.interchange.reading import Found


@dataclass(frozen=True)
class Expected:
    """What a person reads in the file."""

    title: str
    began: str
    moments: tuple[str, str, int]
    """The first and the last `when`, and how many."""
    actions: int
    has: tuple[str, ...]
    """Which texts are in it."""


SHAPES = {
    "sre-book.md": Expected(
        "Parcel Search Postmortem (incident #465)",
        "2026-02-11T14:51",
        ("2026-02-11 14:51 UTC", "2026-02-11 16:30 UTC", 5),
        3,
        ("summary", "impact", "root_cause", "trigger", "fix", "detection", "reporter"),
    ),
    "sre-template.md": Expected(
        "Postmortem of outage of the refund agent (incident #100)",
        "2026-03-04T09:00",
        ("2026-03-04 09:00 UTC", "2026-03-04 09:40 UTC", 3),
        2,
        ("summary", "impact", "root_cause", "trigger", "fix", "detection", "reporter", "status", "sources"),
    ),
    "pagerduty.md": Expected(
        "Notifications are sent twice",
        "2026-01-20T10:02",
        ("2026-01-20 10:02 UTC", "2026-01-20 10:28 UTC", 3),
        2,
        ("summary", "impact", "contributing_factors", "fix"),
    ),
    "atlassian.md": Expected(
        "Incident postmortem: HOT-1234",
        "2025-09-12",
        ("15:30 UTC", "16:35 UTC", 4),
        2,
        ("summary", "impact", "root_cause", "trigger", "fix", "detection"),
    ),
    "github-blog.md": Expected(
        "October 21 post-incident analysis",
        "2025-10-21T22:52",
        ("2025-10-21 22:52 UTC", "2025-10-22 23:03 UTC", 3),
        2,
        ("summary",),
    ),
    "jeli.md": Expected(
        "The agent that deleted its own queue",
        "2026-03-05",
        ("2026-03-05 09:12 UTC", "2026-03-05 10:05 UTC", 3),
        2,
        ("summary", "contributing_factors", "severity_original"),
    ),
    "gitlab-issue.md": Expected(
        "CI agents pick jobs of other projects",
        "2026-04-08T06:20",
        ("2026-04-08 06:20", "2026-04-08 08:45", 3),
        2,
        ("impact", "root_cause", "severity_original"),
    ),
    "azure-pir.md": Expected(
        "Post Incident Review (PIR) – Agent gateway – Connectivity issues",
        "2025-10-29T15:41",
        ("2025-10-29 15:41 UTC", "2025-10-30 00:05 UTC", 4),
        2,
        ("summary", "root_cause", "fix"),
    ),
    "cloudflare-blog.md": Expected(
        "Incident report on memory leak caused by the answer parser",
        "2026-02-18T00:11",
        ("2026-02-18 00:11 UTC", "2026-02-18 01:19 UTC", 4),
        2,
        ("summary", "impact", "root_cause"),
    ),
    "incident-io.md": Expected(
        "INC-123: Agent replies in capitals",
        "2026-05-06T10:40",
        ("2026-05-06 10:40", "2026-05-06 12:15", 3),
        2,
        ("summary", "contributing_factors", "severity"),
    ),
    "etsy-underline.txt": Expected(
        "Post mortem: the planner that never stopped",
        "2026-06-11T08:00",
        ("2026-06-11 08:00 UTC", "2026-06-11 19:05 UTC", 2),
        2,
        ("summary", "root_cause", "severity_original"),
    ),
}
"""The template and the example of the SRE book, PagerDuty, Atlassian, GitHub's blog, Jeli, GitLab's issues, Azure,
Cloudflare's blog, incident.io, Etsy's morgue: headings and order are theirs, the words are ours."""


def read(name: str) -> Found:
    [found] = read_any(OWN / "post-mortems" / name).records
    return found


@pytest.mark.parametrize("name", SHAPES)
def test_that_a_shape_comes_out_right(name: str) -> None:
    found, expected = read(name), SHAPES[name]
    fields = found.fields
    timeline = fields["timeline"]
    assert fields["title"] == expected.title
    assert [each["at"] for each in fields["milestones"] if each["name"] == "began"] == [expected.began]
    assert (timeline[0]["when"], timeline[-1]["when"], len(timeline)) == expected.moments
    assert all(each["title"] for each in timeline)
    assert len(fields["actions"]) == expected.actions
    assert set(expected.has) <= set(fields)


def test_that_no_shape_is_forgotten() -> None:
    assert {path.name for path in (OWN / "post-mortems").iterdir()} == set(SHAPES)


def test_that_the_state_behind_the_bug_counts() -> None:
    assert [each["is_done"] for each in read("sre-book.md").fields["actions"]] == [True, False, False]


def test_that_a_date_of_publication_is_not_taken_for_the_incident() -> None:
    assert "is later than the whole timeline" in read("github-blog.md").notes[0]


def test_that_the_three_times_of_a_key_table_are_milestones() -> None:
    stones = {each["name"]: each["at"] for each in read("incident-io.md").fields["milestones"]}
    assert stones == {"began": "2026-05-06T10:40", "aware": "2026-05-06T11:00", "resolved": "2026-05-06T12:15"}


def test_that_a_cause_that_is_named_comes_before_a_fault() -> None:
    assert read("atlassian.md").fields["root_cause"].startswith("A change of the schema")
    assert read("atlassian.md").fields["fix"] == "The change was rolled back."
