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

describe('what the relays cost', () => {
  it('is told as a round trip and a throughput, through one and without', () => {
    expect(relayCostLine(withCost('clients'))).toBe(
      'relays: a round trip to n1 takes 149 µs and 431 MB/s through one, 62 µs and 1.25 GB/s without (median, idle); clients pass through relays too',
    );
  });

  it('says that clients are spared where they are, and leaves out what a server does not tell', () => {
    expect(relayCostLine(withCost('peers', false))).toBe(
      'relays: a round trip to n1 takes 149 µs through one, 62 µs without (median, idle); only nodes pass through relays',
    );
  });

  it('is not told where there are none', () => {
    expect(relayCostLine(buildRecord())).toBeUndefined();
  });
});
