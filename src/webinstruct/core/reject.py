"""Why a row was stopped. A reason is a word for the funnel; the detail beside it says the particulars.

Custom stages may use words of their own: a reason is any snake_case string, these are the ones that ship.
"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Reject"]


class Reject(StrEnum):
    """The reasons of the stages that ship, in the order of the pipeline."""

    # sources
    NOT_A_RESPONSE = "not_a_response"  # a WARC record that is no page: warcinfo, request, metadata, revisit
    HTTP_STATUS = "http_status"  # a response other than 200
    NOT_HTML = "not_html"  # the content type or the first bytes say so
    EMPTY_BODY = "empty_body"  # nothing but white space or NUL bytes
    TOO_LARGE = "too_large"  # over source.max_page_bytes, also once unpacked
    # recall
    NO_TEXT = "no_text"  # no words left once the furniture is gone
    TOO_SLOW = "too_slow"  # over the time limit for one row
    SEEN_BEFORE = "seen_before"  # same URL and content as an earlier page
    LANGUAGE = "language"  # not one of recall.languages
    LOW_SCORE = "low_score"  # under recall.threshold
    OVER_BUDGET = "over_budget"  # under the score at which recall.budget_tokens is spent
    # extract
    NO_PAIRS = "no_pairs"  # no method found a question with an answer
    VOID = "void"  # the model was shown the page and found none
    GATED = "gated"  # the gate in front of the model expects none
    NOT_GROUNDED = "not_grounded"  # pairs were found, and none of them stands in the page
    # refine
    EMPTY_QUESTION = "empty_question"
    EMPTY_ANSWER = "empty_answer"
    LOW_PASS_RATE = "low_pass_rate"  # noqa: S105 -- sampled answers agree less often than refine.verify asks
    # dedup
    EXACT_DUPLICATE = "exact_duplicate"  # same normal form as the survivor
    NEAR_DUPLICATE = "near_duplicate"  # similar to the survivor at or over dedup.threshold
    SEMANTIC_DUPLICATE = "semantic_duplicate"  # means what the survivor means, by dedup.semantic
    DUPLICATE_ID = "duplicate_id"  # same id as the row that keeps it, with another text
    # decontaminate
    CONTAMINATED = "contaminated"  # matches a benchmark item
