"""What a structure method saw on a small page, as plain text."""

from __future__ import annotations

from webinstruct.extract.structure import Method, Page, page_of_html, page_of_text

__all__ = ["html_page", "pairs_of", "text_page"]


def html_page(body: str, title: str = "A page", url: str = "https://a.example/page") -> Page:
    return page_of_html(url, f"<html><head><title>{title}</title></head><body>{body}</body></html>")


def text_page(text: str, title: str = "A page") -> Page:
    return page_of_text("https://a.example/page", title, text)


def pairs_of(method: Method, page: Page) -> list[tuple[str, str]]:
    """Question and answer of each pair, white space made single."""
    return [(_flat(f.question.text(page.text)), _flat(f.answer.text(page.text))) for f in method(page).pairs]


def _flat(text: str) -> str:
    return " ".join(text.split())
