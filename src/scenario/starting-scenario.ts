import { UsageError } from '../errors/errors.js';
import { nearestWord } from '../errors/nearest-word.js';
import { isKeyOf, keysOf } from '../model/table.js';
import { definitionOf } from '../topology/can.js';
import { type TopologyKind, topologies } from '../topology/registry.js';
import type { StartingScenario } from '../topology/starting-texts.js';

/** The kinds of new scenario, each with its topologies, the default first. */
const topologiesOfKind: Readonly<Record<string, readonly TopologyKind[]>> = {
  latency: keysOf(topologies),
  ...drills(),
};

/** The values of `scenario new --kind`. */
export const scenarioKinds: readonly string[] = Object.keys(topologiesOfKind);

/** The basis of a new scenario. */
interface StartingPoint {
  /** Null: the topology's usual drill. */
  readonly kind: string | null;
  readonly topology: TopologyKind;
}

/** Determines the basis of a new scenario from its flags. Throws UsageError for unknown values and invalid combinations. */
export function readStartingPoint(kindWord: string | undefined, topologyWord: string | undefined): StartingPoint {
  const topology = topologyWord === undefined ? undefined : knownWord('topology', topologyWord, topologies);
  if (kindWord === undefined) return { kind: null, topology: topology ?? 'sentinel' };
  const kind = knownWord('kind of scenario', kindWord, topologiesOfKind);
  const possible = topologiesOfKind[kind] ?? [];
  if (topology !== undefined && !possible.includes(topology))
    throw new UsageError(
      `A scenario of kind "${kind}" can't have topology "${topology}". Use --topology ${possible.join(' or ')}, or leave out one of the two flags.`,
    );
  return { kind, topology: topology ?? possible[0] ?? 'sentinel' };
}

function knownWord<Known extends object>(what: string, word: string, known: Known): keyof Known & string {
  if (isKeyOf(known, word)) return word;
  const words = keysOf(known);
  const nearest = nearestWord(word, words);
  const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  throw new UsageError(`There is no ${what} "${word}".${hint} Choices: ${words.join(', ')}.`);
}

/**
 * The text of a starter scenario file: every common key with a one-sentence explanation, optional ones commented out. It is
 * valid and runs as is. `schema` is the path or URL of the JSON schema, relative to the file for editors.
 */
export function startingScenario(name: string, start: StartingPoint, schema: string): string {
  const { about, topology, workload, faults, gates } = beginningOf(start);
  return `# yaml-language-server: $schema=${schema}
#
# Your own scenario. Check it with: cache-bench scenario validate FILE. Run it with: cache-bench run FILE.
# To enable a line that starts with "# -" or "# name:", remove the "# ". Everything except the name has a default.

# Part of the name of each run's folder: letters, digits, dashes, dots and underscores.
name: ${name}
# For people: what happens, and what it should show.
description: ${about}

# The servers.
topology:
  # ${kindsInWords()}.
  kind: ${start.topology}
${topology}

# What the clients do.
workload:
${workload}
  # Total connections over all threads, and the maximum number of operations in flight on each.
  connections: 8
  pipeline: 1
  # Operations per second over all connections. The plan continues during an outage, as users do. max: as fast as replies arrive.
  rate: 1000
  # An operation without a reply by then has failed its user.
  deadline: 500ms
  # The number of keys, and which of them are hot: uniform, zipf:0.99, hotset:0.2:0.8 ...
  keys: 5000
  distribution: uniform
  # Value size in bytes: 128, a range 64-1024, or weighted sizes 32:70,4096:30.
  valueSize: 128
  # The proportion of each kind of operation.
  mix: { set: 50, get: 50 }

# How long the load runs before anything is counted, and how long it is measured.
phases: { warmup: 1s, duration: 10s }

# Faults, timed from the start of the measured part. docs/faults.md describes every fault.
${faults}

# What must hold. A gate that fails gives exit code 3; a figure that does not exist gives 4.
gates:
${gates}
  # - response_time.p99 < 20ms during steady

# The same seed repeats the same keys, values and targets.
# seed: 1
`;
}

function beginningOf({ kind, topology }: StartingPoint): StartingScenario {
  const drill = definitionOf({ kind: topology }).startingScenario;
  return kind === 'latency' ? { ...drill, ...latency } : drill;
}

const latency = {
  about: 'How fast the servers respond under a steady load, without a fault.',
  faults: '# None: these are the figures of healthy servers.',
  gates: `  # Response time counts from the planned start, so it includes waiting. If the load generator was the limit, a gate that
  # fails has no verdict. Lower the limits to what your own machine reaches.
  - response_time.p50 < 10ms
  - response_time.p99 < 50ms
  - error_rate <= 0.1%
  - availability >= 99.9%`,
} as const satisfies Partial<StartingScenario>;

function drills(): Readonly<Record<string, readonly TopologyKind[]>> {
  const found: Record<string, TopologyKind[]> = {};
  for (const topology of keysOf(topologies)) {
    const { kind } = definitionOf({ kind: topology }).startingScenario;
    if (kind !== undefined) found[kind] = [...(found[kind] ?? []), topology];
  }
  return found;
}

function kindsInWords(): string {
  const kinds = keysOf(topologies);
  return `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}`;
}
