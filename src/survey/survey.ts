import type { EngineName } from '../model/node.js';
import type { KeySample } from './key-sample.js';

/** The shape of a deployment, as the topology that launches one like it. */
export type SurveyedTopology = 'standalone' | 'replicated' | 'sentinel' | 'cluster' | 'memcached';

/** What a running deployment did during a window, and holds. Figures are sums over all primaries, or memcached servers. */
export interface Survey {
  /** Without secrets. */
  readonly url: string;
  readonly engine: EngineName;
  /** Of the primaries, each once. */
  readonly versions: readonly string[];
  readonly topology: SurveyedTopology;
  readonly shards: number;
  /** Per shard; the largest number. */
  readonly replicas: number;
  readonly windowMs: number;
  /** Calls per second by command, without our own, in lower case. */
  readonly rates: Readonly<Record<string, number>>;
  /** Keys found and not found by reads; null: not reported. */
  readonly hitsPerSecond: number | null;
  readonly missesPerSecond: number | null;
  /** Client connections to the primary that has most, without ours. */
  readonly connections: number;
  /** In the database of the URL. */
  readonly keys: number;
  readonly keysElsewhere: number;
  /** Settings that affect a load, by directive. */
  readonly settings: Readonly<Record<string, string>>;
  readonly sample: KeySample;
}

/** The part of a survey that a window of counters gives. */
export type SurveyedLoad = Pick<Survey, 'windowMs' | 'rates' | 'hitsPerSecond' | 'missesPerSecond'>;

export interface SurveyOptions {
  /** How long commands are counted. */
  readonly windowMs: number;
  /** How many keys are looked at. */
  readonly sampleKeys: number;
  readonly signal: AbortSignal;
  /** Reports each step, for people. */
  progress(line: string): void;
}
