"""What is allowed in a memorandum but worth a second look."""

from __future__ import annotations

from collections.abc import Iterator

from jointsanction.errors import Finding
from jointsanction.memoranda.live_basis import can_qualify
from jointsanction.memoranda.parsed import Parsed
from jointsanction.memoranda.references import References
from jointsanction.memoranda.schema import ItemsChosen
from jointsanction.model import Obligation


def advice_findings(each: Parsed, references: References) -> Iterator[Finding]:
    """Findings that leave the file usable; only for names that the catalogue knows."""
    for path, measure in each.measures():
        bases = [basis for text in measure.legal_bases if (basis := references.legal_basis(text)) is not None]
        if measure.obligation is Obligation.MANDATORY and not measure.legal_bases:
            yield each.finding(
                (*path, "legal_bases"),
                "ADVICE_NO_LEGAL_BASIS",
                "强制措施没有法律依据，只能从严审核，不能据此限制",
                "有法律、法规或中央政策依据的，请写明",
            )
        elif measure.obligation is Obligation.MANDATORY and bases and not can_qualify(bases):
            yield each.finding(
                (*path, "legal_bases"),
                "ADVICE_BASIS_TOO_LOW",
                "强制措施的依据只有规章或规范性文件，只能从严审核，不能据此限制",
                "有法律、法规或中央政策依据的，请写明",
            )
        if measure.obligation is Obligation.MANDATORY:
            for at, text in enumerate(measure.departments):
                if references.is_private(text):
                    yield each.finding(
                        (*path, "departments", at),
                        "ADVICE_NOT_PUBLIC",
                        f"“{text}”不是国家机关，只能建议，不能强制其惩戒",
                        "请确认法律要求其直接执行，否则写 obligation: advisory",
                    )
        if isinstance(measure.items, ItemsChosen) and references.touches_nothing(measure.items):
            yield each.finding(
                (*path, "items"),
                "ADVICE_ITEMS_TOUCH_NOTHING",
                "所写条件没有触及目录中的任何事项，这条措施不会起作用",
                "请核对标签、编码和名称用词，或把事项写入 catalog/items.yaml",
            )
