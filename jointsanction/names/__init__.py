"""Enterprise names: their normal form, what a written name says beside it, and the parts it is made of.

Resemblance (the next layer) builds on :class:`NameParts`; this package only says what is certain.
"""

from jointsanction.names.branch import parent_of
from jointsanction.names.completeness import is_complete
from jointsanction.names.contradiction import cores_contradict
from jointsanction.names.normal_form import normal_form
from jointsanction.names.parts import NameParts, parts
from jointsanction.names.person import is_person
from jointsanction.names.reading import NameReading, read

__all__ = [
    "NameParts",
    "NameReading",
    "cores_contradict",
    "is_complete",
    "is_person",
    "normal_form",
    "parent_of",
    "parts",
    "read",
]
