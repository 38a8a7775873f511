import { type ApplicationOptions, applicationPlan, auditOf } from '../application/application-options.js';
import { InternalError } from '../errors/errors.js';
import { chooseFault, type FaultPlan } from '../fault/fault-plan.js';
import type { ClientOptions } from '../load/driver/client-module.js';
import { ownProtocol } from '../load/driver/registry.js';
import { parsePacer } from '../load/pacer/registry.js';
import { memcachedCommands } from '../load/pattern/memcached-commands.js';
import { patterns } from '../load/pattern/registry.js';
import { respCommands } from '../load/pattern/resp-commands.js';
import type { ReplaySummary } from '../load/replay/replay-plan.js';
import { parseDistribution } from '../load/workload/distribution/registry.js';
import { boundsOf, parseValueSizes } from '../load/workload/value-size.js';
import type { ApplicationRequest, WorkloadPlan } from '../load/workload/workload-plan.js';
import { parseEngineRequest } from '../model/engine-request.js';
import { hashSlotCount } from '../model/hash-slot.js';
import type { Durability } from '../model/scenario.js';
import { can } from '../topology/can.js';
import { planTopology, type TopologyPlan } from '../topology/topology-plan.js';
import { durationMs } from '../units/duration.js';
import { checkedValue } from '../units/parsed.js';
import { parseRate } from '../units/rate.js';
import { sizeBytes } from '../units/size.js';
import type { CostPlan } from './cost-plan.js';
import { type FaultEntry, faultNameOf } from './fault-field.js';
import { noTtl } from './fields.js';
import { gateExpression } from './gate-expression.js';
import { resolveThreads } from './resolve-threads.js';
import type { AbortGate, AgentsPlan, OriginPlan, Scenario } from './scenario.js';
import type { ScenarioDocument } from './schema.js';
import { durabilitySyntax } from './workload-field.js';

/** A validated document that includes its seed. */
export type SeededDocument = ScenarioDocument & { readonly seed: number };

/** What was found in the files that a document names; null: it names none. */
interface ReadFiles {
  readonly replayed?: ReplaySummary | null;
  readonly cost?: CostPlan | null;
  /** The options of the client library that a module exports. */
  readonly exported?: ClientOptions | null;
}

/**
 * Converts a validated document into figures: every text with a unit into a number, `auto` into a number of threads.
 */
export function resolveScenario(
  document: SeededDocument,
  cpuCount: number,
  { replayed = null, cost = null, exported = null }: ReadFiles = {},
): Scenario {
  const topology = topologyPlan(document.topology);
  return {
    name: document.name,
    description: document.description,
    seed: document.seed,
    topology,
    workload: withReplay(workloadPlan(document, topology, cpuCount, exported), document, replayed),
    application: document.application === undefined ? null : applicationPlan(document.application),
    origin: originPlan(document.origin),
    agents: agentsPlan(document),
    cost,
    phases: { warmupMs: durationMs(document.phases.warmup), durationMs: durationMs(document.phases.duration) },
    faults: document.faults.map((entry, index) => faultPlan(entry, index, durationMs(document.phases.duration))),
    gates: document.gates.map(gateExpression),
    abortGates: document.gates.flatMap(abortGate),
  };
}

/** Earlier, there are too few operations for meaningful figures. */
const defaultAbortAfter = '1s';

function abortGate(gate: ScenarioDocument['gates'][number]): AbortGate[] {
  if (typeof gate === 'string' || !gate.abortOnFail) return [];
  return [{ expression: gate.gate, afterMs: durationMs(gate.after ?? defaultAbortAfter) }];
}

function originPlan(origin: ScenarioDocument['origin']): OriginPlan | null {
  if (origin === undefined) return null;
  const { kind, ...options } = origin;
  return { kind, options };
}

function agentsPlan({ agents, workload: { threads } }: ScenarioDocument): AgentsPlan | null {
  if (agents === undefined) return null;
  return {
    count: agents.count,
    waitMs: durationMs(agents.wait),
    clockErrorMs: durationMs(agents.clockError),
    goesOnWithoutLost: agents.onLostAgent === 'continue',
    threads: threads === 'auto' ? null : threads,
  };
}

function patternPlan(
  pattern: ScenarioDocument['workload']['pattern'],
  topology: TopologyPlan,
): WorkloadPlan['pattern'] {
  if (pattern === undefined) return null;
  const { kind, ...options } = pattern;
  return { kind, ...patterns[kind].plan(options, can(topology, 'commands') ? respCommands : memcachedCommands) };
}

function topologyPlan(topology: ScenarioDocument['topology']): TopologyPlan {
  const { kind, engine, replicas, shards, zones, links, tls, password, config, nodeConfig, basePort, ...added } =
    topology;
  const { engine: name, version } = checkedValue(parseEngineRequest(engine));
  const nodes = {
    ...{ engine: name, engineVersion: version, replicas, shards, zones, tls, password, basePort },
    links: links === null ? null : { betweenZones: zoneLinks(links.betweenZones) },
    config: directiveTexts(config),
    nodeConfig: Object.fromEntries(Object.entries(nodeConfig).map(([id, own]) => [id, directiveTexts(own)])),
  };
  return planTopology(kind, nodes, added);
}

function zoneLinks({ delay, jitter, bandwidth }: NonNullable<ScenarioDocument['topology']['links']>['betweenZones']) {
  return {
    delayMs: durationMs(delay),
    ...(jitter !== undefined && { jitterMs: durationMs(jitter) }),
    ...(bandwidth !== undefined && { bytesPerSecond: sizeBytes(bandwidth) }),
  };
}

/** redis.conf uses yes and no for YAML's true and false. */
function directiveTexts(config: ScenarioDocument['topology']['config']): TopologyPlan['config'] {
  const text = (value: string | number | boolean) =>
    typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
  return Object.fromEntries(Object.entries(config).map(([directive, value]) => [directive, text(value)]));
}

/** A short deadline limits one reply; a handshake takes several, and a thread needs time to start. */
const leastConnectTimeoutMs = 500;

function workloadPlan(
  { workload, application }: ScenarioDocument,
  topology: TopologyPlan,
  cpuCount: number,
  exported: ClientOptions | null,
): WorkloadPlan {
  const { rate, pacer, distribution, deadline, connectTimeout, valueSize, threads, durability, mix, ttl, ...given } =
    workload;
  const {
    pattern,
    history = null,
    clientOptions = null,
    replay: _replay,
    replaySpeed: _speed,
    replayKeys: _keys,
    replayValues: _values,
    ...rest
  } = given;
  const ratePerSecond = checkedValue(parseRate(String(rate)));
  const valueSizes = checkedValue(parseValueSizes(String(valueSize)));
  return {
    ...rest,
    protocol: workload.protocol ?? ownProtocol(workload.driver),
    threads: threads === 'auto' ? resolveThreads(ratePerSecond, workload.connections, cpuCount) : threads,
    ratePerSecond,
    pacer: known(parsePacer(pacer)),
    distribution: known(parseDistribution(distribution)),
    ttlMs: ttl === null ? null : ttl.trim() === noTtl ? 0 : durationMs(ttl),
    deadlineMs: durationMs(deadline),
    connectTimeoutMs:
      connectTimeout === null ? Math.max(leastConnectTimeoutMs, durationMs(deadline)) : durationMs(connectTimeout),
    valueBytes: boundsOf(valueSizes).mostBytes,
    valueSizes,
    mix: Object.fromEntries(Object.entries(mix).filter((entry): entry is [string, number] => entry[1] !== undefined)),
    durability: parseDurability(durability),
    pattern: patternPlan(pattern, topology),
    history,
    clientOptions: typeof clientOptions === 'string' ? exported : clientOptions,
    clientModule: typeof clientOptions === 'string' ? clientOptions : null,
    replay: null,
    application: application === undefined ? null : application.requests.map(plannedRequest),
  };
}

function plannedRequest(request: ApplicationOptions['requests'][number]): ApplicationRequest {
  const { name, weight, method, path, headers, body = null, expect = [] } = request;
  return { name, weight, audit: auditOf(request), http: { method, path, headers, body, expect } };
}

/** What a log determines in place of the document. */
function withReplay(
  workload: WorkloadPlan,
  { workload: { replay, replaySpeed, replayKeys, replayValues }, phases }: SeededDocument,
  summary: ReplaySummary | null,
): WorkloadPlan {
  if (replay === undefined || summary === null) return workload;
  return {
    ...workload,
    // On average.
    ratePerSecond: Math.max(1, (1000 * summary.replayed) / durationMs(phases.duration)),
    pacer: { kind: 'constant' },
    requests: null,
    keys: hashSlotCount,
    mix: {},
    commands: [],
    replay: {
      file: replay,
      speed: replaySpeed ?? 1,
      keys: replayKeys ?? 'kept',
      values: replayValues ?? 'kept',
      summary,
    },
  };
}

function parseDurability(text: string): Durability {
  const [, wait, local, replicas] = durabilitySyntax.exec(text) ?? [];
  if (wait !== undefined) return { kind: 'wait', replicas: Number(wait) };
  if (local !== undefined) return { kind: 'waitaof', local: Number(local), replicas: Number(replicas) };
  return { kind: 'async' };
}

function faultPlan(entry: FaultEntry, index: number, loadEndMs: number): FaultPlan {
  const name = faultNameOf(entry);
  return {
    ...chooseFault(name, entry[name]),
    timing: faultTiming(entry, index, loadEndMs),
    recover: entry.recover,
    afterMs: durationMs(entry.after),
  };
}

function faultTiming({ at, every, until, when, of, delay, random }: FaultEntry, index: number, loadEndMs: number) {
  if (every !== undefined) return everyTiming(durationMs(at ?? every), durationMs(every), until, loadEndMs);
  if (when !== undefined)
    return { kind: 'when', trigger: when, of: of ?? index - 1, delayMs: durationMs(delay ?? '0s') } as const;
  if (random !== undefined) {
    const [from, to] = random.between;
    return { kind: 'random', fromMs: durationMs(from), toMs: durationMs(to), count: random.count } as const;
  }
  return { kind: 'at', atMs: durationMs(at ?? '0s') } as const;
}

/** Without an explicit end, it ends with the load: a round at that very moment would be too late. */
function everyTiming(firstMs: number, everyMs: number, until: string | undefined, loadEndMs: number) {
  const lastMs = firstMs + Math.max(0, Math.ceil((loadEndMs - firstMs) / everyMs) - 1) * everyMs;
  return { kind: 'every', firstMs, everyMs, untilMs: until === undefined ? lastMs : durationMs(until) } as const;
}

/** The schema has already parsed each of these texts. */
function known<T extends object>(parsed: T | string): T {
  if (typeof parsed === 'string')
    throw new InternalError(`A checked scenario has a setting that can't be read: ${parsed}`);
  return parsed;
}
