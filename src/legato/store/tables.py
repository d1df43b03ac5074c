"""The tables: what is now, everything that was, and the keys of what was already done.

``item_version`` is history and change log in one: its sequence never goes back and no number of it is given twice.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

__all__ = ["doomed_file", "item", "item_version", "metadata", "used_key"]

metadata = MetaData()


def _content() -> list[Column[object]]:
    return [
        Column("person", Text, nullable=False),
        Column("kind", Text, nullable=False),
        Column("body", Text, nullable=False),
        Column("version", Integer, nullable=False),
        Column("day", Text, nullable=False),
        Column("made_at", Text, nullable=False),
        Column("changed_at", Text, nullable=False),
        Column("device", Text, nullable=False),
        Column("is_deleted", Boolean(create_constraint=False), nullable=False),
    ]


item = Table(
    "item",
    metadata,
    Column("id", Text, primary_key=True),
    *_content(),
    Index("item_by_kind", "kind", "person", "day"),
)

item_version = Table(
    "item_version",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, ForeignKey("item.id"), nullable=False),
    *_content(),
    Column("restores", Integer),  # the version whose content an undo put back on top
    UniqueConstraint("id", "version", name="one_of_each_version"),
    sqlite_autoincrement=True,
)

used_key = Table(
    "used_key",
    metadata,
    Column("key", Text, primary_key=True),
    Column("action", Text, nullable=False),
    Column("item_id", Text, nullable=False),  # empty once the item was erased
    Column("version", Integer, nullable=False),
    Index("used_key_by_item", "item_id"),
)

# Files of what was erased, until they are gone from the disk: a kill in between leaves the rest to the next opening.
doomed_file = Table("doomed_file", metadata, Column("path", Text, primary_key=True))
