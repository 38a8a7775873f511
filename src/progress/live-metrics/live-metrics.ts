import { exposition } from '../../report/openmetrics/exposition.js';
import { withRunLabels } from '../../report/openmetrics/run-labels.js';
import { withPlainText } from '../../report/plain-text.js';
import type { ProgressDisplay } from '../progress-display.js';
import { type LiveFigures, liveFamilies, noFigures, type RunIdentity, withLiveChange } from './live-families.js';

/** The live figures of a run as OpenMetrics text. */
export interface LiveMetrics {
  /** For the run in progress; empty between runs and after the last. */
  text(): string;
  /** A display that records a run's figures and forwards them to another display. */
  follow(display: ProgressDisplay, run: RunIdentity): ProgressDisplay;
}

/** Metrics for the consecutive runs of one command. */
export function createLiveMetrics(): LiveMetrics {
  let current: { readonly run: RunIdentity; figures: LiveFigures } | undefined;
  return {
    text() {
      if (current === undefined) return exposition([]);
      const { run, figures } = current;
      return exposition(withRunLabels(withPlainText(liveFamilies(run, figures)), run.scenario, run.labels));
    },
    follow(display, run) {
      const update = (change: (figures: LiveFigures) => LiveFigures) => {
        if (current?.run !== run) current = { run, figures: noFigures };
        current.figures = change(current.figures);
      };
      return {
        step: display.step,
        event: display.event,
        warn: display.warn,
        phase(name) {
          update((figures) => ({ ...figures, phase: name, ...(name === 'audit' && { isLoaded: false }) }));
          display.phase(name);
        },
        tick(tick) {
          update((figures) => ({ ...figures, tick, isLoaded: true }));
          display.tick(tick);
        },
        show(change) {
          update((figures) => withLiveChange(figures, change));
          display.show(change);
        },
        end() {
          if (current?.run === run) current = undefined;
          display.end();
        },
      };
    },
  };
}
