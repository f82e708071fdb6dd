// ajv.js SCHEMAS CASES.json: whether ajv accepts each case, [{kind, document}], by SCHEMAS/KIND.json; a list of verdicts.
"use strict";
const fs = require("fs");
const Ajv = require("ajv");
const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false });
const judges = {};
for (const kind of ["lab", "model", "style"])
  judges[kind] = ajv.compile(JSON.parse(fs.readFileSync(`${process.argv[2]}/${kind}.json`)));
const cases = JSON.parse(fs.readFileSync(process.argv[3]));
process.stdout.write(JSON.stringify(cases.map(({ kind, document }) => judges[kind](document))));
