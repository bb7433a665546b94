"""The page's sentences for invalid input, in everyday language.

An `InputError` is shown as the phrase whose key is "plain." followed by the key of the error's
value or of its allowed values. The error's value and its allowed values can themselves be phrases,
and this phrase can use the placeholder values of both. If a name occurs in both, the one whose key
was used takes precedence. If the value is empty, "plain.empty" is used, and for all other errors,
"plain.input".
"""

from __future__ import annotations

PLAIN = {
    "plain.input": "{field}: {value} does not work. Possible: {allowed}.",
    "plain.empty": "{field}: the field is empty. Possible: {allowed}.",
    # --- tables
    "plain.table.is.zip": "This is an Excel workbook or another zip archive. Save the sheet as CSV "
    "and open that file.",
    "plain.table.is.xls": "This is an Excel workbook (.xls). Save the sheet as CSV and open that "
    "file.",
    "plain.table.is.gzip": "This is a gzip archive. Unpack it and open the CSV file in it.",
    "plain.table.is.pdf": "This is a PDF document. Open a table saved as CSV instead.",
    "plain.table.is.parquet": "This is a Parquet file. Save the table as CSV and open that file.",
    "plain.table.is.picture": "This is a picture. Open a table saved as CSV instead.",
    "plain.table.is.sqlite": "This is an SQLite database. Save the table as CSV and open that "
    "file.",
    "plain.table.is.binary": "This is not a text file. Open a table saved as CSV instead.",
    "plain.table.is.json": "This is JSON. Open a table saved as CSV instead.",
    "plain.table.is.markup": "This is a web page or XML. Open a table saved as CSV instead.",
    "plain.table.is.empty": "This table is empty.",
    "plain.table.is.header": "This table has only column names. It needs rows below them.",
    "plain.table.is.one_column": "This table has only one column. It needs at least two: one to "
    "predict, and another to predict it from.",
    "plain.table.is.many_rows": "This table is too long: it has more than {most:,} rows.",
    "plain.table.is.columns": "This table has {count:,} columns. At most {most:,} are possible.",
    "plain.table.is.long": "This table is too large: it has {count:,} characters. At most {most:,} "
    "are possible.",
    "plain.table.is.long_line": "A line of this table has {count:,} characters. At most {most:,} "
    "are possible.",
    "plain.table.is.many_lines": "This table has {count:,} lines. At most {most:,} are possible.",
    "plain.table.is.long_cell": "A cell of this table has more than {most:,} characters. Perhaps a "
    "quotation mark is not closed.",
    "plain.table.is.quoted": "On line {line}, a quotation mark is not closed, or text follows it. "
    'Write such a cell as "a, b", and double the quotation marks in it.',
    "plain.table.is.width": "Line {line} has {cells:,} {cells|cell|cells}, but most lines have "
    "{width}.",
    "plain.table.is.not_encoded": "This file is not {encoding} (see line {line}). Choose the "
    "encoding in which it was saved.",
    "plain.table.is.half_utf8": "This file is almost UTF-8, but {count:,} {count|byte is|bytes "
    "are} not. Choose the encoding in which it was saved.",
    "plain.table.is.few_rows": "This table needs at least {fewest} complete rows; it has "
    "{count:,}.",
    "plain.table.is.far": "{name} has a value that is too far from all others to be used. Correct "
    "the value or leave this column out.",
    "plain.table.is.no_training": "No complete row is for training, according to column '{name}'. "
    "Mark at least one, or do not use this column.",
    "plain.table.is.unknown": "{name} has no values in the training rows. Leave this column out.",
    "plain.table.is.many_inputs": "{count:,} {count|column is|columns are} too many: a network has "
    "at most {most} inputs.",
    "plain.table.is.many_inputs.of": "{count:,} {count|column makes|columns make} {inputs} inputs. "
    "A network has at most {most}: choose fewer columns.",
    "plain.table.is.many_inputs.texts": "{count:,} {count|column makes|columns make} too many "
    "inputs, because {name} has {texts} texts. A network has at most {most} inputs: leave that "
    "column out.",
    "plain.table.allowed.known": "The table of this link is not in this browser. Open its file "
    "first.",
    # --- links and files
    "plain.allowed.setting": "There is no setting called {value}.",
    "plain.allowed.setting.like": "There is no setting called {value}. Did you mean {names: or }?",
    "plain.allowed.address_parts": "This link is damaged: {value} is not of the form name=value.",
    "plain.allowed.once": "This link sets {field} twice.",
    "plain.allowed.json": "This file is not a saved experiment.",
    "plain.allowed.json_settings": "This file is not a saved experiment.",
    "plain.allowed.json_length": "This file is too long for a saved experiment.",
    "plain.allowed.packed": "The trained weights in this link are damaged, or belong to "
    "another network: {value}.",
    "plain.allowed.weights_of_network": "The trained weights in this link belong to another "
    "network: there are {value}, and this network has {count}.",
    "plain.allowed.same_version": "This run was saved by another version of the page and can't be "
    "opened.",
    # --- settings that depend on others
    "plain.allowed.memory": "This network and its data need about {needed:.0f} MB of memory. At "
    "most {most:.0f} MB are possible: use narrower layers or fewer examples.",
    "plain.allowed.two_per_batch": "With batch size {value}, one batch has a single example, and "
    "batch norm needs two. There are {count} training {count|example|examples}: choose another "
    "batch size.",
    "plain.allowed.finite_formulas": "{field}: {value} has no finite value at {wrong} of {count} "
    "points, for example because it divides by 0 or takes the logarithm of a negative number.",
    "plain.allowed.different": "{field}: some of these values are equal. Use different ones.",
    "plain.allowed.fleet": "There are no trained networks to show yet. Press Train first.",
    "plain.allowed.finite_point": "At this point the training loss is not a finite number. Choose "
    "another point.",
}
