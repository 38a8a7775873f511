import { UsageError } from '../errors/errors.js';
import { isKeyOf } from '../model/table.js';
import { type ReportFormat, reporters } from './registry.js';
import type { Reporter } from './reporter.js';

/** Validates a format name; for an unknown one, throws a `UsageError` that lists all formats with their purpose. */
export function parseReportFormat(name: string): ReportFormat {
  if (isKeyOf(reporters, name)) return name;
  const width = Math.max(...Object.keys(reporters).map((format) => format.length));
  const list = Object.entries<Reporter>(reporters).map(
    ([format, { summary }]) => `  ${format.padEnd(width)}  ${summary}`,
  );
  throw new UsageError(`There is no report format "${name}". Formats:\n${list.join('\n')}`);
}
