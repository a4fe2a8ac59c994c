"""What happened in a run: the funnel, samples and stories for the terminal, and one HTML page with all of it."""

from webinstruct.report.funnel import funnel_table
from webinstruct.report.page import written_report
from webinstruct.report.pair_text import sample_pairs
from webinstruct.report.show import shown
from webinstruct.report.story import story_of
from webinstruct.report.view import RunView

__all__ = ["RunView", "funnel_table", "sample_pairs", "shown", "story_of", "written_report"]
