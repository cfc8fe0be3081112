"""A file of rows that leaves the platform, as an answer to a request."""

from __future__ import annotations

from io import BytesIO

from django.http import FileResponse

from yuntai.people.exports import Export


def download(file: Export) -> FileResponse:
    """The file, to be saved."""
    return FileResponse(BytesIO(file.content), as_attachment=True, filename=file.name, content_type=file.content_type)
