import { describe, expect, it } from 'vitest';
import { isForAnother, missing, notObserved, originalOf } from '../../../src/audit/observation.js';
import { RowLedger } from '../../../src/audit/row-ledger.js';
import { type DriverHost, type OutcomeCode, outcomeCode } from '../../../src/load/driver/driver.js';
import { OriginPerformer } from '../../../src/load/origin/origin-performer.js';
import { OriginRecorder } from '../../../src/load/origin/origin-recorder.js';
import { originRead, originWrite } from '../../../src/load/pattern/origin-requests.js';
import { Slots } from '../../../src/load/slots.js';
import type { OriginAnswer, OriginClient } from '../../../src/origin/client.js';

const ok: OriginAnswer = { outcome: 'ok', error: null, row: null, poolWaitMs: 2, sameKey: 1 };
const requests = [originRead, originWrite];

/** A performer over an origin that answers each request when told. */
function performer(singleFlight: boolean) {
  const slots = new Slots(4, 1);
  const settled: [slot: number, outcome: OutcomeCode, error: string, seen: number][] = [];
  const host: DriverHost = {
    settle: (slot, _generation, outcome, errorClass, seen) => void settled.push([slot, outcome, errorClass, seen]),
    repliesArrive: () => {},
    repliesHandled: () => {},
    connectionChanged: () => {},
  };
  const pending: ((answer: OriginAnswer) => void)[] = [];
  const written: unknown[] = [];
  const answered = () => new Promise<OriginAnswer>((resolve) => pending.push(resolve));
  const client: OriginClient = {
    read: answered,
    write: (...given) => {
      written.push(given);
      return answered();
    },
    [Symbol.asyncDispose]: async () => {},
  };
  const recorder = new OriginRecorder(new RowLedger(10, { allowedMs: null, markedMs: null, writesBehind: false }));
  const valueAt = (key: number, version: number) => `value ${version} of ${key}`;
  const origin = new OriginPerformer({ client, recorder, slots, requests, valueAt, singleFlight, rows: 10 }, host);
  const send = (slot: number, kind: number, key: number, sequence = 0) => {
    slots.kind[slot] = kind;
    slots.key[slot] = key;
    slots.sequence[slot] = sequence;
    origin.send(slot);
  };
  const answer = async (one: OriginAnswer) => {
    pending.shift()?.(one);
    await new Promise(setImmediate);
  };
  return { send, answer, settled, pending, written, recorder };
}

const row = (version: number | null): OriginAnswer => ({ ...ok, row: { version, value: 'any' } });

describe('the steps at an origin', () => {
  it('count versions from 0, where the origin counts from 1', async () => {
    const { send, answer, settled, written } = performer(false);
    send(0, 1, 7, 4);
    await answer(ok);
    send(1, 0, 7);
    await answer(row(5));
    expect(written).toEqual([[7, 5, 'value 4 of 7']]);
    expect(settled).toEqual([
      [0, outcomeCode.ok, '', 4],
      [1, outcomeCode.ok, '', 4],
    ]);
  });

  it('name the error of the origin, and what it proves', async () => {
    const { send, answer, settled, recorder } = performer(false);
    send(0, 0, 7);
    await answer({ ...ok, outcome: 'fail', error: 'poolTimeout' });
    send(1, 1, 7);
    await answer({ ...ok, outcome: 'indeterminate', error: 'connectionLost' });
    send(2, 0, 7);
    await answer(row(null));
    send(3, 0, 7);
    await answer(ok);
    expect(settled).toEqual([
      [0, outcomeCode.fail, 'origin:poolTimeout', notObserved],
      [1, outcomeCode.indeterminate, 'origin:connectionLost', notObserved],
      [2, outcomeCode.indeterminate, 'origin:foreignRow', notObserved],
      [3, outcomeCode.ok, '', missing],
    ]);
    expect(recorder.take()).toMatchObject({
      reads: { ok: 1, fail: 1, indeterminate: 1 },
      writes: { ok: 0, fail: 0, indeterminate: 1 },
      errors: { poolTimeout: 1, connectionLost: 1, foreignRow: 1 },
      poolWait: { maxUs: 2_000 },
    });
  });

  it('ask once for all readers of a key with single flight, and only the first of them fills the cache', async () => {
    const { send, answer, settled, pending, recorder } = performer(true);
    for (const slot of [0, 1, 2]) send(slot, 0, 7);
    send(3, 0, 8);
    expect(pending).toHaveLength(2);
    await answer(row(3));
    expect(settled.map(([slot, outcome, , seen]) => [slot, outcome, isForAnother(seen), originalOf(seen)])).toEqual([
      [0, outcomeCode.ok, false, 2],
      [1, outcomeCode.ok, true, 2],
      [2, outcomeCode.ok, true, 2],
    ]);
    await answer(row(1));
    send(0, 0, 7);
    expect(pending).toHaveLength(1);
    expect(recorder.take()).toMatchObject({ reads: { ok: 2 }, sharedReads: 2 });
  });

  it('ask for each reader without it', () => {
    const { send, pending } = performer(false);
    for (const slot of [0, 1, 2]) send(slot, 0, 7);
    expect(pending).toHaveLength(3);
  });
});
