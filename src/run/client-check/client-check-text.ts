import { formatDuration } from '../../report/format-figures.js';
import { type Page, remark, section, table } from '../../report/terminal/page.js';
import type { ClientTrouble } from './check-client.js';
import type { ClientCheck } from './run-client-check.js';

const columns = ['an INCR, when', 'executed', 'client reports', 'after', 'error'];

/** The check as a table. */
export function clientCheckText({ client, engine, engineVersion, troubles }: ClientCheck, page: Page): string {
  const { name, version, policy } = client;
  const rows = troubles.map(({ what, executed, reported, afterMs, error }) => [
    what,
    `${executed}×`,
    reported,
    formatDuration(afterMs),
    error,
  ]);
  return [
    `${[name, version].filter((word) => word !== null).join(' ')}, policy ${policy}, with ${engine} ${engineVersion}`,
    ...section(page, 'COMMANDS IN TROUBLE', [...table(page, columns, rows, () => 'left'), ...remark(page, legend)]),
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
