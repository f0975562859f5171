"""workshops: country, rehearsals, programmes sent in the chat, people carried over

Revision ID: 0007
Revises: 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.columns

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('workshop', schema=None) as batch_op:
        batch_op.add_column(sa.Column('country', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('rehearsal', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('workshop', schema=None) as batch_op:
        batch_op.alter_column('country', server_default=None)
        batch_op.alter_column('rehearsal', server_default=None)

    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('media_id', sa.Integer(), nullable=True),
    sa.Column('programme_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('created_at', storage.columns.UtcDateTime(), nullable=False),
    sa.Column('decided_at', storage.columns.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['media_id'], ['media.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_media_id'), ['media_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_draft_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_draft_state'), ['state'], unique=False)

    op.create_table('carry_over',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('workshop_id', sa.Integer(), nullable=False),
    sa.Column('source_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('invited_by', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('outbox_id', sa.Integer(), nullable=True),
    sa.Column('invited_at', storage.columns.UtcDateTime(), nullable=False),
    sa.Column('answered_at', storage.columns.UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['invited_by'], ['person.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['source_id'], ['workshop.id'], ),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('code'),
    sa.UniqueConstraint('workshop_id', 'person_id')
    )
    with op.batch_alter_table('carry_over', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_carry_over_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_carry_over_workshop_id'), ['workshop_id'], unique=False)


def downgrade() -> None:
    op.drop_table('carry_over')
    op.drop_table('draft')
    with op.batch_alter_table('workshop', schema=None) as batch_op:
        batch_op.drop_column('rehearsal')
        batch_op.drop_column('country')
