"""When the incidents of a list happened, by quarter."""

from collections import Counter

from workbench.domain.incident_filter import IncidentFilter, TimeCount
from workbench.storage.incident_list import BY_DATE, narrowing
from workbench.storage.store import Store


def read_times(store: Store, wanted: IncidentFilter) -> list[TimeCount]:
    """Count the incidents that a filter lets through by quarter, origin and severity."""
    condition, values = narrowing(store, wanted)
    rows = store.database.conn.execute(
        f"""SELECT substr({BY_DATE}, 1, 7), origin, ifnull(severity, ''), count(*) FROM incident_row
            WHERE {condition} GROUP BY 1, 2, 3""",
        values,
    )
    counts: Counter[tuple[str, str, str]] = Counter()
    for month, origin, severity, count in rows:
        counts[_quarter(month), origin, severity] += count
    return [TimeCount(when=w, origin=o, severity=s, count=count) for (w, o, s), count in sorted(counts.items())]


def _quarter(month: str) -> str:
    """Return the quarter of a month, `2026-?` of a year alone, nothing of no date."""
    if len(month) < 7:
        return f"{month[:4]}-?" if month else ""
    return f"{month[:4]}-Q{(int(month[5:7]) + 2) // 3}"
