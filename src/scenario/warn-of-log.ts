import type { Findings } from './findings.js';
import type { Scenario } from './scenario.js';

type Warnings = Findings['warnings'];

/** Warns of what a replay leaves out of its log, or sends elsewhere. */
export function warnOfLog(workload: Scenario['workload'], warnings: Warnings): void {
  warnOfUnreplayed(workload, warnings);
  warnOfDatabases(workload, warnings);
}

function warnOfUnreplayed({ replay }: Scenario['workload'], warnings: Warnings): void {
  if (replay === null) return;
  const { notReplayed, malformed, lines } = replay.summary;
  const names = Object.entries(notReplayed)
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${count}`);
  if (malformed > 0) names.push(`not a command ${malformed}`);
  if (names.length === 0) return;
  const count = Object.values(notReplayed).reduce((sum, one) => sum + one, malformed);
  warnings.push({
    code: 'not-replayed',
    message: `${count} of ${lines} lines of the log are not replayed: ${names.join(', ')}.`,
  });
}

/** Keys of the same name in several databases become one. */
function warnOfDatabases({ replay }: Scenario['workload'], warnings: Warnings): void {
  const databases = replay?.summary.databases ?? [];
  if (databases.length < 2) return;
  warnings.push({
    code: 'databases-merged',
    message:
      `The log has commands of ${databases.length} databases (${databases.join(', ')}), and all are sent to database 0, ` +
      'where keys of the same name are one. Try: one database at a time, selected from the log beforehand.',
  });
}
