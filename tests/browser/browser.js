// Opens pages in headless Chromium and says what it finds, as JSON, a line each. The arguments are files; the tools are
// in the folder that BROWSER_MODULES names. What each page is judged by stands in browser.py.
"use strict";
const path = require("path"), fs = require("fs");
const modules = process.env.BROWSER_MODULES;
const puppeteer = require(path.join(modules, "puppeteer-core"));
const axe = fs.readFileSync(path.join(modules, "axe-core", "axe.min.js"), "utf8");
const WIDTHS = [[360, 1], [768, 1], [1280, 1], [320, 4]]; // the last is 1280 pixels at 400 %

// What goes over the edge of the window, and what is cut off within its box without a way to get there.
function spills() {
  const wide = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth > wide) found.push("the page is " + document.documentElement.scrollWidth);
  for (const e of document.querySelectorAll("main *")) {
    const box = e.getBoundingClientRect();
    if (!box.width || e.closest(".wide, .heard, pre, .formula, svg")) continue;
    if (box.right > wide + 1 || box.left < -1) found.push(e.tagName + "." + e.className + " ends at " + box.right);
  }
  for (const e of document.querySelectorAll(".formula"))
    if (e.scrollWidth > e.clientWidth + 1 && e.tabIndex < 0) found.push("a formula is cut off: " + e.textContent);
  return found.slice(0, 5);
}

// Where the tabulator goes: each stop with its name, whether it is seen to be there, and its place.
async function stops(page) {
  const found = [];
  await page.evaluate(() => { document.activeElement.blur(); window.scrollTo(0, 0); });
  for (let i = 0; i < 400; i++) {
    await page.keyboard.press("Tab");
    const stop = await page.evaluate(() => {
      const e = document.activeElement, box = e.getBoundingClientRect(), look = getComputedStyle(e);
      if (e === document.body) return null;
      if (e.dataset.reached) return null;
      e.dataset.reached = "1";
      return { tag: e.tagName, type: e.type || "", name: e.name || e.id || e.className, order: [...document.querySelectorAll("*")].indexOf(e),
               ring: look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2,
               seen: box.bottom > 0 && box.top < innerHeight - Math.min(20, box.height) && box.right > 0 };
    });
    if (!stop) break;
    found.push(stop);
  }
  return found;
}

// Fills in every field by keys alone, saves, and returns what was saved.
async function fill(page, answers) {
  await page.evaluate(() => {
    for (const e of document.querySelectorAll("[data-reached]")) delete e.dataset.reached;
    window.saved = null;
    URL.createObjectURL = blob => { blob.text().then(text => { window.saved = text; }); return "data:,"; };
    document.activeElement.blur();
  });
  for (let i = 0; i < 400; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      return e === document.body ? null : { tag: e.tagName, type: e.type || "", question: e.dataset.question || "", name: e.name || "" };
    });
    if (!at) return null;
    if (at.tag === "BUTTON") { await page.keyboard.press("Enter"); break; }
    const answer = answers[at.question];
    if (at.type === "radio") {
      await page.keyboard.press("Space");
      for (let k = 0; answer !== undefined && k < 12; k++) {
        if (await page.evaluate(() => document.activeElement.value) === answer) break;
        await page.keyboard.press("ArrowDown");
      }
    } else if (at.type === "text" || at.tag === "TEXTAREA") {
      await page.keyboard.type(answer !== undefined ? answer : at.question ? "“" + at.name + "”, said so\n" : "1");
    }
  }
  await page.waitForFunction(() => window.saved !== null, { timeout: 5000 });
  return page.evaluate(() => window.saved);
}

// Goes through the review of what came back by keys alone: chooses B, types 12, and says whose a page is; saves, and
// returns what was saved. `kinds`: how many of each there were.
async function review(page, kinds) {
  await page.evaluate(() => {
    window.saved = null;
    URL.createObjectURL = blob => { blob.text().then(text => { window.saved = text; }); return "data:,"; };
  });
  for (let card = 0; card < 2000; card++) {
    const at = await page.evaluate(() => {
      const e = document.activeElement, card = e.closest("article");
      if (!card) return null;
      const cards = [...document.querySelectorAll("article")];
      return { number: cards.indexOf(card), all: cards.length, picture: !!card.querySelector("img[alt]"),
               kind: card.querySelector("input[placeholder=id]") ? "page" : card.querySelector("[data-v='B']") ? "boxes"
                 : card.querySelector("input") ? "written" : "taken" };
    });
    if (!at) return null;
    kinds[at.kind] = (kinds[at.kind] || 0) + 1;
    if (at.kind === "taken") { await page.keyboard.press("Enter"); continue; }
    if (at.kind === "page") { await page.keyboard.type("s01"); await page.keyboard.press("Tab"); await page.keyboard.type("1"); }
    if (at.kind === "written") await page.keyboard.type("12");
    await page.keyboard.press(at.kind === "boxes" ? "b" : "Enter");
    if (at.number === at.all - 1) break;
  }
  for (let i = 0; i < 2000 && await page.evaluate(() => document.activeElement.id !== "save"); i++)
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => window.saved !== null, { timeout: 5000 });
  return page.evaluate(() => window.saved);
}

(async () => {
  const tasks = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
  const browser = await puppeteer.launch({ executablePath: process.env.CHROMIUM, args: ["--no-sandbox"], headless: true });
  for (const task of tasks) {
    const page = await browser.newPage();
    const said = { file: task.file, errors: [], spills: {}, axe: [] };
    page.on("pageerror", e => said.errors.push(String(e)));
    page.on("console", m => { if (m.type() === "error") said.errors.push(m.text()); });
    page.on("request", r => { if (!/^(file|data|blob):/.test(r.url())) said.errors.push("loads " + r.url()); });
    for (const dark of [false, true]) {
      if (!task.whole && dark) continue;
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }]);
      for (const [width, scale] of task.whole ? WIDTHS : WIDTHS.slice(0, 1)) {
        await page.setViewport({ width, height: scale > 1 ? 256 : 900, deviceScaleFactor: scale });
        await page.goto("file://" + task.file);
        const over = await page.evaluate(spills);
        if (over.length) said.spills[width + (dark ? " dark" : "")] = over;
        await page.evaluate(axe);
        const found = await page.evaluate(() => axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
          .then(r => r.violations.map(v => v.id + ": " + v.nodes.slice(0, 2).map(n => n.html.slice(0, 120)).join(" | "))));
        said.axe.push(...found.map(f => width + (dark ? " dark " : " ") + f));
      }
    }
    if (task.keys) {
      await page.setViewport({ width: 1280, height: 900 });
      await page.goto("file://" + task.file);
      said.stops = await stops(page);
      said.saved = await fill(page, task.answers || {});
    }
    if (task.review) {
      await page.setViewport({ width: 1280, height: 900 });
      await page.goto("file://" + task.file);
      said.kinds = {};
      said.saved = await review(page, said.kinds);
    }
    if (task.print) await page.pdf({ path: task.print, format: "A4" });
    await page.close();
    console.log(JSON.stringify(said));
  }
  await browser.close();
})().catch(e => { console.error(e); process.exit(1); });
