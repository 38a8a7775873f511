import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program that ends with whoever started it. This module lies one folder below dist, as a bundle too. */
export const ownedProgram = join(fileURLToPath(new URL('../../', import.meta.url)), 'bin', 'owned.js');
