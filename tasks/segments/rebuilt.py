"""What is said of a rebuild of segments as an async action."""

from schemas.reports.action_report import ActionReport
from schemas.segments.segment import Segment


def report_of(rebuilt: list[Segment]) -> ActionReport:
    """How many segments were brought up to date, and each as it is now."""
    message = f"{len(rebuilt):,} segment(s) brought up to date."
    details = {"segments": [each.model_dump(mode="json") for each in rebuilt]}
    return ActionReport(message=message, done_count=len(rebuilt), details=details)
