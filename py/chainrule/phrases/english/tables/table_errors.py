"""Tables and formulas: errors, and remarks on values that are left out or filled in."""

from __future__ import annotations

TABLE_ERRORS = {
    # --- values that are not allowed
    "table.is.zip": "an Excel workbook or another zip archive",
    "table.is.xls": "an Excel workbook (.xls)",
    "table.is.gzip": "a gzip archive",
    "table.is.pdf": "a PDF document",
    "table.is.parquet": "a Parquet file",
    "table.is.picture": "a picture",
    "table.is.sqlite": "an SQLite database",
    "table.is.binary": "a binary file",
    "table.is.json": "JSON",
    "table.is.markup": "a web page or XML",
    "table.is.empty": "an empty text",
    "table.is.header": "a header without rows",
    "table.is.one_column": "one column",
    "table.is.many_rows": "more than {most:,} rows",
    "table.is.columns": "{count:,} columns",
    "table.is.long": "a text of {count:,} characters",
    "table.is.long_line": "a line of {count:,} characters",
    "table.is.many_lines": "a text of {count:,} lines",
    "table.is.long_cell": "a cell of more than {most:,} characters",
    "table.is.quoted": "a quotation mark left open or followed by text on line {line}",
    "table.is.width": "line {line} with {cells:,} {cells|cell|cells}",
    "table.is.not_encoded": "a file that is not {encoding} (line {line})",
    "table.is.half_utf8": "UTF-8 text with {count:,} invalid {count|byte|bytes}",
    "table.is.few_rows": "{count:,} {count|row|rows} without a missing value",
    "table.is.far": "{name}, of which one value is more than 1e308 deviations away,",
    "table.is.no_training": "a column '{name}' without a complete row for training",
    "table.is.values": "{name}, with {count:,} {count|value|values},",
    "table.is.unknown": "{name}, without a value in the training rows,",
    "table.is.many_inputs": "{count:,} {count|column|columns}",
    "table.is.many_inputs.of": "{count:,} {count|column|columns} with {inputs} inputs",
    "table.is.many_inputs.texts": "{count:,} {count|column|columns}, of which {name} has {texts} "
    "texts,",
    # --- what is allowed
    "table.allowed.text_file": "a text file; save the sheet as CSV",
    "table.allowed.cells_file": "a text file with rows of cells",
    "table.allowed.csv": "rows of cells, as in a CSV file",
    "table.allowed.cells": "rows of cells",
    "table.allowed.rows_below": "at least one row below it",
    "table.allowed.two_columns": "a target and something to predict it from",
    "table.allowed.fewer": "as many or fewer",
    "table.allowed.most": "at most {most:,}",
    "table.allowed.short_cells": "shorter cells; a quotation mark may be left open",
    "table.allowed.quoted": 'cells as "a, b", quotation marks in them doubled',
    "table.allowed.width": "{width} as in most rows",
    "table.allowed.encoding": "the encoding in which the file was saved",
    "table.allowed.utf8": "valid UTF-8, or a choice of the encoding",
    "table.allowed.other_sign": "a character other than the decimal separator",
    "table.allowed.delimiter": "one character other than a letter, a digit, a quotation mark or a "
    "line break",
    "table.allowed.known": "a table that was read in this browser; open its file first",
    "table.allowed.not_target": "columns other than the target, {target}",
    "table.allowed.off_text": "off, because {name} is text",
    "table.allowed.off_no_set": "off, because the table has no column 'set' of the words training "
    "and test",
    "table.allowed.off_or_row": "off, or at least one training row",
    "table.allowed.few_rows": "{fewest} rows or more",
    "table.allowed.target": "a column of 2 to {most} classes, or of other numbers",
    "table.allowed.scaled": "a column whose values can be standardised",
    "table.allowed.all_scaled": "columns whose values can be standardised",
    "table.allowed.inputs": "columns that make at most {most} inputs",
    "table.allowed.some_value": "columns with a value in at least one training row",
    "table.allowed.object": "an object with the text of a table",
    "table.allowed.fields": "an object with text, or bytes in base64, and {names}",
    "table.allowed.base64": "base64",
    "table.allowed.markers": "texts that stand for a missing value",
    "table.allowed.header": "true, false, or none to decide",
    # --- columns that are left out
    "table.out.set": "'{name}' is left out: it says which rows are for training and test.",
    "table.out.index": "'{name}' is left out: it only numbers or names the rows.",
    "table.out.texts": "'{name}' is left out: {count:,} different texts in {rows:,} rows.",
    "table.out.codes": "'{name}' is left out: whole numbers of equal length with leading zeros, "
    "like {code}, are codes.",
    "table.out.unnamed": "'{name}' is left out: it has no name, and different whole numbers like "
    "the index that pandas writes.",
    "table.out.id": "'{name}' is left out: {count:,} different whole numbers in {rows:,} rows, "
    "like an id.",
    "table.out.missing": "'{name}' is left out: {count:,} of {rows:,} values are missing.",
    "table.out.many": "{count:,} columns, '{first}' to '{last}', are left out: a network has at "
    "most {most} inputs.",
    "table.out.one": "1 column, '{name}', is left out: a network has at most {most} inputs.",
    "table.kept.texts": "'{name}' is used only because there is no better input: {count:,} "
    "different texts in {rows:,} rows. The network cannot generalise to new texts.",
    "table.kept.missing": "'{name}' is used only because there is no better input: {count:,} of "
    "{rows:,} values are missing.",
    "table.kept.id": "'{name}' is used only because there is no better input: its values look like "
    "ids.",
    # --- the target
    "table.not_target": "'{name}', the last column, is not predicted: {why}.",
    "table.why.unknown": "only {count} of its {rows:,} {rows|value|values} {count|is|are} known",
    "table.why.texts": "it has {count:,} different texts, and there are at most {most} classes",
    "table.why.constant": "it has the same value in every row",
    "table.why.id": "its values are different whole numbers, like an id",
    "table.numbered": "The {count} different numbers in '{name}' are read as classes.",
    "table.numbered.offer": "To predict the number instead, switch on “Target is a number”.",
    # --- rows and inputs
    "table.rows_out": "{count:,} of {rows:,} rows {count|is|are} left out, because a value is "
    "missing ({columns:; }).",
    "table.gaps": "'{name}': {count:,}",
    "table.gaps.target": "'{name}', the target: {count:,}",
    "table.filled": "Missing values are filled with the median or the most frequent text of the "
    "training rows, and one more input marks them: {columns:; }.",
    "table.filled.column": "'{name}', {count:,} with {value}",
    "table.number": "{number:.6g}",
    "table.rare_texts": "'{name}': each of its {most} most frequent texts is an input; its other "
    "{others:,} texts share one.",
    # --- formulas of inputs
    "formula.length": "formulas of 1 to {most} characters each",
    "formula.at": "'{text} (character {place}: {token})'",
    "formula.there": "there {allowed}",
    "formula.end": "the end",
    "formula.after_all": "an operator, + - * / or ^, or the end",
    "formula.bracket": "( after {name}",
    "formula.atom": "a number, {names}, ( or {functions}",
    "formula.operator": "an operator or )",
    "formula.signs": "letters, digits and + - * / ^ ( )",
}
