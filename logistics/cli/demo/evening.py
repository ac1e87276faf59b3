"""An evening at the demonstration's offices, so that every page has something on it: bags, cash, disputes, letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from logistics import clock
from logistics.cli.demo.invented import MARK
from logistics.cod import Account, Counting, cash_up, expected_vnd, pay_out, reconcile
from logistics.cod.models import CodEntry
from logistics.notices.models import Channel, Notice, NoticeState
from logistics.parties import principal_of
from logistics.parties.models import Office, Role, Seller, User
from logistics.parties.users import NewUser, add_user
from logistics.pickups.requests import ask
from logistics.places.units import communes
from logistics.settings import Settings
from logistics.shipments.models import Parcel, Shipment, Status
from logistics.tracking.accept import accept
from logistics.tracking.bags import new_bag, seal, send_off
from logistics.tracking.disputes import dispute
from logistics.tracking.filling import fill
from logistics.tracking.models import Bag, Custody, EventCode, HandlingEvent
from logistics.tracking.new_event import NewEvent, Sender
from logistics.tracking.receiving import finish, open_here, unpack
from logistics.tracking.record import record
from logistics.tracking.uuid7 import uuid7
from logistics.web.account.demonstration import LOGINS, PASSWORD

_HOUR = dt.timedelta(hours=1)
_EMPTY_BAG_G = 350


class Evening:
    """What the clerks, the drivers and a seller of the demonstration did before somebody looks at it."""

    def __init__(self, session: Session, settings: Settings, office: Office, drivers: Sequence[int]) -> None:
        self._session = session
        self._prefix = settings.gs1_company_prefix
        self._office = office
        self._drivers = [principal_of(session.get_one(User, driver)) for driver in drivers]
        people = session.scalars(select(User).where(User.login.in_(LOGINS.values())))
        self._people = {user.role: principal_of(user) for user in people}
        self._clerk = Sender(principal=self._people[Role.CLERK], device="demo")

    def happens(self, theirs: Sequence[str]) -> None:
        """All of it; `theirs` are the sellers that belong to a second office over the pass."""
        over_the_pass = self._second_office(theirs)
        self._pickups_fail()
        self._a_visit_is_asked_for()
        self._parcels_go_silent()
        self._cash_comes_in()
        if self._prefix:
            self._bags_are_filled()
            self._bags_come(over_the_pass)
        self._letters_die()

    def _second_office(self, codes: Sequence[str]) -> Sender:
        """A clerk of the second office, to whose sellers everything of these belongs."""
        commune = next(unit for unit in communes().values() if unit.name == "Bình Lư")
        office = Office(
            code="TDG",
            name=f"Bưu cục Tam Đường {MARK}",
            commune_code=commune.code,
            lat=commune.lat,
            lon=commune.lon,
            phone="+842133000001",
        )
        self._session.add(office)
        self._session.flush()
        sellers = select(Seller.id).where(Seller.code.in_(codes))
        self._session.execute(update(Shipment).where(Shipment.seller_id.in_(sellers)).values(office_id=office.id))
        self._session.execute(update(Seller).where(Seller.code.in_(codes)).values(office_id=office.id))
        login = f"{LOGINS[Role.CLERK]}2"
        new = NewUser(login=login, name="Lò Thị Yến", role=Role.CLERK, password=PASSWORD, office_code=office.code)
        return Sender(principal=principal_of(add_user(self._session, new)), device="demo")

    def _pickups_fail(self) -> None:
        """Two unproven failed pickups at the co-operative, one of them disputed; one parcel that failed twice."""
        seller, driver = self._people[Role.SELLER], Sender(principal=self._drivers[0], device="demo")
        own = self._ready(2, self._of_cooperative())
        (twice,) = self._ready(1, Parcel.item_number.not_in(own))
        for number, reason, hours in (
            (own[0], "not_ready", 5),
            (own[1], "sender_absent", 4),
            (twice, "road_blocked", 27),
            (twice, "sender_unreachable", 3),
        ):
            self._tell(EventCode.PICKUP_FAILED, number, hours, driver, reason=reason)
        row_id = self._session.scalars(
            select(HandlingEvent.id)
            .join(Parcel, Parcel.id == HandlingEvent.parcel_id)
            .where(Parcel.item_number == own[1], HandlingEvent.code == EventCode.PICKUP_FAILED)
        ).one()
        words = "Cả nhà chờ từ sáng, không thấy xe và cũng không ai gọi điện."
        dispute(self._session, seller, row_id, words, Parcel.item_number == own[1])

    def _a_visit_is_asked_for(self) -> None:
        """The co-operative asks to be visited the day after tomorrow; it may still change its mind."""
        seller_id = self._people[Role.SELLER].seller_id
        day = clock.service_day(clock.now()) + dt.timedelta(days=2)
        if seller_id is not None:
            ask(self._session, seller_id, self._office.id, day, window_s=(7 * 3600, 11 * 3600))

    def _parcels_go_silent(self) -> None:
        """Parcels that somebody collected or took in, and nobody has scanned since."""
        first, second = self._ready(2)
        self._tell(EventCode.COLLECTED, first, 20, Sender(principal=self._drivers[1], device="demo"))
        self._tell(EventCode.ACCEPTED, second, 40, self._clerk)

    def _cash_comes_in(self) -> None:
        """Deliveries in the town: counted as it should be, counted short, still in hand, and kept since yesterday."""
        office = self._office
        for n, driver in enumerate(self._drivers[:3]):
            which = self._of_cooperative() if n == 0 else Shipment.office_id == office.id
            for number in self._ready(3, Shipment.cod_amount_vnd > 0, which):
                self._tell(EventCode.DELIVERED, number, 2, Sender(principal=driver, device="demo"))
        first, second, third = (driver.user_id for driver in self._drivers[:3])
        dispatcher = self._people[Role.DISPATCHER].user_id
        self._count(first)
        reconcile(self._session, office.id, "demo", dispatcher)
        self._pay_one()
        carriers_vnd = expected_vnd(self._session, None, office.id)
        self._count(None, short_vnd=carriers_vnd // 2, why="Hãng trả trước một nửa, phần còn lại trong tuần")
        reconcile(self._session, office.id, "demo again", dispatcher)
        self._count(second, short_vnd=20_000, why="Đổ xăng, có hóa đơn")
        for number in self._ready(2, Shipment.cod_amount_vnd > 0):
            self._tell(EventCode.DELIVERED, number, 1, Sender(principal=self._drivers[0], device="demo"))
        yesterday = clock.now() - 26 * _HOUR
        self._session.execute(update(CodEntry).where(CodEntry.driver_id == third).values(at=yesterday))

    def _count(self, driver_id: int | None, *, short_vnd: int = 0, why: str = "") -> None:
        """Count a driver's purse, or without one the line-haul carriers'."""
        counting = Counting(
            key=f"demo:{driver_id}",
            driver_id=driver_id,
            office_id=self._office.id,
            counted_vnd=max(0, expected_vnd(self._session, driver_id, self._office.id) - short_vnd),
            explanation=why,
            actor_id=self._people[Role.CLERK].user_id,
        )
        cash_up(self._session, counting)

    def _pay_one(self) -> None:
        """Pay the first seller, or its co-operative, whose money the bank has."""
        owner = func.coalesce(Seller.cooperative_id, Seller.id)
        seller_id = self._session.scalars(
            select(owner)
            .join(Shipment, Shipment.seller_id == Seller.id)
            .join(CodEntry, CodEntry.shipment_id == Shipment.id)
            .where(CodEntry.debit == Account.RECONCILED)
            .order_by(Shipment.id)
        ).first()
        if seller_id is not None:
            pay_out(self._session, seller_id, "demo", self._people[Role.DISPATCHER].user_id)

    def _bags_are_filled(self) -> None:
        """One bag that is being filled, and one that is sealed and waits for the line-haul."""
        for sealed, many in ((False, 3), (True, 5)):
            self._a_bag(self._clerk, self._office, "Trung tâm khai thác Hà Nội", many, to=None, sealed=sealed)

    def _bags_come(self, over_the_pass: Sender) -> None:
        """Two bags from over the pass: one counted with a parcel missing, one that waits to be opened."""
        theirs = self._session.scalars(select(Office).where(Office.code == "TDG")).one()
        for many in (2, 3):
            bag = self._a_bag(over_the_pass, theirs, self._office.name, many, to=self._office.id)
            send_off(self._session, bag, over_the_pass)
            if many == 2:
                open_here(self._session, bag, self._clerk, self._office.id)
                unpack(self._session, bag, self._last_put_in, self._clerk)
                finish(self._session, bag, self._clerk)

    def _a_bag(
        self, sender: Sender, office: Office, destination: str, many: int, *, to: int | None, sealed: bool = True
    ) -> Bag:
        bag = new_bag(self._session, office.id, destination, self._prefix, to)
        for number in self._ready(many, Shipment.office_id == office.id):
            accept(self._session, [number], sender, office.id)
            fill(self._session, bag, number, sender)
            self._last_put_in = number
        if sealed:
            seal(self._session, bag, f"HL{bag.id:06}", _EMPTY_BAG_G + self._mass_g(bag))
        return bag

    def _mass_g(self, bag: Bag) -> int:
        """What the parcels in the bag weigh together."""
        inside = select(Custody.parcel_id).where(Custody.bag_id == bag.id)
        return sum(self._session.scalars(select(Parcel.gross_mass_g).where(Parcel.id.in_(inside))))

    def _letters_die(self) -> None:
        """Messages that were given up, for the administrator to send again."""
        then = clock.now() - 3 * _HOUR
        for n, (channel, recipient, why) in enumerate(
            (
                (Channel.SMS, "+84970000001", "HTTP 503 from the gateway"),
                (Channel.SMS, "+84970000002", "HTTP 400: number not in service"),
                (Channel.WEBHOOK, "https://shop.example/hooks/highland", "no answer within 10 s"),
            )
        ):
            self._session.add(
                Notice(
                    key=f"demo:{n}",
                    channel=channel,
                    recipient=recipient,
                    body={"text": "Highland Post: da lay 3 buu gui.", "type": "parcel.collected"},
                    created_at=then - 24 * _HOUR,
                    due_at=then,
                    give_up_at=then,
                    state=NoticeState.DEAD,
                    attempts=9,
                    last_error=why,
                )
            )

    def _of_cooperative(self) -> ColumnElement[bool]:
        """Shipments of the households whose co-operative's login the demonstration shows."""
        cooperative = self._people[Role.SELLER].seller_id
        return Shipment.seller_id.in_(select(Seller.id).where(Seller.cooperative_id == cooperative))

    def _ready(self, many: int, *which: ColumnElement[bool]) -> list[str]:
        """The first parcels of so many shipments that nothing has happened to."""
        told = select(HandlingEvent.parcel_id).where(HandlingEvent.parcel_id.is_not(None))
        chosen = (
            select(Parcel.item_number)
            .join(Shipment, Shipment.id == Parcel.shipment_id)
            .where(Parcel.status == Status.READY, Parcel.id.not_in(told), Parcel.sequence == 1, *which)
            .order_by(Parcel.id.desc())
            .limit(many)
        )
        return list(self._session.scalars(chosen))

    def _tell(self, code: EventCode, number: str, hours_ago: int, sender: Sender, reason: str = "") -> None:
        event = NewEvent(
            event_id=uuid7(),
            code=code,
            happened_at=clock.now() - hours_ago * _HOUR,
            parcels=(number,),
            reason=reason,
        )
        record(self._session, [event], sender)
