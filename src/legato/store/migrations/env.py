"""Run the steps on the connection that is already open; Alembic executes this file."""

from __future__ import annotations

from alembic import context

from legato.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
context.run_migrations()
