import { monotonicMs } from './monotonic.js';

const calibrationRounds = 200_000;
const calibrations = 3;

/**
 * A busy wait of approximately this many milliseconds, for waits too short for a timer. It neither reads the clock nor
 * allocates: each clock reading leaves a number behind, and collecting millions of them a second would delay what is waited
 * for. Calibrated once at creation, as the fastest of several undisturbed attempts.
 */
export function createSpin(): (waitMs: number) => void {
  const fastestMs = Math.min(...Array.from({ length: calibrations }, () => timeOf(calibrationRounds)));
  const roundsPerMs = calibrationRounds / Math.max(fastestMs, 0.001);
  return (waitMs) => {
    turnOver(Math.floor(waitMs * roundsPerMs));
  };
}

function timeOf(rounds: number): number {
  const startMs = monotonicMs();
  turnOver(rounds);
  return monotonicMs() - startMs;
}

/** Steps of a linear congruential generator: each depends on the previous one, so that none can be optimized away. */
function turnOver(rounds: number): number {
  let state = 1;
  for (let round = 0; round < rounds; round += 1) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
  return state;
}
