"""The people and organisations of the walk: offices, sellers, vehicles, users and their credentials."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from logistics.db import Base, one_of, words
from logistics.labels.formats import DEFAULT


class VehicleKind(StrEnum):
    """From the road upwards: what a truck reaches, a van and a motorbike reach too."""

    TRUCK = "truck"
    VAN = "van"
    MOTORBIKE = "motorbike"


class SellerKind(StrEnum):
    """A household sells for itself; a co-operative has households of its own."""

    HOUSEHOLD = "household"
    COOPERATIVE = "co-operative"


class Role(StrEnum):
    """What a signed-in person or program is; one role a user."""

    CLERK = "clerk"
    DISPATCHER = "dispatcher"
    DRIVER = "driver"
    SELLER = "seller"
    ADMINISTRATOR = "administrator"
    INTEGRATOR = "integrator"


class CredentialKind(StrEnum):
    """A session cookie, a program's key, a driver's enrolled phone, or the ticket that enrols one."""

    SESSION = "session"
    API_KEY = "api_key"
    DEVICE = "device"
    ENROLMENT = "enrolment"


class Office(Base):
    """A post office: where routes start and parcels are accepted; `label_output` is a word of labels.outputs."""

    __tablename__ = "office"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    commune_code: Mapped[str] = mapped_column(String(8))
    lat: Mapped[float]
    lon: Mapped[float]
    phone: Mapped[str] = mapped_column(String(20), default="")
    elevation_m: Mapped[int | None] = mapped_column(default=None)
    label_output: Mapped[str] = mapped_column(String(24), default=str(DEFAULT.format))


class Vehicle(Base):
    """A vehicle of an office with what it carries and when it may drive (seconds of the local day)."""

    __tablename__ = "vehicle"
    __table_args__ = (
        one_of("kind", VehicleKind),
        CheckConstraint("capacity_mass_g > 0 AND capacity_volume_cm3 > 0", name="capacity"),
        CheckConstraint("shift_end_s > shift_start_s", name="shift"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    plate: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[VehicleKind] = mapped_column(words(VehicleKind))
    capacity_mass_g: Mapped[int]
    capacity_volume_cm3: Mapped[int]
    shift_start_s: Mapped[int] = mapped_column(default=6 * 3600)
    shift_end_s: Mapped[int] = mapped_column(default=18 * 3600)
    driver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), default=None)
    active: Mapped[bool] = mapped_column(default=True)


class Seller(Base):
    """A household or co-operative: who sends, where to fetch, and what can drive there.

    `access` is the largest vehicle that reaches the farm. The meeting point is where larger ones can load,
    `meeting_walk_s` away on foot.
    """

    __tablename__ = "seller"
    __table_args__ = (one_of("kind", SellerKind), one_of("access", VehicleKind))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"), index=True)
    kind: Mapped[SellerKind] = mapped_column(words(SellerKind))
    name: Mapped[str] = mapped_column(String(160))
    name_folded: Mapped[str] = mapped_column(String(160))
    contact: Mapped[str] = mapped_column(String(120))
    phone: Mapped[str] = mapped_column(String(20), index=True)
    village: Mapped[str] = mapped_column(String(120))
    commune_code: Mapped[str] = mapped_column(String(8))
    lat: Mapped[float]
    lon: Mapped[float]
    access: Mapped[VehicleKind] = mapped_column(words(VehicleKind))
    elevation_m: Mapped[int | None] = mapped_column(default=None)
    language: Mapped[str] = mapped_column(String(40), default="")
    meeting_point: Mapped[str] = mapped_column(String(160), default="")
    meeting_lat: Mapped[float | None] = mapped_column(default=None)
    meeting_lon: Mapped[float | None] = mapped_column(default=None)
    meeting_walk_s: Mapped[int | None] = mapped_column(default=None)
    ocop_stars: Mapped[int | None] = mapped_column(default=None)
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("seller.id"), default=None)


class User(Base):
    """Somebody who signs in. A clerk, dispatcher or driver belongs to an office, a seller to a seller's row."""

    __tablename__ = "user"
    __table_args__ = (one_of("role", Role),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    login: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[Role] = mapped_column(words(Role))
    password_hash: Mapped[str] = mapped_column(String(200), default="", repr=False)
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), default=None)
    seller_id: Mapped[int | None] = mapped_column(ForeignKey("seller.id"), default=None)
    phone: Mapped[str] = mapped_column(String(20), default="")
    language: Mapped[str] = mapped_column(String(8), default="vi")
    active: Mapped[bool] = mapped_column(default=True)


class Credential(Base):
    """One way in. Only the SHA-256 of the secret is kept; the secret is shown once."""

    __tablename__ = "credential"
    __table_args__ = (one_of("kind", CredentialKind),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[CredentialKind] = mapped_column(words(CredentialKind))
    sha256: Mapped[str] = mapped_column(String(64), unique=True, repr=False)
    created_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    label: Mapped[str] = mapped_column(String(80), default="")
    revoked_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    last_used_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class Throttle(Base):
    """How often something was tried in one window of time; one row a subject and window, in every process."""

    __tablename__ = "throttle"
    __table_args__ = (UniqueConstraint("subject", "window_start"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    subject: Mapped[str] = mapped_column(String(160))
    window_start: Mapped[dt.datetime]
    tries: Mapped[int] = mapped_column(default=0)


class KeptAnswer(Base):
    """What a user's request with an Idempotency-Key was answered; without a status it is still being done.

    `sha256` is of the request, so that the same key with something else in it is noticed.
    """

    __tablename__ = "kept_answer"
    __table_args__ = (UniqueConstraint("user_id", "key"), Index(None, "asked_at"))

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    key: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[dt.datetime]
    fence: Mapped[int] = mapped_column(default=0)
    status: Mapped[int | None] = mapped_column(default=None)
    content_type: Mapped[str] = mapped_column(String(80), default="")
    body: Mapped[bytes] = mapped_column(default=b"", repr=False)


class AuditEntry(Base):
    """Who did what to what, for the administrator; never holds personal data of consignees."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[dt.datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(120))
    note: Mapped[str] = mapped_column(String(400), default="")
