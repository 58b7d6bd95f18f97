"""SQL for what happens on every page: the ORM would compile it anew each time, which takes longer than running it.

Values go through the fields' own conversions, and identifiers are quoted by the database backend, so
that every database Django supports is served the same way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple, TypeVar, cast

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import AutoField, Expression, Field, ForeignKey, JSONField, Model, QuerySet
from django.db.models.expressions import RawSQL

Row = TypeVar("Row", bound=Model)
Converter = Callable[[Any, Any, Any], Any]

# Of one statement; SQLite takes no more.
_MOST_PARAMETERS = 900


class Sql(NamedTuple):
    """A statement, or an expression in place of a value, with the values of its placeholders."""

    text: str
    params: Sequence[Any] = ()


def run(connection: BaseDatabaseWrapper, statement: Sql) -> int:
    """Execute and return the number of rows concerned."""
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return int(cursor.rowcount)


def held(rows: QuerySet[Row], connection: BaseDatabaseWrapper) -> QuerySet[Row]:
    """The rows, locked against changes until the transaction ends.

    PostgreSQL then still lets others refer to them, as it checks foreign keys; else that would wait for the lock too.
    """
    return rows.select_for_update(no_key=connection.features.has_select_for_no_key_update)


def having(
    rows: QuerySet[Row, Any], column: str, values: Iterable[Any], connection: BaseDatabaseWrapper
) -> Iterator[Any]:
    """Those of the rows whose column has one of the values: by one statement on PostgreSQL, else by one for some hundred."""
    wanted = list(values)
    is_postgresql = connection.vendor == "postgresql"
    size = len(wanted) if is_postgresql else _MOST_PARAMETERS
    type_ = cast("Field[Any, Any]", rows.model._meta.get_field(column)).rel_db_type(connection)
    for start in range(0, len(wanted), size or 1):
        some = wanted[start : start + size]
        given = RawSQL(f"SELECT unnest(%s::{type_}[])", [some]) if is_postgresql else some
        yield from rows.filter(**{f"{column}__in": given})


class Selection:
    """A query for columns of a row and its relations by one unique column, compiled once for each kind of database."""

    def __init__(self, model: type[Model], *, where: str, columns: Sequence[str]) -> None:
        self._model, self._where, self._columns = model, where, columns
        self._compiled: dict[str, tuple[str, Sequence[Expression]]] = {}

    def first(self, connection: BaseDatabaseWrapper, key: Any) -> list[Any] | None:
        """The columns of the row whose unique column has that value; None if there is no such row."""
        sql, expressions = self._compiled.get(connection.vendor) or self._compile(connection, key)
        with connection.cursor() as cursor:
            cursor.execute(sql, [self._key_field.get_db_prep_value(key, connection)])
            row = cursor.fetchone()
        if row is None:
            return None
        return [_converted(value, expression, connection) for value, expression in zip(row, expressions, strict=True)]

    @cached_property
    def _key_field(self) -> Field[Any, Any]:
        field = self._model._meta.get_field(self._where)
        assert isinstance(field, Field)
        return field

    def _compile(self, connection: BaseDatabaseWrapper, key: Any) -> tuple[str, Sequence[Expression]]:
        rows = self._model._base_manager.using(connection.alias).filter(**{self._where: key})
        compiler = rows.values_list(*self._columns).order_by().query.get_compiler(connection=connection)
        sql, _ = compiler.as_sql()
        self._compiled[connection.vendor] = compiled = sql, [column[0] for column in compiler.select]
        return compiled


def _converted(value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
    converters: list[Converter] = connection.ops.get_db_converters(expression)
    for converter in (*converters, *expression.get_db_converters(connection)):
        value = converter(value, expression, connection)
    return value


class Table:
    """SQL that writes to the table of a model, and its running; values are given by column name."""

    def __init__(self, model: type[Model]) -> None:
        self._model = model

    def insert(self, connection: BaseDatabaseWrapper, *rows: Mapping[str, Any]) -> None:
        """Add rows that all give the same columns; nothing happens without any."""
        if rows:
            run(connection, self.insertion(connection, *rows))

    def insert_one(self, connection: BaseDatabaseWrapper, row: Mapping[str, Any]) -> int:
        """Add a row and return the id that the database gave it."""
        insertion = self.insertion(connection, row)
        key = self._model._meta.pk.attname
        with connection.cursor() as cursor:
            if connection.features.can_return_columns_from_insert:
                cursor.execute(f"{insertion.text} RETURNING {connection.ops.quote_name(key)}", insertion.params)
                return int(cursor.fetchone()[0])
            cursor.execute(*insertion)
            return int(connection.ops.last_insert_id(cursor, self._model._meta.db_table, key))

    def update(self, connection: BaseDatabaseWrapper, changes: Mapping[str, Any], **where: Any) -> bool:
        """Change the row whose columns have the values of `where` (None: is null); return whether there is one."""
        return run(connection, self.changing(connection, changes, **where)) > 0

    def insert_many(self, connection: BaseDatabaseWrapper, rows: Sequence[dict[str, Any]]) -> None:
        """Add rows that all give the same columns, as fast as the database takes them.

        A reference may be the row that it refers to, if that has its key. A table that numbers its rows must have a
        column `guid`; the rows are given their keys, as `id`.
        """
        if not rows:
            return
        is_numbered = isinstance(self._model._meta.pk, AutoField)
        if connection.vendor == "postgresql":
            if is_numbered:
                self._number(connection, rows)
            self._copy(connection, rows)
            return
        names = ", ".join(map(connection.ops.quote_name, rows[0]))
        marks = ", ".join(["%s"] * len(rows[0]))
        text = f"INSERT INTO {self._name(connection)} ({names}) VALUES ({marks})"
        with connection.cursor() as cursor:
            cursor.executemany(text, self._prepared(connection, rows, list(rows[0])))
        if is_numbered:
            self._read_numbers(connection, rows)

    def update_many(
        self, connection: BaseDatabaseWrapper, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]
    ) -> None:
        """Change these columns of the rows, each by its key, which is `id`."""
        if not rows:
            return
        if connection.vendor == "postgresql":
            self._update_at_once(connection, rows, ["id", *columns])
            return
        assignments = ", ".join(f"{connection.ops.quote_name(column)} = %s" for column in columns)
        text = f"UPDATE {self._name(connection)} SET {assignments} WHERE id = %s"
        with connection.cursor() as cursor:
            cursor.executemany(text, self._prepared(connection, rows, [*columns, "id"]))

    def _number(self, connection: BaseDatabaseWrapper, rows: Sequence[dict[str, Any]]) -> None:
        text = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
        with connection.cursor() as cursor:
            cursor.execute(text, [self._model._meta.db_table, len(rows)])
            for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
                row["id"] = key

    def _read_numbers(self, connection: BaseDatabaseWrapper, rows: Sequence[dict[str, Any]]) -> None:
        objects = self._model._base_manager.using(connection.alias)
        keys = dict(having(objects.values_list("guid", "pk"), "guid", [row["guid"] for row in rows], connection))
        for row in rows:
            row["id"] = keys[row["guid"]]

    def _copy(self, connection: BaseDatabaseWrapper, rows: Sequence[Mapping[str, Any]]) -> None:
        names = ", ".join(map(connection.ops.quote_name, rows[0]))
        with connection.cursor() as cursor, cursor.copy(f"COPY {self._name(connection)} ({names}) FROM STDIN") as copy:
            for values in self._prepared(connection, rows, list(rows[0])):
                copy.write_row(values)

    def _update_at_once(
        self, connection: BaseDatabaseWrapper, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]
    ) -> None:
        arrays = ", ".join(f"%s::{self._fields[column].rel_db_type(connection)}[]" for column in columns)
        assignments = ", ".join(f"{connection.ops.quote_name(column)} = told.{column}" for column in columns[1:])
        text = (
            f"UPDATE {self._name(connection)} AS row SET {assignments} "
            f"FROM unnest({arrays}) AS told({', '.join(columns)}) WHERE row.id = told.id"
        )
        values = zip(*self._prepared(connection, rows, columns), strict=True)
        run(connection, Sql(text, [list(column) for column in values]))

    def insertion(self, connection: BaseDatabaseWrapper, *rows: Mapping[str, Any], source: str | None = None) -> Sql:
        """`INSERT` of rows; with a `source`, of the one row for each row of that table, whose columns it may read."""
        texts = []
        params: list[Any] = []
        for row in rows:
            values = [self._value(connection, column, value) for column, value in row.items()]
            texts.append(", ".join(value.text for value in values))
            params += chain.from_iterable(value.params for value in values)
        content = f"SELECT {texts[0]} FROM {source}" if source else f"VALUES ({'), ('.join(texts)})"
        names = ", ".join(map(connection.ops.quote_name, rows[0]))
        return Sql(f"INSERT INTO {self._name(connection)} ({names}) {content}", params)

    def changing(self, connection: BaseDatabaseWrapper, changes: Mapping[str, Any], **where: Any) -> Sql:
        """`UPDATE` of the row whose columns have the values of `where`."""
        assignments, params = self._equations(connection, changes)
        given = {column: value for column, value in where.items() if value is not None}
        conditions, values = self._equations(connection, given)
        conditions += [f"{connection.ops.quote_name(column)} IS NULL" for column in where if column not in given]
        text = f"UPDATE {self._name(connection)} SET {', '.join(assignments)} WHERE {' AND '.join(conditions)}"
        return Sql(text, params + values)

    def _equations(self, connection: BaseDatabaseWrapper, values: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
        texts: list[str] = []
        params: list[Any] = []
        for column, given in values.items():
            value = self._value(connection, column, given)
            texts.append(f"{connection.ops.quote_name(column)} = {value.text}")
            params += value.params
        return texts, params

    def _value(self, connection: BaseDatabaseWrapper, column: str, value: Any) -> Sql:
        if isinstance(value, Sql):
            return value
        return Sql("%s", (self._fields[column].get_db_prep_save(value, connection),))

    def _prepared(
        self, connection: BaseDatabaseWrapper, rows: Sequence[Mapping[str, Any]], columns: Sequence[str]
    ) -> list[Sequence[Any]]:
        """The values of each row, as the database's driver takes them."""
        prepared = (self._column(connection, [row[column] for row in rows], column) for column in columns)
        return list(zip(*prepared, strict=True))

    def _column(self, connection: BaseDatabaseWrapper, values: list[Any], column: str) -> list[Any]:
        field = self._fields[column]
        if isinstance(field, ForeignKey):
            values = [value["id"] if type(value) is dict else value for value in values]
        if connection.vendor != "postgresql":
            return [field.get_db_prep_save(value, connection) for value in values]
        if isinstance(field, JSONField):
            return ["{}" if value == {} else json.dumps(value) for value in values]
        # The driver takes all else as it is.
        return values

    def _name(self, connection: BaseDatabaseWrapper) -> str:
        return connection.ops.quote_name(self._model._meta.db_table)

    @cached_property
    def _fields(self) -> Mapping[str, Field[Any, Any]]:
        return {field.attname: field for field in self._model._meta.concrete_fields}
