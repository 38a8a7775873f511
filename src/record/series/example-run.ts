import { z } from 'zod';
import type { DeepReadonly } from '../../model/deep-readonly.js';
import { answerSchema } from '../sections/answer.js';

/** The answer of one of several runs, which shows what the runs were like. */
export const exampleRunSchema = answerSchema.extend({ runId: z.string() });
export type ExampleRun = DeepReadonly<z.infer<typeof exampleRunSchema>>;
