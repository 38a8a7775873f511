import { fileURLToPath } from 'node:url';

/** The program of the HTTP origin. It is found from any folder directly below dist, because this file may be bundled. */
export const httpProgram = fileURLToPath(new URL('../origin/http/http-process.js', import.meta.url));
