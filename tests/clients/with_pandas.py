"""with_pandas.py WORKBOOK.xlsx: the values of all cells by sheet and address, as pandas reads them; a date as its
number."""
import datetime
import json
import sys

import pandas
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

values = {}
for name, frame in pandas.read_excel(sys.argv[1], sheet_name=None, header=None, keep_default_na=False).items():
    values[name] = {}
    for row, cells in enumerate(frame.itertuples(index=False), 1):
        for column, value in enumerate(cells, 1):
            if isinstance(value, datetime.datetime):
                value = to_excel(value)
            if value != "" and value == value:
                values[name][f"{get_column_letter(column)}{row}"] = value if isinstance(value, (str, bool)) else float(value)
json.dump(values, sys.stdout)
