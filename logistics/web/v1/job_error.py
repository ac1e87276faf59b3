"""Why a job failed, for the program that asked for it: what to mend, or that it was our fault."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from logistics.errors import Text
from logistics.jobs.models import Job, JobState
from logistics.web.language import say

JobError = Annotated[
    str,
    Field(
        description="What to mend, or the number to report where the fault is ours; in the asked language, "
        "empty where nothing failed for good."
    ),
]


def job_error(job: Job) -> str:
    """The job's refusals as sentences in the asked language; empty where it did not fail, or is tried again by itself.

    Of a fault of ours only the job's number is told: what was raised is for the log and the administrator.
    """
    if job.error and job.refusal:
        return " ".join(say(Text(each["vi"], each["en"])) for each in job.refusal)
    return say(_ours(job.id)) if job.state is JobState.DEAD else ""


def _ours(job_id: int) -> Text:
    return Text(
        f"Có lỗi phía chúng tôi. Hãy gửi lại; nếu vẫn lỗi, báo kèm số {job_id}.",
        f"Something failed on our side. Ask again; if it fails again, report it with the number {job_id}.",
    )
