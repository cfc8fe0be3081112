"""An edition as the channels without pages give it: a message, and plain text that is read out on the hotline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markdown_it import MarkdownIt

from yuntai.clock import day_of
from yuntai.procedures import Procedure
from yuntai.publishing.models import Edition
from yuntai.rules.language.kinds import Date

_MARKDOWN = MarkdownIt("js-default")


def message(edition: Edition, address: str) -> str:
    """What an SMS or a post says, with where the whole is."""
    return f"{edition.summary}（版本 {edition.code}）{address}"


def spoken(edition: Edition, procedures: Mapping[str, Procedure]) -> str:
    """The whole as plain text, what it does not hold any more first."""
    lines = [edition.title, f"版本 {edition.code}，{edition.announcement.unit}"]
    if edition.published_at:
        lines[1] += f" {Date().show(day_of(edition.published_at))}发布"
    lines += [f"【{caveat}】"] if (caveat := edition.caveat()) else []
    lines += [edition.validity(), f"摘要：{edition.summary}", "", *plain(edition.body), ""]
    lines += [f"说明的事项：{procedures[one].title}" for one in edition.procedures if one in procedures]
    lines += [f"附件：{one.name}" for one in edition.attachments.all()]
    return "\n".join(lines).strip() + "\n"


def plain(markdown: str) -> Iterator[str]:
    """The lines of a Markdown text without its marks; the cells of a row in one line."""
    row: list[str] | None = None
    for token in _MARKDOWN.parse(markdown):
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            yield "，".join(row or ())
            row = None
        elif token.type in ("inline", "fence", "code_block"):
            text = "".join("\n" if one.type.endswith("break") else one.content for one in token.children or [token])
            if row is None:
                yield text.rstrip("\n")
            else:
                row.append(text)
