import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { bar } from './summarize.js';

/**
 * Puts text between `<!-- NAME:begin -->` and `<!-- NAME:end -->` of a document. Throws if the marks are missing.
 *
 * @param {string} document
 * @param {string} name
 * @param {string} text
 */
export function betweenMarks(document, name, text) {
  const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The document lacks ${begin} followed by ${end}.`);
  return `${document.slice(0, from + begin.length)}\n\n${text.trim()}\n\n${document.slice(to)}`;
}

/** @param {URL} file @param {string} name @param {string} text */
export async function writeBetweenMarks(file, name, text) {
  await writeFile(file, betweenMarks(await readFile(file, 'utf8'), name, text));
}

/** One line that describes the machine. */
export function machine() {
  const [first] = cpus();
  const memoryGb = (totalmem() / 2 ** 30).toFixed(0);
  return `${first?.model ?? 'unknown CPU'}, ${cpus().length} cores, ${memoryGb} GB, ${type()} ${release()} ${arch()}`;
}

/**
 * @typedef {{ engine: string, pipeline: number, connections: number, summary: import('./summarize.js').CellSummary }} CellResult
 */

/** @param {readonly CellResult[]} cells */
export function rivalsTable(cells) {
  return table(
    [
      ...[
        'engine',
        'pipeline',
        'connections',
        'cache-bench, ops/s',
        'best rival, ops/s',
        'ratio',
        'server CPU',
        'its core',
      ],
      ...['CPU per operation', "memtier's", 'ratio', `throughput ≥ ${bar.throughputRatio} × or server at its limit`],
      `CPU ≤ ${bar.cpuRatioToMemtier} × memtier's`,
    ],
    cells.map(({ engine, pipeline, connections, summary }) => [
      ...[engine, String(pipeline), String(connections), whole(summary.operationsPerSecond)],
      summary.bestRival === null ? '–' : `${whole(summary.bestRivalPerSecond)} (${summary.bestRival})`,
      ...[
        fixed(summary.throughputRatio, 2),
        fixed(summary.serverCpuPercent, 0, ' %'),
        fixed(summary.serverCorePercent, 0, ' %'),
      ],
      ...[fixed(summary.cpuMicroseconds, 2, ' µs'), fixed(summary.memtierCpuMicroseconds, 2, ' µs')],
      ...[fixed(summary.cpuRatioToMemtier, 2), summary.throughputBar, summary.cpuBar],
    ]),
  );
}

/** A Markdown table. @param {readonly string[]} heads @param {readonly (readonly string[])[]} rows */
export function table(heads, rows) {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** @param {number | null} figure */
export function whole(figure) {
  return figure === null ? '–' : Math.round(figure).toLocaleString('en-US');
}

/** @param {number | null} figure @param {number} digits */
export function fixed(figure, digits, unit = '') {
  return figure === null ? '–' : `${figure.toFixed(digits)}${unit}`;
}
