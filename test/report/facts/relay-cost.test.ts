import { describe, expect, it } from 'vitest';
import { relayCostLine } from '../../../src/report/facts/relay-cost.js';
import { buildRecord } from '../../fixtures/records/build-record.js';

const direct = { roundTripUs: 62, bytesPerSecond: 1_250_000_000 };
const relayed = { roundTripUs: 149, bytesPerSecond: 431_000_000 };

function withCost(carries: 'clients' | 'peers', payloads = true) {
  const { topology } = buildRecord();
  const path = (cost: typeof direct) => (payloads ? cost : { ...cost, bytesPerSecond: null });
  const relayCost = { node: 'n1', carries, direct: path(direct), relayed: path(relayed) };
  return buildRecord({ topology: { ...topology, relayCost } });
}

describe('the cost of relays', () => {
  it('is shown as round trip and throughput, with and without a relay', () => {
    expect(relayCostLine(withCost('clients'))).toBe(
      'relays: a round trip to n1 takes 149 µs and 431 MB/s through one, 62 µs and 1.25 GB/s without (median, idle); clients pass through relays too',
    );
  });

  it('notes if clients bypass relays, and omits what a server does not report', () => {
    expect(relayCostLine(withCost('peers', false))).toBe(
      'relays: a round trip to n1 takes 149 µs through one, 62 µs without (median, idle); only nodes pass through relays',
    );
  });

  it('is omitted without relays', () => {
    expect(relayCostLine(buildRecord())).toBeUndefined();
  });
});
