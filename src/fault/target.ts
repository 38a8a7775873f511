import { z } from 'zod';

/** Which nodes a fault strikes: a word that is resolved when it strikes, or a node by its name. */
export const targetSchema = z.union([
  z.enum(['primary', 'replica']),
  z.strictObject({ node: z.string().min(1) }),
]);
export type Target = z.infer<typeof targetSchema>;
