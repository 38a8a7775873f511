import { monotonicMs } from './monotonic.js';

const calibrationRounds = 200_000;
const calibrations = 3;

/**
 * A busy wait of about so many milliseconds, for waits that are too short for a timer. It neither reads the clock nor
 * allocates: each reading of the clock leaves a number behind, and millions of them a second would be collected at the
 * cost of what is waited for. Measured once, when it is made: the fastest of a few tries, which nobody disturbed.
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

/** Steps of a linear congruential generator: each needs the one before, so that none can be left out. */
function turnOver(rounds: number): number {
  let state = 1;
  for (let round = 0; round < rounds; round += 1) state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
  return state;
}
