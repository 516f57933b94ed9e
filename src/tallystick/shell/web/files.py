"""Files that come in with a form, and files that go out to be saved: in a sandbox, never as a page of ours.

Source: RFC 6266; W3C Content Security Policy Level 3, "sandbox".
"""

import io
import zipfile
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse

from tallystick.shell.operations.ports.evidence import ObjectDamagedError, ObjectMissingError, ObjectStore
from tallystick.shell.operations.ports.services.jobs import Job
from tallystick.shell.web.portal import Asking

__all__ = ["attached", "left_by", "uploaded", "zipped"]

_LONGEST: Final = 200
_DAY: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest day an archive can bear, so that equal packages give equal archives."""


def uploaded(request: Asking, field: str = "files") -> dict[str, bytes]:
    """Return the files of a field by name, of which a browser gives the last part; `bounded` held their size before.

    Raises:
        SuspiciousOperation: one has no name, or one longer than any file of ours.
    """
    files = request.FILES.getlist(field)
    if any(not each.name or len(each.name) > _LONGEST for each in files):
        message = "an uploaded file has no name, or one longer than any file of ours"
        raise SuspiciousOperation(message)
    return {str(each.name): each.read() for each in files}


def attached(content: bytes, name: str) -> HttpResponse:
    """Return a stranger's file to be saved under the last part of its name; it runs nothing and is kept in no cache."""
    told = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name.rpartition('/')[2], safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type="application/octet-stream", headers=told)


def left_by(job: Job | None, name: str, shelf: ObjectStore) -> bytes:
    """Return a file that a job left.

    Raises:
        Http404: there is no such job, it left none of that name, or it is not there any more.
    """
    digest = None if job is None else job.result.get("files", {}).get(name)
    try:
        return shelf.get(str(digest))
    except (ObjectMissingError, ObjectDamagedError) as error:
        raise Http404 from error


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files as one archive in the order of their names; equal files give equal archives."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in sorted(files.items()):
            packed.writestr(zipfile.ZipInfo(name, _DAY), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
