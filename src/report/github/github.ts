import { markdown } from '../markdown/markdown.js';
import type { Reporter } from '../reporter.js';

/** The summary of a GitHub Actions step: the Markdown report, which GitHub folds as in a pull request. */
export const github = {
  summary: 'For GitHub Actions: the step summary. A run there writes it automatically, with annotations.',
  fileName: 'github.md',
  render: (record, options) => markdown.render(record, options),
} as const satisfies Reporter;
