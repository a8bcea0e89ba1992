"""A layer of the index: the exact segment and the two segments of names of one range of change numbers.

Names are kept apart by whether their entry carries a valid code: a subject with a valid code can resemble only an
entry without one, for two valid codes are two enterprises whatever their names. So the most frequent question is
spared the larger part.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from jointsanction.engine_version import ENGINE_VERSION
from jointsanction.match.manifest import LayerPlace
from jointsanction.match.names import CommonKeys, NameIndexDamagedError, NameSegment
from jointsanction.match.segment import Segment, SegmentDamagedError

EXACT, CODED, UNCODED = "exact.seg", "names-coded.seg", "names-uncoded.seg"
# A registered name has three characters at least; what is longer than this is no name, whatever else it is.
_SHORTEST, _LONGEST = 3, 200
_S = TypeVar("_S", Segment, NameSegment)


class Layer:
    """The segments of one layer, open. ``coded`` and ``uncoded`` are the names of entries with and without a code."""

    __slots__ = ("coded", "exact", "find", "has", "place", "uncoded")

    def __init__(self, index: Path, place: LayerPlace, ledger_id: str) -> None:
        """Raises SegmentDamagedError naming the file that is missing, cut, or of another ledger or engine."""
        folder = index / place.folder
        self.place = place
        opened: list[Segment | NameSegment] = []
        try:
            self.exact = _opened(Segment, folder / EXACT, opened)
            self.coded = _opened(NameSegment, folder / CODED, opened)
            self.uncoded = _opened(NameSegment, folder / UNCODED, opened)
            self._require(layer_stamp(ledger_id, place.after, place.upto))
        except BaseException:
            for each in opened:
                each.close()
            raise
        self.find = self.exact.find
        self.has = self.exact.has

    def _require(self, stamp: str) -> None:
        """Every file belongs to this very layer."""
        info = self.exact.info
        exact = layer_stamp(info.ledger_id, info.after, info.upto, info.engine_version)
        for name, found in ((EXACT, exact), (CODED, self.coded.stamp), (UNCODED, self.uncoded.stamp)):
            if found != stamp:
                raise SegmentDamagedError(f"索引文件不属于此名单库或此版本：{self.place.folder}/{name}")

    @property
    def common(self) -> CommonKeys:
        """What is common in its names; of a base only."""
        return CommonKeys((self.coded.common, self.uncoded.common))

    def verify(self) -> None:
        """Read every file against its checksum; raises SegmentDamagedError naming the first that is damaged."""
        for name, segment in ((EXACT, self.exact), (CODED, self.coded), (UNCODED, self.uncoded)):
            try:
                segment.verify()
            except (SegmentDamagedError, NameIndexDamagedError) as error:
                raise SegmentDamagedError(f"{error.message}：{self.place.folder}/{name}") from error

    def close(self) -> None:
        """Give the mappings back."""
        for segment in (self.exact, self.coded, self.uncoded):
            segment.close()


def layer_stamp(ledger_id: str, after: int, upto: int, engine_version: str = ENGINE_VERSION) -> str:
    """What every file of a layer carries: files of different layers are never taken together."""
    return f"{ledger_id}:{engine_version}:{after}:{upto}"


def common_keys_of(base: Path) -> CommonKeys:
    """What is common in the names of a base, whether their entries carry a code or not; by its folder.

    Raises NameIndexDamagedError, FileNotFoundError.
    """
    return CommonKeys(NameSegment(base / name).common for name in (CODED, UNCODED))


def is_searchable(normal: str) -> bool:
    """Whether a normal form is long enough to resemble something, and short enough to be a name."""
    return _SHORTEST <= len(normal) <= _LONGEST


def _opened(kind: type[_S], path: Path, opened: list[Segment | NameSegment]) -> _S:
    where = f"{path.parent.name}/{path.name}"
    try:
        segment = kind(path)
    except FileNotFoundError as error:
        raise SegmentDamagedError(f"索引文件缺失：{where}") from error
    except (SegmentDamagedError, NameIndexDamagedError) as error:
        raise SegmentDamagedError(f"索引文件不完整或版本不符：{where}") from error
    except (LookupError, TypeError, ValueError) as error:
        # The header passed for one but says what cannot be.
        raise SegmentDamagedError(f"索引文件已损坏：{where}") from error
    opened.append(segment)
    return segment
