"""who entered an answer for somebody, and whether that person confirmed it

Revision ID: 0009
Revises: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('entered_by', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('confirmed_at', storage.columns.UtcDateTime(), nullable=True))
        batch_op.create_foreign_key('fk_answer_entered_by', 'person', ['entered_by'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.drop_constraint('fk_answer_entered_by', type_='foreignkey')
        batch_op.drop_column('confirmed_at')
        batch_op.drop_column('entered_by')
