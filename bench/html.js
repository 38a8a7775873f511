import { runScript } from './lib/options.js';
import { machine } from './lib/report.js';

// Measures render time and size of the HTML report of a long run: a record whose timeline is repeated until it is long enough.
//   node bench/html.js --record reports/RUN [--minutes 10] [--rounds 10]
const defaults = { record: ['reports'], minutes: 10, rounds: 10 };

/** @template Module @param {string} path @returns {Promise<Module>} */
const built = (path) => import(new URL(`../dist/${path}`, import.meta.url).href);

/** @type {typeof import('../src/record/read-record.js')} */
const { readRecord } = await built('record/read-record.js');
/** @type {typeof import('../src/report/html/html.js')} */
const { html } = await built('report/html/html.js');

await runScript(defaults, async ({ record: [path = ''], minutes, rounds }) => {
  const record = lengthened(await readRecord(path), minutes);
  const timesMs = [];
  let bytes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const startMs = performance.now();
    bytes = Buffer.byteLength(html.render(record, { columns: 100, colour: false, recordPath: path }));
    timesMs.push(performance.now() - startMs);
  }
  const [first = 0] = timesMs;
  const median = timesMs.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0;
  console.log(`${machine()}\n`);
  console.log(`${record.timeline.intervals.length} intervals: ${(bytes / 1e6).toFixed(2)} MB`);
  console.log(`first ${first.toFixed(0)} ms, median of ${rounds} ${median.toFixed(0)} ms (limits: 1,000 ms and 2 MB)`);
});

/**
 * @param {import('../src/record/run-record.js').RunRecord} record
 * @param {number} minutes
 * @returns {import('../src/record/run-record.js').RunRecord}
 */
function lengthened(record, minutes) {
  const { intervalMs, intervals } = record.timeline;
  const count = Math.ceil((minutes * 60_000) / intervalMs);
  const repeated = Array.from({ length: count }, (_, index) => {
    const interval = intervals[index % intervals.length];
    if (interval === undefined)
      throw new Error('The record has no timeline. Use the record of a run that measured something.');
    return { ...interval, startMs: index * intervalMs };
  });
  return { ...record, timeline: { intervalMs, intervals: repeated } };
}
