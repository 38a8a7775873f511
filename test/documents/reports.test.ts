import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { reporters } from '../../src/report/registry.js';
import type { Reporter } from '../../src/report/reporter.js';

it.each(Object.entries<Reporter>(reporters))(
  'docs/reports.md lists the format %s with its file',
  (format, { fileName }) => {
    expect(readFileSync('docs/reports.md', 'utf8')).toContain(`\n| \`${format}\` | \`${fileName}\` | `);
  },
);
