"""with_openpyxl.py WORKBOOK.xlsx COPY.xlsx: saves what openpyxl loads, and prints the values of all cells by sheet and
address; a date as its number."""
import datetime
import json
import sys

import openpyxl
from openpyxl.utils.datetime import to_excel

openpyxl.load_workbook(sys.argv[1]).save(sys.argv[2])
book = openpyxl.load_workbook(sys.argv[1], data_only=True)
json.dump({sheet.title: {cell.coordinate: to_excel(cell.value) if isinstance(cell.value, datetime.datetime) else cell.value
                         for row in sheet.iter_rows() for cell in row if cell.value is not None}
           for sheet in book}, sys.stdout)
