// Fills in a form with a program that people use: fill.mjs pdfjs|pdf-lib IN.pdf OUT.pdf ANSWERS.json. The answers are
// texts and states of boxes by the name of their field.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [library, from, to, answersPath] = process.argv.slice(2);
const answers = JSON.parse(readFileSync(answersPath, "utf8"));
const require = createRequire(process.env.FLEETSHEET_CLIENTS + "/");

async function byPdfjs() {
    const { getDocument } = await import(pathToFileURL(require.resolve("pdfjs-dist/legacy/build/pdf.mjs")).href);
    const task = getDocument({ data: new Uint8Array(readFileSync(from)), verbosity: 0 });
    const file = await task.promise;
    for (let number = 1; number <= file.numPages; number++) {
        const page = await file.getPage(number);
        for (const place of await page.getAnnotations()) {
            if (!(place.fieldName in answers))
                continue;
            const answer = answers[place.fieldName];
            if (place.radioButton)
                file.annotationStorage.setValue(place.id, { value: place.buttonValue === answer });
            else if (place.checkBox)
                file.annotationStorage.setValue(place.id, { value: place.exportValue === answer });
            else
                file.annotationStorage.setValue(place.id, { value: answer });
        }
    }
    writeFileSync(to, await file.saveDocument());
    await task.destroy();
}

async function byPdfLib() {
    const { PDFDocument } = require("pdf-lib");
    const file = await PDFDocument.load(readFileSync(from));
    const form = file.getForm();
    for (const [name, answer] of Object.entries(answers)) {
        const field = form.getField(name), kind = field.constructor.name;
        if (kind === "PDFRadioGroup")
            field.select(answer);
        else if (kind === "PDFCheckBox")
            field.check();
        else
            field.setText(answer);
    }
    writeFileSync(to, await file.save());
}

await (library === "pdfjs" ? byPdfjs() : byPdfLib());
