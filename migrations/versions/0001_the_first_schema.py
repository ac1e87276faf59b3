"""The first schema"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "anchor",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_code", sa.String(length=8), nullable=False),
        sa.Column("to_code", sa.String(length=8), nullable=False),
        sa.Column("from_lat", sa.Double(), nullable=False),
        sa.Column("from_lon", sa.Double(), nullable=False),
        sa.Column("to_lat", sa.Double(), nullable=False),
        sa.Column("to_lon", sa.Double(), nullable=False),
        sa.Column("distance_m", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("duration_s", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("road", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor")),
        sa.UniqueConstraint("from_code", "to_code", name=op.f("uq_anchor_from_code_to_code")),
    )
    op.create_table(
        "breaker",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rest_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_breaker")),
    )
    op.create_table(
        "commune_outline",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("polygons", JSON, nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_commune_outline")),
    )
    op.create_table(
        "consignee",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("name_folded", sa.String(length=160), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=400), nullable=False),
        sa.Column("commune_code", sa.String(length=8), nullable=False),
        sa.Column("province_code", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignee")),
    )
    with op.batch_alter_table("consignee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consignee_phone"), ["phone"], unique=False)

    op.create_table(
        "gazetteer_file",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("url", sa.String(length=400), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("licence", sa.String(length=80), nullable=False),
        sa.Column("credit", sa.String(length=200), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("places", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_gazetteer_file")),
    )
    op.create_table(
        "geocoded_text",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("geocoder", sa.String(length=200), nullable=False),
        sa.Column("folded", sa.String(length=400), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_geocoded_text")),
        sa.UniqueConstraint("geocoder", "folded", name=op.f("uq_geocoded_text_geocoder_folded")),
    )
    op.create_table(
        "host",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("arguments", JSON, nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("max_attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("progress", JSON, nullable=False),
        sa.Column("result", JSON, nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("refusal", JSON, nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('ready', 'running', 'done', 'dead', 'cancelled')", name=op.f("ck_job_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_job_kind_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_state_run_at"), ["state", "run_at"], unique=False)

    op.create_table(
        "meeting_point",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("commune_code", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_point")),
    )
    with op.batch_alter_table("meeting_point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_point_name_lat_lon"), ["name", "lat", "lon"], unique=True)

    op.create_table(
        "observed_leg",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_key", sa.String(length=80), nullable=False),
        sa.Column("from_lat", sa.Double(), nullable=False),
        sa.Column("from_lon", sa.Double(), nullable=False),
        sa.Column("to_lat", sa.Double(), nullable=False),
        sa.Column("to_lon", sa.Double(), nullable=False),
        sa.Column("vehicle", sa.String(length=16), nullable=False),
        sa.Column("departed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("duration_s", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("distance_m", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observed_leg")),
        sa.UniqueConstraint("event_key", name=op.f("uq_observed_leg_event_key")),
    )
    op.create_table(
        "office",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("commune_code", sa.String(length=8), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("elevation_m", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("label_output", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("code", name=op.f("uq_office_code")),
    )
    op.create_table(
        "inbound_text",
        sa.Column("gateway_id", sa.String(length=100), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("gateway_id", name=op.f("pk_inbound_text")),
    )
    op.create_table(
        "opt_out",
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phone", name=op.f("pk_opt_out")),
    )
    op.create_table(
        "route_closure",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("road", sa.String(length=64), nullable=False),
        sa.Column("description", sa.String(length=400), nullable=False),
        sa.Column("shape", JSON, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("reported_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("km_from_m", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("km_to_m", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("vehicles", sa.String(length=64), nullable=False),
        sa.Column("expected_end_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route_closure")),
    )
    op.create_table(
        "serial",
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("next_value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_serial")),
    )
    op.create_table(
        "throttle",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_throttle")),
        sa.UniqueConstraint("subject", "window_start", name=op.f("uq_throttle_subject_window_start")),
    )
    op.create_table(
        "tick",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("schedule", sa.String(length=64), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fired_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tick")),
        sa.UniqueConstraint("schedule", "due_at", name=op.f("uq_tick_schedule_due_at")),
    )
    op.create_table(
        "turn",
        sa.Column("server", sa.String(length=200), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("server", name=op.f("pk_turn")),
    )
    op.create_table(
        "village",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("folded", sa.String(length=120), nullable=False),
        sa.Column("commune_code", sa.String(length=8), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("elevation_m", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("source_id", sa.String(length=32), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village")),
    )
    with op.batch_alter_table("village", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_village_commune_code_folded"), ["commune_code", "folded"], unique=False)

    op.create_table(
        "photo",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_photo")),
    )
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_photo_kept_at"),
            ["kept_at"],
            unique=False,
            postgresql_where=sa.text("forgotten_at IS NULL"),
            sqlite_where=sa.text("forgotten_at IS NULL"),
        )

    op.create_table(
        "bag",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sscc", sa.String(length=18), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("destination", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("seal", sa.String(length=40), nullable=False),
        sa.Column("gross_mass_g", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("destination_office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("photo_sha256", sa.String(length=64), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_seal", sa.String(length=40), nullable=False),
        sa.Column("found_broken", sa.Boolean(), nullable=False),
        sa.Column("found_mass_g", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("state IN ('open', 'sealed', 'opened')", name=op.f("ck_bag_state")),
        sa.ForeignKeyConstraint(
            ["destination_office_id"], ["office.id"], name=op.f("fk_bag_destination_office_id_office")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_bag_office_id_office")),
        sa.ForeignKeyConstraint(["photo_sha256"], ["photo.sha256"], name=op.f("fk_bag_photo_sha256_photo")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bag")),
        sa.UniqueConstraint("sscc", name=op.f("uq_bag_sscc")),
    )
    with op.batch_alter_table("bag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bag_destination_office_id"), ["destination_office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bag_office_id"), ["office_id"], unique=False)

    op.create_table(
        "trip",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("vehicle", sa.String(length=40), nullable=False),
        sa.Column("driver", sa.String(length=160), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_trip_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trip")),
        sa.UniqueConstraint("code", name=op.f("uq_trip_code")),
    )
    with op.batch_alter_table("trip", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trip_office_id"), ["office_id"], unique=False)

    op.create_table(
        "leg",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("trip_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("to_office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("to_name", sa.String(length=160), nullable=False),
        sa.Column("departed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("arrived_at IS NULL OR departed_at IS NOT NULL", name=op.f("ck_leg_departed_first")),
        sa.ForeignKeyConstraint(["from_office_id"], ["office.id"], name=op.f("fk_leg_from_office_id_office")),
        sa.ForeignKeyConstraint(["to_office_id"], ["office.id"], name=op.f("fk_leg_to_office_id_office")),
        sa.ForeignKeyConstraint(["trip_id"], ["trip.id"], name=op.f("fk_leg_trip_id_trip")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg")),
        sa.UniqueConstraint("trip_id", "sequence", name=op.f("uq_leg_trip_id_sequence")),
    )
    with op.batch_alter_table("leg", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leg_from_office_id"), ["from_office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leg_to_office_id"), ["to_office_id"], unique=False)

    op.create_table(
        "aboard",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("trip_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bag_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unloaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["bag_id"], ["bag.id"], name=op.f("fk_aboard_bag_id_bag")),
        sa.ForeignKeyConstraint(["trip_id"], ["trip.id"], name=op.f("fk_aboard_trip_id_trip")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aboard")),
    )
    with op.batch_alter_table("aboard", schema=None) as batch_op:
        batch_op.create_index(
            "ix_aboard_bag_now",
            ["bag_id"],
            unique=True,
            postgresql_where=sa.text("unloaded_at IS NULL"),
            sqlite_where=sa.text("unloaded_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_aboard_trip_id"), ["trip_id"], unique=False)

    op.create_table(
        "pin_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("village_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("meeting_point_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_lat", sa.Double(), nullable=False),
        sa.Column("from_lon", sa.Double(), nullable=False),
        sa.Column("to_lat", sa.Double(), nullable=False),
        sa.Column("to_lon", sa.Double(), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("(village_id IS NULL) <> (meeting_point_id IS NULL)", name=op.f("ck_pin_change_subject")),
        sa.ForeignKeyConstraint(
            ["meeting_point_id"],
            ["meeting_point.id"],
            name=op.f("fk_pin_change_meeting_point_id_meeting_point"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["village.id"], name=op.f("fk_pin_change_village_id_village"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pin_change")),
    )
    with op.batch_alter_table("pin_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pin_change_meeting_point_id"), ["meeting_point_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pin_change_village_id"), ["village_id"], unique=False)

    op.create_table(
        "seller",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("name_folded", sa.String(length=160), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("village", sa.String(length=120), nullable=False),
        sa.Column("commune_code", sa.String(length=8), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("access", sa.String(length=32), nullable=False),
        sa.Column("elevation_m", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("meeting_point", sa.String(length=160), nullable=False),
        sa.Column("meeting_lat", sa.Double(), nullable=True),
        sa.Column("meeting_lon", sa.Double(), nullable=True),
        sa.Column("meeting_walk_s", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ocop_stars", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("cooperative_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("access IN ('truck', 'van', 'motorbike')", name=op.f("ck_seller_access")),
        sa.CheckConstraint("kind IN ('household', 'co-operative')", name=op.f("ck_seller_kind")),
        sa.ForeignKeyConstraint(["cooperative_id"], ["seller.id"], name=op.f("fk_seller_cooperative_id_seller")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_seller_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seller")),
        sa.UniqueConstraint("code", name=op.f("uq_seller_code")),
    )
    with op.batch_alter_table("seller", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seller_office_id"), ["office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_seller_phone"), ["phone"], unique=False)

    op.create_table(
        "household_pin",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("seller_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("pinned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("from_lat", sa.Double(), nullable=False),
        sa.Column("from_lon", sa.Double(), nullable=False),
        sa.Column("to_lat", sa.Double(), nullable=False),
        sa.Column("to_lon", sa.Double(), nullable=False),
        sa.Column("tapped", sa.Boolean(), nullable=False),
        sa.Column("accuracy_m", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("doubt", sa.String(length=32), nullable=True),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("doubt IN ('vague', 'far', 'late')", name=op.f("ck_household_pin_doubt")),
        sa.CheckConstraint("place IN ('farm', 'meeting_point')", name=op.f("ck_household_pin_place")),
        sa.ForeignKeyConstraint(
            ["seller_id"], ["seller.id"], name=op.f("fk_household_pin_seller_id_seller"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_pin")),
        sa.UniqueConstraint("event_id", name=op.f("uq_household_pin_event_id")),
    )
    with op.batch_alter_table("household_pin", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_household_pin_seller_id"), ["seller_id"], unique=False)

    op.create_table(
        "pickup_request",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seller_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service_day", sa.Date(), nullable=False),
        sa.Column("window_start_s", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("window_end_s", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'done', 'cancelled')", name=op.f("ck_pickup_request_state")),
        sa.CheckConstraint("window_end_s > window_start_s", name=op.f("ck_pickup_request_window")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_pickup_request_office_id_office")),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], name=op.f("fk_pickup_request_seller_id_seller")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pickup_request")),
        sa.UniqueConstraint("seller_id", "service_day", name=op.f("uq_pickup_request_seller_id_service_day")),
    )
    with op.batch_alter_table("pickup_request", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_pickup_request_office_id_service_day"), ["office_id", "service_day"], unique=False
        )

    op.create_table(
        "user",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seller_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "role IN ('clerk', 'dispatcher', 'driver', 'seller', 'administrator', 'integrator')",
            name=op.f("ck_user_role"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_user_office_id_office")),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], name=op.f("fk_user_seller_id_seller")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("login", name=op.f("uq_user_login")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_audit_entry_actor_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_entry_at"), ["at"], unique=False)

    op.create_table(
        "cash_up",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service_day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expected_vnd", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("counted_vnd", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("driver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("explanation", sa.String(length=400), nullable=False),
        sa.CheckConstraint("counted_vnd = expected_vnd OR explanation <> ''", name=op.f("ck_cash_up_explained")),
        sa.CheckConstraint("expected_vnd >= 0 AND counted_vnd >= 0", name=op.f("ck_cash_up_amounts")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_cash_up_actor_id_user")),
        sa.ForeignKeyConstraint(["driver_id"], ["user.id"], name=op.f("fk_cash_up_driver_id_user")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_cash_up_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_up")),
        sa.UniqueConstraint("key", name=op.f("uq_cash_up_key")),
    )
    with op.batch_alter_table("cash_up", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cash_up_driver_id_service_day"), ["driver_id", "service_day"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_cash_up_office_id_service_day"), ["office_id", "service_day"], unique=False
        )

    op.create_table(
        "credential",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('session', 'api_key', 'device', 'enrolment')", name=op.f("ck_credential_kind")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_credential_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential")),
        sa.UniqueConstraint("sha256", name=op.f("uq_credential_sha256")),
    )
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credential_user_id"), ["user_id"], unique=False)

    op.create_table(
        "kept_answer",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("content_type", sa.String(length=80), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_kept_answer_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_answer")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_kept_answer_user_id_key")),
    )
    with op.batch_alter_table("kept_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_answer_asked_at"), ["asked_at"], unique=False)

    op.create_table(
        "own_profile",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("profile_code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changes", JSON, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("version > 1000", name=op.f("ck_own_profile_version")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_own_profile_made_by_id_user")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_own_profile_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_profile")),
        sa.UniqueConstraint(
            "office_id", "profile_code", "version", name=op.f("uq_own_profile_office_id_profile_code_version")
        ),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service_day", sa.Date(), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cost", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("distance_m", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("duration_s", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("summary", JSON, nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_plan_created_by_id_user")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_plan_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("office_id", "service_day", "version", name=op.f("uq_plan_office_id_service_day_version")),
    )
    op.create_table(
        "sheet",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("profile", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("report", JSON, nullable=False),
        sa.CheckConstraint("state IN ('stored', 'done', 'refused')", name=op.f("ck_sheet_state")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_sheet_created_by_id_user")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_sheet_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("office_id", "sha256", name=op.f("uq_sheet_office_id_sha256")),
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("url", sa.String(length=400), nullable=False),
        sa.Column("secret", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("former_secret", sa.String(length=80), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("vocabulary", sa.String(length=32), nullable=True),
        sa.CheckConstraint(
            "vocabulary IN ('aftership', 'easypost', 'ghn', 'ghtk', 'upu', 'viettel_post')",
            name=op.f("ck_subscription_vocabulary"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_subscription_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_user_id"), ["user_id"], unique=False)

    op.create_table(
        "vehicle",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plate", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("capacity_mass_g", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("capacity_volume_cm3", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shift_start_s", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shift_end_s", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("driver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('truck', 'van', 'motorbike')", name=op.f("ck_vehicle_kind")),
        sa.CheckConstraint("capacity_mass_g > 0 AND capacity_volume_cm3 > 0", name=op.f("ck_vehicle_capacity")),
        sa.CheckConstraint("shift_end_s > shift_start_s", name=op.f("ck_vehicle_shift")),
        sa.ForeignKeyConstraint(["driver_id"], ["user.id"], name=op.f("fk_vehicle_driver_id_user")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_vehicle_office_id_office")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle")),
        sa.UniqueConstraint("plate", name=op.f("uq_vehicle_plate")),
    )
    with op.batch_alter_table("vehicle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vehicle_office_id"), ["office_id"], unique=False)

    op.create_table(
        "breakdown",
        sa.Column("vehicle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service_day", sa.Date(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reported_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["reported_by_id"], ["user.id"], name=op.f("fk_breakdown_reported_by_id_user")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_breakdown_vehicle_id_vehicle")),
        sa.PrimaryKeyConstraint("vehicle_id", "service_day", name=op.f("pk_breakdown")),
    )
    op.create_table(
        "collection_route",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("vehicle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("vehicle_kind", sa.String(length=32), nullable=False),
        sa.Column("driver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("departs_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returns_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("distance_m", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("duration_s", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mass_g", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("volume_cm3", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "vehicle_kind IN ('truck', 'van', 'motorbike')", name=op.f("ck_collection_route_vehicle_kind")
        ),
        sa.ForeignKeyConstraint(["driver_id"], ["user.id"], name=op.f("fk_collection_route_driver_id_user")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_collection_route_plan_id_plan")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_collection_route_vehicle_id_vehicle")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_route")),
        sa.UniqueConstraint("plan_id", "sequence", name=op.f("uq_collection_route_plan_id_sequence")),
    )
    with op.batch_alter_table("collection_route", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_collection_route_driver_id"), ["driver_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("recipient", sa.String(length=400), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("give_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subscription_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("at_any_hour", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_error", sa.String(length=400), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("channel IN ('sms', 'webhook')", name=op.f("ck_notice_channel")),
        sa.CheckConstraint("state IN ('waiting', 'delivered', 'dead')", name=op.f("ck_notice_state")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_notice_subscription_id_subscription")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_state_due_at"), ["state", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_subscription_id"), ["subscription_id"], unique=False)

    op.create_table(
        "publication",
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("service_day", sa.Date(), nullable=False),
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("fence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_publication_office_id_office")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_publication_plan_id_plan")),
        sa.ForeignKeyConstraint(["published_by_id"], ["user.id"], name=op.f("fk_publication_published_by_id_user")),
        sa.PrimaryKeyConstraint("office_id", "service_day", name=op.f("pk_publication")),
    )
    op.create_table(
        "shipment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seller_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consignee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("service", sa.String(length=24), nullable=False),
        sa.Column("cod_amount_vnd", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("goods_value_vnd", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("sheet_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lot", sa.String(length=40), nullable=False),
        sa.CheckConstraint("cod_amount_vnd >= 0 AND goods_value_vnd >= 0", name=op.f("ck_shipment_amounts")),
        sa.ForeignKeyConstraint(["consignee_id"], ["consignee.id"], name=op.f("fk_shipment_consignee_id_consignee")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_shipment_created_by_id_user")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_shipment_office_id_office")),
        sa.ForeignKeyConstraint(["seller_id"], ["seller.id"], name=op.f("fk_shipment_seller_id_seller")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_shipment_sheet_id_sheet")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment")),
        sa.UniqueConstraint("seller_id", "channel", "reference", name=op.f("uq_shipment_seller_id_channel_reference")),
    )
    with op.batch_alter_table("shipment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shipment_consignee_id"), ["consignee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shipment_office_id_created_at"), ["office_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_shipment_seller_id"), ["seller_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shipment_sheet_id"), ["sheet_id"], unique=False)

    op.create_table(
        "unserved",
        sa.Column("plan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_unserved_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["pickup_request.id"], name=op.f("fk_unserved_request_id_pickup_request")
        ),
        sa.PrimaryKeyConstraint("plan_id", "request_id", name=op.f("pk_unserved")),
    )
    op.create_table(
        "cod_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("act", sa.String(length=120), nullable=False),
        sa.Column("shipment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("debit", sa.String(length=32), nullable=False),
        sa.Column("credit", sa.String(length=32), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("driver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "credit IN ('consignee', 'due', 'collected', 'handed_in', 'reconciled', 'paid_out', 'waived')",
            name=op.f("ck_cod_entry_credit"),
        ),
        sa.CheckConstraint(
            "debit IN ('consignee', 'due', 'collected', 'handed_in', 'reconciled', 'paid_out', 'waived')",
            name=op.f("ck_cod_entry_debit"),
        ),
        sa.CheckConstraint("amount_vnd > 0", name=op.f("ck_cod_entry_amount")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_cod_entry_moves")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_cod_entry_actor_id_user")),
        sa.ForeignKeyConstraint(["driver_id"], ["user.id"], name=op.f("fk_cod_entry_driver_id_user")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name=op.f("fk_cod_entry_shipment_id_shipment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cod_entry")),
        sa.UniqueConstraint("act", "shipment_id", name=op.f("uq_cod_entry_act_shipment_id")),
    )
    with op.batch_alter_table("cod_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cod_entry_driver_id"), ["driver_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cod_entry_shipment_id"), ["shipment_id"], unique=False)

    op.create_table(
        "parcel",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shipment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_number", sa.String(length=16), nullable=False),
        sa.Column("profile_code", sa.String(length=40), nullable=False),
        sa.Column("profile_version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("carton_code", sa.String(length=24), nullable=False),
        sa.Column("gross_mass_g", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chargeable_mass_g", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("length_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("width_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("height_mm", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marks", JSON, nullable=False),
        sa.Column("keep_by", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("status_event_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("turns", JSON, nullable=True),
        sa.Column("labels_printed", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'ready', 'pickup_assigned', 'collected', 'accepted', 'bagged', 'in_transit', 'at_hub', 'out_for_delivery', 'available_for_pickup', 'delivered', 'returning', 'returned', 'cancelled', 'lost', 'damaged')",
            name=op.f("ck_parcel_status"),
        ),
        sa.CheckConstraint("gross_mass_g > 0", name=op.f("ck_parcel_mass")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name=op.f("fk_parcel_shipment_id_shipment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel")),
        sa.UniqueConstraint("item_number", name=op.f("uq_parcel_item_number")),
        sa.UniqueConstraint("shipment_id", "sequence", name=op.f("uq_parcel_shipment_id_sequence")),
    )
    with op.batch_alter_table("parcel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_parcel_status_status_at"), ["status", "status_at"], unique=False)

    op.create_table(
        "stop",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("route_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("arrives_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("departs_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leg_distance_m", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("leg_duration_s", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("leg_quality", sa.String(length=16), nullable=False),
        sa.Column("leg_band", sa.Double(), nullable=False),
        sa.Column("trip", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_vehicle_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("place IN ('farm', 'meeting_point', 'vehicle')", name=op.f("ck_stop_place")),
        sa.ForeignKeyConstraint(["from_vehicle_id"], ["vehicle.id"], name=op.f("fk_stop_from_vehicle_id_vehicle")),
        sa.ForeignKeyConstraint(["request_id"], ["pickup_request.id"], name=op.f("fk_stop_request_id_pickup_request")),
        sa.ForeignKeyConstraint(["route_id"], ["collection_route.id"], name=op.f("fk_stop_route_id_collection_route")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stop")),
        sa.UniqueConstraint("route_id", "sequence", name=op.f("uq_stop_route_id_sequence")),
    )
    with op.batch_alter_table("stop", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stop_request_id"), ["request_id"], unique=False)

    op.create_table(
        "touched_route",
        sa.Column("route_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closure_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("legs", JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["closure_id"], ["route_closure.id"], name=op.f("fk_touched_route_closure_id_route_closure")
        ),
        sa.ForeignKeyConstraint(
            ["route_id"],
            ["collection_route.id"],
            name=op.f("fk_touched_route_route_id_collection_route"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("route_id", "closure_id", name=op.f("pk_touched_route")),
    )
    with op.batch_alter_table("touched_route", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_touched_route_closure_id"), ["closure_id"], unique=False)

    op.create_table(
        "custody",
        sa.Column("parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("holder", sa.String(length=32), nullable=False),
        sa.Column("holder_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bag_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "holder IN ('sender', 'driver', 'office', 'line_haul', 'consignee')", name=op.f("ck_custody_holder")
        ),
        sa.ForeignKeyConstraint(["bag_id"], ["bag.id"], name=op.f("fk_custody_bag_id_bag")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_custody_parcel_id_parcel")),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_custody")),
    )
    with op.batch_alter_table("custody", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_custody_bag_id"),
            ["bag_id"],
            unique=False,
            postgresql_where=sa.text("bag_id IS NOT NULL"),
            sqlite_where=sa.text("bag_id IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_custody_holder_holder_id"), ["holder", "holder_id"], unique=False)

    op.create_table(
        "hand_over",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("carrier", sa.String(length=24), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reference", sa.String(length=24), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uncertain", sa.Boolean(), nullable=False),
        sa.Column("last_error", sa.String(length=400), nullable=False),
        sa.Column("carrier_number", sa.String(length=64), nullable=False),
        sa.Column("raw_status", sa.String(length=64), nullable=False),
        sa.Column("status_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'confirmed', 'refused', 'withdrawing', 'withdrawn')", name=op.f("ck_hand_over_state")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_hand_over_office_id_office")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_hand_over_parcel_id_parcel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over")),
        sa.UniqueConstraint("carrier", "reference", name=op.f("uq_hand_over_carrier_reference")),
    )
    with op.batch_alter_table("hand_over", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_hand_over_carrier_carrier_number"), ["carrier", "carrier_number"], unique=False
        )
        batch_op.create_index(
            "ix_hand_over_live",
            ["parcel_id"],
            unique=True,
            postgresql_where=sa.text("state IN ('waiting', 'confirmed', 'withdrawing')"),
            sqlite_where=sa.text("state IN ('waiting', 'confirmed', 'withdrawing')"),
        )
        batch_op.create_index(batch_op.f("ix_hand_over_office_id"), ["office_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hand_over_parcel_id"), ["parcel_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hand_over_state_due_at"), ["state", "due_at"], unique=False)

    op.create_table(
        "carrier_report",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hand_over_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["hand_over_id"], ["hand_over.id"], name=op.f("fk_carrier_report_hand_over_id_hand_over")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_report")),
        sa.UniqueConstraint(
            "hand_over_id",
            "number",
            "code",
            "said_at",
            name=op.f("uq_carrier_report_hand_over_id_number_code_said_at"),
        ),
    )
    op.create_table(
        "handling_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body_sha256", sa.String(length=64), nullable=False),
        sa.Column("ordinal", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("clock_confidence", sa.String(length=32), nullable=False),
        sa.Column("clock_offset_s", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("actor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("device_sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("accuracy_m", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("evidence", JSON, nullable=False),
        sa.Column("annuls", sa.Uuid(), nullable=True),
        sa.Column("container_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "clock_confidence IN ('trusted', 'corrected', 'suspect')", name=op.f("ck_handling_event_clock_confidence")
        ),
        sa.CheckConstraint(
            "code IN ('pickup_assigned', 'pickup_unassigned', 'collected', 'pickup_failed', 'accepted', 'bagged', 'unbagged', 'departed', 'arrived', 'out_for_delivery', 'delivery_failed', 'available_for_pickup', 'delivered', 'returning', 'returned', 'cancelled', 'lost', 'damaged', 'annulled')",
            name=op.f("ck_handling_event_code"),
        ),
        sa.CheckConstraint("parcel_id IS NOT NULL OR container_id IS NOT NULL", name=op.f("ck_handling_event_subject")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_handling_event_actor_id_user")),
        sa.ForeignKeyConstraint(["container_id"], ["bag.id"], name=op.f("fk_handling_event_container_id_bag")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_handling_event_office_id_office")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_handling_event_parcel_id_parcel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handling_event")),
        sa.UniqueConstraint("event_id", "ordinal", name=op.f("uq_handling_event_event_id_ordinal")),
    )
    with op.batch_alter_table("handling_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_handling_event_container_id"),
            ["container_id"],
            unique=False,
            postgresql_where=sa.text("container_id IS NOT NULL"),
            sqlite_where=sa.text("container_id IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_handling_event_device_id"),
            ["device", "id"],
            unique=False,
            postgresql_where=sa.text("clock_offset_s <> 0"),
            sqlite_where=sa.text("clock_offset_s <> 0"),
        )
        batch_op.create_index(batch_op.f("ix_handling_event_recorded_at"), ["recorded_at"], unique=False)
        batch_op.create_index("ix_handling_event_story", ["parcel_id", "happened_at"], unique=False)

    op.create_table(
        "label_print",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("layout", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_label_print_parcel_id_parcel")),
        sa.ForeignKeyConstraint(["printed_by_id"], ["user.id"], name=op.f("fk_label_print_printed_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_print")),
    )
    with op.batch_alter_table("label_print", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_print_parcel_id"), ["parcel_id"], unique=False)

    op.create_table(
        "pickup_parcel",
        sa.Column("parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_pickup_parcel_parcel_id_parcel")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["pickup_request.id"], name=op.f("fk_pickup_parcel_request_id_pickup_request")
        ),
        sa.PrimaryKeyConstraint("parcel_id", name=op.f("pk_pickup_parcel")),
    )
    with op.batch_alter_table("pickup_parcel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pickup_parcel_request_id"), ["request_id"], unique=False)

    op.create_table(
        "print_job",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("office_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("fence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("maybe_printed", sa.Boolean(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'claimed', 'printed', 'dropped')", name=op.f("ck_print_job_state")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_print_job_office_id_office")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_print_job_parcel_id_parcel")),
        sa.ForeignKeyConstraint(["queued_by_id"], ["user.id"], name=op.f("fk_print_job_queued_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_job")),
    )
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_print_job_office_id_state"), ["office_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_print_job_parcel_id"), ["parcel_id"], unique=False)

    op.create_table(
        "shipment_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sku", sa.String(length=40), nullable=False),
        sa.Column("goods", sa.String(length=40), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_mass_g", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount_vnd", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_shipment_line_quantity")),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_shipment_line_parcel_id_parcel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_line")),
    )
    with op.batch_alter_table("shipment_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shipment_line_parcel_id"), ["parcel_id"], unique=False)

    op.create_table(
        "stop_parcel",
        sa.Column("stop_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("parcel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["parcel_id"], ["parcel.id"], name=op.f("fk_stop_parcel_parcel_id_parcel")),
        sa.ForeignKeyConstraint(["stop_id"], ["stop.id"], name=op.f("fk_stop_parcel_stop_id_stop")),
        sa.PrimaryKeyConstraint("stop_id", "parcel_id", name=op.f("pk_stop_parcel")),
    )
    op.create_table(
        "dispute",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("event_row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("objection", sa.String(length=400), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("answer", sa.String(length=400), nullable=False),
        sa.Column("settled_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('open', 'upheld', 'dismissed')", name=op.f("ck_dispute_state")),
        sa.ForeignKeyConstraint(
            ["event_row_id"], ["handling_event.id"], name=op.f("fk_dispute_event_row_id_handling_event")
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user.id"], name=op.f("fk_dispute_opened_by_id_user")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["user.id"], name=op.f("fk_dispute_settled_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("event_row_id", name=op.f("uq_dispute_event_row_id")),
    )
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispute_state_opened_at"), ["state", "opened_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dispute_state_opened_at"))

    op.drop_table("dispute")
    op.drop_table("stop_parcel")
    with op.batch_alter_table("shipment_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shipment_line_parcel_id"))

    op.drop_table("shipment_line")
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_print_job_parcel_id"))
        batch_op.drop_index(batch_op.f("ix_print_job_office_id_state"))

    op.drop_table("print_job")
    with op.batch_alter_table("pickup_parcel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pickup_parcel_request_id"))

    op.drop_table("pickup_parcel")
    with op.batch_alter_table("label_print", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_label_print_parcel_id"))

    op.drop_table("label_print")
    with op.batch_alter_table("handling_event", schema=None) as batch_op:
        batch_op.drop_index("ix_handling_event_story")
        batch_op.drop_index(batch_op.f("ix_handling_event_recorded_at"))
        batch_op.drop_index(
            batch_op.f("ix_handling_event_device_id"),
            postgresql_where=sa.text("clock_offset_s <> 0"),
            sqlite_where=sa.text("clock_offset_s <> 0"),
        )
        batch_op.drop_index(
            batch_op.f("ix_handling_event_container_id"),
            postgresql_where=sa.text("container_id IS NOT NULL"),
            sqlite_where=sa.text("container_id IS NOT NULL"),
        )

    op.drop_table("handling_event")
    op.drop_table("carrier_report")
    with op.batch_alter_table("hand_over", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hand_over_state_due_at"))
        batch_op.drop_index(batch_op.f("ix_hand_over_parcel_id"))
        batch_op.drop_index(batch_op.f("ix_hand_over_office_id"))
        batch_op.drop_index(
            "ix_hand_over_live",
            postgresql_where=sa.text("state IN ('waiting', 'confirmed', 'withdrawing')"),
            sqlite_where=sa.text("state IN ('waiting', 'confirmed', 'withdrawing')"),
        )
        batch_op.drop_index(batch_op.f("ix_hand_over_carrier_carrier_number"))

    op.drop_table("hand_over")
    with op.batch_alter_table("custody", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_custody_holder_holder_id"))
        batch_op.drop_index(
            batch_op.f("ix_custody_bag_id"),
            postgresql_where=sa.text("bag_id IS NOT NULL"),
            sqlite_where=sa.text("bag_id IS NOT NULL"),
        )

    op.drop_table("custody")
    with op.batch_alter_table("touched_route", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_touched_route_closure_id"))

    op.drop_table("touched_route")
    with op.batch_alter_table("stop", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stop_request_id"))

    op.drop_table("stop")
    with op.batch_alter_table("parcel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_parcel_status_status_at"))

    op.drop_table("parcel")
    with op.batch_alter_table("cod_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cod_entry_shipment_id"))
        batch_op.drop_index(batch_op.f("ix_cod_entry_driver_id"))

    op.drop_table("cod_entry")
    op.drop_table("unserved")
    with op.batch_alter_table("shipment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shipment_sheet_id"))
        batch_op.drop_index(batch_op.f("ix_shipment_seller_id"))
        batch_op.drop_index(batch_op.f("ix_shipment_office_id_created_at"))
        batch_op.drop_index(batch_op.f("ix_shipment_consignee_id"))

    op.drop_table("shipment")
    op.drop_table("publication")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_subscription_id"))
        batch_op.drop_index(batch_op.f("ix_notice_state_due_at"))

    op.drop_table("notice")
    with op.batch_alter_table("collection_route", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_collection_route_driver_id"))

    op.drop_table("collection_route")
    op.drop_table("breakdown")
    with op.batch_alter_table("vehicle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vehicle_office_id"))

    op.drop_table("vehicle")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscription_user_id"))

    op.drop_table("subscription")
    op.drop_table("sheet")
    op.drop_table("plan")
    op.drop_table("own_profile")
    with op.batch_alter_table("kept_answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kept_answer_asked_at"))

    op.drop_table("kept_answer")
    with op.batch_alter_table("credential", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credential_user_id"))

    op.drop_table("credential")
    with op.batch_alter_table("cash_up", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cash_up_office_id_service_day"))
        batch_op.drop_index(batch_op.f("ix_cash_up_driver_id_service_day"))

    op.drop_table("cash_up")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_entry_at"))

    op.drop_table("audit_entry")
    op.drop_table("user")
    with op.batch_alter_table("pickup_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pickup_request_office_id_service_day"))

    op.drop_table("pickup_request")
    with op.batch_alter_table("household_pin", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_household_pin_seller_id"))

    op.drop_table("household_pin")
    with op.batch_alter_table("seller", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seller_phone"))
        batch_op.drop_index(batch_op.f("ix_seller_office_id"))

    op.drop_table("seller")
    with op.batch_alter_table("pin_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pin_change_village_id"))
        batch_op.drop_index(batch_op.f("ix_pin_change_meeting_point_id"))

    op.drop_table("pin_change")
    with op.batch_alter_table("aboard", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_aboard_trip_id"))
        batch_op.drop_index(
            "ix_aboard_bag_now",
            postgresql_where=sa.text("unloaded_at IS NULL"),
            sqlite_where=sa.text("unloaded_at IS NULL"),
        )

    op.drop_table("aboard")
    with op.batch_alter_table("leg", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leg_to_office_id"))
        batch_op.drop_index(batch_op.f("ix_leg_from_office_id"))

    op.drop_table("leg")
    with op.batch_alter_table("trip", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trip_office_id"))

    op.drop_table("trip")
    with op.batch_alter_table("bag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bag_office_id"))
        batch_op.drop_index(batch_op.f("ix_bag_destination_office_id"))

    op.drop_table("bag")
    with op.batch_alter_table("photo", schema=None) as batch_op:
        batch_op.drop_index(
            batch_op.f("ix_photo_kept_at"),
            postgresql_where=sa.text("forgotten_at IS NULL"),
            sqlite_where=sa.text("forgotten_at IS NULL"),
        )

    op.drop_table("photo")
    with op.batch_alter_table("village", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_village_commune_code_folded"))

    op.drop_table("village")
    op.drop_table("turn")
    op.drop_table("tick")
    op.drop_table("throttle")
    op.drop_table("serial")
    op.drop_table("route_closure")
    op.drop_table("opt_out")
    op.drop_table("inbound_text")
    op.drop_table("office")
    op.drop_table("observed_leg")
    with op.batch_alter_table("meeting_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_point_name_lat_lon"))

    op.drop_table("meeting_point")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_state_run_at"))

    op.drop_table("job")
    op.drop_table("host")
    op.drop_table("geocoded_text")
    op.drop_table("gazetteer_file")
    with op.batch_alter_table("consignee", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consignee_phone"))

    op.drop_table("consignee")
    op.drop_table("commune_outline")
    op.drop_table("breaker")
    op.drop_table("anchor")
