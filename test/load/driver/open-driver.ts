import { vi } from 'vitest';
import { type Driver, type DriverHost, type DriverOptions, outcomeCode } from '../../../src/load/driver/driver.js';
import { type DriverName, drivers } from '../../../src/load/driver/registry.js';
import { Slots } from '../../../src/load/slots.js';
import { openAccess } from '../../../src/model/access.js';
import type { MisbehavingServer } from '../../fakes/misbehaving-server.js';
import { operationsFor } from '../worker-plan.js';

export const runTag = 'abcd1234';
const outcomeNames = ['ok', 'fail', 'indeterminate'] as const;
export const patience = { timeout: 20_000, interval: 5 };

export interface Settled {
  readonly outcome: (typeof outcomeNames)[number];
  readonly errorClass: string;
  readonly observed: number;
}

/** A driver and its host, which records everything. */
export class DriverUnderTest implements DriverHost, AsyncDisposable {
  /** Every reported endpoint of a connection, and null when it had none. */
  readonly changes: (string | null)[] = [];
  readonly slots: Slots;
  readonly #settled = new Map<string, Settled[]>();
  readonly #sent = new Map<number, string>();
  #driver: Driver | undefined;

  private constructor(connections: number, pipeline: number) {
    this.slots = new Slots(connections, pipeline);
  }

  static async open(
    name: DriverName,
    server: Pick<MisbehavingServer, 'port'>,
    options: Partial<DriverOptions> & { readonly pipeline?: number } = {},
  ): Promise<DriverUnderTest> {
    const connections = options.connections ?? 1;
    const under = new DriverUnderTest(connections, options.pipeline ?? 1);
    under.#driver = await drivers[name].open(
      {
        view: { kind: 'single', endpoint: { host: '127.0.0.1', port: server.port }, access: openAccess },
        connections,
        clientPolicy: 'measured',
        deadlineMs: 5_000,
        connectTimeoutMs: options.deadlineMs ?? 5_000,
        runTag,
        seed: 1,
        operations: operationsFor({ get: 1, set: 1 }),
        durability: { kind: 'async' },
        valueSizes: { kind: 'fixed', bytes: 24 },
        data: 'compressible',
        keys: 1_000,
        protocol: null,
        ...options,
        slots: under.slots,
      },
      under,
    );
    await vi.waitUntil(() => under.changes.length >= connections, patience);
    return under;
  }

  /** Sends an operation; several may be in flight, each in its own slot. */
  send(
    kind: 'get' | 'set',
    operation: { readonly key?: number; readonly sequence?: number; readonly slot?: number } = {},
  ) {
    const { key = 7, sequence = 1, slot = 0 } = operation;
    this.slots.kind[slot] = kind === 'get' ? 0 : 1;
    this.slots.key[slot] = key;
    this.slots.sequence[slot] = sequence;
    this.slots.busy[slot] = 1;
    const id = `${slot}/${this.slots.generation[slot]}`;
    this.#sent.set(slot, id);
    this.#settled.set(id, []);
    this.#driver?.send(slot);
    this.#driver?.flush();
  }

  /** Waits for the last operation sent in a slot, and frees the slot. */
  async settled(slot = 0): Promise<Settled> {
    const id = this.#sent.get(slot) ?? '';
    const settled = await vi.waitUntil(() => this.#settled.get(id)?.[0], patience);
    this.slots.busy[slot] = 0;
    this.slots.generation[slot]! += 1;
    return settled;
  }

  /** Sends one operation and waits for its end. */
  async run(
    kind: 'get' | 'set',
    operation: { readonly key?: number; readonly sequence?: number } = {},
  ): Promise<Settled> {
    this.send(kind, operation);
    return this.settled();
  }

  /** How often each operation was settled, in the order of sending. */
  get timesSettled(): readonly number[] {
    return [...this.#settled.values()].map((times) => times.length);
  }

  deadlinePassed(slot = 0): void {
    this.#driver?.deadlinePassed(slot);
  }

  /** Resolves when the last reported connection is usable. */
  async ready(): Promise<void> {
    await vi.waitUntil(() => this.changes.at(-1) !== null, patience);
  }

  /** Resolves when the connection was lost and reopened. */
  async reconnected(): Promise<void> {
    await vi.waitUntil(() => this.changes.includes(null) && this.changes.at(-1) !== null, patience);
  }

  settle(slot: number, generation: number, outcome: number, errorClass: string, observed: number): void {
    this.#settled.get(`${slot}/${generation}`)?.push({ outcome: outcomeNames[outcome]!, errorClass, observed });
  }

  repliesArrive(): void {}

  repliesHandled(): void {}

  connectionChanged(_connection: number, endpoint: string | null): void {
    this.changes.push(endpoint);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#driver?.[Symbol.asyncDispose]();
  }
}

if (outcomeNames.some((name, code) => outcomeCode[name] !== code)) throw new Error('The outcomes have other codes.');
