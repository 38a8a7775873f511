import { UsageError } from '../errors/errors.js';
import { type ReportFormat, reporters } from './registry.js';
import type { Reporter } from './reporter.js';

/** Checks the name of a format; a `UsageError` for any other lists them all with what they are for. */
export function parseReportFormat(name: string): ReportFormat {
  if (Object.hasOwn(reporters, name)) return name as ReportFormat;
  const width = Math.max(...Object.keys(reporters).map((format) => format.length));
  const list = Object.entries<Reporter>(reporters).map(
    ([format, { summary }]) => `  ${format.padEnd(width)}  ${summary}`,
  );
  throw new UsageError(`There is no report format "${name}". There are:\n${list.join('\n')}`);
}
