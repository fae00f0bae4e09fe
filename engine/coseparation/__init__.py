"""Co-separation: the sound that several files share (Tian, Xu & Li 2019, arXiv 1912.10292).

The files are placed on a common clock (align), their shared sound is estimated from all of them
together (coseparate), and each file is split into its clean and its shared part (channel_gains).
"""

from engine.coseparation.claims import SOURCES, Drawn, parse_drawn, read_drawn
from engine.coseparation.material import MAX_FILES, MIN_FILES, Material, read_material
from engine.coseparation.model import Schedule
from engine.coseparation.placement import KINDS, Alignment, CoseparationError, Kind, Placement
from engine.coseparation.steps import (
    CoseparationSettings,
    CoseparationStep,
    Result,
    Steps,
    align,
    coseparate,
)
from engine.coseparation.watch import Watch

__all__ = [
    "KINDS",
    "MAX_FILES",
    "MIN_FILES",
    "SOURCES",
    "Alignment",
    "CoseparationError",
    "CoseparationSettings",
    "CoseparationStep",
    "Drawn",
    "Kind",
    "Material",
    "Placement",
    "Result",
    "Schedule",
    "Steps",
    "Watch",
    "align",
    "coseparate",
    "parse_drawn",
    "read_drawn",
    "read_material",
]
