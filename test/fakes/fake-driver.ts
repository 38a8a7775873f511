import { notObserved } from '../../src/audit/observation.js';
import { type Driver, type DriverHost, outcomeCode } from '../../src/load/driver/driver.js';
import type { Slots } from '../../src/load/slots.js';
import type { OperationPlan } from '../../src/model/operation-plan.js';

/** An operation as the driver received it. */
export interface SentOperation {
  readonly slot: number;
  readonly generation: number;
  readonly connection: number;
  readonly kind: 'get' | 'set';
  readonly key: number;
  readonly sequence: number;
}

/** A driver and its server in one, in this process: the test decides the outcome of each operation. */
export class FakeDriver implements Driver {
  readonly sent: SentOperation[] = [];
  /** Connections on which a deadline passed, once per deadline. */
  readonly deadlines: number[] = [];
  readonly #host: DriverHost & { readonly slots: Slots };
  readonly #onSend: (operation: SentOperation, driver: FakeDriver) => void;
  readonly #operations: readonly OperationPlan[];
  readonly #values = new Map<number, number>();

  constructor(
    host: DriverHost & { readonly slots: Slots },
    operations: readonly OperationPlan[],
    onSend: (operation: SentOperation, driver: FakeDriver) => void,
  ) {
    this.#host = host;
    this.#operations = operations;
    this.#onSend = onSend;
  }

  send(slot: number): void {
    const { slots } = this.#host;
    const operation: SentOperation = {
      slot,
      generation: slots.generation[slot]!,
      connection: slots.connectionOf(slot),
      kind: this.#operations[slots.kind[slot]!]!.writes ? 'set' : 'get',
      key: slots.key[slot]!,
      sequence: slots.sequence[slot]!,
    };
    this.sent.push(operation);
    this.#onSend(operation, this);
  }

  flush(): void {}

  deadlinePassed(slot: number): void {
    this.deadlines.push(this.#host.slots.connectionOf(slot));
  }

  connection(connection: number, endpoint: string | null): void {
    this.#host.connectionChanged(connection, endpoint);
  }

  /** Executes an operation and returns the old value: sequence 0 for a preloaded key. */
  answer({ slot, generation, kind, key, sequence }: SentOperation): void {
    const seen = this.#values.get(key) ?? 0;
    if (kind === 'set') this.#values.set(key, sequence);
    this.#host.settle(slot, generation, outcomeCode.ok, '', seen);
  }

  /** Answers as if the key's value were another one. */
  answerWith({ slot, generation }: SentOperation, seen: number): void {
    this.#host.settle(slot, generation, outcomeCode.ok, '', seen);
  }

  /** Ends an operation without a reply. */
  end({ slot, generation }: SentOperation, outcome: 'fail' | 'indeterminate', errorClass: string): void {
    this.#host.settle(slot, generation, outcomeCode[outcome], errorClass, notObserved);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
