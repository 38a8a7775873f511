import { splitScheme, tlsSchemeOf } from '../model/target-scheme.js';
import { topologies } from '../topology/registry.js';
import { type DocumentPath, type ScenarioProblem, valueAt } from './problem.js';
import { replaceAt } from './replace-at.js';
import { parseYaml } from './yaml-source.js';

/** Flags that each set one value, and the paths that they set. */
const settings = [
  ['connections', 'workload.connections'],
  ['threads', 'workload.threads'],
  ['agents', 'agents.count'],
  ['pipeline', 'workload.pipeline'],
  ['value-size', 'workload.valueSize'],
  ['requests', 'workload.requests'],
  ['duration', 'phases.duration'],
  ['warmup', 'phases.warmup'],
  ['deadline', 'workload.deadline'],
  ['rate', 'workload.rate'],
  ['pacer', 'workload.pacer'],
  ['keys', 'workload.keys'],
  ['distribution', 'workload.distribution'],
  ['ttl', 'workload.ttl'],
  ['data', 'workload.data'],
  ['driver', 'workload.driver'],
  ['client-policy', 'workload.clientPolicy'],
  ['engine', 'topology.engine'],
  ['topology', 'topology.kind'],
  ['replicas', 'topology.replicas'],
  ['shards', 'topology.shards'],
  ['zones', 'topology.zones'],
  ['durability', 'workload.durability'],
  ['replay', 'workload.replay'],
  ['seed', 'seed'],
] as const;

type Written = string | number | undefined;

/** What the flags of a command change in a scenario, by the names of the flags, each as written on the command line. */
export type ScenarioOverrides = { readonly [Flag in (typeof settings)[number][0]]?: Written } & {
  /** Path of a file; what it holds is in `clientOptions`. */
  readonly 'client-options'?: Written;
  /** The user's own options of the client library. */
  readonly clientOptions?: unknown;
  /** Weights of sets and gets, `1:10`, as in memtier_benchmark. */
  readonly ratio?: Written;
  /** Free commands; without `--ratio` they replace the mix. */
  readonly command?: readonly string[] | undefined;
  /** Their weights, in the same order. */
  readonly 'command-ratio'?: readonly string[] | undefined;
  /** The URL of an existing deployment, which replaces the whole topology. */
  readonly target?: Written;
  /** TLS to the servers, whether launched or existing. */
  readonly tls?: boolean | undefined;
  /** `path=value`: any part of the scenario, by its dotted path; the value is read as YAML. */
  readonly set?: readonly string[] | undefined;
  /** The same, from what `sweep --vary` sets in one cell. */
  readonly varied?: readonly string[] | undefined;
  /** Omits the faults, and the scenario's gates that depend on a fault. */
  readonly 'no-faults'?: boolean | undefined;
  readonly gate?: readonly string[] | undefined;
  /** Gates that replace the scenario's: the objectives of each search step. */
  readonly objectives?: readonly string[] | undefined;
};

/** A document with its flags applied, and which flag set what. */
export interface OverriddenDocument {
  readonly value: unknown;
  readonly origins: readonly { readonly flag: string; readonly path: DocumentPath }[];
  readonly problems: readonly ScenarioProblem[];
}

/**
 * Applies flags to a document: `--target`, single values, then `--ratio`, then `--set`, `--no-faults`, and finally the
 * gates, so that `--set gates=[] --gate ...` keeps the new ones. A document that is not a map is unchanged.
 */
export function applyOverrides(document: unknown, overrides: ScenarioOverrides): OverriddenDocument {
  const changes = [
    ...targetChanges(overrides.target),
    ...tlsChanges(document, overrides),
    ...singleChanges(overrides),
    ...ratioChanges(overrides.ratio),
    ...commandChanges(overrides),
    ...setChanges('--set', overrides.set ?? []),
    ...setChanges('--vary', overrides.varied ?? []),
  ];
  const problems: ScenarioProblem[] = [];
  const origins: { flag: string; path: DocumentPath }[] = [];
  let value = document;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { value, origins, problems };

  const put = (flag: string, path: DocumentPath, written: unknown) => {
    const replaced = replaceAt(value, path, written);
    if (typeof replaced === 'string') {
      problems.push({ place: flag, path: path.join('.'), message: replaced, suggestion: null });
      return;
    }
    value = replaced.document;
    origins.push({ flag, path });
  };
  for (const change of changes) {
    if ('problem' in change) problems.push({ place: change.flag, path: '', message: change.problem, suggestion: null });
    else put(change.flag, change.path, change.value);
  }
  if (overrides.clientOptions !== undefined)
    put('--client-options', ['workload', 'clientOptions'], overrides.clientOptions);
  if (overrides.objectives !== undefined) put('--objective', ['gates'], overrides.objectives);
  if (overrides['no-faults'] === true) put('--no-faults', ['faults'], []);
  for (const gate of overrides.gate ?? []) put('--gate', ['gates', gatesOf(value).length], gate);
  return { value, origins, problems };
}

type Change =
  | { readonly flag: string; readonly path: DocumentPath; readonly value: unknown }
  | { readonly flag: string; readonly problem: string };

/** Scenario settings for launched servers don't apply to existing ones. */
function targetChanges(target: Written): Change[] {
  if (target === undefined) return [];
  const topology = { kind: 'external', target: String(target) };
  // Even if the scenario, which was written for other servers, names a driver that does not support these.
  const { workload = {} } = topologies.external.defaultsOf(topology.target);
  const ofServers = Object.entries(workload).map(([key, value]) => ({ path: ['workload', key], value }));
  return [{ path: ['topology'], value: topology }, ...ofServers].map((change) => ({ flag: '--target', ...change }));
}

/** For an existing deployment, the URL determines whether it uses TLS. */
function tlsChanges(document: unknown, { target, tls }: ScenarioOverrides): Change[] {
  if (tls !== true) return [];
  const flag = '--tls';
  const url = target ?? valueAt(document, ['topology', 'target']);
  if (typeof url !== 'string') return [{ flag, path: ['topology', 'tls'], value: true }];
  const split = splitScheme(url);
  // An invalid URL is rejected with the same message as without the flag.
  if (split === undefined) return [];
  const name = tlsSchemeOf(split.name);
  return name === undefined
    ? [{ flag, problem: `expected a target that can have TLS (redis:// and the like), found ${split.name}://` }]
    : [{ flag, path: ['topology', 'target'], value: `${name}://${split.rest}` }];
}

function singleChanges(overrides: ScenarioOverrides): Change[] {
  return settings.flatMap(([name, path]) => {
    const written = overrides[name];
    return written === undefined ? [] : [{ flag: `--${name}`, path: path.split('.'), value: numberOrText(written) }];
  });
}

function numberOrText(written: string | number): string | number {
  return typeof written === 'string' && /^-?\d+(\.\d+)?$/.test(written) ? Number(written) : written;
}

function ratioChanges(ratio: Written): Change[] {
  if (ratio === undefined) return [];
  const weights = /^(\d{1,6}):(\d{1,6})$/.exec(String(ratio));
  if (weights === null)
    return [
      {
        flag: '--ratio',
        problem: `expected the weights of sets and gets, such as 1:10, found ${JSON.stringify(ratio)}`,
      },
    ];
  return [{ flag: '--ratio', path: ['workload', 'mix'], value: { set: Number(weights[1]), get: Number(weights[2]) } }];
}

function commandChanges({ command: commands = [], 'command-ratio': weights = [], ratio }: ScenarioOverrides): Change[] {
  if (commands.length === 0 && weights.length === 0) return [];
  if (weights.length > 0 && weights.length !== commands.length)
    return [
      {
        flag: '--command-ratio',
        problem: `expected one weight for each of the ${commands.length} commands, found ${weights.length}`,
      },
    ];
  const value = commands.map((command, index) => ({ command, weight: numberOrText(weights[index] ?? 1) }));
  return [
    ...(ratio === undefined ? [{ flag: '--command', path: ['workload', 'mix'], value: {} }] : []),
    { flag: '--command', path: ['workload', 'commands'], value },
  ];
}

function setChanges(flag: '--set' | '--vary', assignments: readonly string[]): Change[] {
  return assignments.map((assignment): Change => {
    const [, path = '', text = ''] = /^\s*([^=\s]+)\s*=(.*)$/s.exec(assignment) ?? [];
    if (path === '' || path.split('.').includes('')) {
      return {
        flag,
        problem: `expected path=value, such as topology.links.betweenZones.delay=20ms, found ${JSON.stringify(assignment)}`,
      };
    }
    const parsed = parseYaml(flag, text);
    return 'problems' in parsed
      ? { flag, problem: parsed.problems.map(({ message }) => message).join('; ') }
      : { flag, path: path.split('.'), value: parsed.value };
  });
}

function gatesOf(document: unknown): readonly unknown[] {
  const gates = (document as { readonly gates?: unknown }).gates ?? [];
  return Array.isArray(gates) ? gates : [];
}
