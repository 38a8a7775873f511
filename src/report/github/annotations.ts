import type { RunRecord } from '../../record/run-record.js';
import { headlineOf } from '../facts/headline.js';
import { type VerdictCase, verdictCases } from '../facts/verdict-cases.js';
import { withPlainText } from '../plain-text.js';

/** GitHub shows this many annotations of a kind per step, and drops the rest. */
const mostShown = 10;

/**
 * A run's GitHub Actions annotations, one workflow command per line: an error for each failed gate, a warning for each
 * undecided one, a notice when all is well. Source: GitHub's "Workflow commands for GitHub Actions".
 */
export function githubAnnotations(unchecked: RunRecord): string {
  const record = withPlainText(unchecked);
  return annotationsOf(verdictCases(record), headlineOf(record).summary);
}

/** The same for anything with verdicts; `summary` is the notice if all of them pass. */
export function annotationsOf(cases: readonly VerdictCase[], summary: string): string {
  const lines = [
    ...annotate(
      'error',
      cases.filter(({ verdict }) => verdict === 'fail'),
    ),
    ...annotate(
      'warning',
      cases.filter(({ verdict }) => verdict === 'unknown'),
    ),
  ];
  const annotations = lines.length > 0 ? lines : [command('notice', 'cache-bench', summary)];
  return annotations.map((line) => `${line}\n`).join('');
}

function annotate(level: 'error' | 'warning', cases: readonly VerdictCase[]): readonly string[] {
  const shown = cases.length > mostShown ? cases.slice(0, mostShown - 1) : cases;
  const lines = shown.map(({ name, message, text }) => command(level, name, `${message}\n${text}`));
  if (shown.length === cases.length) return lines;
  return [
    ...lines,
    command(level, 'cache-bench', `And ${cases.length - shown.length} more, listed in the step summary.`),
  ];
}

function command(level: 'error' | 'warning' | 'notice', title: string, message: string): string {
  return `::${level} title=${escapeProperty(title)}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** In a property, a colon would end it, and a comma would begin the next. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
