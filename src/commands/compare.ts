import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { comparisonExitCode } from '../cli/comparison-exit-code.js';
import { comparisonFlags, readComparisonShares } from '../cli/comparison-flags.js';
import { compareRuns } from '../gate/compare/compare-runs.js';
import { operationsIn } from '../gate/compare/compared-figures.js';
import { requireFigures } from '../gate/compare/require-figures.js';
import type { Comparison } from '../model/comparison.js';
import { readRunSet } from '../record/read-run-set.js';
import { comparisonMarkdown } from '../report/compare/comparison-markdown.js';
import { renderComparison } from '../report/compare/comparison-report.js';

/** `cache-bench compare`: two records, or two sets of records. */
export default class Compare extends BaseCommand {
  static override summary = 'Compare two sets of runs: effect, confidence interval and verdict of each figure.';
  static override description =
    'Each side is a record.json, the folder of a run, or a folder of such folders, as run --repeat leaves it. ' +
    'Exit code 0 when no figure is worse, 3 when one is, 4 when the runs can’t tell.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> reports/20260214-093012-repeat-k3v9 reports/20260215-101500-repeat-a1b2',
    '<%= config.bin %> <%= command.id %> baseline reports --figure response_time.p99 --figure throughput',
    '<%= config.bin %> <%= command.id %> baseline reports --format md --threshold 5%',
  ];
  static override args = {
    base: Args.string({ required: true, ignoreStdin: true, description: 'The runs to compare with.' }),
    new: Args.string({ required: true, ignoreStdin: true, description: 'The runs in question.' }),
  };
  static override flags = {
    ...comparisonFlags,
    'allow-different': Flags.boolean({
      description: 'Judge although the scenarios ask for different things.',
      helpGroup: 'COMPARISON',
    }),
  };

  async run(): Promise<Comparison> {
    const { args, flags } = await this.parse(Compare);
    const shares = readComparisonShares(flags);
    const base = { label: args.base, records: await readRunSet(args.base) };
    const changed = { label: args.new, records: await readRunSet(args.new) };
    const comparison = compareRuns(base, changed, {
      ...shares,
      paired: false,
      figures: requireFigures(flags.figure ?? [], operationsIn([...base.records, ...changed.records])),
      allowDifferent: flags['allow-different'],
    });
    const { stdout } = this.host;
    const text =
      flags.format === 'md'
        ? comparisonMarkdown(comparison)
        : renderComparison(comparison, { columns: stdout.columns, colour: stdout.colour });
    this.log(text.trimEnd());
    this.host.setExitCode(comparisonExitCode(comparison));
    return comparison;
  }
}
