import type { RunRecord } from '../../record/run-record.js';
import { answerOf } from '../answer/answer.js';
import { applicationRows, layerHead, layerRows, outputRows } from '../facts/application-rows.js';
import { closedWith } from '../facts/closed-with.js';
import { costHead, costLine, costRows } from '../facts/cost.js';
import { errorsLine, errorTexts } from '../facts/error-texts.js';
import { headlineOf, verdictWords } from '../facts/headline.js';
import { readsLine } from '../facts/hit-rate.js';
import { keyFigures, keyFigureText } from '../facts/key-figures.js';
import { latencyFigures } from '../facts/latency-figures.js';
import { machineLine } from '../facts/machine-line.js';
import { nodeChanges } from '../facts/node-changes.js';
import { originName } from '../facts/origin-name.js';
import { originRows } from '../facts/origin-rows.js';
import { phaseFigures } from '../facts/phase-figures.js';
import { relayCostLine } from '../facts/relay-cost.js';
import { repeatCommand } from '../facts/repeat-command.js';
import { saturationLine } from '../facts/saturation.js';
import { stepFigures } from '../facts/step-figures.js';
import { formatDuration, formatInUnit } from '../format-figures.js';
import { withPlainText } from '../plain-text.js';
import type { Reporter, ReportOptions } from '../reporter.js';
import { codeMarkdown, escapeMarkdown } from './escape-markdown.js';
import { faultSections } from './fault-sections.js';
import { details, markdownTable, textTable } from './markdown-blocks.js';
import { writeSafetySection } from './write-safety-section.js';

/** For a pull request: verdict and gates first, long tables folded. */
export const markdown = {
  summary: 'For a pull request or an issue: Markdown, with long tables folded.',
  fileName: 'report.md',
  render,
} as const satisfies Reporter;

function render(unchecked: RunRecord, options: ReportOptions): string {
  const record = withPlainText(unchecked);
  const blocks = [
    ...headline(record),
    gates(record),
    textTable(
      ['', 'in short'],
      keyFigures(record).map((figure) => [figure.label, keyFigureText(figure)]),
    ),
    ...faultSections(record),
    ...applicationDetails(record),
    ...origin(record),
    ...writeSafetySection(record),
    load(record),
    topology(record),
    ...cost(record),
    ...warnings(record),
    closing(record, options),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function headline(record: RunRecord): readonly string[] {
  const { word, summary, reasons, notices } = headlineOf(record);
  const { sentences, setting } = answerOf(record);
  return [
    `## ${verdictMarks[record.verdict]} ${word}: ${escapeMarkdown(summary)}`,
    ...(reasons.length > 0 ? [reasons.map((reason) => `- ${escapeMarkdown(reason)}`).join('\n')] : []),
    ...notices.map((notice) => `> **${notice.word}** ${notice.sentences.map(escapeMarkdown).join(' ')}`),
    escapeMarkdown(sentences.join(' ')),
    `<sub>${escapeMarkdown(setting)}</sub>`,
  ];
}

/** A visual mark; the word next to it says the same. */
const verdictMarks = { pass: '✅', fail: '❌', unknown: '❔' } as const;

function gates(record: RunRecord): string {
  if (record.gates.length === 0) return 'No gates are defined.';
  return markdownTable(
    ['gate', 'verdict', 'observed', 'limit', 'why'],
    record.gates.map(({ expression, verdict, observed, limit, unit, explanation }) => [
      codeMarkdown(expression),
      `${verdictMarks[verdict]} ${verdictWords[verdict]}`,
      escapeMarkdown(formatInUnit(observed, unit)),
      escapeMarkdown(formatInUnit(limit, unit)),
      escapeMarkdown(explanation),
    ]),
    [2, 3],
  );
}

function applicationDetails({ application }: RunRecord): readonly string[] {
  if (!application) return [];
  const [layers, output] = [layerRows(application), outputRows(application)];
  return [
    details('The application', [
      textTable(['', 'in short'], applicationRows(application)),
      ...(layers.length === 0 ? [] : [textTable(layerHead, layers)]),
      ...(output.length === 0 ? [] : [textTable(['at', 'its output around faults and exits'], output)]),
    ]),
  ];
}

function origin({ origin: behind }: RunRecord): readonly string[] {
  if (!behind) return [];
  return [details(`Behind the cache: ${originName(behind)}`, [textTable(['', 'in short'], originRows(behind))])];
}

function load(record: RunRecord): string {
  if (record.phases.length === 0) return details('Load and latency', ['Nothing was measured.']);
  const phases = phaseFigures(record);
  const latency = latencyFigures(record);
  const steps = stepFigures(record);
  const { totals } = record;
  return details('Load and latency', [
    textTable(phases.head, phases.rows, 'figures'),
    `Errors: ${escapeMarkdown(errorsLine(totals.errors))}. Reads: ${readsLine(totals)}.`,
    ...errorTexts(record).map(([errorClass, text]) => `- ${escapeMarkdown(errorClass)}: ${codeMarkdown(text)}`),
    textTable(latency.head, latency.rows, 'figures'),
    escapeMarkdown(latency.meaning),
    ...(steps === null ? [] : [textTable(steps.head, steps.rows, 'figures')]),
  ]);
}

function topology(record: RunRecord): string {
  const { kind, readyMs } = record.topology;
  const relays = relayCostLine(record);
  return details('Topology and machine', [
    `${escapeMarkdown(kind)}${closedWith(record)}, ready after ${formatDuration(readyMs)}.`,
    textTable(
      ['node', 'zone', 'shard', 'address', 'role from start to end'],
      nodeChanges(record).map(({ id, zone, shard, address, role }) => [id, zone, shard, address, role]),
    ),
    escapeMarkdown(machineLine(record)),
    ...(relays === undefined ? [] : [escapeMarkdown(relays)]),
    escapeMarkdown(saturationLine(record)),
  ]);
}

function cost({ cost }: RunRecord): readonly string[] {
  const line = costLine(cost);
  if (cost === undefined || line === undefined) return [];
  return [details('Cost', [textTable(costHead, costRows(cost), 'figures'), escapeMarkdown(line)])];
}

function warnings(record: RunRecord): readonly string[] {
  if (record.warnings.length === 0) return [];
  const list = record.warnings.map(({ code, message }) => `- ${codeMarkdown(code)}: ${escapeMarkdown(message)}`);
  return [`### Warnings\n\n${list.join('\n')}`];
}

function closing(record: RunRecord, options: ReportOptions): string {
  const lies = options.recordPath === null ? '' : `Record: ${codeMarkdown(options.recordPath)}. `;
  return `${lies}To repeat it: ${codeMarkdown(repeatCommand(record).join(' '))}`;
}
