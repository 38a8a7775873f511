import { csv } from './csv/csv.js';
import { github } from './github/github.js';
import { hgrm } from './hgrm/hgrm.js';
import { hlog } from './hlog/hlog.js';
import { html } from './html/html.js';
import { json } from './json/json.js';
import { junit } from './junit/junit.js';
import { markdown } from './markdown/markdown.js';
import { memtierJson } from './memtier-json/memtier-json.js';
import { ndjson } from './ndjson/ndjson.js';
import { openmetrics } from './openmetrics/openmetrics.js';
import type { Reporter } from './reporter.js';
import { terminal } from './terminal/terminal.js';

/** All reporters, by their name in `--format` and `--report`. */
export const reporters = {
  terminal,
  md: markdown,
  html,
  json,
  csv,
  ndjson,
  junit,
  github,
  hgrm,
  hlog,
  openmetrics,
  'memtier-json': memtierJson,
} as const satisfies Record<string, Reporter>;
export type ReportFormat = keyof typeof reporters;
