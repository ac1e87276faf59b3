"""The peer's models, serializers, views and addresses; imported only once django_rest has set Django up."""
# mypy: ignore-errors

from __future__ import annotations

import hashlib
import uuid

from django.db import models, transaction
from django.urls import path
from django.utils import timezone
from rest_framework import authentication, exceptions, generics, permissions, serializers

EXISTING = {"managed": False, "app_label": "bench"}


class Credential(models.Model):
    user_id = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    Meta = type("Meta", (), EXISTING | {"db_table": "credential"})


class Seller(models.Model):
    code = models.CharField(max_length=16, unique=True)
    office_id = models.BigIntegerField()
    name = models.CharField(max_length=160)
    ocop_stars = models.IntegerField(null=True)

    Meta = type("Meta", (), EXISTING | {"db_table": "seller"})


class Office(models.Model):
    commune_code = models.CharField(max_length=8)

    Meta = type("Meta", (), EXISTING | {"db_table": "office"})


class Consignee(models.Model):
    name = models.CharField(max_length=160)
    name_folded = models.CharField(max_length=160, default="")
    phone = models.CharField(max_length=20)
    address = models.CharField(max_length=400)
    commune_code = models.CharField(max_length=8)
    province_code = models.CharField(max_length=8)
    note = models.CharField(max_length=400, default="", blank=True)

    Meta = type("Meta", (), EXISTING | {"db_table": "consignee"})


class Shipment(models.Model):
    office_id = models.BigIntegerField()
    seller = models.ForeignKey(Seller, models.PROTECT)
    consignee = models.ForeignKey(Consignee, models.PROTECT)
    channel = models.CharField(max_length=24)
    reference = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    service = models.CharField(max_length=24, default="standard")
    cod_amount_vnd = models.BigIntegerField(default=0)
    goods_value_vnd = models.BigIntegerField(default=0)
    promised_on = models.DateField(null=True)
    lot = models.CharField(max_length=40, default="")

    Meta = type("Meta", (), EXISTING | {"db_table": "shipment"})


class Parcel(models.Model):
    shipment = models.ForeignKey(Shipment, models.PROTECT, related_name="parcels")
    sequence = models.IntegerField()
    item_number = models.CharField(max_length=16, unique=True)
    profile_code = models.CharField(max_length=40)
    profile_version = models.IntegerField()
    carton_code = models.CharField(max_length=24)
    gross_mass_g = models.IntegerField()
    chargeable_mass_g = models.IntegerField()
    length_mm = models.IntegerField()
    width_mm = models.IntegerField()
    height_mm = models.IntegerField()
    marks = models.JSONField(default=list)
    status = models.CharField(max_length=32)
    status_at = models.DateTimeField(default=timezone.now)
    labels_printed = models.IntegerField(default=0)

    Meta = type("Meta", (), EXISTING | {"db_table": "parcel"})


class ShipmentLine(models.Model):
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="lines")
    sku = models.CharField(max_length=40)
    goods = models.CharField(max_length=40)
    description = models.CharField(max_length=200)
    quantity = models.IntegerField()
    unit_mass_g = models.IntegerField()
    amount_vnd = models.BigIntegerField(default=0)

    Meta = type("Meta", (), EXISTING | {"db_table": "shipment_line"})


class HandlingEvent(models.Model):
    event_id = models.UUIDField()
    ordinal = models.IntegerField(default=0)
    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="events")
    office = models.ForeignKey(Office, models.PROTECT, null=True)
    code = models.CharField(max_length=32)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    body_sha256 = models.CharField(max_length=64, default="")
    clock_confidence = models.CharField(max_length=32, default="trusted")
    clock_offset_s = models.IntegerField(default=0)
    device = models.CharField(max_length=64, default="")
    reason = models.CharField(max_length=40, default="")
    note = models.CharField(max_length=400, default="")
    evidence = models.JSONField(default=dict)

    Meta = type("Meta", (), EXISTING | {"db_table": "handling_event"})


class Token(authentication.BaseAuthentication):
    """A bearer's key, looked up by its hash."""

    def authenticate(self, request):
        secret = request.headers.get("Authorization", "").removeprefix("Bearer ")
        known = Credential.objects.filter(
            sha256=hashlib.sha256(secret.encode()).hexdigest(), expires_at__gt=timezone.now()
        ).first()
        if known is None:
            raise exceptions.AuthenticationFailed
        known.is_authenticated = True
        return known, None


class EventSerializer(serializers.ModelSerializer):
    commune = serializers.CharField(source="office.commune_code")

    class Meta:
        model = HandlingEvent
        fields = ("code", "happened_at", "commune", "reason")


class TrackingSerializer(serializers.ModelSerializer):
    promised_on = serializers.DateField(source="shipment.promised_on")
    lot = serializers.CharField(source="shipment.lot")
    seller = serializers.CharField(source="shipment.seller.name")
    ocop_stars = serializers.IntegerField(source="shipment.seller.ocop_stars")
    events = EventSerializer(many=True)

    class Meta:
        model = Parcel
        fields = ("item_number", "status", "status_at", "promised_on", "lot", "seller", "ocop_stars", "events")


class Tracking(generics.RetrieveAPIView):
    queryset = Parcel.objects.select_related("shipment__seller").prefetch_related(
        models.Prefetch("events", HandlingEvent.objects.select_related("office").order_by("-happened_at"))
    )
    serializer_class = TrackingSerializer
    lookup_field = "item_number"


class ConsigneeSerializer(serializers.ModelSerializer):
    class Meta:
        model = Consignee
        fields = ("name", "phone", "address", "commune_code", "province_code", "note")


class LineSerializer(serializers.ModelSerializer):
    class Meta:
        model = ShipmentLine
        fields = ("sku", "goods", "description", "quantity", "unit_mass_g", "amount_vnd")


class ParcelSerializer(serializers.ModelSerializer):
    class Meta:
        model = Parcel
        exclude = ("shipment", "labels_printed")


class ShipmentSerializer(serializers.ModelSerializer):
    """Checks the form and stores the rows: it packs nothing and looks no address up."""

    seller_code = serializers.SlugRelatedField("code", source="seller", queryset=Seller.objects)
    consignee = ConsigneeSerializer()
    lines = LineSerializer(many=True, write_only=True)
    parcels = ParcelSerializer(many=True, read_only=True)

    class Meta:
        model = Shipment
        fields = (
            *("id", "seller_code", "channel", "reference", "created_at", "service", "cod_amount_vnd"),
            *("goods_value_vnd", "promised_on", "consignee", "lines", "parcels"),
        )

    @transaction.atomic
    def create(self, validated_data):
        lines, seller = validated_data.pop("lines"), validated_data["seller"]
        consignee = Consignee.objects.create(**validated_data.pop("consignee"))
        shipment = Shipment.objects.create(consignee=consignee, office_id=seller.office_id, **validated_data)
        parcel = Parcel.objects.create(
            shipment=shipment,
            sequence=1,
            item_number=f"DR{shipment.id:012}",
            profile_code="tea_dry",
            profile_version=1,
            carton_code="S",
            gross_mass_g=sum(line["unit_mass_g"] * line["quantity"] for line in lines),
            chargeable_mass_g=500,
            length_mm=200,
            width_mm=150,
            height_mm=100,
            status="ready",
        )
        ShipmentLine.objects.bulk_create(ShipmentLine(parcel=parcel, **line) for line in lines)
        return shipment


class Create(generics.CreateAPIView):
    authentication_classes = (Token,)
    permission_classes = (permissions.IsAuthenticated,)
    queryset = Shipment.objects
    serializer_class = ShipmentSerializer


class NewEventSerializer(serializers.ModelSerializer):
    id = serializers.UUIDField(source="event_id", default=uuid.uuid4)
    parcel = serializers.SlugRelatedField("item_number", queryset=Parcel.objects)

    class Meta:
        model = HandlingEvent
        fields = ("id", "code", "happened_at", "parcel", "reason", "note")

    @transaction.atomic
    def create(self, validated_data):
        event = super().create(validated_data)
        Parcel.objects.filter(pk=event.parcel_id).update(status="at_hub", status_at=event.happened_at)
        return event


class Event(generics.CreateAPIView):
    authentication_classes = (Token,)
    permission_classes = (permissions.IsAuthenticated,)
    queryset = HandlingEvent.objects
    serializer_class = NewEventSerializer


urlpatterns = [
    path("api/v1/tracking/<item_number>", Tracking.as_view()),
    path("api/v1/shipments", Create.as_view()),
    path("api/v1/events", Event.as_view()),
]
