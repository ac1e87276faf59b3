"""What an installation may set. Values come from outside (config.py); rooms receive them as arguments."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Frozen settings of one installation. Each field's environment variable is its name in capitals."""

    environment: Literal["development", "production", "test"] = "development"
    database_url: str = "sqlite:///var/highland.db"
    secret_key: str = field(default="development-only", repr=False)
    base_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    web_workers: int = 2
    proxy_hops: int = 0
    """How many trusted proxies stand before the web; X-Forwarded-* is ignored beyond them."""
    storage_dir: Path = Path("var/storage")
    """Uploaded sheets, evidence and finished PDFs, by content hash."""
    broker_url: str = ""
    """Empty: the clock's own workers do the jobs. amqp:// or redis://: Celery brings them to `logistics worker`."""
    max_upload_bytes: int = 20_000_000
    api_requests_per_minute: int = 600
    """How often one key may ask the API, over all processes; 0: as often as it likes."""
    item_number_key: str = field(default="development-only", repr=False)
    """Key of the permutation that hides the order of item numbers; never change it once numbers are out."""
    gs1_company_prefix: str = "9521234"
    """Of GS1's demonstration range (952), to look around; in production empty until the office's own is set."""
    plan_seconds: int = 20
    """Wall seconds the planner may search per office and day."""
    travel_engine_url: str = ""
    """osrm+http://..., valhalla+http://... or graphhopper+http://...; empty: the embedded estimate and road graph."""
    geocoder_url: str = ""
    map_tiles_url: str = ""
    """https://host/{z}/{x}/{y}.png behind the dispatcher's map; empty: the map is drawn from our own data alone."""
    map_tiles_credit: str = ""
    """What the tiles' owner wants to be named as."""
    sms_gateway_url: str = ""
    sms_gateway_token: str = field(default="", repr=False)
    sms_inbound_secret: str = field(default="", repr=False)
    """What the gateway sends in X-Gateway-Secret with texts from phones; empty: none is believed."""
    sms_alphabet: Literal["gsm7", "unicode"] = "gsm7"
    """gsm7: Vietnamese without diacritics, 160 letters a message. unicode: with them, 70 letters a message."""
    ghn_url: str = "https://online-gateway.ghn.vn"
    ghn_token: str = field(default="", repr=False)
    """Token of the GHN account; empty: GHN is not used."""
    ghn_shop_id: int = 0
    ghn_webhook_secret: str = field(default="", repr=False)
    """GHN signs nothing: register its webhook as https://.../ghn?secret=<this>; empty: none is believed."""
    viettel_post_url: str = "https://partner.viettelpost.vn"
    viettel_post_username: str = ""
    """Login of the Viettel Post account; empty: Viettel Post is not used."""
    viettel_post_password: str = field(default="", repr=False)
    viettel_post_service: str = "VCN"
    """Viettel Post's code of the service that parcels are handed over under."""
    viettel_post_webhook_secret: str = field(default="", repr=False)
    """What Viettel Post sends in the Authorization header of its webhooks; empty: none is believed."""
    language: Literal["vi", "en"] = "vi"
