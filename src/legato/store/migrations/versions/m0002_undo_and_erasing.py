"""Which version an undo put back, files that are to go, and a history that only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add a column, a table and a guard."""
    with op.batch_alter_table("item_version") as batch:
        batch.add_column(sa.Column("restores", sa.Integer))
    op.create_table("doomed_file", sa.Column("path", sa.Text, primary_key=True))
    op.execute(
        "CREATE TRIGGER history_only_grows BEFORE UPDATE ON item_version "
        "BEGIN SELECT RAISE(ABORT, 'a version is never changed'); END"
    )
