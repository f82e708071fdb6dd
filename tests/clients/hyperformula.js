// hyperformula.js CELLS.json: {"sheets": {NAME: rows of contents}, "names": {NAME: reference}} in, the values of all cells
// by sheet and row out, as HyperFormula computes them; errors as {"error": kind}.
"use strict";
const { HyperFormula, DetailedCellError } = require("hyperformula");
const given = JSON.parse(require("fs").readFileSync(process.argv[2], "utf8"));
const names = Object.entries(given.names).map(([name, reference]) => ({ name, expression: "=" + reference }));
const engine = HyperFormula.buildFromSheets(given.sheets, { licenseKey: "gpl-v3", precisionRounding: 15, smartRounding: false }, names);
const values = {};
for (const sheet of engine.getSheetNames()) {
  values[sheet] = engine.getSheetValues(engine.getSheetId(sheet)).map(row =>
    row.map(value => value instanceof DetailedCellError ? { error: value.value } : value));
}
process.stdout.write(JSON.stringify(values));
