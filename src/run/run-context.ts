import type { LiveMetrics } from '../progress/live-metrics/live-metrics.js';
import type { LiveReports } from '../progress/live-reports.js';
import type { ProgressDisplay } from '../progress/progress-display.js';
import { stepProgress } from '../progress/step-progress.js';
import type { ReportFormat } from '../report/registry.js';
import type { Scenario } from '../scenario/scenario.js';
import type { ExperimentRequest } from './measured.js';

/** What all runs of a command share. */
export interface RunContext extends Pick<ExperimentRequest, 'labels' | 'version' | 'keep' | 'signal' | 'control'> {
  readonly outFolder: string;
  /** The formats of the reports beside each document. */
  readonly formats: readonly ReportFormat[];
  readonly progress: ProgressDisplay;
  /** Whether progress is shown on a terminal. */
  readonly isTTY: boolean;
  readonly metrics: LiveMetrics;
  /** The reports that grow while a run goes on; null: none. */
  readonly liveReports: LiveReports | null;
  /** The password of the scenario's target. Throws UsageError if the given one doesn't fit the scenario. */
  passwordOf(scenario: Scenario): string | null;
}

type Loaded = Pick<ExperimentRequest, 'scenario' | 'document' | 'warnings'>;

/** How one run differs from the others of its command. */
interface OwnSettings {
  /** The command that repeats it. */
  readonly command: readonly string[];
  readonly engineBinary?: string;
  /** In the live metrics: which run of the series it is; absent: the only one. */
  readonly seriesLabels?: Readonly<Record<string, string>>;
}

/**
 * The request of one run of a command. Its figures also go to the live metrics. Of a run in a series, only the live view of
 * a terminal is shown, and no report grows. Throws UsageError for a password that doesn't fit the scenario.
 */
export function requestFor(
  { scenario, document, warnings }: Loaded,
  context: RunContext,
  { seriesLabels, ...own }: OwnSettings,
): ExperimentRequest {
  const { labels, version, keep, signal, control, metrics, isTTY, liveReports } = context;
  const run = {
    scenario: String(document.name),
    version,
    topology: scenario.topology.kind,
    seed: String(scenario.seed),
    labels: { ...seriesLabels, ...labels },
  };
  const isAlone = seriesLabels === undefined;
  const progress = isAlone ? context.progress : stepProgress(context.progress, isTTY);
  return {
    ...{ scenario, document, warnings, labels, version, keep, signal, control, ...own },
    targetPassword: context.passwordOf(scenario),
    progress: metrics.follow(progress, run),
    follower: isAlone ? (liveReports ?? undefined) : undefined,
  };
}
