"""The papers beside the label: bag label, manifest, packing slip, route sheet, packing instruction."""

from logistics.labels.documents.bag_label import write_bag_labels
from logistics.labels.documents.manifest import write_manifest
from logistics.labels.documents.packing_instruction import write_packing_instruction
from logistics.labels.documents.packing_slip import write_packing_slips
from logistics.labels.documents.route_sheet import write_route_sheet

__all__ = [
    "write_bag_labels",
    "write_manifest",
    "write_packing_instruction",
    "write_packing_slips",
    "write_route_sheet",
]
