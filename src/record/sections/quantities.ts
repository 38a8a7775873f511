import { z } from 'zod';

export const count = z.int().nonnegative();
export const latencyUs = z.int().nonnegative();
/** On the run's clock: from the start of the measured part, negative before it. */
export const momentMs = z.number();
export const spanMs = z.number().nonnegative();
export const ratio = z.number().min(0).max(1);
export const percent = z.number().nonnegative();
export const errorsByClass = z.record(z.string(), count);
