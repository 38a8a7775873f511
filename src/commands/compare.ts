import { dirname, join, resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { comparisonExitCode } from '../cli/comparison-exit-code.js';
import { comparisonFlags, readComparisonShares } from '../cli/comparison-flags.js';
import { outputFlags } from '../cli/run-flags.js';
import { seriesReportFlag } from '../cli/series-flags.js';
import { compareRuns } from '../gate/compare/compare-runs.js';
import { operationsIn } from '../gate/compare/compared-figures.js';
import { requireFigures } from '../gate/compare/require-figures.js';
import type { Comparison } from '../model/comparison.js';
import { checkOutFolder } from '../record/check-out-folder.js';
import { readRunSet } from '../record/read-run-set.js';
import { writeComparison } from '../record/write-comparison.js';
import { keptWhere } from '../record/write-whole.js';
import { comparisonMarkdown } from '../report/compare/comparison-markdown.js';
import { renderComparison } from '../report/compare/comparison-report.js';
import { comparisonSeries } from '../report/series/comparison-series.js';
import { parseSeriesFormat } from '../report/series/parse-series-format.js';
import { publishSeries } from '../series/publish-series.js';
import { seriesId } from '../series/series-id.js';

/** `cache-bench compare`: two records, or two sets of records. */
export default class Compare extends BaseCommand {
  static override summary = 'Compare two sets of runs: effect, confidence interval and verdict of each figure.';
  static override description =
    'Each side is a record.json, the folder of a run, or a folder of runs such as run --repeat writes. ' +
    'The default figures need at least six runs per side. ' +
    'Exit code 0 when no figure is worse, 3 when one is, 4 when the runs can’t decide.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> reports/20260214-093012-repeat-k3v9 reports/20260215-101500-repeat-a1b2',
    '<%= config.bin %> <%= command.id %> baseline reports --figure response_time.p99 --figure throughput',
    '<%= config.bin %> <%= command.id %> baseline reports --format md --threshold 5%',
    '<%= config.bin %> <%= command.id %> baseline reports --report junit --out reports',
  ];
  static override args = {
    base: Args.string({ required: true, ignoreStdin: true, description: 'The baseline runs.' }),
    new: Args.string({ required: true, ignoreStdin: true, description: 'The runs to compare with the baseline.' }),
  };
  static override flags = {
    ...comparisonFlags,
    'allow-different': Flags.boolean({
      description: 'Compare even if the scenarios differ.',
      helpGroup: 'COMPARISON',
    }),
    report: seriesReportFlag(
      'Formats to write beside comparison.json: md, html, junit, github. Without this flag, no file is written.',
    ),
    out: outputFlags.out,
  };

  async run(): Promise<Comparison> {
    const { args, flags } = await this.parse(Compare);
    const { stdout, stderr, environment, workingDirectory } = this.host;
    const startedAt = new Date();
    const shares = readComparisonShares(flags);
    const formats = (flags.report ?? []).map(parseSeriesFormat);
    const outFolder = resolve(workingDirectory, flags.out);
    if (formats.length > 0) await checkOutFolder(outFolder);
    const base = { label: args.base, records: await readRunSet(args.base) };
    const changed = { label: args.new, records: await readRunSet(args.new) };
    const comparison = compareRuns(base, changed, {
      ...shares,
      paired: false,
      figures: requireFigures(flags.figure ?? [], operationsIn([...base.records, ...changed.records])),
      allowDifferent: flags['allow-different'],
    });
    const id = seriesId(startedAt, 'compare');
    const { path, notSaved } =
      formats.length > 0
        ? await keptWhere(writeComparison(comparison, join(outFolder, id)))
        : { path: null, notSaved: null };
    if (path !== null) this.progress(`The comparison is in ${path}`);
    const about = { id, startedAt: startedAt.toISOString(), wallMs: Date.now() - startedAt.getTime() };
    const folder = path === null ? null : dirname(path);
    const outlets = { formats, folder, environment, write: stderr.writeCommands };
    for (const line of await publishSeries(comparisonSeries(comparison, about), outlets)) this.progress(line);
    const text =
      flags.format === 'md'
        ? comparisonMarkdown(comparison)
        : renderComparison(comparison, { columns: stdout.columns, colour: stdout.colour });
    this.log(text.trimEnd());
    this.host.setExitCode(comparisonExitCode(comparison));
    return notSaved === null ? comparison : this.withError(comparison, notSaved);
  }
}
