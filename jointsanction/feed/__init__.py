"""Feed: files into records (来源记录) for the ledger, and into subjects (主体) for batch screening.

``open_table`` reads CSV, Excel and JSON lines as rows of text; ``recognise_columns`` says what each column means;
``read_records`` and ``read_subjects`` make one answer of every row. A row that cannot be used is an answer too.
"""

from jointsanction.feed.columns import ColumnMap, recognise_columns
from jointsanction.feed.opening import open_table
from jointsanction.feed.records import read_records
from jointsanction.feed.subjects import read_subjects
from jointsanction.feed.table import Row, TableReader

__all__ = [
    "ColumnMap",
    "Row",
    "TableReader",
    "open_table",
    "read_records",
    "read_subjects",
    "recognise_columns",
]
