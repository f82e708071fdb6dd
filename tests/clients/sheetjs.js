// sheetjs.js WORKBOOK.xlsx: the values of all cells by sheet and address, and the names, as SheetJS reads them.
"use strict";
const XLSX = require("xlsx");
const book = XLSX.readFile(process.argv[2], { cellFormula: true });
const values = {};
for (const sheet of book.SheetNames) {
  values[sheet] = {};
  for (const [address, cell] of Object.entries(book.Sheets[sheet]))
    if (address[0] !== "!" && cell.v !== undefined) values[sheet][address] = cell.v;
}
const names = Object.fromEntries(book.Workbook.Names.map(name => [name.Name, name.Ref]));
process.stdout.write(JSON.stringify({ values, names }));
