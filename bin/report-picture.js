import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { fromProject, printedBy, projectFolder } from './generate/project.js';
import { temporaryFolder } from './setup/temporary-folder.js';

// Takes the picture in README.md, the HTML report of the record in reports/examples, with this machine's Chromium:
//   npm run picture
// `npm run generate` does not write it, because every Chromium, with its fonts, draws it slightly differently.
const record = 'reports/examples/sentinel-failover';
const picture = 'docs/images/html-report.png';
const mostBytes = 200_000;
/** From the verdict to the charts over time; the rest is for readers who open the report. */
const view = { width: 1000, height: 1450 };

const browser = await findBrowser();
const folder = temporaryFolder('cache-bench-picture-');
try {
  const page = join(folder, 'report.html');
  await writeFile(page, printedBy(['bin/run.js', 'report', record, '--format', 'html']));
  await photograph(pathToFileURL(page).href, join(projectFolder, picture));
  const { size } = await stat(join(projectFolder, picture));
  process.stderr.write(`${picture} written, ${Math.round(size / 1000)} kB\n`);
  if (size > mostBytes) throw new Error(`${picture} is larger than ${mostBytes / 1000} kB. Try a smaller view.`);
} finally {
  await rm(folder, { recursive: true });
}

async function findBrowser() {
  const { findProgram } = await fromProject('dist/engine/find-program.js');
  const found = process.env.CACHE_BENCH_CHROMIUM || (await findProgram('chromium', process.env));
  if (found) return found;
  throw new Error('No Chromium was found on PATH. Try: apt-get install chromium, or name one in CACHE_BENCH_CHROMIUM');
}

/**
 * @param {string} url
 * @param {string} path
 */
async function photograph(url, path) {
  const instance = await chromium.launch({
    executablePath: browser,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
  try {
    const page = await instance.newPage({ viewport: view, colorScheme: 'light' });
    await page.goto(url);
    await page.screenshot({ path });
  } finally {
    await instance.close();
  }
}
