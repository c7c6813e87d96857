"""What a report is made of: the record and the verdict as frozen, or as they stand in a draft."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

from workbench.domain.errors import UserError
from workbench.domain.evidence import EvidenceFact, EvidenceUse
from workbench.domain.journal import canonical
from workbench.domain.record import Record, VerdictRecord, manifest, to_bytes
from workbench.domain.review import Finding


@dataclass(frozen=True)
class ReportInput:
    """The values a report is a pure function of."""

    record: Record
    verdict: VerdictRecord
    is_draft: bool
    record_bytes: bytes
    """As pinned; what is embedded, and what the digest is of."""
    verdict_bytes: bytes

    @classmethod
    def frozen(cls, record_bytes: bytes, verdict_bytes: bytes) -> "ReportInput":
        """Read what a freeze pinned; a UserError refuses a verdict that names another record."""
        record = Record.model_validate_json(record_bytes)
        verdict = VerdictRecord.model_validate_json(verdict_bytes)
        if hashlib.sha256(record_bytes).hexdigest() != verdict.record_sha256:
            raise UserError(
                f"The stored record of {record.review.full_key} is not the one its verdict names. No report was made. "
                "Look at the workspace with `workbench doctor`."
            )
        return cls(record, verdict, False, record_bytes, verdict_bytes)

    @classmethod
    def draft(cls, record: Record, verdict: VerdictRecord) -> "ReportInput":
        """Take a record as it stands now; its report has a watermark and cannot be signed."""
        return cls(record, verdict, True, to_bytes(record), to_bytes(verdict))

    @property
    def digest(self) -> str:
        """SHA-256 of `record.json` in hex."""
        return self.verdict.record_sha256

    @property
    def manifest_bytes(self) -> bytes:
        """The bytes of `evidence-manifest.json`."""
        return canonical(manifest(self.record))

    @cached_property
    def facts(self) -> dict[str, EvidenceFact]:
        """The proof of each use at the instant of the record, by its key."""
        damaged = {reason.item for reason in self.verdict.reasons if reason.kind == "damaged"}
        names = {use.evidence_id for use in self.record.uses if use.key in damaged}
        hashes = frozenset(row.sha256 for row in self.record.evidence if row.id in names and row.sha256)
        return {fact.use: fact for fact in self.record.facts(self.record.as_of, hashes)}

    def finding(self, check_id: str) -> Finding:
        """Return the finding of a check; a record has one for each of its checks (KeyError otherwise)."""
        finding = self.record.finding(check_id)
        if finding is None:
            raise KeyError(check_id)
        return finding

    def uses_of(self, check_id: str) -> tuple[EvidenceUse, ...]:
        """Return the uses under a finding and its controls."""
        return tuple(use for use in self.record.uses if use.check_id == check_id)
