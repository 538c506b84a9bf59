// Checks HTML files with axe-core in Chromium, on a wide window and on a phone's, where nothing may stand out of it.
//
// usage: NODE_PATH=... node check_pages.js FILE... ; prints a line for each problem, and exits with 1 if there was any.
'use strict';
const { pathToFileURL } = require('node:url');
const axe = require('axe-core');
const puppeteer = require('puppeteer-core');

const WINDOWS = [{ width: 1280, height: 1024 }, { width: 320, height: 640 }];

async function problemsOf(page) {
  await page.evaluate(axe.source);
  // Rules of WCAG 2.2 AA and axe's best practice.
  const { violations } = await page.evaluate(() => axe.run({ resultTypes: ['violations'] }));
  const problems = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html.slice(0, 200)}`);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  if (overflow > 0) problems.push(`stands out of the window by ${overflow} pixels`);
  return problems;
}

async function main(files) {
  const browser = await puppeteer.launch({
    executablePath: '/usr/bin/chromium',
    args: process.getuid() === 0 ? ['--no-sandbox'] : [],
  });
  let found = 0;
  for (const file of files) {
    for (const window of WINDOWS) {
      const page = await browser.newPage();
      await page.setViewport(window);
      await page.goto(pathToFileURL(file).href);
      for (const problem of await problemsOf(page)) {
        console.log(`${file}: ${window.width} pixels wide: ${problem}`);
        ++found;
      }
      await page.close();
    }
  }
  await browser.close();
  return found;
}

main(process.argv.slice(2)).then((found) => process.exit(found ? 1 : 0), (error) => {
  console.error(error);
  process.exit(2);
});
