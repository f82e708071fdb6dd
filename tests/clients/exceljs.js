// exceljs.js WORKBOOK.xlsx COPY.xlsx: loads a workbook and saves it.
"use strict";
const ExcelJS = require("exceljs");
(async () => {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(process.argv[2]);
  await book.xlsx.writeFile(process.argv[3]);
})();
