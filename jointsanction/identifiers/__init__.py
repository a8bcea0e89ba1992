"""Identifiers of enterprises (主体代码): read what people type, say what is wrong, suggest what was meant.

``read`` is the one door; each number has its own module with the same verbs (``compact``, ``validate``, ``is_valid``,
``problems``, ``check_character``, ``format``), whose docstring is its specification.
"""

from jointsanction.identifiers import org_code, placeholder, reg_no, resident_id, tax_no, uscc
from jointsanction.identifiers.problem import InvalidIdentifier, Problem
from jointsanction.identifiers.reading import Kind, Reading, State, read
from jointsanction.identifiers.repair import suggestions

__all__ = [
    "InvalidIdentifier",
    "Kind",
    "Problem",
    "Reading",
    "State",
    "org_code",
    "placeholder",
    "read",
    "reg_no",
    "resident_id",
    "suggestions",
    "tax_no",
    "uscc",
]
