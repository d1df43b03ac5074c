"""What is there, asked inside one transaction that sees one state of the store."""

from __future__ import annotations

from sqlalchemy import Connection, select

from legato.model.kept import ItemKind, KeptItem
from legato.store.rows import as_item
from legato.store.tables import item, item_version

__all__ = ["changes", "item_of", "items_of", "versions_of"]


def item_of(connection: Connection, id_: str) -> KeptItem | None:
    """Give the newest version of an item, a tombstone too.

    Parameters
    ----------
    connection : Connection
    id_ : str

    Returns
    -------
    KeptItem or None
    """
    row = connection.execute(select(item).where(item.c.id == id_)).mappings().first()
    return None if row is None else as_item(row)


def items_of(
    connection: Connection,
    kind: ItemKind,
    *,
    person: str | None,
    first_day: str | None,
    last_day: str | None,
) -> list[KeptItem]:
    """Give the items of a kind that are not deleted, by day and then by when they were made.

    Parameters
    ----------
    connection : Connection
    kind : ItemKind
    person : str or None
        None for everybody's.
    first_day, last_day : str or None
        Both belong to the days that are wanted; items without a day lie outside all bounds.

    Returns
    -------
    list of KeptItem
    """
    wanted = select(item).where(item.c.kind == str(kind), item.c.is_deleted.is_(False))
    if person is not None:
        wanted = wanted.where(item.c.person == person)
    if first_day is not None or last_day is not None:
        wanted = wanted.where(item.c.day != "")
    if first_day is not None:
        wanted = wanted.where(item.c.day >= first_day)
    if last_day is not None:
        wanted = wanted.where(item.c.day <= last_day)
    ordered = wanted.order_by(item.c.day, item.c.made_at, item.c.id)
    return [as_item(row) for row in connection.execute(ordered).mappings()]


def versions_of(connection: Connection, id_: str) -> list[KeptItem]:
    """Give all versions of an item, the first first.

    Parameters
    ----------
    connection : Connection
    id_ : str

    Returns
    -------
    list of KeptItem
    """
    wanted = select(item_version).where(item_version.c.id == id_).order_by(item_version.c.version)
    return [as_item(row) for row in connection.execute(wanted).mappings()]


def changes(connection: Connection, seq: int, *, person: str | None) -> list[tuple[int, KeptItem]]:
    """Give the items that changed after a sequence number, each once, as it is now.

    Parameters
    ----------
    connection : Connection
    seq : int
        The last number that was seen; 0 for none.
    person : str or None

    Returns
    -------
    list of (int, KeptItem)
        By the number of each one's last change.
    """
    wanted = (
        select(item_version)
        .join(item, (item.c.id == item_version.c.id) & (item.c.version == item_version.c.version))
        .where(item_version.c.seq > seq)
        .order_by(item_version.c.seq)
    )
    if person is not None:
        wanted = wanted.where(item_version.c.person == person)
    return [(row["seq"], as_item(row)) for row in connection.execute(wanted).mappings()]
