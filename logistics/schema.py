"""Every table of the house in one metadata: importing this module is enough to know the whole schema."""
# ruff: noqa: F401  the imports are what this module is for

import logistics.carriers.models
import logistics.cod.models
import logistics.jobs.models
import logistics.notices.models
import logistics.parties.models
import logistics.parties.pins.models
import logistics.pickups.models
import logistics.places.models
import logistics.shipments.models
import logistics.tracking.models
import logistics.tracking.trips.models
import logistics.travel.models
from logistics.db import Base

metadata = Base.metadata
