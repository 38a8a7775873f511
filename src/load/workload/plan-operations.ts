import { InternalError } from '../../errors/errors.js';
import { keyPlaceholder, type OperationPlan, type StepPlan } from '../../model/operation-plan.js';
import { stampBytes } from '../../model/write-stamp.js';
import type { OperationOptions } from '../operation/operation.js';
import { type OperationKind, operationKinds, operations } from '../operation/registry.js';
import type { PatternPlan } from '../pattern/pattern.js';
import { type CommandStep, type FreeCommand, parseCommand, type WeightedCommand } from './command-template.js';
import type { ApplicationRequest, WorkloadPlan } from './workload-plan.js';

/** The parts of a workload that determine its operations. */
export interface OperationsWanted extends OperationOptions {
  /** Weight of each kind. */
  readonly mix: Readonly<Partial<Record<OperationKind, number>>>;
  readonly commands: readonly WeightedCommand[];
}

/** The operation that reads rows that do not exist. */
export const absentReadName = 'get-absent';

/** The operations of a validated workload. `keyTtlSeconds`: TTL of every key if the workload sets none. */
export function operationsOf(workload: WorkloadPlan, keyTtlSeconds: number | null = null): readonly OperationPlan[] {
  const { mix, commands, audit, keysPerOperation, valueSizes, pattern, replay, application } = workload;
  if (application !== null) return application.filter(({ weight }) => weight > 0).map(planHttp);
  if (replay !== null) return replay.summary.operations;
  if (pattern !== null) return patternOperations(pattern, mix);
  const ttlSeconds = lifetimeSeconds(workload, keyTtlSeconds);
  const fixedValueBytes = valueSizes.kind === 'fixed' ? Math.max(stampBytes, valueSizes.bytes) : null;
  return planOperations({ mix, commands, chain: audit === 'chain', ttlSeconds, keysPerOperation, fixedValueBytes });
}

/** The reads and writes of a pattern, with the weights of `get` and `set`. */
export function patternOperations(
  { read, write, absent }: PatternPlan,
  { get = 0, set = 0 }: WorkloadPlan['mix'],
): readonly OperationPlan[] {
  const absentShare = absent?.share ?? 0;
  const all = [
    { name: 'get', weight: get * (1 - absentShare), writes: false, steps: read },
    { name: 'set', weight: set, writes: true, steps: write },
    { name: absentReadName, weight: get * absentShare, writes: false, steps: absent?.steps ?? [] },
  ];
  return all.filter(({ weight }) => weight > 0).map((own) => ({ ...own.steps[0]!.request, ...own }));
}

/** The TTL of a workload's writes in whole seconds, as servers take it; `otherwise` if the workload sets none. */
export function lifetimeSeconds({ ttlMs }: Pick<WorkloadPlan, 'ttlMs'>, otherwise: number | null): number | null {
  if (ttlMs === null) return otherwise;
  return ttlMs === 0 ? null : Math.max(1, Math.round(ttlMs / 1000));
}

const ordinary = { keyCount: 1, ttlSeconds: null, countUnit: 1, keyBase: 0, memcached: null } as const;

/** The operations of a workload, each with a weight above 0. Their order is fixed: the hot path uses positions as codes. */
export function planOperations(wanted: OperationsWanted): readonly OperationPlan[] {
  const mixed = operationKinds.filter((kind) => (wanted.mix[kind] ?? 0) > 0);
  const disturbed = mixed.filter((kind) => operations[kind].disturbs).map((kind) => operations[kind].space);
  const kinds = mixed.map((kind): OperationPlan => {
    const planned = planOne(kind, wanted.mix[kind] ?? 0, wanted);
    return disturbed.includes(planned.space) ? { ...planned, audit: 'none' } : planned;
  });
  const names = new Set<string>(kinds.map(({ name }) => name));
  const named = (plan: OperationPlan): OperationPlan => {
    const name = unusedName(plan.name, names);
    names.add(name);
    return { ...plan, name };
  };
  const [commands, composites] = [false, true].map((isComposite) =>
    wanted.commands
      .filter(({ weight, steps }) => weight > 0 && (steps !== undefined) === isComposite)
      .map(({ command = '', miss, weight, steps }) =>
        named(steps === undefined ? planCommand({ command, miss }, weight) : planSteps(steps, weight)),
      ),
  );
  // The hot path tells composite operations by their positions.
  return [...kinds, ...(commands ?? []), ...(composites ?? [])];
}

function planOne(kind: OperationKind, weight: number, options: OperationOptions): OperationPlan {
  const { writes, space, plan, memcached } = operations[kind];
  return {
    ...ordinary,
    name: kind,
    weight,
    writes,
    space,
    ...plan(options),
    memcached: memcached?.(options) ?? null,
  };
}

function planCommand({ command, miss }: FreeCommand, weight: number): OperationPlan {
  const { value, expected } = parseCommand(command);
  if (expected !== undefined) throw new InternalError(`A checked command can't be parsed: ${command}`);
  const reply = miss === undefined ? value.reply : miss === 'empty' ? 'presence' : 'any';
  return { ...ordinary, ...value, reply, name: value.words[0]!.toLowerCase(), weight, space: 'command', audit: 'none' };
}

/** A request to an application. */
export function planHttp({ name, weight, audit, http }: ApplicationRequest): OperationPlan {
  const writes = audit === 'write' || (audit === 'none' && !readMethods.includes(http.method));
  const reply = audit === 'read' ? 'value' : 'any';
  return { ...ordinary, name, weight, writes, words: [], http, space: 'string', audit, reply };
}

const readMethods: readonly string[] = ['GET', 'HEAD'];

/** A command of a replay, by its name in lower case; its words are in the log. */
export function planReplayed(name: string, weight: number): OperationPlan {
  return planCommand({ command: `${name} ${keyPlaceholder}` }, weight);
}

/** Several commands as one operation, named after them. */
function planSteps(steps: readonly (string | CommandStep)[], weight: number): OperationPlan {
  const planned = steps.map((step): StepPlan => {
    const { if: when = 'always', ...command } = typeof step === 'string' ? { command: step } : step;
    return { request: planCommand(command, weight), when, isRequired: true, performer: 0 };
  });
  return {
    ...planned[0]!.request,
    name: planned.map(({ request }) => request.name).join('+'),
    writes: planned.some(({ request }) => request.writes),
    steps: planned,
  };
}

function unusedName(wanted: string, used: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; used.has(name); number += 1) name = `${wanted}-${number}`;
  return name;
}
