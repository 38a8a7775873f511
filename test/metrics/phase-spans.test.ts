import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PhaseFault, type PhaseSpan, phaseSpans } from '../../src/metrics/phase-spans.js';

const intervalMs = 100;
const endMs = 20_040;

/** A fault with consecutive milestones, the last of which may never happen. */
const anyFault = fc
  .tuple(
    fc.double({ min: 0, max: endMs, noNaN: true }),
    fc.option(fc.double({ min: 0, max: 9_000, noNaN: true })),
    fc.option(fc.double({ min: 0, max: 9_000, noNaN: true })),
  )
  .map(([injectedAtMs, outageMs, recoveryMs]): PhaseFault => {
    const failoverEndMs = outageMs === null ? null : injectedAtMs + outageMs;
    return {
      injectedAtMs,
      failoverEndMs,
      recoveredAtMs: failoverEndMs === null || recoveryMs === null ? null : failoverEndMs + recoveryMs,
    };
  });

describe('the phases of a run', () => {
  it('cover all of it in order, without gaps or overlaps', () => {
    fc.assert(
      fc.property(fc.array(anyFault, { maxLength: 3 }), (faults) => {
        const spans = phaseSpans(endMs, faults, intervalMs);
        expect(spans[0]?.startMs).toBe(0);
        expect(spans.at(-1)?.endMs).toBe(endMs);
        spans.forEach((span, index) => {
          expect(span.endMs).toBeGreaterThan(span.startMs);
          expect(span.startMs).toBe(spans[index - 1]?.endMs ?? 0);
          expect(span.startMs % intervalMs).toBe(0);
        });
        spans.forEach(({ name }, index) => {
          expect(name).not.toBe(spans[index - 1]?.name);
          if (index > 0) expect(name).not.toBe('steady');
        });
      }),
    );
  });

  it('are failover while any fault leaves its shards without writes, and settled only after all of them', () => {
    fc.assert(
      fc.property(fc.array(anyFault, { minLength: 1, maxLength: 4 }), fc.nat(endMs - 1), (faults, moment) => {
        const spans = phaseSpans(endMs, faults, intervalMs);
        const name = spans.find(({ endMs: end }) => moment < end)?.name;
        const within = (toMs: (fault: PhaseFault) => number | null) =>
          faults.some((fault) => fault.injectedAtMs <= moment && moment < (toMs(fault) ?? Number.POSITIVE_INFINITY));
        if (within(({ failoverEndMs }) => failoverEndMs)) expect(name).toBe('failover');
        else if (within(({ recoveredAtMs }) => recoveredAtMs)) expect(['failover', 'recovery']).toContain(name);
      }),
    );
  });

  it('exclude every moment of a fault from steady', () => {
    fc.assert(
      fc.property(fc.array(anyFault, { minLength: 1, maxLength: 3 }), (faults) => {
        const steady = phaseSpans(endMs, faults, intervalMs).find(({ name }) => name === 'steady');
        for (const { injectedAtMs } of faults) expect(injectedAtMs).toBeGreaterThanOrEqual(steady?.endMs ?? 0);
      }),
    );
  });

  const struck: PhaseFault = { injectedAtMs: 6_050, failoverEndMs: 8_210, recoveredAtMs: 11_000 };
  it.each<{ name: string; faults: readonly PhaseFault[]; expected: readonly PhaseSpan[] }>([
    { name: 'steady alone without a fault', faults: [], expected: [span('steady', 0, endMs)] },
    {
      name: 'all four around a fault that was recovered from',
      faults: [struck],
      expected: [
        span('steady', 0, 6_000),
        span('failover', 6_000, 8_300),
        span('recovery', 8_300, 11_000),
        span('settled', 11_000, endMs),
      ],
    },
    {
      name: 'failover to the end when writes never came back',
      faults: [{ ...struck, failoverEndMs: null, recoveredAtMs: null }],
      expected: [span('steady', 0, 6_000), span('failover', 6_000, endMs)],
    },
    {
      name: 'recovery to the end when it was never recovered from',
      faults: [{ ...struck, recoveredAtMs: null }],
      expected: [span('steady', 0, 6_000), span('failover', 6_000, 8_300), span('recovery', 8_300, endMs)],
    },
    {
      name: 'all but steady once more around a second fault',
      faults: [struck, { injectedAtMs: 12_000, failoverEndMs: 13_000, recoveredAtMs: 15_000 }],
      expected: [
        span('steady', 0, 6_000),
        span('failover', 6_000, 8_300),
        span('recovery', 8_300, 11_000),
        span('settled', 11_000, 12_000),
        span('failover', 12_000, 13_000),
        span('recovery', 13_000, 15_000),
        span('settled', 15_000, endMs),
      ],
    },
    {
      name: 'failover again when a second fault strikes during the recovery',
      faults: [struck, { injectedAtMs: 9_000, failoverEndMs: 10_000, recoveredAtMs: 12_000 }],
      expected: [
        span('steady', 0, 6_000),
        span('failover', 6_000, 8_300),
        span('recovery', 8_300, 9_000),
        span('failover', 9_000, 10_000),
        span('recovery', 10_000, 12_000),
        span('settled', 12_000, endMs),
      ],
    },
    {
      name: 'failover to the end when one of two faults was never recovered from',
      faults: [{ ...struck, failoverEndMs: null, recoveredAtMs: null }, struck],
      expected: [span('steady', 0, 6_000), span('failover', 6_000, endMs)],
    },
    {
      name: 'no failover when the fault stopped no write within its interval',
      faults: [{ injectedAtMs: 6_000, failoverEndMs: 6_000, recoveredAtMs: 9_000 }],
      expected: [span('steady', 0, 6_000), span('recovery', 6_000, 9_000), span('settled', 9_000, endMs)],
    },
    {
      name: 'no steady when the fault struck at once',
      faults: [{ ...struck, injectedAtMs: 40 }],
      expected: [span('failover', 0, 8_300), span('recovery', 8_300, 11_000), span('settled', 11_000, endMs)],
    },
    {
      name: 'steady alone when the fault struck after the end',
      faults: [{ injectedAtMs: 20_100, failoverEndMs: 20_200, recoveredAtMs: null }],
      expected: [span('steady', 0, endMs)],
    },
    {
      name: 'no settled when the recovery took up to the end',
      faults: [{ ...struck, recoveredAtMs: 20_039 }],
      expected: [span('steady', 0, 6_000), span('failover', 6_000, 8_300), span('recovery', 8_300, endMs)],
    },
  ])('are $name', ({ faults, expected }) => {
    expect(phaseSpans(endMs, faults, intervalMs)).toEqual(expected);
  });
});

function span(name: PhaseSpan['name'], startMs: number, endOfSpanMs: number): PhaseSpan {
  return { name, startMs, endMs: endOfSpanMs };
}
