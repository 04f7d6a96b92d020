"""What belongs beside a review: the first version of the moment that it tries again, and tries at its own."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.errors import UserError
from desktop.records import StoredSession
from desktop.rehearsal.beginning import can_resume
from desktop.rehearsal.reviewing import review_of
from desktop.review.comparison import Comparison, Tried, compare, tried_again
from desktop.review.document import ReviewDocument
from desktop.scenario import Scenario
from desktop.store.database import Store


@dataclass(frozen=True, slots=True)
class Versions:
    """`comparison`: None where the session is no retry, or its first call is gone. `can_resume`: it broke off, and
    nobody has taken it up again. `tried`: retries of its moments, oldest first."""

    comparison: Comparison | None = None
    tried: tuple[Tried, ...] = ()
    can_resume: bool = False


def versions(store: Store, stored: StoredSession, document: ReviewDocument, scenario: Scenario) -> Versions:
    """What `store` has beside the review `document` of `stored`."""
    later = [review_of(store.session(one.session_id), scenario) for one in store.retries(document.session_id)]
    tried = (tried_again(document, again) for again in later)
    return Versions(
        comparison=_comparison(store, document, scenario),
        tried=tuple(one for one in tried if one is not None),
        can_resume=can_resume(stored) and not store.resumed_by(document.session_id),
    )


def _comparison(store: Store, document: ReviewDocument, scenario: Scenario) -> Comparison | None:
    if not document.retry_of:
        return None
    try:
        first = store.session(store.resumed_by(document.retry_of) or document.retry_of)
    except UserError:  # deleted since
        return None
    return compare(review_of(first, scenario), document)
