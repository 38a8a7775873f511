import type { ProgressTick } from './progress-tick.js';

/** A piece of work that no load tells of, such as the preload. */
export interface Work {
  /** What is done: `reading back`. */
  readonly label: string;
  readonly elapsedMs: number;
  readonly done: number;
  /** Null: nobody knows before it is done. */
  readonly total: number | null;
  /** What is counted, in the plural; null: only the share is worth telling. */
  readonly unit: string | null;
}

/** What only a live view has a place for. */
export type LiveChange =
  /** Undefined: it is over. */
  | { readonly type: 'work'; readonly work: Work | undefined }
  | ({ readonly type: 'strike' } & Strike)
  /** What a strike led to, such as `promoted`; the first time counts. `strikeAtMs`: null of the last strike. */
  | { readonly type: 'milestone'; readonly name: string; readonly atMs: number; readonly strikeAtMs: number | null }
  /** The times without success that go on, once they are long enough to be shown; none: they are over. */
  | { readonly type: 'outage'; readonly atMs: number; readonly open: readonly ShownOutage[] };

/** A fault that struck, and what has to come of it; moments are in ms on the run's clock. */
interface Strike {
  readonly fault: string;
  readonly targets: readonly string[];
  readonly atMs: number;
  /** Milestones of a failover, in their order; none: nobody takes over from what was struck. */
  readonly failoverSteps: readonly string[];
  /** Milestones of what is repaired afterwards, in their order. */
  readonly repairSteps: readonly string[];
}

/** A time in which operations of one sort were due on a shard, and none succeeded. */
export interface ShownOutage {
  /** Null where there is only one. */
  readonly shard: number | null;
  readonly sort: 'read' | 'write';
  readonly lengthMs: number;
}

/** All that the live view draws; moments are in ms on the run's clock. */
export interface LiveState {
  readonly phase: string;
  readonly tick: ProgressTick | undefined;
  /** What went well in each second of the last minute, the oldest first. */
  readonly rates: readonly number[];
  readonly strike:
    | (Strike & { readonly milestones: readonly { readonly name: string; readonly atMs: number }[] })
    | undefined;
  readonly outages: readonly ShownOutage[];
  readonly work: Work | undefined;
}

const secondsShown = 60;

/** Nothing has been told yet. */
export const emptyLiveState: LiveState = {
  phase: '',
  tick: undefined,
  rates: [],
  strike: undefined,
  outages: [],
  work: undefined,
};

/** The state after one more second. */
export function withTick(state: LiveState, tick: ProgressTick): LiveState {
  return { ...state, tick, work: undefined, rates: [...state.rates, tick.ratePerSecond].slice(-secondsShown) };
}

/** The state after a change. */
export function withChange(state: LiveState, change: LiveChange): LiveState {
  switch (change.type) {
    case 'work':
      return { ...state, work: change.work };
    case 'strike': {
      const { type: _, ...strike } = change;
      return { ...state, strike: { ...strike, milestones: [] } };
    }
    case 'outage':
      return {
        ...state,
        outages: change.open,
        tick: state.tick && { ...state.tick, atMs: Math.max(state.tick.atMs, change.atMs) },
      };
    case 'milestone': {
      const { strike } = state;
      const { name, atMs, strikeAtMs } = change;
      if (strike === undefined || atMs < strike.atMs || (strikeAtMs ?? strike.atMs) !== strike.atMs) return state;
      if (strike.milestones.some((milestone) => milestone.name === name)) return state;
      return { ...state, strike: { ...strike, milestones: [...strike.milestones, { name, atMs }] } };
    }
    default:
      return change satisfies never;
  }
}
