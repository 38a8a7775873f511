import { csv } from './csv/csv.js';
import { html } from './html/html.js';
import { json } from './json/json.js';
import { junit } from './junit/junit.js';
import { markdown } from './markdown/markdown.js';
import type { Reporter } from './reporter.js';
import { terminal } from './terminal/terminal.js';

/** Every reporter, under the word that `--format` and `--report` use for it. */
export const reporters = {
  terminal,
  md: markdown,
  html,
  json,
  csv,
  junit,
} as const satisfies Record<string, Reporter>;
export type ReportFormat = keyof typeof reporters;
