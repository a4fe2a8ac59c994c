"""Files on servers, read as a stream that goes on where its connection broke.

remote = Remote(Manners(requests_per_s=5), folder)    # the folder is shared by all who keep to the same pace
with remote.opened("https://host/x.warc.gz") as stream: ...
"""

from __future__ import annotations

from webinstruct.storage.remote.manners import Manners
from webinstruct.storage.remote.remote import Remote, is_remote
from webinstruct.storage.remote.stream import ReadsAgain

__all__ = ["Manners", "ReadsAgain", "Remote", "is_remote"]
