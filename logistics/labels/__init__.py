"""Labels and papers of a parcel's way: pure functions from content to PDF, ZPL, SVG and PNG.

>>> from logistics.labels.content import LabelContent           # what is printed
>>> from logistics.labels.formats import LabelFormat, Paper, PrintLayout
>>> from logistics.labels.pdf import write_pdf                  # (labels, stream, layout) -> how many
>>> from logistics.labels.zpl import font_download, zpl         # (labels, dots_per_mm, format) -> commands per label
>>> from logistics.labels.preview import png, svg               # (label, format) -> one picture
>>> from logistics.labels.arrange import shortened              # (label, format) -> texts the slip must carry
>>> from logistics.labels.documents import write_bag_labels, write_manifest, write_packing_slips, write_route_sheet
>>> from logistics.labels.verify import readable                # an independent reader's word, for samples

content -> wording (words per slot) -> designs (where they stand) -> arrange (fitted, symbols made and read
back) -> shapes -> operators and pdf_file, zpl, svg_drawing or raster.
"""
