import { originsThatCan } from '../fault/needs.js';
import { type FaultName, faultNamed, faults } from '../fault/registry.js';
import { figureSyntax } from '../gate/figures.js';
import { metricDefinition, metricNames } from '../gate/metrics.js';
import { drivers } from '../load/driver/registry.js';
import { operations } from '../load/operation/registry.js';
import { pacers } from '../load/pacer/registry.js';
import { distributions } from '../load/workload/distribution/registry.js';
import { clientPolicies } from '../model/client-policy.js';
import { protocols } from '../model/protocol.js';
import { triggers } from '../model/scenario.js';
import { keysOf } from '../model/table.js';
import { topologiesThatCan } from '../topology/can.js';
import { topologies } from '../topology/registry.js';

/** A name that a scenario may use. */
export interface CatalogueEntry {
  readonly name: string;
  readonly summary: string;
  readonly example: string;
  /** For a metric: the unit of its figure, as in a record. */
  readonly unit?: string;
  /** For a metric: the syntax of a limit. */
  readonly limit?: string;
  /** For a metric: one of these must be named; empty: it is a single figure. */
  readonly aggregates?: readonly string[];
  readonly perOperation?: boolean;
  /** For a metric: whether it is available per phase, and for gates that end a run early. */
  readonly perPhase?: boolean;
  readonly needs?: readonly string[];
  /** For a fault: the topologies that can have it. */
  readonly topologies?: readonly string[];
  /** For a fault of the origin: the kinds that can have it. */
  readonly origins?: readonly string[];
}

/** Every name in every registry that a scenario may use, by list. */
export const catalogue = {
  metrics: metricNames.map(metricEntry),
  faults: keysOf(faults).map(faultEntry),
  triggers: sentences(triggers, (name) => `- { when: ${name}, kill-process: {} }`),
  topologies: entries(topologies, (name) => `topology: { kind: ${name} }`),
  operations: entries(operations, (name) => `mix: { ${name}: 50 }`),
  distributions: entries(distributions, (_, { syntax }) => `distribution: ${syntax}`),
  pacers: entries(pacers, (_, { syntax }) => `pacer: ${syntax}`),
  drivers: entries(drivers, (name) => `driver: ${name}`),
  protocols: sentences(protocols, (name) => `protocol: ${name}`),
  'client-policies': sentences(clientPolicies, (name) => `clientPolicy: ${name}`),
} as const satisfies Readonly<Record<string, readonly CatalogueEntry[]>>;

function faultEntry(name: FaultName): CatalogueEntry {
  const { summary, needs, needsOrigin } = faultNamed(name);
  return {
    name,
    summary,
    example: `- { at: 5s, ${name}: {} }`,
    topologies: topologiesThatCan(needs),
    ...(needsOrigin && { origins: originsThatCan(needsOrigin) }),
  };
}

function metricEntry(name: (typeof metricNames)[number]): CatalogueEntry {
  const { summary, example, unit, aggregates, perOperation, windowed, needs } = metricDefinition(name);
  return {
    name,
    summary,
    example,
    unit,
    limit: figureSyntax[unit],
    aggregates,
    perOperation,
    perPhase: windowed,
    needs,
  };
}

function entries<Definition extends { readonly summary: string }>(
  registry: Readonly<Record<string, Definition>>,
  exampleOf: (name: string, definition: Definition) => string,
): readonly CatalogueEntry[] {
  return Object.entries(registry).map(([name, definition]) => ({
    name,
    summary: definition.summary,
    example: exampleOf(name, definition),
  }));
}

function sentences(
  table: Readonly<Record<string, string>>,
  exampleOf: (name: string) => string,
): readonly CatalogueEntry[] {
  return Object.entries(table).map(([name, summary]) => ({ name, summary, example: exampleOf(name) }));
}
