"""What was given to somebody: when, what and how; never to whom it cannot know, and never a passphrase."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from legato.model.kept import ItemKind, KeptItem
from legato.store.store import Store

__all__ = ["note_share", "shares_of"]


def note_share(store: Store, *, person: str, key: str, day: str, how: str, what: Sequence[str]) -> KeptItem:
    """Keep that something was made to be shared.

    Parameters
    ----------
    store : Store
    person, key, day : str
    how : str
        ``sealed``, ``plain`` or ``qr``.
    what : sequence of str
        Ids of the parts.

    Returns
    -------
    KeptItem
    """
    body = {"how": how, "what": list(what)}
    return store.put(ItemKind.SHARE, body, id=uuid.uuid4().hex, person=person, key=key, day=day)


def shares_of(store: Store, *, person: str) -> list[KeptItem]:
    """Give what was shared, the newest first.

    Parameters
    ----------
    store : Store
    person : str

    Returns
    -------
    list of KeptItem
    """
    return sorted(
        store.items(ItemKind.SHARE, person=person), key=lambda one: (one.made_at, one.id), reverse=True
    )
