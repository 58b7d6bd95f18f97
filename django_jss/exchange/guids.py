"""The GUIDs of imported things: the same for the same site, however often it is imported."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from django_jss.engine.guids import derive, parse_guid

NAMESPACE = uuid.UUID("5b1a7e5c-6a39-4b0e-9f43-8f2f2c6a5d10")


class GuidMaker:
    """Gives GUIDs within a site; a GUID in `taken`, since another site has it, is replaced by one that follows from it."""

    def __init__(self, site_name: str, taken: Collection[uuid.UUID] = ()) -> None:
        self.namespace = derive(NAMESPACE, site_name.lower())
        self.taken = taken

    def for_id(self, id: str) -> uuid.UUID:
        """A GUID as it is; of any other id one that follows from it."""
        try:
            guid = parse_guid(id)
        except ValueError:
            return derive(self.namespace, "id", id)
        return derive(self.namespace, "id", str(guid)) if guid in self.taken else guid

    def for_path(self, kind: str, path: str) -> uuid.UUID:
        """The GUID of something that has no id but a place or name."""
        return derive(self.namespace, kind, path.lower())
