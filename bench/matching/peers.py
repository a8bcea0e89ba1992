"""The peers: what one would otherwise build a search for Chinese company names with, each as it does best.

Settings are those under which each peer did best on 1,000,000 names among the ways that were tried.
"""

from __future__ import annotations

import re
import sqlite3
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import tantivy
from rapidfuzz import fuzz, process

from matching.searcher import Answer, nearest, plain

TOP = 50
_USUAL_RATIO = 0.85
_FORM = re.compile("(?:集团)?(?:股份)?(?:有限责任公司|有限公司|公司)$|(?:农民)?专业合作社$")


class Fts5:
    """SQLite FTS5 over trigrams, the 50 best by bm25, then rapidfuzz ratio; the form is cut off the question."""

    threshold = _USUAL_RATIO

    def __init__(self, folder: Path, listed: Sequence[str], *, cut_form: bool) -> None:
        self.label = "FTS5 trigram, form cut + rapidfuzz" if cut_form else "FTS5 trigram + rapidfuzz"
        how = "legal form stripped from the question" if cut_form else "whole question"
        self.settings = f"SQLite {sqlite3.sqlite_version}, {how}, OR of trigrams, {TOP} best by bm25, rapidfuzz ratio"
        self._cut_form = cut_form
        path = folder / f"fts5-{int(cut_form)}.db"
        self._database = sqlite3.connect(path)
        start = time.perf_counter()
        self._database.execute("CREATE VIRTUAL TABLE n USING fts5(name, tokenize='trigram')")
        self._database.executemany("INSERT INTO n (rowid, name) VALUES (?, ?)", enumerate(listed, start=1))
        self._database.commit()
        self.build_seconds = time.perf_counter() - start
        self.disk_bytes = path.stat().st_size

    def best(self, written: str) -> Answer | None:
        """The best of the 50."""
        asked = plain(written).replace('"', "")
        text = _FORM.sub("", asked) if self._cut_form else asked
        text = text if len(text) > 2 else asked
        grams = " OR ".join(f'"{text[at : at + 3]}"' for at in range(len(text) - 2))
        if not grams:
            return None
        rows = self._database.execute("SELECT rowid, name FROM n WHERE n MATCH ? ORDER BY rank LIMIT ?", (grams, TOP))
        return nearest(asked, [(row - 1, name) for row, name in rows])

    def close(self) -> None:
        """Close the file."""
        self._database.close()


class Tantivy:
    """tantivy over bigrams, the 50 best by bm25, then rapidfuzz ratio."""

    label = "tantivy bigram + rapidfuzz"
    threshold = _USUAL_RATIO

    def __init__(self, folder: Path, listed: Sequence[str]) -> None:
        self.settings = f"tantivy {tantivy.__version__}, ngram(2,2), OR of terms, {TOP} best by bm25, rapidfuzz ratio"
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("name", stored=True, tokenizer_name="bigram")
        builder.add_unsigned_field("row", stored=True)
        self._schema = builder.build()
        where = folder / "tantivy"
        where.mkdir()
        start = time.perf_counter()
        index = tantivy.Index(self._schema, path=str(where))
        index.register_tokenizer("bigram", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(2, 2, False)).build())
        writer = index.writer(200_000_000)
        for row, name in enumerate(listed):
            writer.add_document(tantivy.Document(name=name, row=row))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._index = index
        self._searcher = index.searcher()
        self.build_seconds = time.perf_counter() - start
        self.disk_bytes = sum(file.stat().st_size for file in where.iterdir())

    def best(self, written: str) -> Answer | None:
        """The best of the 50."""
        asked = plain(written)
        terms = {asked[at : at + 2] for at in range(len(asked) - 1)}
        should = tantivy.Occur.Should
        query = tantivy.Query.boolean_query(
            [(should, tantivy.Query.term_query(self._schema, "name", term)) for term in sorted(terms)]
        )
        rows = []
        for _, address in self._searcher.search(query, TOP).hits:
            document = self._searcher.doc(address)
            rows.append((document.get_first("row"), document.get_first("name")))
        return nearest(asked, rows)

    def close(self) -> None:
        """Nothing is held but files of the folder."""


class BruteForce:
    """rapidfuzz ratio against every name."""

    label = "rapidfuzz brute force"
    settings = "process.extractOne, ratio, NFKC"
    threshold = _USUAL_RATIO
    build_seconds = 0.0
    disk_bytes = 0

    def __init__(self, listed: Sequence[str]) -> None:
        self._listed = [unicodedata.normalize("NFKC", name) for name in listed]

    def best(self, written: str) -> Answer | None:
        """The nearest of all."""
        found = process.extractOne(plain(written), self._listed, scorer=fuzz.ratio)
        return Answer(found[2], found[1] / 100) if found else None

    def close(self) -> None:
        """Nothing is held."""
