import { formatCount, formatDuration } from '../../report/format-figures.js';
import { type Page, remark, section, table, wrapText } from '../../report/terminal/page.js';
import type { ClientTrouble } from './check-client.js';
import type { DecisionCheck } from './check-decisions.js';
import { reports } from './contradiction.js';
import type { ClientCheck } from './run-client-check.js';

const columns = ['an INCR, when', 'executed', 'client reports', 'after', 'error'];

/** What the other columns usually take. */
const otherColumns = 56;
const leastWhatColumns = 24;

/** The check as a table. */
export function clientCheckText(check: ClientCheck, page: Page): string {
  const { client, engine, engineVersion, topology, troubles, decisions } = check;
  const { name, version, policy } = client;
  const rows = troubles.map(({ what, executed, reported, afterMs, error }) => [
    wrapText(what, Math.max(leastWhatColumns, page.columns - otherColumns)).join('\n'),
    `${executed}×`,
    reported,
    formatDuration(afterMs),
    error,
  ]);
  return [
    `${[name, version].filter((word) => word !== null).join(' ')}, policy ${policy}, with ${engine} ${engineVersion}, topology ${topology}`,
    ...(rows.length === 0
      ? []
      : section(page, 'COMMANDS IN TROUBLE', [...table(page, columns, rows, () => 'left'), ...remark(page, legend)])),
    ...(decisions === null ? [] : section(page, 'RANDOM TROUBLES', remark(page, decisionText(decisions)))),
    ...section(
      page,
      'FINDINGS',
      troubles.filter(isNotable).flatMap((trouble) => remark(page, sentence(trouble))),
    ),
  ].join('\n');
}

const legend =
  'executed: by the counter of the server. indeterminate: the client does not know whether it was executed. nothing: no outcome within 8 s.';

function isNotable({ isContradicted, executed }: ClientTrouble): boolean {
  return isContradicted || executed > 1;
}

function sentence({ what, executed, reported, isContradicted }: ClientTrouble): string {
  if (isContradicted)
    return `Contradicted: when ${what}, the client reported ${reported}, but the server executed the command ${executed} times.`;
  return `When ${what}, the client sends the command again: the server executed it ${executed} times.`;
}

function decisionText({ decisions, seed, reported, repeated, contradicted }: DecisionCheck): string {
  const counts = reports.map((report) => `${formatCount(reported[report])} ${report}`).join(', ');
  const [first] = contradicted;
  const verdict =
    first === undefined
      ? 'The counters of the servers contradict none of them.'
      : `The counters of the servers contradict ${contradicted.length} of them: in decision ${first.decision}, the client reported ${first.reported}, and the server executed the command ${first.executed} times.`;
  return `${formatCount(decisions)} INCRs, seed ${seed}: ${counts}. ${formatCount(repeated)} were executed more than once. ${verdict}`;
}
