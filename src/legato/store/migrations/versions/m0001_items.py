"""Items, their versions, and used keys."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table("item", sa.Column("id", sa.Text, primary_key=True), *_content())
    op.create_index("item_by_kind", "item", ["kind", "person", "day"])
    op.create_table(
        "item_version",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.Text, sa.ForeignKey("item.id"), nullable=False),
        *_content(),
        sa.UniqueConstraint("id", "version", name="one_of_each_version"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "used_key",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("item_id", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("used_key_by_item", "used_key", ["item_id"])


def _content() -> list[sa.Column[Any]]:
    names = ("person", "kind", "body")
    later = ("day", "made_at", "changed_at", "device")
    return [
        *(sa.Column(name, sa.Text, nullable=False) for name in names),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in later),
        sa.Column("is_deleted", sa.Boolean(create_constraint=False), nullable=False),
    ]
