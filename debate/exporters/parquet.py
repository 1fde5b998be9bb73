"""A table as Parquet, a row group for each chunk of rows, typed as its columns say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from debate.exporters.outlet import Outlet
from debate.exporters.sql_table import Row, Table


def parquet(table: Table, chunks: Iterable[list[Row]]) -> Iterator[bytes]:
    # Imported here because it takes 30 MB and more, which every process would pay at its start.
    import pyarrow  # type: ignore[import-untyped]
    from pyarrow.parquet import ParquetWriter  # type: ignore[import-untyped]

    schema, outlet = _schema(table), Outlet()
    with ParquetWriter(outlet, schema, compression="zstd") as writer:
        for rows in chunks:
            columns = zip(schema, zip(*rows, strict=True), strict=True)
            arrays = [pyarrow.array(values, type=field.type) for field, values in columns]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))
            yield outlet.taken()
    yield outlet.taken()


def _schema(table: Table) -> Any:
    """Each column's type, with its meaning beside it in the file."""
    import pyarrow

    types = {
        "text": pyarrow.string(),
        "texts": pyarrow.list_(pyarrow.string()),
        "integer": pyarrow.int64(),
        "integers": pyarrow.list_(pyarrow.int32()),
        "number": pyarrow.float64(),
        "yes or no": pyarrow.bool_(),
        "time": pyarrow.timestamp("us", tz="UTC"),
        "JSON": pyarrow.string(),
    }
    fields = [
        pyarrow.field(name, types[column.kind], metadata={"meaning": column.meaning})
        for name, column in table.columns.items()
    ]
    return pyarrow.schema(fields)
