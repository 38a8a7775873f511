import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FreeSlots, Slots } from '../../src/load/slots.js';

/** The model: which slots are busy, which connections are ready. The ring is compared with it. */
interface Model {
  readonly ready: Set<number>;
  readonly busy: Set<number>;
}
interface Real {
  readonly slots: Slots;
  readonly free: FreeSlots;
}

const free = (model: Model, slots: Slots) =>
  Array.from({ length: slots.count }, (_, slot) => slot).filter(
    (slot) => !model.busy.has(slot) && model.ready.has(slots.connectionOf(slot)),
  );

class Take implements fc.Command<Model, Real> {
  check = () => true;
  run(model: Model, { slots, free: freeSlots }: Real): void {
    const candidates = free(model, slots);
    const slot = freeSlots.take();
    if (candidates.length === 0) {
      expect(slot).toBe(-1);
      return;
    }
    expect(candidates).toContain(slot);
    slots.busy[slot] = 1;
    model.busy.add(slot);
  }
  toString = () => 'take()';
}

class GiveBack implements fc.Command<Model, Real> {
  #draw: number;
  constructor(draw: number) {
    this.#draw = draw;
  }
  check = (model: Readonly<Model>) => model.busy.size > 0;
  run(model: Model, { slots, free: freeSlots }: Real): void {
    const slot = [...model.busy][this.#draw % model.busy.size]!;
    slots.busy[slot] = 0;
    freeSlots.giveBack(slot);
    model.busy.delete(slot);
  }
  toString = () => `giveBack(${this.#draw})`;
}

class Change implements fc.Command<Model, Real> {
  #draw: number;
  #ready: boolean;
  constructor(draw: number, ready: boolean) {
    this.#draw = draw;
    this.#ready = ready;
  }
  check = () => true;
  run(model: Model, { slots, free: freeSlots }: Real): void {
    const connection = this.#draw % (slots.count / slots.pipeline);
    freeSlots.connectionReady(connection, this.#ready);
    if (this.#ready) model.ready.add(connection);
    else model.ready.delete(connection);
  }
  toString = () => `connectionReady(${this.#draw}, ${this.#ready})`;
}

class TakeAll implements fc.Command<Model, Real> {
  check = () => true;
  run(model: Model, { slots, free: freeSlots }: Real): void {
    const taken: number[] = [];
    for (let slot = freeSlots.take(); slot >= 0; slot = freeSlots.take()) taken.push(slot);
    expect(taken.sort((left, right) => left - right)).toEqual(free(model, slots));
    for (const slot of taken) {
      slots.busy[slot] = 1;
      model.busy.add(slot);
    }
  }
  toString = () => 'takeAll()';
}

describe('the free slots', () => {
  it('are exactly those that are not busy, on ready connections, each handed out once', () => {
    const commands = fc.commands(
      [
        fc.constant(new Take()),
        fc.constant(new TakeAll()),
        fc.nat().map((draw) => new GiveBack(draw)),
        fc.tuple(fc.nat(), fc.boolean()).map(([draw, ready]) => new Change(draw, ready)),
      ],
      { maxCommands: 80 },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        commands,
        (connections, pipeline, run) => {
          fc.modelRun(() => {
            const slots = new Slots(connections, pipeline);
            return {
              model: { ready: new Set<number>(), busy: new Set<number>() },
              real: { slots, free: new FreeSlots(slots, connections) },
            };
          }, run);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are reused in the order of their return, so that connections take turns', () => {
    const slots = new Slots(3, 1);
    const freeSlots = new FreeSlots(slots, 3);
    for (const connection of [0, 1, 2]) freeSlots.connectionReady(connection, true);
    const order = Array.from({ length: 6 }, () => {
      const slot = freeSlots.take();
      freeSlots.giveBack(slot);
      return slot;
    });
    expect(order).toEqual([0, 1, 2, 0, 1, 2]);
  });

  it('belong to their connection permanently', () => {
    const slots = new Slots(3, 4);
    expect(slots.count).toBe(12);
    expect([0, 3, 4, 11].map((slot) => slots.connectionOf(slot))).toEqual([0, 0, 1, 2]);
  });
});
