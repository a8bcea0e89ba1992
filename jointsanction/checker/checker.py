"""The one place where a question becomes a decision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

from msgspec.structs import replace

from jointsanction.catalog import ResolvedContext
from jointsanction.checker.data_directory import DataDirectory
from jointsanction.checker.decide import decide
from jointsanction.checker.freshness import ListFreshness, freshness_of, never_loaded_warnings
from jointsanction.checker.matcher import Matcher, read_question
from jointsanction.checker.rules import Rules, rules_in_force
from jointsanction.engine_version import ENGINE_VERSION
from jointsanction.errors import LedgerError, QuestionError
from jointsanction.ledger import Ledger
from jointsanction.match import BLOCK, Builds, EntryIndex, Resembling, SubjectReading
from jointsanction.model import Context, Decision, Subject

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept one time without daylight saving since 1991; list days are counted in it."""

ASK_AGAIN_SECONDS = 1.0
"""The ledger's mark is trusted this long: its file might have been taken away under a running process."""

_EMPTY_CONTEXT = Context()


def shanghai_today() -> date:
    """The present day in Asia/Shanghai: the default clock of a checker."""
    return datetime.now(UTC).astimezone(SHANGHAI).date()


class Checker:
    """Asks the lists about enterprises; opened once, used for any number of checks by one thread at a time.

    A check sees every load that was finished before it began, by whatever process. ``list_version`` is that of the
    entries and reviews: the ledger's id and their last change number.
    """

    list_version: str

    def __init__(
        self, ledger: Ledger, index: EntryIndex, rules: Rules, *, today: Callable[[], date], pinned: bool
    ) -> None:
        self._ledger = ledger
        self._pinned = pinned
        self._index = index
        self._rules = rules
        self._matcher = Matcher(ledger, index, rules.catalog)
        self._today = today
        self._mark = 0
        self._ask_again_at = 0.0
        self._take_up()

    @classmethod
    def open(
        cls,
        data: str | Path,
        *,
        today: Callable[[], date] = shanghai_today,
        read_only: bool = False,
        upto: int | None = None,
        serving: bool = False,
        builds: Builds | None = None,
    ) -> Checker:
        """Open a data directory. ``today`` gives the day decided on where a context names none.

        ``read_only`` writes nothing at all: no index is built and edited rule files are used without being stored.
        ``upto`` pins the checker to a change number of the past: it never sees what came later. ``serving``: a long
        load is taken up once it is done and indexed, and no check waits for that; ``builds`` says who indexes it.

        Raises DataDirectoryError, LedgerError, CatalogError or RulesError, each with a stable reason.
        """
        directory = DataDirectory(Path(data)).require()
        ledger = Ledger.open(directory.ledger, read_only=read_only)
        try:
            rules = rules_in_force(directory, ledger, now=None if read_only else datetime.now(UTC))
            index = EntryIndex(
                ledger, directory.index, may_build=not read_only, upto=upto, serving=serving, builds=builds
            )
        except BaseException:
            ledger.close()
            raise
        return cls(ledger, index, rules, today=today, pinned=upto is not None)

    def check(self, subject: Subject, context: Context = _EMPTY_CONTEXT) -> Decision:
        """Decide about one subject.

        Raises QuestionError when the question cannot be answered as asked (SUBJECT_EMPTY, DEPARTMENT_NOT_FOUND,
        REGION_NOT_FOUND, FIELD_TOO_LONG) and LedgerError LEDGER_EMPTY when nothing was ever loaded: no answer is
        never CLEAR.
        """
        if self._is_empty:
            self.refresh()
            self._require_lists()
        return self.check_resolved(subject, self._rules.catalog.resolve(context), context.as_of)

    def check_resolved(self, subject: Subject, resolved: ResolvedContext, as_of: date | None) -> Decision:
        """The same where the catalogue of ``rules`` has resolved the context already; ``as_of`` None is today."""
        self.refresh()
        if self._is_empty:
            self._require_lists()
        return self._decision(read_question(subject), resolved, as_of or self._today(), None)

    def _decision(
        self, reading: SubjectReading, resolved: ResolvedContext, as_of: date, resembling: Resembling | None
    ) -> Decision:
        rules = self._rules
        matches, about_matches = self._matcher.matches(reading, as_of, resembling)
        verdict = decide(matches, rules.rulebook, resolved, as_of)
        warnings = (
            *reading.warnings,
            *about_matches,
            *resolved.warnings,
            *verdict.warnings,
            *self._never_loaded,
        )
        return Decision(
            verdict.outcome,
            verdict.if_confirmed,
            resolved.scope,
            reading.subject,
            verdict.matches,
            verdict.measures,
            verdict.suppressed,
            verdict.for_persons,
            warnings,
            as_of,
            self.list_version,
            rules.version,
            self.engine_version,
        )

    def check_many(
        self, questions: Iterable[Subject | tuple[Subject, Context]], context: Context = _EMPTY_CONTEXT
    ) -> Iterator[Decision | QuestionError]:
        """Decide about many subjects in order; a question that cannot be answered yields its error in its place."""
        for question in questions:
            subject, its_context = question if isinstance(question, tuple) else (question, context)
            try:
                yield self.check(subject, its_context)
            except QuestionError as error:
                yield error

    def check_block(
        self, subjects: Sequence[Subject], context: Context = _EMPTY_CONTEXT
    ) -> list[Decision | QuestionError]:
        """Decide about many subjects on one state of the lists: the same decisions, a third sooner than one by one,
        because names are looked up together. A subject that cannot be asked about has its error in its place.

        Raises what ``check`` raises, but QuestionError only where it is the context's.
        """
        self.refresh()
        self._require_lists()
        resolved, as_of = self._rules.catalog.resolve(context), context.as_of or self._today()
        answers: list[Decision | QuestionError] = []
        for begin in range(0, len(subjects), BLOCK):
            read = [_read(subject) for subject in subjects[begin : begin + BLOCK]]
            resembling = iter(self._matcher.resembling_each([one for one in read if isinstance(one, SubjectReading)]))
            answers += [
                one if isinstance(one, QuestionError) else self._decision(one, resolved, as_of, next(resembling))
                for one in read
            ]
        return answers

    def refresh(self) -> bool:
        """Take up what other processes have written since; True where something changed. Each check does so."""
        mark = self._ledger.change_mark()
        if (mark == self._mark and mark and monotonic() < self._ask_again_at) or self._pinned:
            return False
        # The mark first: what is written between the two looks is seen next time.
        self._mark, self._ask_again_at = mark, monotonic() + ASK_AGAIN_SECONDS
        if self._ledger.change_no() == self._index.change_no:
            return False
        before = self._index.change_no
        self._index.refresh()
        if self._index.is_behind:
            self._mark = 0  # a layer is being built, or much is taken up step by step: ask again
        if self._index.change_no == before:
            return False
        self._take_up()
        return True

    def _take_up(self) -> None:
        """What follows from the ledger's state: freshness, the version, and what every decision says of the lists."""
        receipts = self._ledger.list_receipts()
        if self._pinned:
            known = self._ledger.lists_with_entries(upto=self._index.change_no)
            receipts = {code: receipt for code, receipt in receipts.items() if code in known}
        self._receipts = receipts
        self._tell_freshness()
        last = self._ledger.entries_change_no(upto=self._index.change_no)
        reviewed = self._ledger.reviews_change_no(upto=self._index.change_no)
        self.list_version = f"{self._ledger.ledger_id}-{max(last, reviewed)}"
        self._is_empty = last == 0

    def _tell_freshness(self) -> None:
        self._lists = freshness_of(self._rules.catalog, self._receipts)
        self._never_loaded = never_loaded_warnings(self._lists)

    def use_rules(self, rules: Rules) -> None:
        """Decide by another rule set from the next check on; called by the thread that checks, and takes no time.

        Making the rule set (``rules_in_force``) is what takes time, and can be done by any thread.
        """
        self._rules = rules
        self._matcher = Matcher(self._ledger, self._index, rules.catalog)
        self._tell_freshness()

    def settle(self, context: Context) -> Context:
        """The context with its day filled in; raises QuestionError where it names what the catalogue does not know."""
        self._require_lists()
        self._rules.catalog.resolve(context)
        return replace(context, as_of=context.as_of or self._today())

    def freshness(self) -> tuple[ListFreshness, ...]:
        """How fresh each list of the catalogue is: the envelope around decisions."""
        return self._lists

    def today(self) -> date:
        """The day decided on where a context names none."""
        return self._today()

    @property
    def engine_version(self) -> str:
        """The engine's own version and the change number of the index's base.

        From the names in the base the resemblance score learns what is common in this list.
        """
        return f"{ENGINE_VERSION}.{self._index.built_at}"

    @property
    def change_no(self) -> int:
        """The change number of the ledger that decisions are made on."""
        return self._index.change_no

    @property
    def rules(self) -> Rules:
        """The rules in force, with the findings of files that were left aside for them."""
        return self._rules

    def close(self) -> None:
        """Release the ledger and the index."""
        self._mark = 0
        self._index.close()
        self._ledger.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _require_lists(self) -> None:
        if self._is_empty:
            raise LedgerError("名单库是空的：从未载入任何名单，不能作出结论", reason="LEDGER_EMPTY")


def _read(subject: Subject) -> SubjectReading | QuestionError:
    try:
        return read_question(subject)
    except QuestionError as error:
        return error
