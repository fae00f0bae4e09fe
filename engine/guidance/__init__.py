"""Guidance: what a person says about the sources by drawing.

Immutable data, never an edit of samples. A mark says "inside, the energy is this source's"
(activate) or "inside, this source has none" (deactivate). On a grid guidance becomes evidence.
"""

from engine.guidance.areas import Area
from engine.guidance.evidence import Evidence, Guidance, pin_exact, rasterise
from engine.guidance.files import (
    guidance_from_text,
    guidance_text,
    parse_guidance,
    read_guidance,
    write_guidance,
)
from engine.guidance.marks import (
    KINDS,
    MAX_PARTIALS,
    Band,
    Box,
    Extent,
    GuidanceError,
    Harmonics,
    Kind,
    Lasso,
    Mark,
    Patch,
    Span,
    Stroke,
)

__all__ = [
    "KINDS",
    "MAX_PARTIALS",
    "Area",
    "Band",
    "Box",
    "Evidence",
    "Extent",
    "Guidance",
    "GuidanceError",
    "Harmonics",
    "Kind",
    "Lasso",
    "Mark",
    "Patch",
    "Span",
    "Stroke",
    "guidance_from_text",
    "guidance_text",
    "parse_guidance",
    "pin_exact",
    "rasterise",
    "read_guidance",
    "write_guidance",
]
